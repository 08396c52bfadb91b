"""Tell which of the asides, headers and lists of links, which usually stand around a page's text, are part of it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.heading_lines import MAX_HEADING_CHARACTERS
from knowledge.readers.markup.html_tags import HEADINGS, Sizes, around, children_of, classes, inside, text_of

if TYPE_CHECKING:
    from bs4.element import Tag

_ARTICLES = {"article", "main", "section"}
# Words in the class or role of a note to the text.
_NOTES = re.compile(
    r"(?:^|[-_ ])(?:note|warning|caution|tip|hint|important|danger|admonition|callout|topic|abstract|"
    r"(?:foot|end)note(?:-list|s)?)(?![a-z])"
)
_NO_NOTE = (*HEADINGS, "form", "nav")  # an aside that says nothing of itself and holds one of these is no note
_TITLE_END = re.compile(r"\s*(?:[-–—_|·»:：]|\Z)")  # behind a page's title, before the name of its site
_MAX_LINKED_SHARE = 0.2  # of the text of a note or a header
_MIN_PARAGRAPH = 20  # characters without links in a paragraph of running text
# Headings of lists of links to other pages, or to places in this one.
_ELSEWHERE = re.compile(
    r"相[关關]|推荐|推薦|[热熱][门門点點]|更多|延伸|猜你|[阅閱][读讀]|目[录錄]|本[页頁]|分享|[标標][签籤]|最新|上一|下一|[参參]见|"
    r"related|more|see also|recommend|popular|share|tags?\b|contents|on this page|latest|recent|links",
    re.IGNORECASE,
)


def text_beside(tags: "list[Tag]", sizes: Sizes, title: str) -> set[int]:
    """Return the ids of those of a page's ``tags``, in order, that are text; ``title`` is what the page states."""
    return {id(tag) for tag in (*_notes(tags, sizes), *_headers(tags, sizes, title), *_lists(tags, sizes))}


def _notes(tags: "list[Tag]", sizes: Sizes) -> "Iterator[Tag]":
    """Yield the asides that are notes to the text."""
    in_article = inside(tags, _ARTICLES)
    other = around(tag for tag in tags if tag.name in _NO_NOTE)
    for tag in tags:
        if tag.name != "aside" or not _is_unlinked(tag, sizes):
            continue
        names = f"{classes(tag)} {tag.get('role', '')}"
        is_plain = not names.strip() and not tag.get("id") and id(tag) in in_article and id(tag) not in other
        if is_plain or _NOTES.search(names):
            yield tag


def _headers(tags: "list[Tag]", sizes: Sizes, title: str) -> "Iterator[Tag]":
    """Yield the headers that hold the title of the page; the header of a site holds the site's name."""
    headers = inside(tags, ("header",))
    looked_at: set[int] = set()
    for tag in tags:
        header = headers.get(id(tag)) if tag.name == "h1" and 0 < sizes[id(tag)][0] <= len(title) else None
        if header is None or id(header) in looked_at or not _is_unlinked(header, sizes):
            continue
        looked_at.add(id(header))
        heading = text_of(tag)
        if title.startswith(heading) and _TITLE_END.match(title, len(heading)):
            yield header


def _lists(tags: "list[Tag]", sizes: Sizes) -> "Iterator[Tag]":
    """Yield the lists between paragraphs whose heading does not say that they lead elsewhere."""
    to_places = around(tag for tag in tags if tag.name == "a" and str(tag.get("href", "")).startswith("#"))
    texts = {
        id(tag.parent) for tag in tags if tag.name == "p" and sizes[id(tag)][0] >= _MIN_PARAGRAPH + sizes[id(tag)][1]
    }
    for parent in tags:
        for before, tag in pairwise(children_of(parent)) if id(parent) in texts else ():
            if tag.name in ("ul", "ol") and id(tag) not in to_places and _heads_text(before, sizes):
                yield tag


def _heads_text(heading: "Tag", sizes: Sizes) -> bool:
    is_short = heading.name in HEADINGS and sizes[id(heading)][0] <= MAX_HEADING_CHARACTERS
    return is_short and not _ELSEWHERE.search(text_of(heading))


def _is_unlinked(tag: "Tag", sizes: Sizes) -> bool:
    size, linked, _ = sizes[id(tag)]
    return linked < _MAX_LINKED_SHARE * size
