"""Find the lines of a text that are headings, where a document does not style them, or not all of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from knowledge.numbering import Marker, read_marker
from knowledge.types import Block

MAX_HEADING_CHARACTERS = 40  # characters; a longer numbered line is body text
_SENTENCE_MARK = re.compile(r"[。！？!?；;，,]|[.:：]$")
_MARK_OF_TEXT = re.compile(r"[。！？!?；;，,.:：]\s*\Z|[。！？；]")
_BRACKETED = re.compile(r"【([^【】\n]{1,30})】")
# Styles that number the highest parts of a document: a short line numbered so is a heading, whatever follows it.
ALWAYS_HEADING = ("part", "article", "clause", "appendix", "formal", "chinese")

_MAX_SENTENCE_CHARACTERS = 120  # characters of a heading with full stops, in scripts other than Chinese
_BODY_TEXT = re.compile(r"[。；].|[。；]\Z")
_SENTENCE_WITHIN = re.compile(r"[^\W\d_]{3}[.!?]\s+\S")  # a shorter word may be shortened: No. 5


def has_sentence_mark(line: str) -> bool:
    """Say whether a line ends as a sentence or a part of one does, or a Chinese sentence ends within it."""
    return _MARK_OF_TEXT.search(line) is not None


def is_body_text(text: str) -> bool:
    """Say whether what a document styles as a heading is a whole paragraph: too long for one, and with full stops."""
    if len(text) > MAX_HEADING_CHARACTERS and _BODY_TEXT.search(text):
        return True
    is_long = len(text) > _MAX_SENTENCE_CHARACTERS and text.rstrip().endswith(".")
    return is_long and _SENTENCE_WITHIN.search(text) is not None


def mark_headings(blocks: list[Block]) -> Iterator[Block]:
    """Make short numbered lines headings of the level that their numbers imply.

    Where the document styles headings, only dotted numbers (1.2) are taken, as headings below the styled ones.
    """
    styled = any(block.kind == "heading" for block in blocks)
    above = 0  # the level of the last heading that the document styles
    stack: list[tuple[str, int]] = []
    item: Marker | None = None  # marker of the previous list item
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        if block.kind == "heading":
            above, stack, item = block.level, [], None
            yield block
            continue
        bracketed = None if styled else _BRACKETED.fullmatch(block.text)
        marker = read_marker(block.text)
        key = _key(block, marker, item, following, styled, bracketed is not None)
        item = None if key else marker
        if key is None:
            yield block
            continue
        ends_all = marker is not None and marker.style == "appendix"  # behind clauses, too, if there are no chapters
        stack = stack[: stack.index(key)] if key in stack else [] if ends_all else stack
        stack.append(key)
        yield replace(block, kind="heading", level=above + len(stack), text=bracketed[1] if bracketed else block.text)


def _key(
    block: Block, marker: Marker | None, item: Marker | None, following: Block | None, styled: bool, bracketed: bool
) -> tuple[str, int] | None:
    """Return what sets a heading's level apart, the kind of its number and its depth; None if it is no heading."""
    if bracketed and following is not None and block.kind == "paragraph":
        return "bracketed", 1
    if marker is None or continues(item, marker) or not _is_heading_line(block, marker, following):
        return None
    if styled and (marker.style != "dotted" or (following is not None and following.kind == "heading")):
        return None
    return ("part" if marker.style == "appendix" else marker.style), marker.depth


def continues(item: Marker | None, marker: Marker) -> bool:
    """Say whether ``marker`` continues the list of the previous ``item``."""
    return item is not None and (item.style, item.number + 1) == (marker.style, marker.number)


def _is_heading_line(block: Block, marker: Marker, following: Block | None) -> bool:
    text = block.text
    if block.kind != "paragraph" or len(text) > MAX_HEADING_CHARACTERS or following is None:
        return False
    if _SENTENCE_MARK.search(text[marker.end :]) or not text[marker.end :].strip():
        return False
    if marker.style == "clause" and text[marker.end - 1] in "条條":  # 第五条渠道已经开通 counts channels
        return False
    if marker.style in ALWAYS_HEADING:
        return True
    next_marker = read_marker(following.text)
    # "1. apples / 2. pears" is a list; "1. Fruit / Apples are ..." is a heading with its text.
    return marker.style != "lettered" and (
        next_marker is None or (next_marker.style, next_marker.depth) != (marker.style, marker.depth)
    )
