"""Read spreadsheets: each sheet is a table under its name; a formula counts by its value."""

import csv
import datetime
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from knowledge.errors import DocumentError
from knowledge.readers.archive import check_archive
from knowledge.readers.encoding import decode
from knowledge.readers.tables import Cell, table_block
from knowledge.readers.text import Content, clean, join_lines
from knowledge.types import Block

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError),
    *(SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError),
)
_MAX_CELLS = 500_000  # of a file; a sheet that was formatted down to its last row would be read for minutes
_SAMPLE_CHARACTERS = 20_000  # at the top of a .csv file, by which its separator is told
_PERCENT = re.compile(r"0(?:\.(0+))?%")


def read(data: bytes, name: str) -> Content:
    """Return the sheets' blocks. Raises `DocumentError` ("damaged", "password", "too-dense", "encoding")."""
    if name.lower().endswith(".csv"):
        return Content(tuple(_table(_csv_rows(decode(data, name)), name)))
    try:
        check_archive(data, name)
        return _read_workbook(data, name)
    except _DAMAGE as error:
        raise DocumentError("damaged", name=name) from error


def _csv_rows(text: str) -> list[list[Cell]]:
    try:
        dialect = csv.Sniffer().sniff(text[:_SAMPLE_CHARACTERS], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text), dialect)
    return [[Cell(join_lines(cell.split("\n"))) for cell in row] for row in rows]


def _read_workbook(data: bytes, name: str) -> Content:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    blocks: list[Block] = []
    pictures = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        pictures += len(sheet._images) + len(sheet._charts)
        table = list(_table(list(_sheet_rows(sheet, name)), name))
        blocks += [Block("heading", sheet.title, 1), *table] if table else []
    notes = (f"pictures that were not read x {pictures}",) if pictures else ()
    return Content(tuple(blocks), clean(book.properties.title or "") or None, notes)


def _sheet_rows(sheet: "Worksheet", name: str) -> Iterator[list[Cell]]:
    if sheet.max_row * sheet.max_column > _MAX_CELLS:
        raise DocumentError("too-dense", name=name)
    spans = {each.coord.split(":")[0]: (each.size["rows"], each.size["columns"]) for each in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        cells = [cell for cell in row if type(cell).__name__ != "MergedCell"]
        yield [Cell(_shown(cell), *spans.get(cell.coordinate, (1, 1))) for cell in cells]


def _shown(cell: "SheetCell") -> str:
    """Return a cell's value about as the program shows it."""
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return join_lines(clean(str(value)).split("\n"))
    percent = _PERCENT.fullmatch(cell.number_format or "")
    if percent:
        return f"{value * 100:.{len(percent[1] or '')}f}%"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _table(rows: Iterable[list[Cell]], name: str) -> Iterator[Block]:
    """Yield a sheet's rows as a table; a line alone above the heads, as a title is, as a paragraph."""
    kept = [row for row in rows if any(cell.text for cell in row)]
    if sum(map(len, kept)) > _MAX_CELLS:
        raise DocumentError("too-dense", name=name)
    while kept and sum(bool(cell.text) for cell in kept[0]) == 1 and len(kept) > 1:
        yield Block("paragraph", next(cell.text for cell in kept.pop(0) if cell.text))
    if kept:
        yield table_block(kept, 1)
