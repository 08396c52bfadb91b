"""Find the tables of a plain text: cells between tabs, as spreadsheets copy them, and columns aligned by blanks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from knowledge.readers.tables import MAX_COLUMNS, Cell, table_block
from knowledge.readers.text import NUMBERED, join_lines, width_of
from knowledge.types import Block

_MIN_ROWS = 3
_TAB_STOP = 8  # characters of Latin script, as terminals and most editors have it
_MIN_GUTTER = 2  # such characters that are blank in all rows between two columns
_MAX_WIDTH = 200  # such characters of an aligned row; a wider one is a text with a label
_BLANKS = " \u3000"
_GAP = re.compile("((?:[ \u3000]{3,}|(?<![.!?:;,\u3000 ])[ \u3000]{2}|\t)+)")  # two may stand behind any sentence
_DRAWN = re.compile(r"[|+].*[|+]")  # a line of a table that is drawn with signs
_LINE = re.compile(r"[-=_—–─━'|+\s]+")  # a cell of a line below the heads
_BULLET = re.compile(r"[-–*•●○■□◆◇▪►➢·\uf000-\uf0ff]")  # the last are those of the font Wingdings
_ITEM = re.compile(rf"{_BULLET.pattern}\s|{NUMBERED.pattern}")
_FIGURE = re.compile(r"\d")
_PAGE = re.compile(r"\d{1,4}")


class _Span(NamedTuple):
    """A cell, or a column, from ``start`` to before ``end``, in characters of Latin script."""

    start: int
    end: int
    text: str = ""


class _Group(NamedTuple):
    """Lines, and their rows of cells if they may be a table; whether blanks or tab stops align these."""

    lines: list[str]
    rows: list[list[str]]
    aligned: bool = False


def parted(lines: Sequence[str]) -> Iterator[list[str] | Block]:
    """Yield the tables among ``lines``, and the lines before, between and behind them."""
    kept: list[str] = []
    for group in _groups(_closed(lines)):
        if not _is_table(group):
            kept.extend(group.lines)
            continue
        yield kept
        yield _block(group)
        kept = []
    yield kept


def _block(group: _Group) -> Block:
    """Return a table. A first row heads its columns if a line stands below, or if it is of words and figures follow."""
    lined = all(_LINE.fullmatch(cell) for cell in group.rows[1] if cell)
    rows = [row for row in group.rows if any(cell and not _LINE.fullmatch(cell) for cell in row)]
    block = table_block((map(Cell, row) for row in rows), int(lined))
    headed = lined or any(map(_tabs, group.lines)) or any(map(_is_headed, zip(*rows, strict=True)))
    return block if headed else replace(block, heads=0)


def _is_headed(column: Sequence[str]) -> bool:
    head, *cells = column
    return not _FIGURE.search(head) and all(_FIGURE.search(cell) for cell in cells if cell)


def _closed(lines: Sequence[str]) -> list[str]:
    """Leave out blank lines between two rows with as many tabs."""
    kept: list[str] = []
    blanks: list[str] = []
    for line in lines:
        if not line.strip():
            blanks.append(line)
            continue
        is_next_row = kept and "\t" in line and line.count("\t") == kept[-1].count("\t")
        kept.extend([line] if is_next_row else [*blanks, line])
        blanks = []
    return kept


def _groups(lines: Sequence[str]) -> Iterator[_Group]:
    for has_gaps, run in groupby(lines, key=lambda line: _GAP.search(line.rstrip()) is not None):
        group = list(run)
        if not has_gaps:
            yield _Group(group, [])
        elif len(set(map(_tabs, group))) == 1 and _tabs(group[0]):
            yield from _tabbed(group)
        else:
            yield from _aligned(group)


def _tabs(line: str) -> int:
    return line.count("\t")


def _tabbed(lines: list[str]) -> Iterator[_Group]:
    """Yield lines in groups with as many tabs."""
    for tabs, run in groupby(lines, key=_tabs):
        group = list(run)
        yield _Group(group, [[cell.strip() for cell in line.split("\t")] for line in group] if tabs else [])


def _aligned(lines: list[str]) -> Iterator[_Group]:
    """Yield lines in groups with the same columns; those between them that have none by their tabs."""
    left: list[str] = []
    for group, columns in _with_columns(lines):
        if len(group) < _MIN_ROWS:
            left.extend(line for line, _ in group)
            continue
        yield from _tabbed(left)
        left = []
        yield _Group([line for line, _ in group], _rows([cells for _, cells in group], columns), aligned=True)
    yield from _tabbed(left)


def _rows(lines: list[list[_Span]], columns: list[_Span]) -> list[list[str]]:
    """Return the cells of each column; one that stands alone in its line goes on with the one above."""
    rows: list[list[str]] = []
    for cells in lines:
        row = [" ".join(cell.text for cell in cells if at.start <= cell.start < at.end) for at in columns]
        if len(cells) == 1 and rows:
            rows[-1] = [join_lines(pair) for pair in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows


def _with_columns(lines: list[str]) -> Iterator[tuple[list[tuple[str, list[_Span]]], list[_Span]]]:
    """Yield lines with their cells, in groups with the same columns, and these."""
    group: list[tuple[str, list[_Span]]] = []
    columns: list[_Span] = []
    for line in lines:
        cells = _spans(line)
        joint = _merged([*columns, *cells])
        goes_on = len(cells) > 1 or cells[0].start in {column.start for column in columns[1:]}
        if not goes_on or len(columns) < 2 or not len(columns) <= len(joint) <= MAX_COLUMNS:
            yield group, columns
            group, joint = [], _merged(cells)
        group.append((line, cells))
        columns = joint
    yield group, columns


def _merged(spans: list[_Span]) -> list[_Span]:
    """Return the columns that cells make: those with too little between them are one."""
    columns: list[_Span] = []
    for start, end, _ in sorted(spans):
        if columns and start < columns[-1].end + _MIN_GUTTER:
            columns[-1] = _Span(columns[-1].start, max(end, columns[-1].end))
        else:
            columns.append(_Span(start, end))
    return columns


def _spans(line: str) -> list[_Span]:
    """Return the cells of a line between its gaps."""
    spans: list[_Span] = []
    place = 0
    for number, part in enumerate(_GAP.split(line.rstrip())):
        start = place
        if number % 2:
            for sign in part:
                place += _TAB_STOP - place % _TAB_STOP if sign == "\t" else width_of(sign)
            continue
        place += width_of(part)
        text = part.strip(_BLANKS)
        if text:
            begin = start + width_of(part[: len(part) - len(part.lstrip(_BLANKS))])
            spans.append(_Span(begin, begin + width_of(text), text))
    return spans


def _is_table(group: _Group) -> bool:
    """Say whether lines are the rows of a table.

    Indented paragraphs are none, nor a list, contents with their pages, a drawn table, or texts with labels.
    """
    rows = [[cell for cell in row if cell] for row in group.rows]
    if len(rows) < _MIN_ROWS or sum(len(row) > 1 for row in rows) * 2 < len(rows):
        return False
    if group.aligned and any(width_of(line.strip()) > _MAX_WIDTH for line in group.lines):
        return False
    firsts = [row[0] if row else "" for row in rows]
    if all(map(_DRAWN.fullmatch, map(str.strip, group.lines))) or (group.aligned and all(map(_ITEM.match, firsts))):
        return False
    return not (all(len(row) == 2 and _is_mark_of_item(row[0]) for row in rows) or _is_contents(rows))


def _is_mark_of_item(cell: str) -> bool:
    return bool(_BULLET.fullmatch(cell) or NUMBERED.fullmatch(cell))


def _is_contents(rows: Sequence[list[str]]) -> bool:
    """Say whether each line ends in a number that is no lower than that of the line before."""
    if not all(row and _PAGE.fullmatch(row[-1]) for row in rows):
        return False
    return all(int(before[-1]) <= int(row[-1]) for before, row in pairwise(rows))
