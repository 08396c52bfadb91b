"""Levels of headings by their numbers, where a document has all of them on one level.

So programs write that make text of scanned pages, and people who style all headings alike.
"""

from dataclasses import replace

from knowledge.numbering import Marker, read_marker
from knowledge.types import Block

_Kind = tuple[str, int]  # the style of a number, and how many parts it has
_PLAIN = ("arabic", "spaced")  # "2. " and "2 ", which one document may mix
# From the highest down: none of these stands below one that comes later here, or below another style.
_HIGH = ("part", "article", "clause", "formal", "chinese")


def level_by_numbers(blocks: list[Block]) -> list[Block]:
    """Return ``blocks`` with headings as deep as their numbers say, if all were of one level.

    They stay as they are unless each kind of number begins below the one that it belongs to. A heading without a number
    is as deep as the next that has one.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    depths = _depths(headings)
    if len({block.level for block in headings}) != 1 or not any(depths.values()):
        return blocks
    levelled: list[Block] = []
    depth = 0
    for block in reversed(blocks):
        marker = read_marker(block.text) if block.kind == "heading" else None
        depth = depths[_kind(marker)] if marker else depth
        levelled.append(replace(block, level=block.level + depth) if block.kind == "heading" else block)
    return levelled[::-1]


def _kind(marker: Marker) -> _Kind:
    return _PLAIN[0] if marker.style in _PLAIN else marker.style, marker.depth


def _depths(headings: list[Block]) -> dict[_Kind, int]:
    """Return how many kinds of number stand above each kind; nothing if it cannot be told."""
    depths: dict[_Kind, int] = {}
    above: tuple[Block, Marker] | None = None
    for block in headings:
        marker = read_marker(block.text)
        if marker is None:
            continue
        kind = _kind(marker)
        if above is None or marker.style == "appendix":
            depths.setdefault(kind, 0)
        elif kind not in depths:
            if not _begins_below(*above, block, marker):
                return {}
            depths[kind] = depths[_kind(above[1])] + 1
        above = block, marker
    return depths


def _begins_below(above: Block, above_marker: Marker, block: Block, marker: Marker) -> bool:
    """Say whether a number is below another: 2.1 below 2 or 第二章, else the first below a higher style."""
    if marker.depth > 1:
        parent = _digits(above, above_marker) if above_marker.depth > 1 else str(above_marker.number)
        return _digits(block, marker).rpartition(".")[0] == parent
    if marker.style in _HIGH and above_marker.style not in _HIGH[: _HIGH.index(marker.style)]:
        return False
    return marker.number == 1 and above_marker.depth == 1


def _digits(block: Block, marker: Marker) -> str:
    return block.text[: marker.end].strip().rstrip(".．、").replace("．", ".")
