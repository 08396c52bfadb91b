"""Lay out the tables of slides whose cells are merged: pandoc reads each cell as if it covered one place."""

from typing import TYPE_CHECKING

from knowledge.readers.office.sheet_tables import head_rows
from knowledge.readers.office.slide_text import A, P
from knowledge.readers.tables import MAX_COLUMNS, Cell, table_block
from knowledge.table_text import cells_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MERGED_INTO = ("hMerge", "vMerge")  # said of a cell that another covers
_MAX_ROWS = 1_000  # that a cell covers


def lay_out(slide: "Element") -> None:
    """Write a slide's tables with merged cells anew: each row has all that is merged into it, the heads are one row.

    A title over all columns stands above its table. The text of each paragraph is to be one run.
    """
    for frame in list(slide.iter(f"{P}graphicFrame")):
        for table in frame.iter(f"{A}tbl"):
            rows = [[_cell(each) for each in row.iter(f"{A}tc") if not _is_covered(each)] for row in table]
            rows = [row for row in rows if row]
            if not any(cell.rows > 1 or cell.columns > 1 for row in rows for cell in row):
                continue
            while len(rows) > 1 and len(rows[0]) == 1:
                frame.addprevious(_box(frame, rows.pop(0)[0].text))
            _write(table, table_block(rows, head_rows(rows)).text.split("\n"))


def _cell(cell: "Element") -> Cell:
    text = " ".join(text.text for text in cell.iter(f"{A}t") if text.text)
    return Cell(text, _count(cell, "rowSpan", _MAX_ROWS), _count(cell, "gridSpan", MAX_COLUMNS))


def _count(cell: "Element", name: str, most: int) -> int:
    stated = cell.get(name, "1")
    return max(1, min(int(stated), most)) if stated.isdecimal() and len(stated) < 9 else 1


def _is_covered(cell: "Element") -> bool:
    return any(cell.get(name) in ("1", "true") for name in _MERGED_INTO)


def _write(table: "Element", lines: list[str]) -> None:
    for row in table.findall(f"{A}tr"):
        table.remove(row)
    for line in lines:
        row = table.makeelement(f"{A}tr")
        for text in cells_of(line):
            cell = row.makeelement(f"{A}tc")
            cell.append(_body(cell, f"{A}txBody", text))
            row.append(cell)
        table.append(row)


def _box(near: "Element", text: str) -> "Element":
    shape = near.makeelement(f"{P}sp")
    shape.append(_body(shape, f"{P}txBody", text))
    return shape


def _body(near: "Element", tag: str, text: str) -> "Element":
    body = near.makeelement(tag)
    element = body
    for name in ("p", "r", "t"):
        inner = element.makeelement(f"{A}{name}")
        element.append(inner)
        element = inner
    element.text = text
    return body
