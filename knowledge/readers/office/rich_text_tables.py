r"""Read the merged cells of rich text files, of which pandoc knows nothing: it reads the covered ones as empty.

A row is ``\trowd``, the properties of each cell up to its right edge (``\clvmrg\cellx3000``), the cells' texts, each
with ``\cell`` behind it, and ``\row``; see the specification of RTF 1.9.1, "Table Definitions". What a cell covers is
marked in its text before pandoc reads it, and taken from there into the tree.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from knowledge.readers.office.rich_text_groups import plain
from knowledge.readers.pandoc import Tree
from knowledge.readers.table_nodes import all_in

_WORD = re.compile(r"\\[\\{}]|\\(trowd|cellx(-?[0-9]{1,6})|cl(?:vm|m)(?:gf|rg)|cell|row|par)(?![a-z0-9])")
_NESTED = r"\nesttableprops"  # of a table within a cell, whose rows would be taken for those around
_SLACK = 60  # twips, a twentieth of a point each, between edges that are meant to be the same
# Characters for private use. Before the number of columns, or rows, that a cell covers beside its own; in a covered
# cell; in the last cell of a row, behind which pandoc adds empty ones.
_OVER, _DOWN, _COVERED, _LAST = "\ue120", "\ue121", "\ue122", "\ue123"
_MARKS = (_OVER, _DOWN, _COVERED, _LAST)
_MARK = re.compile(f"([{''.join(_MARKS)}])([0-9]{{0,6}})")
_Node = dict[str, Any]


class _Cell(NamedTuple):
    """Where a cell's text ends, if it has none, its right edge in twips, if the one above or before covers it."""

    end: int
    empty: bool
    edge: int
    from_above: bool
    from_before: bool


_Row = list[_Cell]


def with_marks(text: str) -> str:
    """Return a rich text with marks of what merged cells cover; one that has such characters of its own as it is."""
    if _NESTED in text or any(rf"\u{ord(mark)} " in text for mark in _MARKS):
        return text
    tables = [table for table in _tables(text) if _has_merged(table)]
    # Pandoc takes text for the end of the table unless its paragraph is said to be in one.
    marks = {cell.end: r"\intbl" if cell.empty else "" for table in tables for row in table for cell in row}
    for end, mark in (each for table in tables for each in _marks(table)):
        marks[end] += rf"\uc0\u{ord(mark[0])} {mark[1:]}"
    parts, position = [], 0
    for end, written in marks.items():
        parts += [text[position:end], written]
        position = end
    return "".join([*parts, text[position:]])


def _tables(text: str) -> Iterator[list[_Row]]:
    """Yield the rows of each table; one whose cells are not as many as it defines parts two tables."""
    table: list[_Row] = []
    defined: list[tuple[int, set[str]]] = []  # of each cell the right edge, and what is said of it
    said: set[str] = set()
    texts: list[tuple[int, int]] = []  # of each cell
    begin, in_row = 0, False
    for match in _WORD.finditer(text):
        word, place = match[1], match[2]
        if word == "trowd":
            defined, said, in_row = [], set(), True
        elif place:
            defined.append((int(place), said))
            said = set()
            begin = begin if texts else match.end()
        elif word == "cell":
            texts.append((begin, match.start()))
            begin = match.end()
        elif word == "row":
            if len(texts) == len(defined):
                table.append([_cell(text[slice(*at)], at[1], *each) for at, each in zip(texts, defined, strict=True)])
            else:
                yield table
                table = []
            texts, begin, in_row = [], match.end(), False
        elif word == "par" and not in_row:
            yield table
            table = []
        elif word and word.startswith("cl"):
            said.add(word)
    yield table


def _cell(text: str, end: int, edge: int, said: set[str]) -> _Cell:
    """Return a cell; one that has a text of its own is not covered, whatever is said of it."""
    empty = not plain(text)
    return _Cell(end, empty, edge, empty and "clvmrg" in said, empty and "clmrg" in said)


def _has_merged(table: list[_Row]) -> bool:
    if any(cell.from_above or cell.from_before for row in table for cell in row):
        return True
    return len({tuple(cell.edge for cell in row) for row in table}) > 1


def _marks(table: list[_Row]) -> Iterator[tuple[int, str]]:
    """Yield where a mark belongs, and the mark, for the cells of a table."""
    edges = _columns(table)
    over: dict[int, int] = {}  # by the end of a cell
    down: dict[int, int] = {}
    above: dict[int, int] = {}  # by the first column of a cell of the row above: the end of that which covers it
    for row in table:
        here: dict[int, int] = {}
        last, column = 0, 0  # the cell that covers what stands right before: where it ends
        in_row = False  # that cell stands in this row, not in one above
        for cell in row:
            width = max(1, bisect_left(edges, cell.edge - _SLACK) + 1 - column) if edges else 1
            over[cell.end] = width - 1
            if cell.from_before and last:
                over[last] += width if in_row else 0
                yield cell.end, _COVERED
            elif cell.from_above and column in above:
                last = here[column] = above[column]
                down[last] += 1
                in_row = False
                yield cell.end, _COVERED
            else:
                last = here[column] = cell.end
                down[last] = 0
                in_row = True
            column += width
        above = here
        yield from ((cell.end, _LAST) for cell in row[-1:])
    yield from ((end, f"{_OVER}{over[end]}") for end in down if over[end])
    yield from ((end, f"{_DOWN}{rows}") for end, rows in down.items() if rows)


def _columns(table: list[_Row]) -> list[int]:
    """Return the right edges of a table's columns, none unless a row has a cell for each."""
    stated = sorted({cell.edge for row in table for cell in row})
    edges = [*stated[:1], *(after for before, after in pairwise(stated) if after - before > _SLACK)]
    return edges if any(len(row) == len(edges) for row in table) else []


def take_marks(tree: Tree) -> None:
    """Change the tables of a tree so that cells cover what their marks say, and covered ones are gone."""
    for block in tree["blocks"]:
        for node in all_in(block):
            if node["t"] == "Table":
                *_, (_, head), bodies, (_, foot) = node["c"]
                for row in [*head, *(row for _, _, *parts in bodies for rows in parts for row in rows), *foot]:
                    row[1] = list(_spread(row[1]))


def _spread(cells: list[list[Any]]) -> Iterator[list[Any]]:
    """Yield the cells of a row that are not covered, up to its last."""
    for cell in cells:
        marks = dict(_taken(cell[-1]))
        if _COVERED not in marks:
            cell[2], cell[3] = 1 + marks.get(_DOWN, 0), 1 + marks.get(_OVER, 0)
            yield cell
        if _LAST in marks:
            return


def _taken(blocks: list[_Node]) -> Iterator[tuple[str, int]]:
    """Take the marks out of the texts in a cell, and yield each with its number."""
    stack: list[Any] = [*blocks]
    while stack:
        each = stack.pop()
        if isinstance(each, dict) and each.get("t") == "Str":
            yield from ((mark, int(number or 0)) for mark, number in _MARK.findall(each["c"]))
            each["c"] = _MARK.sub("", each["c"])
        else:
            stack += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
