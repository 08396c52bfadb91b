"""Tell the content of an HTML page from what is around it: menus, related links, legal lines, what is hidden."""

import re
from typing import TYPE_CHECKING

from knowledge.readers.markup.beside import text_beside
from knowledge.readers.markup.folded import folded, unfold_buttons
from knowledge.readers.markup.html_tags import HEADINGS, Sizes, children_of, containing, drop, inside, sizes_of, tags_in
from knowledge.readers.markup.menu_names import is_called_menu
from knowledge.readers.markup.page_formulas import write_formulas
from knowledge.readers.markup.site_marks import site_marks
from knowledge.types import Note, NoteCode

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_UNSEEN = {
    *("script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "audio", "video", "button"),
    *("select", "textarea", "dialog", "title", "rt", "rp"),
}
_AROUND = {"nav", "aside", "footer"}
_ARTICLES = {"article", "main", "section"}
_CONTENT = {"p", "article", "main", *HEADINGS}
_BOXES = {"div", "section", "ul", "ol", "table", "td", "header", "p"}  # what pages put around their menus
_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search"}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)  # takes its room all the same
_MAX_MENU_SHARE = 0.4  # of a page's text; what holds more is no menu, whatever it is called
_MIN_LINKS, _MIN_LINKED_SHARE = 4, 0.8  # links, and the share of a box's text in them, that make it a menu
_MAX_LINKED_SHARE = 0.2  # of the text of a section; related articles and the like are linked
_MAX_LINK_CHARACTERS = 30  # characters in a link of a menu, in the mean; longer ones are a list of sources
_MIN_SEEN_SHARE = 0.5  # of a page's text; if less is seen, the hidden text is what a script would show


def drop_unseen(soup: "BeautifulSoup") -> None:
    """Take out what is not to be read of a piece of HTML within another text."""
    drop(soup, {id(tag) for tag in tags_in(soup) if tag.name in _UNSEEN or is_hidden(tag, set())})


def drop_around(soup: "BeautifulSoup", title: str) -> tuple[Note, ...]:
    """Take out what surrounds the content of a page; return notes on what was left out as hidden or as a menu.

    ``title`` is what the page states.
    """
    tags = list(tags_in(soup))
    unfold_buttons(tags, sizes_of(soup))
    drop(soup, {id(tag) for tag in tags if tag.name in _UNSEEN})
    write_formulas(soup)
    tags = list(tags_in(soup))
    drop(soup, site_marks(tags, sizes_of(soup)))
    tags = list(tags_in(soup))
    sizes = sizes_of(soup)
    size = sizes[id(soup)][0]
    around = containing(soup, _CONTENT)
    hidden = {id(tag) for tag in tags if is_hidden(tag, around)} - folded(soup, tags, sizes)
    seen = _left(soup, hidden, sizes)
    if seen >= _MIN_SEEN_SHARE * size:
        drop(soup, hidden)
        around = containing(soup, _CONTENT)
    else:
        seen = size
    in_article = inside(tags, _ARTICLES)
    most = _MAX_MENU_SHARE * size
    dropped = {id(tag) for tag in tags if _is_around(tag, in_article, around) or _is_menu(tag, sizes, most)}
    drop(soup, dropped - text_beside(tags, sizes, title))
    left = sizes_of(soup)[id(soup)][0]
    counts: tuple[tuple[NoteCode, int], ...] = (("hidden-text", size - seen), ("menus", seen - left))
    return tuple(Note(code, count) for code, count in counts if count)


def is_hidden(tag: "Tag", around_content: set[int]) -> bool:
    """Say whether a tag is not seen; a script makes the content seen that is only invisible (in WeChat's pages)."""
    style = str(tag.get("style", ""))
    if tag.has_attr("hidden") or _HIDDEN.search(style):
        return True
    return _INVISIBLE.search(style) is not None and id(tag) not in around_content


def _is_around(tag: "Tag", in_article: "dict[int, Tag]", around_content: set[int]) -> bool:
    if tag.name == "header":  # an article's own header holds its heading
        return id(tag) not in in_article
    # Some servers wrap whole pages into a form.
    return tag.name in _AROUND or (tag.name == "form" and id(tag) not in around_content)


def _is_menu(tag: "Tag", sizes: Sizes, most: float) -> bool:
    """Say whether a box is called a menu, or is made of short links alone."""
    if tag.name not in _BOXES:
        return False
    size, linked, links = sizes[id(tag)]
    if size > most:
        return False
    if tag.get("role") in _ROLES or is_called_menu(tag, _heads_text(tag, sizes)):
        return True
    return links >= _MIN_LINKS and linked >= _MIN_LINKED_SHARE * size and linked <= _MAX_LINK_CHARACTERS * links


def _heads_text(tag: "Tag", sizes: Sizes) -> bool:
    """Say whether a box begins with a heading below which text stands, hardly any of it in links."""
    inner = children_of(tag)
    size, linked, _ = sizes[id(tag)]
    return len(inner) > 1 and inner[0].name in HEADINGS and linked < _MAX_LINKED_SHARE * size


def _left(soup: "BeautifulSoup", dropped: set[int], sizes: Sizes) -> int:
    """Return how many characters are left of a page without the tags whose ids are ``dropped``."""
    left = sizes[id(soup)][0]
    stack: list[Tag] = [soup]
    while stack:
        for tag in children_of(stack.pop()):
            if id(tag) in dropped:
                left -= sizes[id(tag)][0]
            else:
                stack.append(tag)
    return left
