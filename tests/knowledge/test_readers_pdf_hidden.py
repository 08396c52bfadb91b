"""Reading PDFs with words that no viewer shows: they are left out, and the preview says how many characters."""

from io import BytesIO
from typing import cast

import pdfplumber
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers.pdf.device import lay_out
from knowledge.readers.pdf.layers import layers_of
from knowledge.readers.pdf.reading import read
from knowledge.readers.text import Content
from knowledge.types import Note
from tests.knowledge.pdfs import FULL, Drawing, Text, content, draw, lines, pdf

SECRET = "内部底价每套九十元。"
SHOWN = FULL + "。"
SHOWN_LATIN = "Members pay 120 yuan for a set of two."


def text_of(found: Content) -> str:
    return "".join(block.text for block in found.blocks)


def on_layer(name: str, drawing: Drawing) -> Drawing:
    def drawn(canvas: Canvas) -> None:
        canvas._code.append(f"/OC /{name} BDC")
        draw(canvas, drawing)
        canvas._code.append("EMC")

    return drawn


def with_layers(data: bytes, usual: dict[str, list[str]], base: str = "ON", rule: str = "") -> bytes:
    """Return a file with the layers ``a`` and ``b``, and ``r``, which is shown by a ``rule`` about both."""
    writer = PdfWriter(PdfReader(BytesIO(data)))
    layer = {
        name: writer._add_object(
            DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(name)})
        )
        for name in "ab"
    }
    both = ArrayObject(layer.values())
    named: dict[NameObject, PdfObject] = {NameObject(f"/{name}"): each for name, each in layer.items()}
    if rule:
        said: dict[str, PdfObject] = {"/Type": NameObject("/OCMD"), "/OCGs": both, "/P": NameObject(f"/{rule}")}
        named[NameObject("/r")] = DictionaryObject({NameObject(key): value for key, value in said.items()})
    cast(DictionaryObject, writer.pages[0]["/Resources"])[NameObject("/Properties")] = DictionaryObject(named)
    settings = DictionaryObject({NameObject("/BaseState"): NameObject(f"/{base}")})
    for state, names in usual.items():
        settings[NameObject(f"/{state}")] = ArrayObject(layer[name] for name in names)
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): both, NameObject("/D"): settings}
    )
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("usual", "base", "rule"),
    [({"OFF": ["a"]}, "ON", ""), ({"ON": ["b"]}, "OFF", ""), ({"OFF": ["a"]}, "ON", "AllOn")],
)
def test_text_on_a_layer_that_is_off_is_left_out_and_told(usual: dict[str, list[str]], base: str, rule: str) -> None:
    page = [*lines(SHOWN), on_layer("r" if rule else "a", (72, 140, SECRET)), on_layer("b", (72, 200, "另一层的话。"))]
    found = read(with_layers(pdf(page), usual, base, rule), "a.pdf")
    assert text_of(found) == SHOWN + "另一层的话。"
    assert found.notes == (Note("hidden-text", len(SECRET)),)


@pytest.mark.parametrize(
    ("usual", "rule"), [({}, ""), ({"OFF": ["b"]}, ""), ({"OFF": ["b"]}, "AnyOn"), ({"OFF": ["b"]}, "AnyOff")]
)
def test_text_on_a_layer_that_is_on_is_read(usual: dict[str, list[str]], rule: str) -> None:
    page = [*lines(SHOWN), on_layer("r" if rule else "a", (72, 140, SECRET))]
    found = read(with_layers(pdf(page), usual, rule=rule), "a.pdf")
    assert text_of(found) == SHOWN + SECRET
    assert found.notes == ()


def bar(left: float, top: float, wide: float, shade: float, height: float = 16) -> Drawing:
    def drawn(canvas: Canvas) -> None:
        canvas.setFillGray(shade)
        canvas.rect(left, 842 - top - height, wide, height, stroke=0, fill=1)
        canvas.setFillGray(0)

    return drawn


def shaded(drawing: Text, shade: float = 1.0, mode: int = 0) -> Drawing:
    """Return a text of any grey in a text rendering mode, in a font that each program has."""

    def drawn(canvas: Canvas) -> None:
        left, top, words, *size = drawing
        canvas.saveState()
        canvas.setFillGray(shade)
        text = canvas.beginText(left, 842 - top)
        text.setFont("Helvetica", *(size or [12]))
        text.setTextRenderMode(mode)
        text.textOut(words)
        canvas.drawText(text)
        canvas.restoreState()

    return drawn


HIDDEN = "Floor price: 90 yuan."
LINE = (72, 140, HIDDEN)


@pytest.mark.parametrize(
    "drawings",
    [
        [shaded(LINE)],  # white on white
        [shaded(LINE, 0, mode=3)],
        [shaded(LINE, 0), bar(60, 126, 200, 0)],
        [shaded(LINE, 0), bar(60, 126, 200, 1)],
        [shaded((72, 140, HIDDEN, 1.5), 0)],
    ],
)
def test_words_that_nobody_sees_are_left_out_and_told(drawings: list[Drawing]) -> None:
    found = content([shaded((72, 80, SHOWN_LATIN), 0), *drawings])
    assert text_of(found) == SHOWN_LATIN
    assert found.notes == (Note("hidden-text", len(HIDDEN.replace(" ", ""))),)


