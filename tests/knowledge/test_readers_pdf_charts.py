"""Charts on a PDF's pages: what is written in them is no text, and the preview says that they were not read."""

from reportlab.pdfgen.canvas import Canvas

from knowledge.types import Note
from tests.knowledge.pdfs import FULL, content, lines

BARS = ((72, 40), (122, 90), (172, 60), (222, 75))  # from the left, height


def chart(canvas: Canvas) -> None:
    canvas.setFont("STSong-Light", 8)
    for number, (left, height) in enumerate(BARS, 1):
        canvas.rect(left, 500, 30, height, stroke=0, fill=1)
        canvas.drawString(left + 5, 500 + height + 3, f"{height * 2}.4")
        canvas.drawString(left + 5, 490, f"{number} 月")


def shades(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.9, 0.9, 0.9)
    for left, _ in BARS:
        canvas.rect(left, 500, 50, 20, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont("STSong-Light", 12)
    for left, height in BARS:
        canvas.drawString(left + 5, 505, f"{height}.5")


def test_labels_of_a_bar_chart_are_not_read_and_its_caption_is() -> None:
    read = content([*lines(FULL + "注。"), chart, (72, 380, "图 1 各月成交额", 10)])
    text = "\n".join(block.text for block in read.blocks)
    assert FULL in text
    assert "图 1 各月成交额" in text
    assert "80.4" not in text
    assert "月 2" not in text
    assert read.notes == (Note("charts", count=1),)


def test_shaded_cells_of_a_row_are_no_chart() -> None:
    read = content([*lines(FULL + "注。"), shades])
    assert "40.5" in "\n".join(block.text for block in read.blocks)
    assert read.notes == ()
