"""Lay out a table for a phone: in columns of characters of one width, or row by row where that is too wide."""

import math
import re
import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

from bot.answering.tables import NO_CELL, TableWords

_MAX_WIDTH = 32  # a phone shows so many letters of one width in a line; a Chinese character counts as two
_MIN_HEAD_WIDTH = 4  # to which a head is broken into lines
_GAP = "  "
_MARK = " ◂"  # behind a row: at the front it would push all others to the right
_WIDE_BLANK = "\u3000"  # as wide as a Chinese character, also in a font where that is not just two letters wide
_FIGURE = re.compile(r"(?:[^\w\s]{0,2}(?:\d[\d,. :/–-]*|XX+)\s*[^\d\s]{0,3})?", re.IGNORECASE)

_Column = Sequence[str]


def aligned(table: TableWords) -> str | None:
    """Return the table as lines with its marked rows marked, None if one would be too wide for a phone."""
    first, *others = zip(*table.cells.rows, strict=True)
    columns = [[cell or NO_CELL for cell in first], *others]
    for breaking in (False, True):
        heads = _heads(table, columns if breaking else None)
        widths = [max(map(cell_len, [*head, *column])) for head, column in zip(heads, columns, strict=True)]
        if sum(widths) + len(_GAP) * (len(widths) - 1) <= _MAX_WIDTH:
            return "\n".join(_lines(heads, columns, widths, table.marked))
    return None


def _heads(table: TableWords, columns: Sequence[_Column] | None) -> list[list[str]]:
    """Return the lines of each head: it is broken to about the width of its column if ``columns`` are given."""
    first, *others = table.cells.heads
    heads = [first or (NO_CELL if any(others) else ""), *others]
    if columns is None:
        return [[head] for head in heads]
    return [_broken(head, max(map(cell_len, column))) for head, column in zip(heads, columns, strict=True)]


def _broken(head: str, width: int) -> list[str]:
    width = max(width, _MIN_HEAD_WIDTH)
    if " " in head:
        return textwrap.wrap(head, width, break_long_words=False)
    if cell_len(head) <= width or head.isascii():
        return [head]
    count = math.ceil(cell_len(head) / width)
    return chop_cells(head, 2 * math.ceil(cell_len(head) / count / 2))


def _lines(
    heads: Sequence[_Column], columns: Sequence[_Column], widths: Sequence[int], marked: frozenset[int]
) -> list[str]:
    right = [all(map(_FIGURE.fullmatch, column)) for column in columns]

    def line(cells: Sequence[str]) -> str:
        return _GAP.join(map(_padded, cells, widths, right)).rstrip()

    above = [line(cells) for cells in zip_longest(*heads, fillvalue="")] if any(map(any, heads)) else []
    rule = [_GAP.join("-" * width for width in widths)] if above else []
    rows = [line(cells) + (_MARK if n in marked else "") for n, cells in enumerate(zip(*columns, strict=True))]
    return [*above, *rule, *rows]


def _padded(cell: str, width: int, right: bool) -> str:
    missing = width - cell_len(cell)
    if right:
        return " " * missing + cell
    return cell + (_WIDE_BLANK * (missing // 2) + " " * (missing % 2) if not cell.isascii() else " " * missing)
