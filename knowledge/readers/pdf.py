"""Read PDF files: the lines and ruled tables of each page, in reading order."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from knowledge.errors import DocumentError
from knowledge.readers.pdf_layout import Line, to_blocks, without_edges
from knowledge.readers.text import Content, clean, join_lines

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF
    from pdfplumber.table import Table

_END = b"%%EOF"
_SPACE_RATIO = 0.2  # of the character's size: a wider gap between two characters is a space
_SAME_PLACE_POINTS = 1.0  # points: the same character so near is the same one, printed once more
_MAX_EDGES = 4_000  # a page with more ruled lines is a drawing; looking for tables in it takes minutes
_UNMAPPED = re.compile(r"\(cid:\d+\)")  # a glyph for which the file names no character
# Fonts often map common characters to the radicals that look the same: ⽅ for 方.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_NO_TITLES = re.compile(r"untitled|无标题|microsoft (?:word|powerpoint)\b.*|.*\.(?:docx?|wps|pptx?)", re.IGNORECASE)


def read(data: bytes, name: str) -> Content:
    """Return the pages' blocks. Raises `DocumentError` ("damaged", "password", "pictures", "too-nested")."""
    for library in ("pdfminer", "pdfplumber"):
        logging.getLogger(library).setLevel(logging.ERROR)  # their warnings are for those who write PDFs
    if b"%PDF-" not in data[:1024] or _END not in data.rstrip(b"\0\r\n\t ")[-1024:]:
        raise DocumentError("damaged", name=name)  # a file without its end was not downloaded whole
    lines, title = _read_pages(data, name)
    pages = without_edges(lines)
    if not any(pages):
        raise DocumentError("pictures", name=name)
    notes = (f"page {number} holds no text (a picture?)" for number, lines in enumerate(pages, 1) if not lines)
    return Content(to_blocks(pages), title, tuple(notes))


def _read_pages(data: bytes, name: str) -> tuple[list[list[Line]], str | None]:
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(BytesIO(data), raise_unicode_errors=False) as document:
            pages = list(_pages(document, name))
            title = _title(document.metadata.get("Title"))
    except PdfminerException as error:
        raise DocumentError(_code(error), name=name) from error
    except (MalformedPDFException, PDFException, TypeError, IndexError) as error:  # the last two: a bad page box
        raise DocumentError("damaged", name=name) from error
    if not pages:
        raise DocumentError("damaged", name=name)
    return pages, title


def _code(error: Exception) -> str:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    cause = error.args[0] if error.args else None
    if isinstance(cause, MemoryError):
        raise cause
    return "password" if isinstance(cause, (PDFEncryptionError, PDFPasswordIncorrect)) else "damaged"


def _title(stated: object) -> str | None:
    """Return the stated title, None if a program made it up."""
    title = clean(stated).strip() if isinstance(stated, str) else ""
    return None if not title or _NO_TITLES.fullmatch(title) else title


def _pages(document: "PDF", name: str) -> Iterator[list[Line]]:
    from knowledge.readers.pdf_forms import FormCount

    forms = FormCount(document.rsrcmgr, name)
    for page in document.pages:
        forms.add(page)
    for page in document.pages:
        twice = _printed_twice(page.chars)
        lines = [*_lines_and_tables(page.filter(partial(_is_not_in, twice)), page.page_number)]
        yield sorted(lines, key=lambda line: (line.top, line.left))
        page.close()  # otherwise the characters of the whole document stay in memory


def _is_not_in(ids: set[int], item: dict[str, Any]) -> bool:
    return id(item) not in ids


def _printed_twice(characters: list[dict[str, Any]]) -> set[int]:
    """Return the ids of characters that stand on the same one as before: bold text is often printed twice.

    The library's `dedupe_chars` takes time with the square of the number of characters.
    """
    places: dict[tuple[Any, ...], tuple[float, float]] = {}
    twice = set()
    for character in characters:
        left, top = character["x0"], character["doctop"]
        column, row = left // _SAME_PLACE_POINTS, top // _SAME_PLACE_POINTS
        kind = (character["text"], character["fontname"], character["size"], character["upright"])
        near = (places.get((*kind, column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if any(at and max(abs(at[0] - left), abs(at[1] - top)) <= _SAME_PLACE_POINTS for at in near):
            twice.add(id(character))
        else:
            places[(*kind, column, row)] = (left, top)
    return twice


def _lines_and_tables(page: "Page", number: int) -> Iterator[Line]:
    tables = page.find_tables() if len(page.edges) <= _MAX_EDGES else []
    texts = {table.bbox: text for table in tables if (text := _table_text(table))}
    for (left, top, right, bottom), text in texts.items():
        yield Line(text, number, left, top, right, bottom, is_table=True)
    outside = page.filter(lambda item: not any(_is_inside(item, box) for box in texts)) if texts else page
    for line in outside.extract_text_lines(x_tolerance_ratio=_SPACE_RATIO):
        if text := _readable(line["text"]):
            yield Line(text, number, line["x0"], line["top"], line["x1"], line["bottom"], size=_size(line["chars"]))


def _table_text(table: "Table") -> str:
    """Return a table's rows, nothing for a frame around text or the grid of a drawing."""
    cells = table.extract(x_tolerance_ratio=_SPACE_RATIO)
    rows = [[join_lines(_readable(cell or "").split("\n")) for cell in row] for row in cells]
    if max(map(len, rows), default=0) < 2 or sum(bool(cell) for row in rows for cell in row) < 2:
        return ""
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows if any(row))


def _is_inside(item: dict[str, float], box: tuple[float, float, float, float]) -> bool:
    across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    left, top, right, bottom = box
    return left <= across <= right and top <= down <= bottom


def _readable(text: str) -> str:
    return clean(_UNMAPPED.sub("", text)).translate(_RADICALS).strip()


def _size(characters: list[dict[str, Any]]) -> float:
    """Return the font size of most of a line's characters, to half a point."""
    sizes = Counter(round(character["size"] * 2) / 2 for character in characters if character["text"].strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0
