"""Reading PDFs with words that no viewer shows: they are left out, and the preview says how many characters."""

from io import BytesIO
from typing import cast

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers.pdf.reading import read
from knowledge.readers.text import Content
from knowledge.types import Note
from tests.knowledge.pdfs import FULL, Drawing, draw, lines, pdf

SECRET = "内部底价每套九十元。"
SHOWN = FULL + "。"


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
