"""Reading PDFs with commands and code: each line stays one, indented as it stands."""

from reportlab.pdfbase.pdfmetrics import stringWidth
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


def mixed(top: float, *parts: str) -> Drawing:
    """Return a line of which each second part is in Courier."""

    def drawn(canvas: Canvas) -> None:
        left = 72.0
        for number, part in enumerate(parts):
            font = ("STSong-Light", "Courier")[number % 2]
            canvas.setFont(font, 12)
            canvas.drawString(left, 842 - top, part)
            left += stringWidth(part, font, 12)

    return drawn


def test_a_chinese_text_with_commands_and_figures_in_such_a_font_is_no_code() -> None:
    rows = [
        ("先在自己的电脑上用命令", "git commit", "提交这一次的改动并写明原因是什么再"),
        ("", "git push", "推送到大家共用的仓库里去这样其余四十个人就都能看到它们"),
        ("并能在", "40", "天内用命令", "git pull", "取下来。"),
    ]
    page = [
        *lines(*[FULL] * 4, "止。", top=300),
        *PROSE,
        *(mixed(130 + 18 * number, *row) for number, row in enumerate(rows)),
    ]
    assert "".join(map("".join, rows)) in texts(page)


def test_code_with_comments_and_words_in_chinese_keeps_its_lines() -> None:
    rows = [("", "# ", "安装全部依赖再检查一遍"), ("", "make install"), ("", "print('", "共九十元整", "')")]
    page = [*lines("运行："), *(mixed(98 + 14 * number, *row) for number, row in enumerate(rows)), *PROSE]
    assert "\n".join(map("".join, rows)) in texts(page)
