"""Find out where each piece of a document stands: its headings, its number, its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.numbering import Marker, read_marker
from knowledge.types import Block

_MAX_HEADING_CHARACTERS = 40  # characters; a longer numbered line is body text
_SENTENCE_MARK = re.compile(r"[。！？!?；;，,]|[.:：]$")
_NOT_IN_HEADING = r"。，,；;：:（）()！？!?\n"
_INLINE = re.compile(
    rf"(?P<chapter>[一二三四五六七八九十]{{1,3}})、(?=[^{_NOT_IN_HEADING}]{{2,30}}?1[.．、]\s*[^\d])"
    rf"|(?P<section>\d{{1,2}})[.．、](?=\s*[^\d{_NOT_IN_HEADING}][^{_NOT_IN_HEADING}]{{1,40}}?[（(]1[）)])"
    r"|[（(](?P<point>\d{1,2})[）)]"
)
# Styles that number the highest parts of a document: a short line numbered so is a heading, whatever follows it.
_ALWAYS_HEADING = ("part", "article", "chinese")


@dataclass(frozen=True, slots=True)
class Place:
    """A heading in the outline: its ordinal among its neighbours, its title, and its number as written, if any."""

    ordinal: int
    title: str
    marker: Marker | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of text with the headings above it and, where the document numbers it, its own marker."""

    headings: tuple[Place, ...]
    block: Block
    marker: Marker | None = None


def read_outline(blocks: tuple[Block, ...]) -> tuple[str | None, list[Piece]]:
    """Return the document's title, if a heading states it, and its pieces in order."""
    unfolded = [part for block in blocks for part in _unfold(block)]
    title, unfolded = _take_title(unfolded)
    marked = list(_mark_headings(unfolded))
    if title is None:
        title, marked = _take_title(marked)
    return title, list(_place(_with_text_below(marked)))


def _unfold(block: Block) -> list[Block]:
    """Cut a paragraph that holds a whole outline (一、…1.…(1)…) at those of its numbers that are in order."""
    if block.kind != "paragraph" or not re.search(r"[（(]1[）)]", block.text):
        return [block]
    cuts = list(_in_order(block.text))
    if len(cuts) < 2 or not any(level < 3 for _, level in cuts):
        return [block]
    positions = [position for position, _ in cuts]
    before = replace(block, text=block.text[: positions[0]].strip())
    parts = [replace(before, kind="heading", level=1) if len(before.text) <= _MAX_HEADING_CHARACTERS else before]
    for (start, level), end in zip(cuts, [*positions[1:], len(block.text)], strict=True):
        part = replace(block, text=block.text[start:end].strip())
        parts.append(part if level == 3 else replace(part, kind="heading", level=level))
    return [part for part in parts if part.text]


def _in_order(text: str) -> Iterator[tuple[int, int]]:
    """Yield positions and levels (1 chapter, 2 section, 3 point) of the numbers that continue the count."""
    chapter = section = point = 0
    for match in _INLINE.finditer(text):
        marker = read_marker(match[0])
        number = marker.number if marker else 0
        if match["chapter"] and number == chapter + 1:
            chapter, section, point = number, 0, 0
            yield match.start(), 1
        elif match["section"] and number == section + 1:
            section, point = number, 0
            yield match.start(), 2
        elif match["point"] and number == point + 1:
            point = number
            yield match.start(), 3


def _mark_headings(blocks: list[Block]) -> Iterator[Block]:
    """Make short numbered lines headings of the level that their numbers imply, unless the document styles headings."""
    styled = any(block.kind == "heading" for block in blocks)
    stack: list[tuple[str, int]] = []
    item: Marker | None = None  # marker of the previous list item
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        marker = read_marker(block.text)
        if styled or marker is None or _continues(item, marker) or not _is_heading_line(block, marker, following):
            item = marker
            yield block
            continue
        item = None
        key = (marker.style, marker.depth)
        stack = stack[: stack.index(key)] if key in stack else stack
        stack.append(key)
        yield replace(block, kind="heading", level=len(stack))


def _continues(item: Marker | None, marker: Marker) -> bool:
    """Say whether ``marker`` continues the list of the previous ``item``."""
    return item is not None and (item.style, item.number + 1) == (marker.style, marker.number)


def _is_heading_line(block: Block, marker: Marker, following: Block | None) -> bool:
    text = block.text
    if block.kind != "paragraph" or len(text) > _MAX_HEADING_CHARACTERS or following is None:
        return False
    if _SENTENCE_MARK.search(text[marker.end :]) or not text[marker.end :].strip():
        return False
    if marker.style in _ALWAYS_HEADING:
        return True
    next_marker = read_marker(following.text)
    # "1. apples / 2. pears" is a list; "1. Fruit / Apples are ..." is a heading with its text.
    return next_marker is None or (next_marker.style, next_marker.depth) != (marker.style, marker.depth)


def _take_title(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Split off the title: an unnumbered first heading with other headings or numbered lines below it.

    Further headings of its level must all be numbered, and then no text may stand directly below the title.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    if not headings or blocks[0] is not headings[0] or read_marker(blocks[0].text):
        return None, blocks
    first = headings[0]
    peers = [block for block in headings[1:] if block.level <= first.level]
    numbered_peers = peers and all(read_marker(block.text) for block in peers)
    has_text = len(blocks) > 1 and blocks[1].kind != "heading"
    outlined = headings[1:] or any(_is_short_and_numbered(block) for block in blocks[1:])
    if (peers and not numbered_peers) or not outlined or (peers and has_text):
        return None, blocks
    return first.text.strip(), blocks[1:]


def _is_short_and_numbered(block: Block) -> bool:
    marker = read_marker(block.text)
    return marker is not None and marker.style in _ALWAYS_HEADING and len(block.text) <= _MAX_HEADING_CHARACTERS


def _with_text_below(blocks: list[Block]) -> list[Block]:
    """Turn headings with nothing below them into paragraphs: a list that looks like headings, or a bare outline."""
    kept = list(blocks)
    for i in reversed(range(len(blocks))):
        below = [*blocks[i + 1 : i + 2], *kept[i + 1 : i + 2]]  # the next block as it was, and as it is now
        if blocks[i].kind == "heading" and (not below or any(_is_next(blocks[i], block) for block in below)):
            kept[i] = replace(blocks[i], kind="paragraph", level=0)
    return kept


def _is_next(heading: Block, following: Block) -> bool:
    """Say whether ``following`` stands beside ``heading``, not below it."""
    if following.kind == "heading":
        return following.level <= heading.level
    marker, next_marker = read_marker(heading.text), read_marker(following.text)
    return marker is not None and next_marker is not None and _continues(marker, next_marker)


def _place(blocks: list[Block]) -> Iterator[Piece]:
    above: list[tuple[int, Place]] = []
    counts: dict[tuple[int, ...], int] = {}
    for block in blocks:
        marker = read_marker(block.text)
        if block.kind != "heading":
            yield Piece(tuple(place for _, place in above), block, marker)
            continue
        above = [(level, place) for level, place in above if level < block.level]
        parent = tuple(place.ordinal for _, place in above)
        last = counts.get(parent, 0)
        if marker and marker.style == "spaced" and marker.number != last + 1:
            marker = None  # "618 大促" begins with a name
        ordinal = marker.number if marker and marker.number > last else last + 1
        counts[parent] = ordinal
        title = block.text[marker.end :].strip() if marker else block.text.strip()
        above.append((block.level, Place(ordinal, title, marker)))
