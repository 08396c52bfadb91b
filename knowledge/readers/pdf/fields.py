"""What is filled in or typed onto a PDF's page: form fields and free text; and how many comments it has."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from knowledge.readers.pdf.characters import Character, readable, usual_size
from knowledge.readers.text import is_chinese

if TYPE_CHECKING:
    from pdfplumber.page import Page

_HIDDEN = 2  # a flag of what is shown beside the text
_PUSHED = 1 << 16  # a flag of a button that does something and holds no value
_MAX_PARENTS = 8  # fields that a field is part of
_COMMENTS = ("Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret")
_MAX_HEIGHT = 1.3  # of the text's size: from line to line of a field
_DEFAULT_SIZE = 10.0  # points, of a page without text


def characters_typed(page: "Page", printed: list[Character]) -> list[Character]:
    """Return the characters of what is filled in or typed onto a page, in the lines of those ``printed`` beside it."""
    if page.rotation:
        return []
    size = usual_size(printed) or _DEFAULT_SIZE
    return [each for entry in _entries(page) for each in _characters(entry, printed, size, float(page.height))]


def comments_on(page: "Page") -> int:
    """Return how many comments a page has that say something."""
    return sum(
        _name(entry.get("Subtype")) in _COMMENTS and bool(_text(entry.get("Contents"))) for entry in _entries(page)
    )


def _entries(page: "Page") -> Iterator[dict[str, Any]]:
    found = resolve1(page.page_obj.annots)
    for entry in map(resolve1, found if isinstance(found, list) else ()):
        flags = resolve1(entry.get("F", 0)) if isinstance(entry, dict) else _HIDDEN
        if isinstance(flags, int) and not flags & _HIDDEN:
            yield entry


def _characters(entry: dict[str, Any], printed: list[Character], size: float, height: float) -> Iterator[Character]:
    rectangle = resolve1(entry.get("Rect"))
    corners = [float(each) for each in map(resolve1, rectangle or ()) if isinstance(each, (int, float))]
    value = _value(entry)
    if len(corners) != 4 or not value.strip():
        return
    left, right = sorted(corners[::2])
    bottom, top = (height - each for each in sorted(corners[1::2]))
    lines = value.split("\n")
    beside = [each for each in printed if top <= (each.top + each.bottom) / 2 <= bottom]
    base = (top + bottom + size) / 2 if len(lines) == 1 else top + size
    base = beside[0].bottom if beside else base
    for number, line in enumerate(lines):
        widths = [size * (1.0 if is_chinese(each) else 0.5) for each in line]
        narrowed = min(1.0, (right - left) / (sum(widths) or 1.0))
        at, after_blank = left, False
        for each, width in zip(line, widths, strict=True):
            if each.strip():
                low = base + number * _MAX_HEIGHT * size
                yield Character(each, at, low - size, at + width * narrowed, low, size, after_blank)
            after_blank = not each.strip()
            at += width * narrowed


def _value(entry: dict[str, Any]) -> str:
    """Return what a field holds, ☑ or ☐ for one to be ticked; of free text its words."""
    kind = _name(entry.get("Subtype"))
    if kind == "FreeText":
        return _text(entry.get("Contents"))
    if kind != "Widget":
        return ""
    if _name(_inherited(entry, "FT")) == "Btn":
        flags = _inherited(entry, "Ff")
        is_pushed = isinstance(flags, int) and bool(flags & _PUSHED)
        return "" if is_pushed else "☐" if _name(entry.get("AS")) in ("", "Off") else "☑"
    return _text(_inherited(entry, "V"))


def _inherited(entry: dict[str, Any], key: str) -> object:
    """Return a field's property, which may be that of the field that it is part of."""
    for _ in range(_MAX_PARENTS):
        if key in entry:
            return resolve1(entry[key])
        parent = resolve1(entry.get("Parent"))
        if not isinstance(parent, dict):
            break
        entry = parent
    return None


def _name(value: object) -> str:
    resolved = resolve1(value)
    return str(resolved.name) if isinstance(resolved, PSLiteral) else ""


def _text(value: object) -> str:
    resolved = resolve1(value)
    if isinstance(resolved, list):
        return "、".join(filter(None, map(_text, resolved)))
    return readable(decode_text(resolved)).strip() if isinstance(resolved, bytes) else ""
