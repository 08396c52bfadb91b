"""Reading PDFs with words that are struck out or stand beside the paper."""

from io import BytesIO

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers.pdf.reading import read
from knowledge.types import Note
from tests.knowledge.pdfs import FULL, Drawing, content, draw, lines, texts


def line(left: float, right: float, top: float, thick: float = 0.6, filled: bool = False) -> Drawing:
    def drawing(canvas: Canvas) -> None:
        if filled:
            canvas.rect(left, 842 - top - thick / 2, right - left, thick, stroke=0, fill=1)
        else:
            canvas.setLineWidth(thick)
            canvas.line(left, 842 - top, right, 842 - top)

    return drawing


@pytest.mark.parametrize("filled", [False, True])
def test_words_with_a_line_through_them_are_left_out_and_told(filled: bool) -> None:
    page = [*lines("每套定价四百元三百元起。", FULL + "。"), line(120, 156, 76, filled=filled)]
    found = content(page)
    assert [block.text for block in found.blocks] == ["每套定价三百元起。", FULL + "。"]
    assert found.notes == (Note("struck-out", 1),)


def test_a_whole_line_and_words_between_blanks_are_left_out() -> None:
    before, price, whole = (stringWidth(text, "STSong-Light", 12) for text in ("The price is ", "400", "Members pay."))
    struck = line(72 + before, 72 + before + price, 76), line(72, 72 + whole, 94)
    page = [*lines("The price is 400 300 yuan.", "Members pay.", "It is final."), *struck]
    assert texts(page) == ["The price is 300 yuan.", "It is final."]


@pytest.mark.parametrize(
    "drawn",
    [
        line(120, 156, 82),  # below the words
        line(120, 156, 68),  # above them
        line(40, 560, 76),  # a rule across the page
        line(120, 300, 76),  # begins with the words and goes on
        line(120, 156, 76, thick=8),  # a bar behind them
        line(120, 132, 76),  # a stroke through one character
    ],
)
def test_other_lines_strike_nothing_out(drawn: Drawing) -> None:
    page = [*lines("每套定价四百元三百元起。", FULL + "。"), drawn]
    assert texts(page) == ["每套定价四百元三百元起。", FULL + "。"]


@pytest.mark.parametrize("corner", [(0, 0), (-20, 30)])
def test_what_a_printer_writes_outside_the_crop_box_is_not_read(corner: tuple[int, int]) -> None:
    file = BytesIO()
    left, bottom = corner
    canvas = Canvas(file, pagesize=(595, 842), cropBox=(left + 50, bottom + 50, left + 545, bottom + 792))
    canvas.translate(left, bottom)
    for drawing in [(72, 30, "印前三校"), *lines(FULL + "。"), (72, 820, "裁切线")]:
        draw(canvas, drawing)
    canvas.save()
    moved = file.getvalue().replace(
        b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ %d %d %d %d ]" % (left, bottom, left + 595, bottom + 842)
    )
    assert [block.text for block in read(moved, "a.pdf").blocks] == [FULL + "。"]


def test_a_crop_box_beside_all_text_is_a_mistake() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), cropBox=(0, 0, 20, 20))
    draw(canvas, (72, 80, FULL + "。"))
    canvas.save()
    assert [block.text for block in read(file.getvalue(), "a.pdf").blocks] == [FULL + "。"]


def test_a_word_at_the_edge_of_the_crop_box_is_whole() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), cropBox=(0, 0, 130, 842))
    canvas.setFont("Courier", 10)
    canvas.drawString(72, 762, "See a demonstration, then")
    canvas.save()
    assert [block.text for block in read(file.getvalue(), "a.pdf").blocks] == ["See a demonstration,"]
