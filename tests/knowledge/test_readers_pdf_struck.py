"""Reading PDFs with words that are struck out."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from knowledge.types import Note
from tests.knowledge.pdfs import FULL, Drawing, content, lines, texts


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
