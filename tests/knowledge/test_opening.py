"""A PDF that opens at a page: the file as it is, and an update behind it."""

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf import PdfWriter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from knowledge.pages.open_at import update
from knowledge.pages.opening import update_to_open
from tests.knowledge.pdfs import pdf

PAGES = ([(72, 100, "one")], [(72, 100, "two")], [(72, 100, "three")])


@cache
def with_table() -> bytes:
    return pdf(*PAGES, title="Tea")


@cache
def with_stream() -> bytes:
    """A file whose last cross-reference section is a stream."""
    writer = PdfWriter(BytesIO(with_table()), incremental=True)
    writer.page_layout = "/SinglePage"
    writer.add_metadata({"/Title": "Tea"})
    into = BytesIO()
    writer.write(into)
    return into.getvalue()


def with_small_size() -> bytes:
    """A file whose last section states that it has fewer objects than it has, among them what stands on a page."""
    return with_stream().replace(b"/Size 14", b"/Size 12")


def encrypted() -> bytes:
    file = BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("", "owner", strength=128))
    for _ in PAGES:
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def opens_at(content: bytes) -> int:
    """The page, from 1, at which a PDF opens."""
    with pdfplumber.open(BytesIO(content)) as document:
        target = document.doc.catalog["OpenAction"][0].objid
        return [page.page_obj.pageid for page in document.pages].index(target) + 1


@pytest.mark.parametrize(("file", "is_table"), [(with_table, True), (with_stream, False), (with_small_size, False)])
def test_the_file_opens_at_the_page_and_no_reader_has_to_mend_it(file: Callable[[], bytes], is_table: bool) -> None:
    added = update(file(), 2)
    assert (b"\nxref\n" in added, b"/XRef" in added) == (is_table, not is_table)
    content = file() + added
    content += update(content, 3)
    assert opens_at(content) == 3
    with pypdfium2.PdfDocument(content) as document:
        assert pdfium.FPDF_DocumentHasValidCrossReferenceTable(document)
        assert document.get_metadata_value("Title") == "Tea"
        assert [page.get_textpage().get_text_range() for page in document] == ["one", "two", "three"]


def test_what_it_is_made_of_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "tea.pdf"
    path.write_bytes(with_table())
    assert update_to_open(path, 2) == update(with_table(), 2)
    path.write_bytes(b"%PDF-1.4 nothing")
    assert update_to_open(path, 2) == b""


@pytest.mark.parametrize(
    "file",
    [
        encrypted(),
        pdf(*PAGES, title="/ByteRange"),
        b"junk\n" + with_table(),
        with_table()[:-20],
        re.sub(rb"startxref\n\d+", b"startxref\n9", with_table()),
        pdf(*PAGES[:1]),
    ],
    ids=["encrypted", "signed", "behind something else", "cut off", "no table", "too few pages"],
)
def test_what_cannot_be_updated_is_left_as_it_is(file: bytes) -> None:
    with pytest.raises(Exception, match=r"encrypted|damaged|ended|out of range"):
        update(file, 2)
