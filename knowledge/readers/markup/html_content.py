"""Tell the content of an HTML page from what is around it: menus, related links, legal lines, what is hidden."""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from knowledge.readers.markup.menu_names import is_called_menu

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

HEADINGS = tuple(f"h{level}" for level in range(1, 7))
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
    _drop(soup, {id(tag) for tag in _tags(soup) if tag.name in _UNSEEN or _is_hidden(tag, set())})


def drop_around(soup: "BeautifulSoup") -> None:
    """Take out what surrounds the content of a page."""
    tags = list(_tags(soup))
    _drop(soup, {id(tag) for tag in tags if tag.name in _UNSEEN})
    tags = list(_tags(soup))
    sizes = _sizes(soup)
    around = containing(soup, _CONTENT)
    hidden = {id(tag) for tag in tags if _is_hidden(tag, around)}
    if _left(soup, hidden, sizes) >= _MIN_SEEN_SHARE * sizes[id(soup)][0]:
        _drop(soup, hidden)
        around = containing(soup, _CONTENT)
    in_article = _inside_articles(soup)
    most = _MAX_MENU_SHARE * sizes[id(soup)][0]
    _drop(soup, {id(tag) for tag in tags if _is_around(tag, in_article, around) or _is_menu(tag, sizes, most)})


def _is_hidden(tag: "Tag", around_content: set[int]) -> bool:
    """Say whether a tag is not seen; a script makes the content seen that is only invisible (in WeChat's pages)."""
    style = str(tag.get("style", ""))
    if tag.has_attr("hidden") or _HIDDEN.search(style):
        return True
    return _INVISIBLE.search(style) is not None and id(tag) not in around_content


def _is_around(tag: "Tag", in_article: set[int], around_content: set[int]) -> bool:
    if tag.name == "header":  # an article's own header holds its heading
        return id(tag) not in in_article
    # Some servers wrap whole pages into a form.
    return tag.name in _AROUND or (tag.name == "form" and id(tag) not in around_content)


def _is_menu(tag: "Tag", sizes: dict[int, tuple[int, int, int]], most: float) -> bool:
    """Say whether a box is called a menu, or is made of short links alone."""
    if tag.name not in _BOXES:
        return False
    size, linked, links = sizes[id(tag)]
    if size > most:
        return False
    if tag.get("role") in _ROLES or is_called_menu(tag, _heads_text(tag, sizes)):
        return True
    return links >= _MIN_LINKS and linked >= _MIN_LINKED_SHARE * size and linked <= _MAX_LINK_CHARACTERS * links


def _heads_text(tag: "Tag", sizes: dict[int, tuple[int, int, int]]) -> bool:
    """Say whether a box begins with a heading below which text stands, hardly any of it in links."""
    inner = _children(tag)
    size, linked, _ = sizes[id(tag)]
    return len(inner) > 1 and inner[0].name in HEADINGS and linked < _MAX_LINKED_SHARE * size


def _sizes(soup: "BeautifulSoup") -> dict[int, tuple[int, int, int]]:
    """Return how many characters each tag holds, how many of them in links, and how many links, by the tag's id."""
    from bs4.element import Tag

    sizes: dict[int, tuple[int, int, int]] = {}
    for tag in reversed([soup, *_tags(soup)]):  # a tag comes after all that is inside it
        size = linked = links = 0
        for child in tag.contents:
            if isinstance(child, Tag):
                inner = sizes[id(child)]
                size, linked, links = size + inner[0], linked + inner[1], links + inner[2]
            else:
                size += len(str(child).strip())
        sizes[id(tag)] = (size, size, 1) if tag.name == "a" else (size, linked, links)
    return sizes


def _left(soup: "BeautifulSoup", dropped: set[int], sizes: dict[int, tuple[int, int, int]]) -> int:
    """Return how many characters are left of a page without the tags whose ids are ``dropped``."""
    left = sizes[id(soup)][0]
    stack: list[Tag] = [soup]
    while stack:
        for tag in _children(stack.pop()):
            if id(tag) in dropped:
                left -= sizes[id(tag)][0]
            else:
                stack.append(tag)
    return left


def _drop(soup: "BeautifulSoup", dropped: set[int]) -> None:
    """Take out the tags with these ids, all of a tag's at once: for each one bs4 would look through its neighbours.

    Only ``contents`` are right afterwards, so nothing may be looked for by `Tag.find` and the like.
    """
    stack: list[Tag] = [soup]
    while stack:
        tag = stack.pop()
        tag.contents = [child for child in tag.contents if id(child) not in dropped]
        stack += _children(tag)


def _inside_articles(soup: "BeautifulSoup") -> set[int]:
    found: set[int] = set()
    for tag in _tags(soup):
        parent = tag.parent
        if tag.name in _ARTICLES or (parent is not None and id(parent) in found):
            found.add(id(tag))
    return found


def containing(root: "Tag", names: Collection[str]) -> set[int]:
    """Return the ids of the tags that have a tag of one of these ``names`` inside."""
    found: set[int] = set()
    for node in _tags(root):
        parent = node.parent if node.name in names else None
        while parent is not None and id(parent) not in found:
            found.add(id(parent))
            parent = parent.parent
    return found


def _children(tag: "Tag") -> "list[Tag]":
    from bs4.element import Tag

    return [child for child in tag.contents if isinstance(child, Tag)]


def _tags(root: "Tag") -> "Iterator[Tag]":
    """Yield all tags inside a tag, in order, without recursion: a page can nest deeper than Python's stack."""
    from bs4.element import Tag

    stack: list[PageElement] = [*reversed(root.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            yield node
            stack += reversed(node.contents)
