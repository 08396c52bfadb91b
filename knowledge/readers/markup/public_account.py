"""Leave out what a page of WeChat's public accounts (公众号) has behind the article."""

from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import around, children_of, classes, drop, sizes_of, tags_in
from knowledge.types import Note

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_ARTICLE, _CLASS = "js_content", "rich_media_content"  # the id and a class of the article's own box
_MIN_SHARE = 0.5  # of the text from there on: a page of pictures has its words behind an empty box


def drop_behind_article(soup: "BeautifulSoup") -> tuple[Note, ...]:
    """Take out what stands behind the article of such a page; return a note on how many boxes with text did."""
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
    count = sum(sizes[id(tag)][0] > 0 for tag in behind)
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
