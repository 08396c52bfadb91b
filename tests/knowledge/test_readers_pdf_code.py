"""Reading PDFs with commands and code: each line stays one, indented as it stands."""

from reportlab.pdfgen.canvas import Canvas

from knowledge.types import Block
from tests.knowledge.pdfs import FULL, Drawing, content, lines, texts

PROSE = lines(FULL, FULL, "止。", top=500)


def typed(*rows: str, top: float, left: float = 72, size: float = 10) -> list[Drawing]:
    """Return rows in Courier, whose blanks are no characters, as many programs print them."""

    def row(number: int, text: str) -> Drawing:
        def drawn(canvas: Canvas) -> None:
            canvas.setFont("Courier", size)
            for at, word in words(text):
                canvas.drawString(left + 0.6 * size * at, 842 - top - 12 * number, word)

        return drawn

    return [row(number, text) for number, text in enumerate(rows)]


def words(text: str) -> list[tuple[int, str]]:
    starts = [at for at, each in enumerate(text) if each != " " and (at == 0 or text[at - 1] == " ")]
    return [(at, text[at:].split(" ")[0]) for at in starts]


def test_code_keeps_its_lines_indentation_and_gaps() -> None:
    rows = ("def price(sets):", "    if sets > 2:", "        return 90    # from three", "    return 120")
    found = content([*lines("按套数计价："), *typed(*rows, top=110), *PROSE]).blocks
    assert found[:2] == (Block("paragraph", "按套数计价：", page=1), Block("paragraph", "\n".join(rows), page=1))


def test_code_goes_on_over_a_page() -> None:
    first, second = ("make check", "make test"), ("make audit", "make clean")
    found = texts([*PROSE, *typed(*first, top=700)], [*typed(*second, top=80), *PROSE])
    assert "\n".join(first + second) in found


def test_one_command_behind_a_colon_is_a_line_of_its_own() -> None:
    assert texts([*lines("运行："), *typed("make -j 4 check", top=98), *PROSE])[:2] == ["运行：", "make -j 4 check"]


def test_a_line_of_a_sentence_in_such_a_font_stays_in_it() -> None:
    address = "/etc/springboard/settings/" + "/".join(["bot"] * 11)
    page = [*lines(FULL), *typed(address, top=98), *lines(FULL, "止。", top=116)]
    assert texts(page) == [f"{FULL}{address}{FULL}止。"]


def test_a_letter_from_a_typewriter_is_no_code() -> None:
    letter = ("Dear members of the club, we are pleased to", "tell you that the new hall opens in May.")
    assert texts(typed(*letter, top=80)) == [" ".join(letter)]
    assert " ".join(letter) in texts([*typed(*letter, top=80), *PROSE])
