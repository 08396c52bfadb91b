"""Reading PDFs, made here with reportlab."""

from io import BytesIO

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import DocumentError
from knowledge.readers.pdf.characters import readable
from knowledge.readers.pdf.pictures import can_read
from knowledge.readers.pdf.reading import read
from knowledge.types import Block, Note
from tests.knowledge.pdfs import FULL, Text, content, lines, pdf, texts


def error_code(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data, "a.pdf")
    return caught.value.code


def encrypted(user: str, strength: int) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption(user, "owner", strength=strength))
    canvas.drawString(72, 700, "Body.")  # reportlab's encryption garbles Chinese fonts
    canvas.save()
    return file.getvalue()


def test_pages_are_counted_from_one() -> None:
    assert content(lines("第一页。"), lines("第二页。")).blocks == (
        Block("paragraph", "第一页。", page=1),
        Block("paragraph", "第二页。", page=2),
    )


def test_lines_without_a_sentence_end_go_on() -> None:
    assert texts(lines(FULL, "注。另一句", "话。")) == [FULL + "注。另一句", "话。"]
    assert texts(lines("The market for jump boards", "grows every year.")) == [
        "The market for jump boards grows every year."
    ]


def test_a_small_letter_goes_on_even_after_a_short_line() -> None:
    assert texts(lines("The market", "grows.", FULL + "。")) == ["The market grows.", FULL + "。"]


def test_a_short_numbered_line_is_a_heading_of_its_own() -> None:
    assert texts(lines(FULL + "。", "一、" + FULL[:26], "正文。")) == [FULL + "。", "一、" + FULL[:26], "正文。"]


def test_chinese_breaks_beside_figures_without_a_space() -> None:
    assert texts(lines(FULL + ",", "2021年增长。")) == [FULL + ",2021年增长。"]


def test_a_sentence_may_end_at_the_margin() -> None:
    assert texts(lines(FULL + "。", "同一段还有一句。")) == [FULL + "。同一段还有一句。"]
    assert texts(lines("短句。", "又一短句。")) == ["短句。", "又一短句。"]


def test_hyphens_at_line_ends_are_healed() -> None:
    assert texts(lines("The mar-", "ket is grow-", "ing. See X-", "Ray.")) == ["The market is growing. See X-Ray."]


def test_an_indent_or_a_gap_begins_a_paragraph() -> None:
    indented = [*lines(FULL, FULL), (96, 116, FULL), (72, 134, "末。")]
    assert texts(indented) == [FULL + FULL, FULL + "末。"]
    gap = [*lines(FULL, FULL, FULL), *lines(FULL, FULL, top=160)]
    assert texts(gap) == [FULL * 3, FULL * 2]


def test_numbered_lines_are_blocks_of_their_own() -> None:
    rows = ("一、行业背景", "(1) " + FULL, "续行", "（2）第二点", "1.2 小节", "● 项目", "正文")
    assert texts(lines(*rows)) == ["一、行业背景", f"(1) {FULL}续行", "（2）第二点", "1.2 小节", "● 项目", "正文"]


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    assert content(lines(FULL), lines("注。", "新段。"), lines("末页。")).blocks == (
        Block("paragraph", FULL + "注。", page=1),
        Block("paragraph", "新段。", page=2),
        Block("paragraph", "末页。", page=3),
    )


def test_larger_lines_are_headings_by_size() -> None:
    page = [(72, 80, "战略报告", 24), (72, 120, "行业背景与", 18), (72, 144, "市场", 18), (72, 180, "概述", 15)]
    assert content([*page, *lines(FULL, FULL, top=220), (72, 280, "略大", 13)]).blocks == (
        Block("heading", "战略报告", 1, 1),
        Block("heading", "行业背景与市场", 2, 1),
        Block("heading", "概述", 3, 1),
        Block("paragraph", FULL + FULL, page=1),
        Block("paragraph", "略大", page=1),
    )


@pytest.mark.parametrize("form", ["- {} -", "第 {} 页", "第{}页 共12页", "{} / 12", "Page {} of 12", "— {} —", "{}"])
def test_page_numbers_go(form: str) -> None:
    pages = [[*lines(f"正文之{name}。"), (280, 810, form.format(number))] for number, name in enumerate("甲乙", 1)]
    assert texts(*pages) == ["正文之甲。", "正文之乙。"]


@pytest.mark.parametrize("numbers", [("第一页", "第二页"), ("1-1", "2-1"), ("i", "ii")])
def test_rare_page_numbers_go(numbers: tuple[str, str]) -> None:
    pages = [[*lines(f"正文之{name}。"), (280, 810, number)] for name, number in zip("甲乙", numbers, strict=True)]
    assert texts(*pages) == ["正文之甲。", "正文之乙。"]


def test_a_rare_page_number_alone_is_text() -> None:
    assert texts([*lines("正文。"), (280, 810, "1-1")]) == ["正文。", "1-1"]


@pytest.mark.parametrize("head", ["2026/3/12 10:32 茶叶 - 内网", "3/12/26, 9:05 AM Tea", "2026/3/12 上午9:05 茶叶"])
def test_what_a_browser_prints_around_a_single_page_goes(head: str) -> None:
    foot = (20, 825, "https://tea.example/wiki?id=3", 8), (560, 825, "1/1", 8)
    assert texts([(20, 20, head, 8), *lines("正文。", FULL + "。"), *foot]) == ["正文。", FULL + "。"]
    assert texts([(20, 20, head, 8), *lines("正文。", FULL + "。")])[0] == head


