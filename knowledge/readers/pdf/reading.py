"""Read PDF files: the lines, tables and notes of each page, in reading order."""

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from knowledge.errors import DocumentError
from knowledge.readers.pdf.bookmarks import read_bookmarks
from knowledge.readers.pdf.characters import unmapped_among
from knowledge.readers.pdf.charts import charts_of
from knowledge.readers.pdf.edges import without_edges
from knowledge.readers.pdf.fields import comments_on
from knowledge.readers.pdf.images import Images, count_unread, images_on, is_picture
from knowledge.readers.pdf.layout import to_blocks
from knowledge.readers.pdf.lines import Line
from knowledge.readers.pdf.page import lines_of
from knowledge.readers.pdf.pictures import can_read, read_pictures
from knowledge.readers.pdf.struck import struck_out
from knowledge.readers.text import Content, clean
from knowledge.types import Note, NoteCode

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF
    from pypdfium2 import PdfDocument

_END = b"%%EOF"
_LAST_PLACE = re.compile(rb"startxref\s+(\d{1,10})\s*\Z")
_MAX_LAST_BYTES = 1024
_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
# What programs state that were told no title: their own name, a first slide's, the file's.
_NO_TITLES = re.compile(
    r"untitled|无标题|無標題|microsoft (?:word|powerpoint|excel)\b.*|powerpoint (?:演示文稿|簡報|presentation)"
    r"|(?:幻灯片|投影片|slide|演示文稿|簡報|presentation|文档|文件|document|工作簿|活頁簿|book)\s*\d*"
    r"|wps (?:文字|演示|表格)"
    r"|.*\.(?:docx?|docm|dotx?|wps|wpt|pptx?|potx?|dps|xlsx?|et|indd|odt|rtf|pdf)",
    re.IGNORECASE,
)


class _Page(NamedTuple):
    """The lines of a page, what is told of it in numbers, and its pictures."""

    lines: list[Line]
    counted: Counter[NoteCode]
    images: Images


def read(data: bytes, name: str) -> Content:
    """Return the pages' blocks. Raises `DocumentError` ("damaged", "password", "pictures", "too-nested")."""
    for library in ("pdfminer", "pdfplumber"):
        logging.getLogger(library).setLevel(logging.ERROR)  # their warnings are for those who write PDFs
    data = _whole(data, name)
    found, title = _read_pages(data, name)
    pages, notes = _with_pictures(found, data)
    counted = sum((page.counted for page in found), Counter[NoteCode]())
    notes = (*notes, *(Note(code, count) for code, count in counted.items() if count))
    if not any(pages):
        raise DocumentError("pictures", name=name)
    return Content(to_blocks(pages, read_bookmarks(data)), title, notes)


def _with_pictures(found: list[_Page], data: bytes) -> tuple[list[list[Line]], tuple[Note, ...]]:
    """Return the pages' lines without what each has anew, and what to say of pictures.

    Pages without text, or with next to none on a picture of the whole page, are read as pictures.
    """
    pages, images = without_edges([page.lines for page in found]), [page.images for page in found]
    pictures = [number for number, page in enumerate(pages, 1) if not page or is_picture(images[number - 1], page)]
    if not can_read():
        empty = [number for number in pictures if not pages[number - 1]]
        said = [*(Note("page-picture", page=number) for number in empty), *([Note("install-ocr")] if pictures else [])]
        return pages, (*said, *_unread(images, empty))
    read = list(read_pictures(data, pictures)) if pictures else []
    lines = {number: page for number, page, _ in read if page}
    if lines:
        pages = without_edges([lines.get(number) or page.lines for number, page in enumerate(found, 1)])
    said = [Note("pages-from-pictures", len(lines), pages=len(pages))] if lines else []
    said += [Note(code, page=number) for number, _, code in read if code]
    return pages, (*said, *_unread(images, pictures))


def _unread(images: Sequence[Images], told: Collection[int]) -> list[Note]:
    """Say how many pictures there are on pages other than those of which something is ``told``."""
    count = count_unread(images, told)
    return [Note("pictures", count)] if count else []


def _whole(data: bytes, name: str) -> bytes:
    """Return a file up to its end: what a site puts behind it, as viewers do not see it, does no harm.

    A file without an end, or with more objects behind an end that its first part has, was not downloaded whole. Some
    programs leave out the mark of the end: then the place of the table of objects is the last thing written.
    """
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("damaged", name=name)
    if (last := _LAST_PLACE.search(data[-_MAX_LAST_BYTES:])) and _TABLE.match(data, int(last[1])):
        return data + b"\n" + _END + b"\n"
    end = data.rfind(_END)
    if end < 0 or _OBJECT.search(data, end):
        raise DocumentError("damaged", name=name)
    return data[: end + len(_END)] + b"\n"


def _read_pages(data: bytes, name: str) -> tuple[list[_Page], str | None]:
    """Return the pages, and the stated title."""
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    from knowledge.readers.pdf.hidden import drawable

    try:
        with pdfplumber.open(BytesIO(data), raise_unicode_errors=False) as document:
            with drawable(data) as drawn:
                pages = list(_pages(document, drawn, name))
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


def _pages(document: "PDF", drawn: "PdfDocument | None", name: str) -> Iterator[_Page]:
    from knowledge.readers.pdf.device import lay_out
    from knowledge.readers.pdf.forms import FormCount
    from knowledge.readers.pdf.hidden import hidden_on, leave_out
    from knowledge.readers.pdf.layers import layers_of

    layers = layers_of(document)
    forms = FormCount(document.rsrcmgr, name)
    for page in document.pages:
        forms.add(page)
    for page in document.pages:
        drawing = lay_out(page, layers)
        hidden = hidden_on(page, drawing, drawn)
        leave_out(page, hidden)
        charts, struck = charts_of(page), struck_out(page)
        counted: dict[NoteCode, int] = {
            "charts": len(charts),
            "struck-out": len(struck),
            "hidden-text": drawing.unseen + len(hidden),
            "comments": comments_on(page),
            "unmapped": unmapped_among(page.chars),
        }
        yield _Page([*lines_of(page, charts, chain.from_iterable(struck))], Counter(counted), images_on(page))
        page.close()  # otherwise the characters of the whole document stay in memory