def test_only_the_words_behind_a_bar_are_left_out() -> None:
    price = stringWidth("The price is ", "Helvetica", 12)
    found = content([shaded((72, 80, "The price is 400 yuan."), 0), bar(72 + price - 1, 68, 22, 0)])
    assert text_of(found) == "The price is yuan."


def picture(canvas: Canvas) -> None:
    """Draw a scan: a picture of a page with one dark line."""
    image = Image.new("L", (100, 140), 255)
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)


@pytest.mark.parametrize(
    "drawings",
    [
        [bar(60, 126, 200, 0.4), shaded(LINE)],  # the head of a table
        [bar(60, 126, 200, 0), shaded(LINE)],
        [picture, shaded(LINE, 0, mode=3)],  # the text of a scan
        [picture, shaded(LINE)],  # on a photograph
        [bar(60, 126, 200, 0.9), shaded(LINE, 0)],
        [shaded(LINE, 0), bar(60, 136, 200, 0, height=1)],  # struck by no bar, but a rule
        [shaded((72, 140, HIDDEN, 5), 0.9)],
    ],
)
def test_words_that_are_seen_are_read(drawings: list[Drawing]) -> None:
    found = content([*drawings])
    assert text_of(found) == HIDDEN
    assert Note("hidden-text", len(HIDDEN.replace(" ", ""))) not in found.notes


def test_text_without_ink_is_read_where_most_of_it_names_what_is_drawn() -> None:
    plan = [shaded((72, top, "Hall 1"), mode=mode, shade=0) for top in (80, 110) for mode in (0, 3)]
    found = content([*plan, shaded((72, 140, "Hall 2"), mode=3, shade=0)])
    assert "Hall 2" in text_of(found)


def test_words_in_a_font_that_is_not_at_hand_are_not_taken_for_hidden() -> None:
    found = content([*lines(SHOWN, SECRET), bar(60, 60, 480, 1, height=60)])
    assert text_of(found) == SHOWN + SECRET


def cut_to(left: float, low: float, wide: float, high: float, drawing: Drawing) -> Drawing:
    """Return a drawing that is seen within a box only, given from the page's lower left corner."""

    def drawn(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(left, low, wide, high)
        canvas.clipPath(path, stroke=0, fill=0)
        draw(canvas, drawing)
        canvas.restoreState()

    return drawn


def veiled(drawing: Drawing, share: float) -> Drawing:
    """Return a drawing that is filled with a ``share`` of its ink."""

    def drawn(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillAlpha(share)
        draw(canvas, drawing)
        canvas.restoreState()

    return drawn


def in_form(drawing: Drawing) -> Drawing:
    def drawn(canvas: Canvas) -> None:
        canvas.beginForm("whole", 0, 0, 595, 842)
        draw(canvas, drawing)
        canvas.endForm()
        canvas.doForm("whole")

    return drawn


def covers_of(*drawings: Drawing) -> list[tuple[float, ...]]:
    """Return the boxes that cover words once a page with some is drawn, in points from its lower left corner."""
    with pdfplumber.open(BytesIO(pdf([shaded(LINE, 0), *drawings]))) as document:
        drawing = lay_out(document.pages[0], layers_of(document))
    return [(each.left, each.low, each.right, each.high) for each in drawing.covers]


PAGE = bar(0, 0, 595, 1, height=842)


@pytest.mark.parametrize(
    ("drawing", "covers"),
    [
        (cut_to(5, 5, 10, 20, PAGE), [(5, 5, 15, 25)]),
        (in_form(cut_to(5, 5, 10, 20, PAGE)), [(5, 5, 15, 25)]),
        (in_form(PAGE), [(0, 0, 595, 842)]),
        (veiled(PAGE, 1), [(0, 0, 595, 842)]),
        (veiled(PAGE, 0.5), []),
        (veiled(in_form(PAGE), 0.5), []),
    ],
)
def test_a_shape_covers_only_what_is_below_its_part_that_is_seen(
    drawing: Drawing, covers: list[tuple[float, ...]]
) -> None:
    assert covers_of(drawing) == covers


def test_a_shape_cut_along_another_than_a_box_covers_nothing() -> None:
    def round_cut(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.circle(20, 20, 10)
        canvas.clipPath(path, stroke=0, fill=0)
        draw(canvas, PAGE)

    assert covers_of(round_cut) == []


def test_words_are_read_where_very_many_shapes_are_drawn_over_them(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = [shaded(LINE, 0), bar(60, 126, 200, 1)]
    monkeypatch.setattr("knowledge.readers.pdf.places._MAX_LOOKS", 3)
    assert text_of(content(drawings)) == HIDDEN
