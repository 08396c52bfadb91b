"""Pages of PDFs that are pictures of text, read where the extra `ocr` is installed."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers.pdf.reading import read
from knowledge.readers.text import Content
from knowledge.types import Note

pytest.importorskip("rapidocr")
pypdfium2 = pytest.importorskip("pypdfium2")
TEXT = ("The warehouse ships every order on the day it is paid,", "and remote places are served by air.")


@pytest.fixture(scope="module")
def sheet() -> Iterator[Image.Image]:
    """A page of `TEXT` as a scanner would take it, a little crooked."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(420, 300))
    for number, line in enumerate(TEXT):
        canvas.drawString(40, 220 - 18 * number, line)
    canvas.save()
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        yield document[0].render(scale=3).to_pil().convert("L").rotate(0.3, fillcolor=255)


def scanned(*pages: Image.Image | str) -> bytes:
    """A PDF with a picture on each page, or text."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(420, 300))
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(40, 220, page)
        else:
            canvas.drawImage(ImageReader(page), 0, 0, 420, 300)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def content(*pages: Image.Image | str) -> Content:
    return read(scanned(*pages), "a.pdf")


@pytest.mark.slow
def test_a_picture_of_text_is_read_and_told(sheet: Image.Image) -> None:
    found = content("Typed text.", sheet)
    assert [(block.page, block.text) for block in found.blocks] == [(1, "Typed text."), (2, " ".join(TEXT))]
    assert found.notes == (Note("pages-from-pictures", 1, pages=2),)


@pytest.mark.slow
def test_what_is_not_clear_or_empty_is_left_out_and_told(sheet: Image.Image) -> None:
    unclear = sheet.filter(ImageFilter.GaussianBlur(11))
    found = content("Typed text.", unclear, Image.new("L", (420, 300), 255))
    assert [block.text for block in found.blocks] == ["Typed text."]
    assert found.notes == (Note("page-picture", page=2), Note("page-empty", page=3))


@pytest.mark.slow
def test_a_page_of_which_most_lines_are_not_clear_is_left_out(
    sheet: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_MIN_CONFIDENCE", "_MIN_LINE_CONFIDENCE"):  # half as coarse a picture is still read with 0.8
        monkeypatch.setattr(f"knowledge.readers.pdf.pictures.{name}", 0.9)
    coarse = sheet.resize((140, 100)).resize(sheet.size)
    mostly = sheet.copy()
    for top in (400, 520, 640, 760):
        mostly.paste(coarse.crop((0, 200, sheet.width, 320)), (0, top))
    assert content("Typed text.", mostly).notes == (Note("page-unclear", page=2),)


@pytest.mark.slow
def test_a_page_that_takes_too_long_is_left_out(sheet: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.pdf.pictures._PAGE_SECONDS", -1.0)
    assert content("Typed text.", sheet).notes == (Note("page-unclear", page=2),)


def with_picture(pages: int, box: tuple[float, float, float, float], text: str, *, on: int = 0) -> bytes:
    """A PDF of pages with ``text``, and a picture at ``box`` (left, bottom, width, height) on each, or on one."""
    picture = ImageReader(Image.effect_noise((40, 40), 90).convert("RGB"))
    file = BytesIO()
    canvas = Canvas(file, pagesize=(420, 300))
    for number in range(1, pages + 1):
        if on in (0, number):
            canvas.drawImage(picture, *box)
        canvas.drawString(40, 220, f"{text} {number}." if text else "")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_a_picture_beside_text_is_told() -> None:
    found = read(with_picture(4, (40, 40, 160, 90), "The sales of the shop in quarter", on=2), "a.pdf")
    assert found.notes == (Note("pictures", 1),)


@pytest.mark.parametrize(
    ("pages", "box"),
    [
        (4, (40, 230, 160, 90)),  # on most pages: the paper's
        (2, (40, 240, 30, 20)),  # a sign
        (2, (0, 0, 420, 300)),  # the text stands on it
    ],
)
def test_a_picture_that_says_nothing_is_not_told(pages: int, box: tuple[float, float, float, float]) -> None:
    text = "The sales of the shop in quarter, with all that was brought back,"
    assert read(with_picture(pages, box, text), "a.pdf").notes == ()


@pytest.mark.slow
def test_a_scan_with_a_number_stamped_on_it_is_read(sheet: Image.Image) -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(420, 300))
    canvas.drawString(40, 220, "Typed text.")
    canvas.showPage()
    canvas.drawImage(ImageReader(sheet), 0, 0, 420, 300)
    canvas.drawString(300, 20, "TEA-000123")
    canvas.save()
    found = read(file.getvalue(), "a.pdf")
    assert " ".join(TEXT) in " ".join(block.text for block in found.blocks)
    assert found.notes == (Note("pages-from-pictures", 1, pages=2),)