def test_headers_and_footers_go() -> None:
    def page(number: int) -> list[Text]:
        body = lines(f"步骤 {number}。", FULL[number:] + "。")
        return [(72, 40, "助跳板战略报告", 9), *body, (72, 800, f"内部资料 {number + 4}", 9)]

    assert texts(*map(page, (1, 2, 3))) == [text for n in (1, 2, 3) for text in (f"步骤 {n}。", FULL[n:] + "。")]
    assert texts(*map(page, (1, 2))) == [text for n in (1, 2) for text in (f"步骤 {n}。", FULL[n:] + "。")]


def test_what_only_looks_like_a_header_stays() -> None:
    pages = [lines(f"第{chapter}章 概述", "正文。", FULL, "末行。", "尾。") for chapter in (1, 5, 6)]
    found = texts(*pages)
    assert [text for text in found if text.startswith("第")] == ["第1章 概述", "第5章 概述", "第6章 概述"]
    assert sum(FULL in text for text in found) == 3
    title = texts([(72, 60, "报告。"), (72, 40, "报告。", 9)], *[[(72, 40, "报告。", 9), *lines("正文。")]] * 2)
    assert title == ["报告。", "正文。", "正文。"]


def grid(canvas: Canvas) -> None:
    canvas.grid([72, 172, 272], [842 - 360, 842 - 330, 842 - 300])


def test_ruled_tables() -> None:
    cells: list[Text] = [(80, 320, "年份"), (180, 320, "规模"), (80, 350, "2020"), (180, 350, "12亿")]
    assert content([(72, 280, "表前。"), grid, *cells, (72, 400, "表后。")]).blocks == (
        Block("paragraph", "表前。", page=1),
        Block("table", "年份 | 规模\n2020 | 12亿", page=1),
        Block("paragraph", "表后。", page=1),
    )


def test_a_frame_or_an_empty_grid_is_no_table() -> None:
    frame = [lambda canvas: canvas.rect(60, 600, 480, 200), *lines("框内正文。")]
    assert content(frame).blocks == (Block("paragraph", "框内正文。", page=1),)
    column = [lambda canvas: canvas.grid([60, 560], [680, 740, 800]), *lines("上格。"), (72, 130, "下格。")]
    assert texts(column) == ["上格。", "下格。"]
    assert content([grid, (80, 320, "图")]).blocks == (Block("paragraph", "图", page=1),)


def test_double_print_is_read_once() -> None:
    assert texts([(72, 80, "加粗。"), (72.3, 80, "加粗。")]) == ["加粗。"]
    assert texts([(73.5, 81.5, "年度报告", 24), (72, 80, "年度报告", 24)]) == ["年度报告"]  # with a shadow


def test_radicals_and_unmapped_glyphs() -> None:
    assert readable("⽅⽤⻋⻔⻓ﬁ(cid:12)。") == "方用车门长fi。"  # reportlab's fonts cannot make such files


@pytest.mark.parametrize("strength", [40, 128])
def test_passwords(strength: int) -> None:
    assert read(encrypted("", strength), "a.pdf").blocks == (Block("paragraph", "Body.", page=1),)
    assert error_code(encrypted("user", strength)) == "password"


def test_pages_without_text() -> None:
    assert error_code(pdf([grid], [grid])) == "pictures"
    found = content(lines("甲。"), [grid], lines("乙。"), [(280, 810, "- 4 -")])
    assert [block.page for block in found.blocks] == [1, 3]
    if not can_read():
        assert found.notes == (*(Note("page-picture", page=number) for number in (2, 4)), Note("install-ocr"))


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        *((title, title) for title in ("战略报告", "PowerPoint 演示文稿的制作", "Slides of the year", "文档管理办法")),
        *((name, None) for name in ("", "untitled", "Microsoft Word - a.docx", "PowerPoint 演示文稿", "幻灯片 1")),
        *((name, None) for name in ("PowerPoint Presentation", "文档1", "Slide 1", "演示文稿2", "报价.xlsx", "a.pdf")),
    ],
)
def test_the_title(stated: str, title: str | None) -> None:
    assert read(pdf(lines("文。"), title=stated), "a.pdf").title == title


def test_half_a_file_is_damage() -> None:
    data = pdf(lines("甲。"), lines("乙。"))
    assert error_code(data[:-40]) == "damaged"
    assert error_code(data[: len(data) // 2]) == "damaged"
    assert error_code(b"%PDF-1.7\n%%EOF") == "damaged"
    assert error_code(data[8:]) == "damaged"
    assert read(data + b"\0\r\n" * 1000, "a.pdf").blocks  # padding does no harm


def test_a_file_without_the_mark_of_its_end_is_whole_if_the_place_of_its_table_is() -> None:
    data = pdf(lines("甲。")).rstrip().removesuffix(b"%%EOF")
    assert read(data, "a.pdf").blocks == (Block("paragraph", "甲。", page=1),)
    assert error_code(data.rstrip()[:-1]) == "damaged"
