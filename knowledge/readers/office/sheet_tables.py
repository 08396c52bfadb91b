"""Find the tables on a sheet, and the lines above and below them."""

import re
from collections.abc import Iterator
from itertools import accumulate, chain, groupby, pairwise

from knowledge.readers.tables import MAX_COLUMNS, Cell, table_block
from knowledge.readers.text import NUMBERED, join_lines, paragraphs
from knowledge.types import Block

_FIGURE = re.compile(r"[\W_]*\d[\W\d_]*[%％元斤个]?")
_REMARK = re.compile(r"(?:备?注|備註|说明|說明|(?:数据|資料|资料)?[来來]源|note|source)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\s?年?")
_UNIT = re.compile(r"[（(][^()（）]{1,8}[）)]")
_SENTENCE_END = re.compile(r"[。！？!?.；;：:]\s*\Z")
_PARTICULAR = re.compile(r"(?=[^:：]*[^\W\d_])[^:：\n]{1,15}[:：](?!//)\s*\S")
_RULE = re.compile(r"[-—=_*]{5}")  # a line drawn by hand, as bills have it
_MAX_BESIDE = 10  # tables beside each other; more are one with many free columns, or an attempt to take time
_MAX_HEAD_ROWS = 3

_Row = list[Cell]


def split_tables(rows: list[_Row]) -> Iterator[Block]:
    """Yield a sheet's tables; lines alone above and below one, as titles and remarks are, as paragraphs.

    An empty row parts two tables, unless the rows below it go on with the table above; an empty column parts two that
    have heads, and so does a title with heads of its own.
    """
    table: list[_Row] = []
    columns = (0, 0)  # of the table
    for filled, group in groupby(rows, key=_is_filled):
        if not filled:
            continue
        above, inside, below = _divided(list(group))
        parts = _side_by_side(inside) or _stacked(inside)
        if parts:
            yield from _block(table)
            yield from chain.from_iterable(map(_paragraphs, above))
            yield from chain.from_iterable(map(split_tables, parts))
            yield from chain.from_iterable(map(_paragraphs, below))
            table = []
            continue
        here = _columns(inside)
        if table and not above and here == columns and not _begins_anew(table[0], inside):
            table += inside[1:] if _texts(inside[0]) == _texts(table[0]) else inside
        else:
            yield from _block(table)
            yield from chain.from_iterable(map(_paragraphs, above))
            table, columns = inside, here
        if below:
            yield from _block(table)
            yield from chain.from_iterable(map(_paragraphs, below))
            table = []
    yield from _block(table)


def _block(table: list[_Row]) -> Iterator[Block]:
    if table:
        yield table_block(table, head_rows(table))


def _paragraphs(row: _Row) -> Iterator[Block]:
    """Yield what each cell of a row outside a table says: sentences and points of several lines, or a line wrapped."""
    for text in filter(None, _texts(row)):
        lines = text.split("\n")
        has_points = any(map(NUMBERED.match, lines[1:])) or any(map(_SENTENCE_END.search, lines))
        for part in paragraphs(text) if has_points else [join_lines(lines)]:
            yield Block("paragraph", part)


def _alone(row: _Row) -> str:
    return next(cell.text for cell in row if cell.text)


def _is_filled(row: _Row) -> bool:
    return any(cell.text for cell in row)


def _is_alone(row: _Row) -> bool:
    return sum(bool(cell.text) for cell in row) == 1


def _texts(row: _Row) -> list[str]:
    return [cell.text for cell in row]


def _divided(rows: list[_Row]) -> tuple[list[_Row], list[_Row], list[_Row]]:
    """Return the lines above a table, its rows, and the remarks below it."""
    begin = next((number for number, row in enumerate(rows) if not _is_alone(row)), len(rows))
    heads = next((number for number, row in enumerate(rows) if not _is_alone(row) and not _tells(row)), len(rows))
    if heads < len(rows) and not _has_figures(rows[heads]):
        begin = heads
    last = max((number for number, row in enumerate(rows) if not _is_alone(row)), default=0)
    drawn = (number for number in range(max(last + 1, begin), len(rows)) if _RULE.match(_alone(rows[number])))
    end = next(drawn, len(rows))
    numbered = any(row[0].text and not _is_alone(row) and NUMBERED.match(row[0].text) for row in rows[begin:end])
    while end > begin and _is_alone(rows[end - 1]) and _is_remark(rows[end - 1], numbered):
        end -= 1
    return rows[:begin], rows[begin:end], rows[end:]


def _tells(row: _Row) -> bool:
    """Say whether a row is no row of a table but tells particulars, such as who made it: 制表：王芳, 单位：元."""
    return all(_PARTICULAR.match(cell.text) for cell in row if cell.text)


