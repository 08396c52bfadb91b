"""Leave out what a page of WeChat's public accounts (公众号) has behind the article."""

from typing import TYPE_CHECKING

from knowledge.readers.markup.html_content import is_hidden
from knowledge.readers.markup.html_tags import HEADINGS, Sizes, around, children_of, classes, drop, sizes_of, tags_in
from knowledge.types import Note

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_ARTICLE, _CLASS = "js_content", "rich_media_content"  # the id and a class of the article's own box
_LINES = ("p", "div", "section", "li", "td", *HEADINGS)
_MIN_SHARE = 0.5  # of the text from there on: a page of pictures has its words behind an empty box


def drop_behind_article(soup: "BeautifulSoup") -> tuple[Note, ...]:
    """Take out what stands behind the article of such a page; return a note on how many lines did."""
    tags = list(tags_in(soup))
    article = next((tag for tag in tags if tag.get("id") == _ARTICLE and _CLASS in classes(tag).split()), None)
    if article is None:
        return ()
    sizes = sizes_of(soup)
    behind = _behind(tags, article)
    size = sizes[id(article)][0]
    if size < _MIN_SHARE * (size + sum(sizes[id(tag)][0] for tag in behind)):
        return ()
    drop(soup, {id(tag) for tag in behind})
    count = _lines_seen(behind, sizes)
    return (Note("furniture", count),) if count else ()


def _behind(tags: "list[Tag]", article: "Tag") -> "list[Tag]":
    """Return the boxes behind the article that lie in no other such box."""
    outer = around([article])
    found: list[Tag] = []
    for parent in (tag for tag in tags if id(tag) in outer):
        inner = children_of(parent)
        places = [number for number, tag in enumerate(inner) if tag is article or id(tag) in outer]
        found += [tag for number in places for tag in inner[number + 1 :]]
    return found


def _lines_seen(boxes: "list[Tag]", sizes: Sizes) -> int:
    """Return how many lines in some boxes are seen: a page has more behind its article that a script would show."""
    stack, seen = [*boxes], []
    while stack:
        tag = stack.pop()
        if sizes[id(tag)][0] and not is_hidden(tag, set()):
            seen.append(tag)
            stack += children_of(tag)
    lines = [tag for tag in seen if tag.name in _LINES]
    outer = around(lines)
    return max(sum(id(tag) not in outer for tag in lines), bool(seen))
