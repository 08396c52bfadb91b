"""Show a spreadsheet cell's value as the program shows it."""

import datetime
from typing import TYPE_CHECKING, Any

from knowledge.readers.inline_text import lowered, raised
from knowledge.readers.office.number_format import date_text, length_text, number_text
from knowledge.readers.text import clean

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell


def shown(cell: "Cell") -> str:
    """Return a cell's value about as the program shows it, its lines as lines; what is struck out is left out."""
    value: Any = cell.value
    if value is None or _is_struck(cell):
        return ""
    if _is_rich(value):
        return clean("".join(map(_part, value))).strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return number_text(value, cell.number_format or "")
    if isinstance(value, datetime.datetime):
        return date_text(value, cell.number_format or "")
    if isinstance(value, datetime.timedelta):
        return length_text(value)
    if isinstance(value, datetime.time):
        value = value.isoformat("minutes")
    return clean(str(value)).strip()


def struck_texts(cell: "Cell") -> int:
    """Return how many texts of a cell are struck out."""
    value: Any = cell.value
    if value is None or _is_struck(cell):
        return int(value is not None)
    return sum(not isinstance(part, str) and bool(part.font.strike) for part in value) if _is_rich(value) else 0


def _is_struck(cell: "Cell") -> bool:
    return cell.has_style and bool(cell.font.strike)


def _is_rich(value: Any) -> bool:
    return type(value).__name__ == "CellRichText"  # openpyxl is imported where workbooks are read


def _part(part: Any) -> str:
    """Return a part of a text whose parts have fonts of their own."""
    if isinstance(part, str):
        return part
    if part.font.strike:
        return ""
    shift = {"superscript": raised, "subscript": lowered}.get(part.font.vertAlign)
    return shift(part.text) if shift else str(part.text)
