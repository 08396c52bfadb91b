"""Make PDFs for tests, with reportlab."""

from collections.abc import Callable, Iterable
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers.pdf.reading import read
from knowledge.readers.text import Content

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
Text = tuple[float, float, str] | tuple[float, float, str, float]  # from the left, from the top, text, size (12)
Drawing = Text | Callable[[Canvas], None]
FULL = "助跳板行业作为体育用品市场的一个重要分支，近年来呈现出快速增长的势头，受到关"  # 38 characters


def pdf(*pages: Iterable[Drawing], title: str | None = None) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    if title is not None:
        canvas.setTitle(title)
    for page in pages:
        for drawing in page:
            draw(canvas, drawing)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw(canvas: Canvas, drawing: Drawing) -> None:
    if callable(drawing):
        drawing(canvas)
    else:
        left, top, text, *size = drawing
        canvas.setFont("STSong-Light", *(size or [12]))
        canvas.drawString(left, 842 - top, text)


def content(*pages: Iterable[Drawing]) -> Content:
    return read(pdf(*pages), "a.pdf")


def texts(*pages: Iterable[Drawing]) -> list[str]:
    return [block.text for block in content(*pages).blocks]


def lines(*rows: str, left: float = 72, top: float = 80) -> list[Text]:
    return [(left, top + 18 * number, row) for number, row in enumerate(rows)]
