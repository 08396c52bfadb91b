"""Read spreadsheets: each table of a sheet is a table under the sheet's name; a formula counts by its value."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from knowledge.errors import DocumentError
from knowledge.readers.archive import DAMAGE, check_archive
from knowledge.readers.encoding import decode
from knowledge.readers.office.cell_format import shown, struck_texts
from knowledge.readers.office.sheet_boxes import text_boxes
from knowledge.readers.office.sheet_tables import split_tables
from knowledge.readers.tables import MAX_COLUMNS, Cell
from knowledge.readers.text import Content, clean
from knowledge.types import Block, Note, NoteCode

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_DAMAGE = (*DAMAGE, csv.Error, IndexError)
_MAX_CELLS = 500_000  # of a file
_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 50  # at the top of a .csv file, by which its separator is told
_STATED_SEPARATOR = re.compile(r"sep=(.)\n", re.IGNORECASE)  # as Excel writes it
_QUOTED = re.compile(r'(?:(?<=[,;\t|])|^)"(?:[^"]|"")*"', re.MULTILINE)
_STATED_TEXT = re.compile(r'\A="([^"]*)"\Z')  # as exports write codes, so that Excel keeps their zeros
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
# A formula whose cell has no value, or a blank one.
_UNCOUNTED = re.compile(
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<>]*</(?:\w+:)?f>)\s{0,9}(?:<(?:\w+:)?v(?:/>|></(?:\w+:)?v>))?</(?:\w+:)?c>"
)


def read(data: bytes, name: str) -> Content:
    """Return the sheets' blocks. Raises `DocumentError` ("damaged", "password", "too-dense", "encoding")."""
    try:
        if name.lower().endswith(".csv"):
            rows = _csv_rows(decode(data, name))
            return Content(tuple(_tables(rows, name)), None, tuple(_wide(rows)))
        check_archive(data, name)
        return _read_workbook(data, name)
    except _DAMAGE as error:
        raise DocumentError("damaged", name=name) from error


def _csv_rows(text: str) -> list[list[Cell]]:
    stated = _STATED_SEPARATOR.match(text)
    text = text[stated.end() :] if stated else text
    separator = stated[1] if stated else _separator(text)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    return [[Cell(_STATED_TEXT.sub(r"\1", cell.strip())) for cell in row] for row in rows]


def _separator(text: str) -> str:
    """Return the sign that cuts most lines at the top into the same number of cells, a comma if none does.

    Signs in quotes cut nothing.
    """
    sample = _QUOTED.sub("", "\n".join(text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]))
    lines = [line for line in sample.split("\n") if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in _SEPARATORS}
    usual = {sign: max(set(found), key=found.count) for sign, found in counts.items() if any(found)}
    cutting = [sign for sign in usual if usual[sign]]
    return max(cutting, key=lambda sign: (counts[sign].count(usual[sign]), usual[sign]), default=",")


def _read_workbook(data: bytes, name: str) -> Content:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    blocks: list[Block] = []
    left_out: dict[NoteCode, int] = {"hidden-sheets": len(book.worksheets) - len(seen)}
    left_out |= {"hidden-rows": 0, "hidden-columns": 0}
    notes: list[Note] = []
    boxes = text_boxes(data)
    for sheet in seen:
        columns = {
            number
            for each in sheet.column_dimensions.values()
            if each.hidden and each.min and each.max
            for number in range(each.min, min(each.max, each.min + MAX_COLUMNS) + 1)
        }
        rows, hidden = _sheet_rows(sheet, columns, name)
        left_out["hidden-rows"] += hidden
        left_out["hidden-columns"] += len({column for _, column in sheet._cells} & columns)
        notes += _wide(rows)
        table = [*_tables(rows, name), *boxes.get(sheet.title, [])]
        named = len(seen) > 1 or not _DEFAULT_NAME.fullmatch(sheet.title)
        blocks += [*([Block("heading", sheet.title, 2)] if named else []), *table] if table else []
    notes += [Note(code, count) for code, count in left_out.items() if count]
    return Content(tuple(blocks), clean(book.properties.title or "") or None, (*notes, *_lost(data, book)))


def _lost(data: bytes, book: "Workbook") -> Iterator[Note]:
    """Yield what people are told of that is not read."""
    if pictures := sum(len(sheet._images) + len(sheet._charts) for sheet in book.worksheets):
        yield Note("pictures", pictures)
    if comments := sum(bool(cell.comment) for sheet in book.worksheets for cell in sheet._cells.values()):
        yield Note("comments", comments)
    if struck := sum(map(struck_texts, (cell for sheet in book.worksheets for cell in sheet._cells.values()))):
        yield Note("struck-out", struck)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [part for part in package.namelist() if part.startswith("xl/worksheets/")]
        uncounted = sum(len(_UNCOUNTED.findall(package.read(part))) for part in sheets)
    if uncounted:
        yield Note("formulas-uncounted", uncounted)


def _sheet_rows(sheet: "Worksheet", hidden_columns: set[int], name: str) -> tuple[list[list[Cell]], int]:
    """Return a sheet's rows, an empty one where some are left out, and how many are hidden."""
    spans = {each.coord.split(":")[0]: (each.size["rows"], each.size["columns"]) for each in sheet.merged_cells.ranges}
    cells = sorted(sheet._cells.items())
    if len(cells) > _MAX_CELLS:
        raise DocumentError("too-dense", name=name)
    rows: list[list[Cell]] = []
    hidden, last = 0, 0
    for number, group in groupby(cells, key=lambda item: item[0][0]):
        if sheet.row_dimensions[number].hidden:
            hidden, last = hidden + 1, number
            continue
        if number > last + 1:
            rows.append([])
        rows.append(_row(((column, cell) for (_, column), cell in group if column not in hidden_columns), spans))
        last = number
    return rows, hidden


def _row(cells: Iterable[tuple[int, Any]], spans: dict[str, tuple[int, int]]) -> list[Cell]:
    row: list[Cell] = []
    following = 1
    for column, cell in cells:
        row += [Cell("")] * min(column - following, MAX_COLUMNS)
        if type(cell).__name__ != "MergedCell":  # one that another covers
            row.append(Cell(shown(cell), *spans.get(cell.coordinate, (1, 1))))
        following = column + 1
    return row


def _tables(rows: list[list[Cell]], name: str) -> Iterator[Block]:
    if sum(map(len, rows)) > _MAX_CELLS:
        raise DocumentError("too-dense", name=name)
    return split_tables(rows)


def _wide(rows: list[list[Cell]]) -> Iterator[Note]:
    """Yield how many columns are too many to be read."""
    width = max((number for row in rows for number, cell in enumerate(row, start=1) if cell.text), default=0)
    if width > MAX_COLUMNS:
        yield Note("wide-columns", width - MAX_COLUMNS)
