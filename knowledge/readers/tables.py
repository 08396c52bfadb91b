"""Lay out a table's cells as rows of text, each with all that it needs to be read alone."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from knowledge.readers.pairs import has_pairs
from knowledge.readers.text import join_lines, width_of
from knowledge.types import CELL_BORDER, Block

MAX_COLUMNS = 100  # more are no columns that anybody reads, but an attempt to fill the memory
_MIN_ROWS = 3  # of a table in which the first row is taken for heads without being marked so
_MAX_HEAD_CHARACTERS = 30  # characters
_FIGURE = re.compile(r"[\W\d_]*|.*[。！？].*")
_BORDER = re.compile(r"(?<! ) {1,9}\|\s?")  # in a cell it would look like the border of one
_MAX_SPAN = 1_000  # rows that a cell may go down
_OPENING, _CLOSING = re.compile("[《「『【（]"), re.compile("[》」』】）]")  # code has half-width ones apart
_MAX_NAME_CHARACTERS = 60  # characters; a longer cell at a row's begin holds text
_ENDS = tuple("。！？!?；;：:")  # of a line that is not wrapped
_MIN_WRAPPED_COLUMNS = 40  # of a full line of wrapped text, of which a Chinese character takes two
_SLACK_COLUMNS = 6  # so much shorter than the longest line is a full one
_MARKS = tuple("，。；、！？")  # no blank need part what follows


class Cell(NamedTuple):
    """A cell's text, with the line ends that its author set, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def table_block(
    rows: Iterable[Iterable[Cell]], heads: int, page: int | None = None, *, labelled: bool = False
) -> Block:
    """Return a table as a block, its rows as lines; its first ``heads`` rows, which head the columns, become one.

    A cell that goes down over rows stands in each of them, and one that goes over columns stands once, but in the heads
    in each: so every row has a cell for each column, and every column its head. Where the file does not say which rows
    are heads, a first row of words alone is one. A table of fields with their values has no heads; ``labelled`` says
    that it looks like one.
    """
    grid = [row for row in _grid(rows, heads) if any(row)]
    width = max(map(len, grid), default=0)
    filled = [[*(_BORDER.sub("|", cell) for cell in row), *[""] * (width - len(row))] for row in grid]
    used = [column for column in range(width) if any(row[column] for row in filled)]
    kept = [[row[column] for column in used] for row in filled]
    if heads < 2 and (labelled or has_pairs(kept)):
        heads = 0  # many programs mark the first row of each table
    else:
        heads = min(heads, len(kept) - 1) if heads else int(_begins_with_heads(kept))
    if heads > 1:
        kept[:heads] = [[" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*kept[:heads], strict=True)]]
    return Block("table", "\n".join(CELL_BORDER.join(row).rstrip() for row in kept), page=page, heads=min(heads, 1))


def _begins_with_heads(rows: list[list[str]]) -> bool:
    """Say whether the first row names its columns: it has a word in each, and no figure stands among them."""
    if len(rows) < _MIN_ROWS or len(rows[0]) < 2:
        return False
    first = rows[0][1:] if not rows[0][0] else rows[0]
    return all(cell and len(cell) <= _MAX_HEAD_CHARACTERS and not _FIGURE.fullmatch(cell) for cell in first)


def _grid(rows: Iterable[Iterable[Cell]], heads: int) -> Iterable[list[str]]:
    from_above: dict[int, tuple[int, str]] = {}  # by column: for how many more rows, and what
    for number, cells in enumerate(rows):
        row: list[str] = []
        for cell in cells:
            _take_from_above(row, from_above)
            for column in range(min(cell.columns, MAX_COLUMNS)):
                is_name = number < max(heads, 1) or not row
                text = _one_line(cell.text, is_name) if column == 0 or number < heads else ""
                if cell.rows > 1:
                    from_above[len(row)] = (min(cell.rows, _MAX_SPAN) - 1, text)
                row.append(text)
            if len(row) > MAX_COLUMNS:
                break
        _take_from_above(row, from_above)
        yield row[:MAX_COLUMNS]


def _one_line(text: str, is_name: bool) -> str:
    """Return a cell's lines as one: a row's or column's name is wrapped, other lines are often points of a list.

    A line is wrapped, too, in whose brackets the next one stands, and one that fills the cell.
    """
    lines = [part for line in text.split("\n") if (part := line.strip())]
    full = max(_MIN_WRAPPED_COLUMNS, max(map(width_of, lines), default=0) - _SLACK_COLUMNS)
    is_wrapped = sum(width_of(line) >= full for line in lines) > 1
    is_name = is_name and len(text) <= _MAX_NAME_CHARACTERS
    pieces = [lines[:1]]  # each of the lines that are one wrapped line
    depth = 0  # of brackets
    for before, line in pairwise(lines):
        depth = max(0, depth + len(_OPENING.findall(before)) - len(_CLOSING.findall(before)))
        fills = before.endswith(_MARKS) or (is_wrapped and width_of(before) >= full)
        if depth or fills or (is_name and not before.endswith(_ENDS)):
            pieces[-1].append(line)
        else:
            pieces.append([line])
    return " ".join(map(join_lines, pieces))


def _take_from_above(row: list[str], from_above: dict[int, tuple[int, str]]) -> None:
    """Add to ``row`` the cells of rows above that go down to it at its end."""
    while len(row) in from_above:
        column = len(row)
        left, text = from_above.pop(column)
        if left > 1:
            from_above[column] = (left - 1, text)
        row.append(text)
