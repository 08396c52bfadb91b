"""PDFs whose forms draw one another: refused by what they would cost, read where that is bearable."""

import pytest

from knowledge.errors import DocumentError
from knowledge.readers.pdf.reading import read
from knowledge.readers.text import Content

TEXT = b"BT /F 12 Tf 50 700 Td (the board bends) Tj ET "


def pdf(*forms: bytes, pages: int = 1) -> bytes:
    """A .pdf whose ``pages`` draw the first of the ``forms``; a form F3 is the fourth."""
    first = 4 + pages
    names = b" ".join(b"/F%d %d 0 R" % (number, first + number) for number in range(len(forms)))
    resources = b"/Resources<</XObject<<%s>>/Font<</F 3 0 R>>>>" % names
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 600 800]>>" % (kids, pages),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[b"<</Type/Page/Parent 2 0 R/Contents %d 0 R%s>>" % (first + len(forms), resources)] * pages,
        *(
            b"<</Subtype/Form/BBox[0 0 600 800]%s/Length %d>>stream\n%s\nendstream" % (resources, len(f), f)
            for f in forms
        ),
        b"<</Length 6>>stream\n/F0 Do\nendstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def chain(levels: int, times: int) -> list[bytes]:
    """Forms that each draw the next one so many times; the last one holds a text."""
    return [*(b"/F%d Do " % (level + 1) * times for level in range(levels - 1)), TEXT]


def texts(content: Content) -> list[str]:
    return [block.text for block in content.blocks]


@pytest.mark.parametrize(
    "forms",
    [
        chain(12, 10),
        chain(64, 2),
        chain(3, 1000),
        [b"/F1 Do " * 1000, TEXT + b"% " + b"x" * 100_000],  # few forms, but long ones
        [b"/F0 Do "],  # itself
        [b"/F1 Do ", b"/F0 Do /F1 Do"],
        [b" ".join(b"/F%d Do" % other for other in range(12) if other != form) for form in range(12)],
        chain(400, 1),  # deeper than Python can go
    ],
    ids=["ten times each", "twice each", "a million", "long", "itself", "in a circle", "each all others", "deep"],
)
@pytest.mark.attack
def test_forms_that_draw_one_another_too_often_are_refused(forms: list[bytes]) -> None:
    with pytest.raises(DocumentError) as caught:
        read(pdf(*forms), "nested.pdf")
    assert (caught.value.code, caught.value.details) == ("too-nested", {"name": "nested.pdf"})


@pytest.mark.parametrize("forms", [chain(1, 1), chain(5, 1), chain(3, 10), [b"/F1 Do /F9 Do /F1 Do", TEXT]])
def test_what_is_bearable_is_read(forms: list[bytes]) -> None:
    assert texts(read(pdf(*forms), "letter.pdf")) == ["the board bends"]


def test_what_each_page_draws_is_added_up() -> None:
    letterhead = [b"/F1 Do " * 200, b"q Q "]
    with pytest.raises(DocumentError, match="too-nested"):
        read(pdf(*letterhead, pages=600), "many.pdf")
