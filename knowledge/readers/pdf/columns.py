"""Find the columns of text on a PDF's page, and the order in which they are read."""

from collections.abc import Iterator
from itertools import groupby
from statistics import median

from knowledge.readers.pdf.lines import Piece

_MIN_GUTTER_RATIO = 0.8  # of the size of the text beside it: narrower is no gap between columns
_MIN_WIDTH_RATIO = 7  # of the size of its text: narrower is no column, but a cell of a table
_MIN_FILLED = 0.7  # of a column's width that its middle line fills; cells of a table leave more of it free
_MAX_ALIGNED = 0.6  # of a column's lines that stand on a line of the other one; in a table nearly all do
_MIN_LINES = 3  # of a column, on its own or beside a short one
_MAX_GUTTERS_TRIED = 6
_MAX_DEPTH = 4  # how often a column is cut into columns again

Row = list[Piece]


def regions(rows: list[Row], depth: int = 0) -> Iterator[list[Row]]:
    """Yield the rows of each region of a page in reading order: what goes over all columns, then column by column."""
    for gutter in _gutters(rows) if depth < _MAX_DEPTH else ():
        zones = [*_zones(rows, gutter)]
        if any(is_split for is_split, _ in zones):
            for is_split, zone in zones:
                for part in _sides(zone, gutter) if is_split else (zone,):
                    yield from regions(part, depth + 1)
            return
    if rows:
        yield rows


def _gutters(rows: list[Row]) -> list[float]:
    """Return the places across the page over which the fewest pieces go, with text on both sides."""
    pieces = [piece for row in rows for piece in row]
    if len(pieces) < 2 * _MIN_LINES:
        return []
    size = median(piece.size for piece in pieces)
    ends = sorted([(piece.left, 1) for piece in pieces] + [(piece.right, -1) for piece in pieces])
    covering = done = 0
    found: list[tuple[int, float, float]] = []
    for (at, change), (following, _) in zip(ends, [*ends[1:], (ends[-1][0], 0)], strict=True):
        covering += change
        done += change < 0
        sides = min(done, len(pieces) - done - covering)
        if following - at >= _MIN_GUTTER_RATIO * size and sides >= 2 and covering <= sides:
            found.append((covering, -sides, (at + following) / 2))
    return [middle for *_, middle in sorted(found)[:_MAX_GUTTERS_TRIED]]


def _zones(rows: list[Row], gutter: float) -> Iterator[tuple[bool, list[Row]]]:
    """Yield the rows between those that go over the ``gutter``, and whether they are columns; others are put together.

    A row with pieces on either side alone is no part of what goes over both, unless nothing beside it is a column.
    """
    whole: list[Row] = []
    for is_over, group in groupby(rows, key=lambda row: any(piece.left < gutter < piece.right for piece in row)):
        zone = [*group]
        if is_over or not _are_columns(zone, gutter):
            whole += zone
            continue
        if whole:
            yield False, whole
            whole = []
        yield True, zone
    if whole:
        yield False, whole


def _sides(zone: list[Row], gutter: float) -> tuple[list[Row], list[Row]]:
    left = [[piece for piece in row if piece.right <= gutter] for row in zone]
    right = [[piece for piece in row if piece.right > gutter] for row in zone]
    return [row for row in left if row], [row for row in right if row]


def _are_columns(zone: list[Row], gutter: float) -> bool:
    left, right = _sides(zone, gutter)
    fewer, more = sorted((left, right), key=len)
    if not fewer or len(more) < _MIN_LINES or not all(_is_wide(side) for side in (left, right)):
        return False
    aligned = len(left) + len(right) - len(zone)
    if len(fewer) >= _MIN_LINES and aligned <= _MAX_ALIGNED * len(fewer):
        return True
    return _is_filled(more) and (_is_filled(fewer) or len(fewer) < _MIN_LINES)


def _is_wide(side: list[Row]) -> bool:
    return _width(side) >= _MIN_WIDTH_RATIO * median(piece.size for row in side for piece in row)


def _width(side: list[Row]) -> float:
    return max(row[-1].right for row in side) - min(row[0].left for row in side)


def _is_filled(side: list[Row]) -> bool:
    return median(sum(piece.right - piece.left for piece in row) for row in side) >= _MIN_FILLED * _width(side)
