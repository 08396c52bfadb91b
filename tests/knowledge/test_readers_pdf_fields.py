"""What is filled in or typed onto a PDF's pages: form fields, free text, comments."""

from reportlab.pdfgen.canvas import Canvas

from knowledge.types import Note
from tests.knowledge.pdfs import Drawing, content, lines, texts


def fields(canvas: Canvas) -> None:
    for top, name, value in (
        (80, "name", "Li Ming"),
        (98, "team", "Tea & Water"),
        (116, "price", "4800"),
        (134, "no", ""),
    ):
        canvas.acroForm.textfield(name=name, value=value, x=200, y=842 - top - 4, width=150, height=16)


def test_the_values_of_fields_stand_beside_their_labels() -> None:
    assert texts([*lines("Name", "Team", "Price"), fields]) == ["Name | Li Ming\nTeam | Tea & Water\nPrice | 4800"]


def ticks(canvas: Canvas) -> None:
    canvas.acroForm.checkbox(name="one", checked=True, x=72, y=842 - 82, size=12)
    canvas.acroForm.checkbox(name="two", checked=False, x=72, y=842 - 118, size=12)


def test_what_is_ticked_and_what_is_not() -> None:
    labels: list[Drawing] = [(90, 80, "Send the tea."), (90, 116, "Keep the tea.")]
    assert texts([*labels, ticks]) == ["☑ Send the tea.", "☐ Keep the tea."]


def typed(canvas: Canvas) -> None:
    canvas.freeTextAnnotation("Moved to 20 May", "(0 g)", Rect=(72, 700, 300, 720))


def sticky(canvas: Canvas) -> None:
    canvas.textAnnotation("Ask again!", Rect=(400, 700, 420, 720))


def test_free_text_is_read_and_comments_are_told() -> None:
    read = content([*lines("Delivery is in April."), typed, sticky])
    assert [block.text for block in read.blocks] == ["Delivery is in April.", "Moved to 20 May"]
    assert read.notes == (Note("comments", 1),)
