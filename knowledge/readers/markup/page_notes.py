"""Handle the comments and footnotes of pages that Word and Google's editor save: both stand at the end of the page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import children_of, drop, tags_in

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

_COMMENT_LIST = re.compile(r"mso-element\s*:\s*comment-list")
_COMMENT = re.compile(r"mso-element\s*:\s*comment(?![\w-])")
_NOTE = re.compile(r"mso-element\s*:\s*(?:foot|end)note(?![\w-])")
_TO_COMMENT = re.compile(r"#(?:_msocom_|cmnt)\d+")  # from the text
_FROM_COMMENT, _FROM_NOTE = re.compile(r"#cmnt_ref\d+"), re.compile(r"#_?(?:ftn|edn|ftnt_)ref\d+")
_MAX_AROUND_MARK = 10  # tags between a paragraph and the mark of a note in it


def drop_comments(soup: "BeautifulSoup") -> int:
    """Take the comments and their marks out of a page; return how many there were."""
    dropped: set[int] = set()
    count = 0
    for tag in tags_in(soup):
        style, target = str(tag.get("style", "")), str(tag.get("href", "")) if tag.name == "a" else ""
        count += bool(_COMMENT.search(style) or _FROM_COMMENT.fullmatch(target))
        if _COMMENT_LIST.search(style) or _TO_COMMENT.fullmatch(target):
            dropped.add(id(tag))
        elif _FROM_COMMENT.fullmatch(target):
            dropped.add(id(_box_of(_paragraph(tag) or tag)))
    drop(soup, dropped)
    return count


def _box_of(paragraph: "Tag") -> "Tag":
    """Return the box around a comment, which has nothing else in it, or its first paragraph where there is none."""
    box = paragraph.parent
    return box if box is not None and box.name == "div" and children_of(box)[0] is paragraph else paragraph


def place_notes(soup: "BeautifulSoup") -> None:
    """Put each footnote behind the paragraph that points at it, and raise its marks."""
    tags = list(tags_in(soup))
    notes = dict(_notes(tags))
    in_notes = {id(note) for note in notes.values()}
    behind: dict[int, list[Tag]] = {}
    for tag in tags:
        if id(tag.parent) in in_notes:
            in_notes.add(id(tag))
        target = str(tag.get("href", "")) if tag.name == "a" else ""
        paragraph = _paragraph(tag) if target in notes and id(tag) not in in_notes else None
        if paragraph is not None:
            tag.name = "sup"
            behind.setdefault(id(paragraph), []).append(notes.pop(target))
        elif _FROM_NOTE.fullmatch(target):
            tag.name = "sup"
    drop(soup, {id(note) for placed in behind.values() for note in placed})
    for tag in [soup, *tags]:
        if any(id(child) in behind for child in tag.contents):
            contents: list[PageElement] = []
            for child in tag.contents:
                contents += [child, *behind.get(id(child), ())]
            tag.contents = contents


def _notes(tags: "list[Tag]") -> "Iterator[tuple[str, Tag]]":
    """Yield where the mark of each note in the text leads, and the note."""
    for tag in tags:
        if _NOTE.search(str(tag.get("style", ""))):
            yield f"#_{tag.get('id', '')}", tag
        elif tag.name == "a" and str(tag.get("href", "")).startswith("#ftnt_ref"):
            paragraph = _paragraph(tag)
            if paragraph is not None:
                yield f"#{tag.get('id', '')}", paragraph


def _paragraph(mark: "Tag") -> "Tag | None":
    """Return the paragraph that a mark stands in."""
    tag = mark.parent
    for _ in range(_MAX_AROUND_MARK):
        if tag is None or tag.name == "p":
            break
        tag = tag.parent
    return tag if tag is not None and tag.name == "p" else None
