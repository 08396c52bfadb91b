"""Show a spreadsheet cell's value as the program shows it."""

import datetime
import re
from typing import TYPE_CHECKING, Any

from knowledge.readers.inline_text import lowered, raised
from knowledge.readers.text import clean

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

# Of a number format: what stands for room or colour; a currency, or words, between signs of the format.
_ROOM = re.compile(r"_.|\*.|\[(?!\$)[^\]]*\]|\\(?=.)")
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_NUMBER = re.compile(r"([^#0?.,%]*)(#,##)?([#0?]+)(?:\.(0+))?(%?)([^#0?.,%/Ee]*)")
_GENERAL = "general"
_MAX_WHOLE = 10**15  # the program keeps so many digits; exports write even telephone numbers as 1.3800138E10


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
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime.datetime):
        value = value.date() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
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


def _number(value: float, stated: str) -> str:
    """Return a number with the thousands, decimals, currency or words that its format states."""
    pattern = _CURRENCY.sub(r"\1", _ROOM.sub("", stated.split(";", 1)[0])).replace('"', "")
    match = None if pattern.lower() == _GENERAL else _NUMBER.fullmatch(pattern)
    if match is None:
        return _general(value)
    before, thousands, digits, decimals, percent, behind = match.groups()
    number = f"{abs(value) * (100 if percent else 1):{',' if thousands else ''}.{len(decimals or '')}f}"
    if not decimals:  # a code such as 0042
        number = number.zfill(digits.count("0"))
    return f"{'-' if value < 0 else ''}{before}{number}{percent}{behind}".strip()


def _general(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_WHOLE:
        value = int(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)