def _is_remark(row: _Row, numbered: bool) -> bool:
    """Say whether a cell alone below a table is none of its rows that lacks its other cells.

    Where the table's rows are ``numbered``, a cell with a number may be one of them.
    """
    text = _alone(row)
    if _REMARK.match(text) or _PARTICULAR.match(text):
        return True
    return not numbered and bool(NUMBERED.match(text) and _SENTENCE_END.search(text))


def _side_by_side(rows: list[_Row]) -> list[list[_Row]]:
    """Return the tables that empty columns part, none if there is one table.

    A column may be left free for the look of one table: only what has heads and names of its own is another.
    """
    if any(cell.rows > 1 for row in rows for cell in row):
        return []
    starts = [list(accumulate((min(cell.columns, MAX_COLUMNS) for cell in row), initial=0)) for row in rows]
    used = {
        column
        for row, begins in zip(rows, starts, strict=True)
        for cell, (begin, end) in zip(row, pairwise(begins), strict=True)
        if cell.text
        for column in range(begin, end)
    }
    free = sorted(set(range(min(used, default=0), max(used, default=0))) - used)
    bands = [range(before + 1, after) for before, after in pairwise([-1, *free, max(used, default=0) + 1])]
    if sum(map(bool, bands)) > _MAX_BESIDE:
        return []
    parts = [
        [
            [cell for cell, begin in zip(row, begins, strict=False) if begin in band]
            for row, begins in zip(rows, starts, strict=True)
        ]
        for band in bands
        if len(band)
    ]
    return parts if len(parts) > 1 and all(map(_is_whole, parts)) else []


def _is_whole(rows: list[_Row]) -> bool:
    """Say whether rows are a table by themselves: each column has a head, and each row a name."""
    _, table, _ = _divided([row for row in rows if _is_filled(row)])
    heads, inside = table[0] if table else [], table[1:]
    width = max(map(len, inside), default=0)
    has_heads = len(heads) >= width > 1 and all(cell.text for cell in heads) and not _has_figures(heads)
    names = [row[0].text for row in inside]
    return has_heads and len(names) > 1 and all(name and not _FIGURE.fullmatch(name) for name in names)


def _stacked(rows: list[_Row]) -> list[list[_Row]]:
    """Return the tables below one another, each with its title and heads, none if there is one table.

    Other rows of one cell are titles within a table; heads are told from its rows by one that they share.
    """
    heads = rows[0] if rows else []
    begins = [0]
    for number in range(2, len(rows) - 2):
        following = rows[number + 1]
        has_heads = _is_alone(rows[number]) and not _is_alone(following) and not _has_figures(following)
        if has_heads and {*_texts(following)} & {*_texts(heads)} - {""}:
            begins.append(number)
            heads = following
    return [rows[begin:end] for begin, end in pairwise([*begins, len(rows)])] if len(begins) > 1 else []


def _columns(rows: list[_Row]) -> tuple[int, int]:
    filled = [number for row in rows for number, cell in enumerate(row) if cell.text]
    return (min(filled), max(filled)) if filled else (0, 0)


def _begins_anew(heads: _Row, rows: list[_Row]) -> bool:
    """Say whether ``rows`` below an empty row have heads of their own, other than the ``heads`` above."""
    has_heads = not rows or (not _has_figures(rows[0]) and any(map(_has_figures, rows[1:])))
    return has_heads and not (rows and _texts(rows[0]) == _texts(heads))


def _has_figures(row: _Row) -> bool:
    return any(_FIGURE.fullmatch(cell.text) for cell in row if cell.text)


def head_rows(table: list[_Row]) -> int:
    """Return how many rows head the columns: the first, and those that its merged cells reach into or stand over.

    A second row of units in brackets is a head, too.
    """
    first = table[0]
    reached = max((cell.rows for cell in first if cell.text), default=1)
    if reached == 1 and len(table) > 2 and (_stands_over(first, table[1]) or _has_units(table[1])):
        reached = 2
    return min(reached, _MAX_HEAD_ROWS)


def _stands_over(first: _Row, second: _Row) -> bool:
    """Say whether the first row has merged cells that tell what the words or years below them have in common."""
    figures = [cell.text for cell in second if _FIGURE.fullmatch(cell.text)]
    are_years = all(map(_YEAR.fullmatch, figures)) and not (second and second[0].text)
    return any(cell.columns > 1 for cell in first) and (not figures or are_years)


def _has_units(row: _Row) -> bool:
    filled = [cell.text for cell in row if cell.text]
    return bool(filled) and all(map(_UNIT.fullmatch, filled))
