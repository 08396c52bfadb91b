"""Reading PDFs as people read their pages: columns, tables, notes, what goes over pages and what is on each anew."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers.pdf.reading import read
from knowledge.types import Block
from tests.knowledge.pdfs import FULL, Drawing, Text, content, draw, lines, pdf, texts

HALF = FULL[:18]  # as wide as a column


def column(left: float, count: int, top: float = 100, text: str = HALF) -> list[Text]:
    return lines(*[text] * count, left=left, top=top)


def test_columns_are_read_one_after_the_other() -> None:
    page = [*column(60, 6), *lines(*["右栏" + HALF[2:]] * 3, "止。", left=310, top=100)]
    assert texts(page) == [HALF * 6 + ("右栏" + HALF[2:]) * 3 + "止。"]


def test_columns_need_not_have_their_lines_at_one_height() -> None:
    right = [(310, 107 + 15 * number, "右栏" + HALF[2:], 10) for number in range(6)]
    assert texts([*column(60, 6), *right])[0].startswith(HALF * 6)


def test_three_columns_a_heading_above_and_a_paragraph_below() -> None:
    narrow = FULL[:11]
    columns = [line for left in (60, 225, 390) for line in column(left, 5, 120, narrow)]
    found = content(
        [(60, 80, "三栏简报怎样排版" * 3, 18), *columns[:12], *lines(FULL + "末。", left=60, top=260)]
    ).blocks
    assert found == (
        Block("heading", "三栏简报怎样排版" * 3, 1, 1),
        Block("paragraph", narrow * 12 + FULL + "末。", page=1),
    )


def test_a_heading_over_both_columns_parts_them() -> None:
    def part(name: str, top: float) -> list[Text]:
        return [*lines(name + HALF, HALF, HALF + "。", left=60, top=top), *column(310, 3, top)]

    found = texts([*part("甲", 80), (60, 160, "横跨两栏的标题" * 4, 18), *part("乙", 200)])
    assert found == ["甲" + HALF * 3 + "。", HALF * 3, "横跨两栏的标题" * 4, "乙" + HALF * 3 + "。", HALF * 3]


def test_a_table_without_lines_has_its_rows() -> None:
    rows = [("产品", "产地", "产量"), ("绿茶", "杭州", "120"), ("红茶", "祁门", "95"), ("白茶", "福鼎", "1,058")]
    cells: list[Text] = [(80 + 110 * x, 120 + 18 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    table = "\n".join(map(" | ".join, rows))
    assert content([*lines("下表为产量。"), *cells, *lines("表后的话。", top=220)]).blocks == (
        Block("paragraph", "下表为产量。", page=1),
        Block("table", table, page=1, heads=1),
        Block("paragraph", "表后的话。", page=1),
    )


def test_a_crooked_table_without_lines_has_its_rows_too() -> None:
    rows = [(f"产品名称{y}", f"产地名称{y}", f"负责人姓名{y}", f"联系人姓名{y}") for y in range(5)]
    cells: list[Drawing] = [
        (72 + 110 * x, 120 + 18 * y - x, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)
    ]
    assert texts(cells) == ["\n".join(map(" | ".join, rows))]


def test_a_cell_without_lines_may_go_on_below() -> None:
    cells = [(80, 100, "部门"), (180, 100, "职责"), (80, 130, "仓库"), (180, 130, "收货和"), (180, 144, "发货")]
    cells += [(80, 174, "客服"), (180, 174, "答疑")]
    assert texts(cells) == ["部门 | 职责\n仓库 | 收货和发货\n客服 | 答疑"]


def test_points_with_wide_gaps_are_no_table() -> None:
    points = [(72 + 30 * x, 100 + 18 * y, text) for y in range(3) for x, text in enumerate(("●", f"第{y}点"))]
    assert texts(points) == ["● 第0点", "● 第1点", "● 第2点"]


def grid(*rows: tuple[str, ...], top: float) -> list[Drawing]:
    lefts = [72 + 100 * number for number in range(len(rows[0]) + 1)]
    tops = [842 - top - 30 * number for number in range(len(rows) + 1)]
    cells: list[Text] = [
        (80 + 100 * x, top + 20 + 30 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)
    ]
    return [lambda canvas: canvas.grid(lefts, tops), *cells]


def test_a_table_over_pages_is_one_with_one_head() -> None:
    head = ("年份", "规模")
    first = grid(head, ("2020", "12亿"), ("2021", "13亿"), top=700)
    found = content([*lines(FULL + "。"), *first], [*grid(head, ("2022", "14亿"), top=60), *lines("后文。", top=300)])
    assert found.blocks[1:] == (
        Block("table", "年份 | 规模\n2020 | 12亿\n2021 | 13亿\n2022 | 14亿", page=1, heads=1),
        Block("paragraph", "后文。", page=2),
    )


def test_a_cell_cut_by_the_page_end_is_whole() -> None:
    first = grid(("部门", "职责"), ("仓库", "收货"), ("客服", "早晚两班"), top=700)
    assert texts(first, grid(("", "答疑。"), ("法务", "合同。"), top=60)) == [
        "部门 | 职责\n仓库 | 收货\n客服 | 早晚两班答疑。\n法务 | 合同。"
    ]


def test_the_name_of_a_group_goes_on_over_the_page_end() -> None:
    first = grid(("大区", "城市"), ("华东", "苏州"), ("华东", "上海"), top=700)
    after = grid(("大区", "城市"), ("", "杭州"), ("华南", "广州"), top=60)
    assert texts(first, after) == ["大区 | 城市\n华东 | 苏州\n华东 | 上海\n华东 | 杭州\n华南 | 广州"]


def merged(canvas: Canvas) -> None:
    for left, top, right, bottom, text in (
        *((72, 100, 172, 160, "地区"), (172, 100, 372, 130, "销量"), (172, 130, 272, 160, "上半年")),
        *((272, 130, 372, 160, "下半年"), (72, 160, 172, 220, "华东"), (172, 160, 272, 190, "12")),
        *((272, 160, 372, 190, "13"), (172, 190, 272, 220, "14"), (272, 190, 372, 220, "15")),
    ):
        canvas.rect(left, 842 - bottom, right - left, bottom - top)
        draw(canvas, (left + 5, top + 20, text))


def test_a_merged_cell_stands_in_each_of_its_rows() -> None:
    table = "地区 | 销量 上半年 | 销量 下半年\n华东 | 12 | 13\n华东 | 14 | 15"
    assert content([merged]).blocks == (Block("table", table, page=1, heads=1),)


def turned(angle: float, text: str, size: float = 40) -> Drawing:
    def drawing(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(150, 300)
        canvas.rotate(angle)
        draw(canvas, (0, 842, text, size))
        canvas.restoreState()

    return drawing


@pytest.mark.parametrize("angle", [45, 30, 90, 270])
def test_marks_across_and_beside_the_page_go(angle: float) -> None:
    assert texts([turned(angle, "内部资料"), *lines(FULL, FULL + "。")]) == [FULL * 2 + "。"]


def test_a_stamp_across_the_lines_goes() -> None:
    pages = [[*lines(f"{name}文" + FULL, FULL + "。"), (150, 102, "草稿请勿外传", 40)] for name in "甲乙"]
    assert texts(*pages) == [f"{name}文{FULL}{FULL}。" for name in "甲乙"]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_printed_on_its_side_is_read(angle: float) -> None:
    rows = [turned_line(angle, 20 * number, text) for number, text in enumerate(("横放的一页，", "也要读。"))]
    assert texts(rows) == ["横放的一页，也要读。"]


def turned_line(angle: float, down: float, text: str) -> Drawing:
    def drawing(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(300, 400)
        canvas.rotate(angle)
        draw(canvas, (0, 842 + down, text))
        canvas.restoreState()

    return drawing


def test_vertical_lines_are_read_from_the_right() -> None:
    text = FULL + "注。"
    columns = [
        (400 - 24 * number, 100 + 15 * row, character)
        for number in range(4)
        for row, character in enumerate(text[10 * number : 10 * number + 10])
    ]
    assert texts(columns) == [text]


def test_marks_of_notes_are_raised_and_indices_lowered() -> None:
    line: list[Drawing] = [
        (72, 100, "成交额为320"),
        (143, 95, "1", 7),
        (148, 100, "万元，同比增长18%"),
        (254, 95, "[2]", 7),
    ]
    assert texts(line)[0].startswith("成交额为320¹万元，同比增长18%²")
    formula: list[Drawing] = [(72, 100, "空气中的氧"), (133, 103, "2", 7), (137, 100, "含量。")]
    assert texts(formula) == ["空气中的氧₂含量。"]


@pytest.mark.parametrize("mark", ["[1] ", "1 ", "① "])
def test_notes_at_the_foot_stand_behind_what_points_at_them(mark: str) -> None:
    first = [*lines("前段。", "后段" + FULL[:30]), (457, 93, "1", 7), *lines(FULL, top=116)]
    notes: list[Text] = [(72, 760, mark + "样本为十二家工厂，", 8), (72, 772, "不含二手。", 8), (290, 800, "1", 9)]
    assert content([*first, *notes], lines("余下的话。", "新段。")).blocks == (
        Block("paragraph", "前段。", page=1),
        Block("paragraph", "后段" + FULL[:30] + "¹" + FULL + "余下的话。", page=1),
        Block("paragraph", "¹ 样本为十二家工厂，不含二手。", page=1),
        Block("paragraph", "新段。", page=2),
    )


def test_what_is_in_small_print_below_a_page_is_not_the_rest_of_a_note_with_an_end() -> None:
    first = [*lines("后段" + FULL[:30]), (457, 75, "1", 7), (72, 760, "1 样本为十二家工厂。", 8)]
    after = [*lines("新段。"), (72, 760, "表 1 各大区的销量", 9)]
    assert texts(first, after)[1:] == ["¹ 样本为十二家工厂。", "表 1 各大区的销量"]


def test_a_figure_in_small_print_is_no_mark_of_a_note() -> None:
    assert "12.5 万元" in "".join(texts([*lines(FULL + "。", "短段。"), (72, 760, "12.5 万元", 8)]))


@pytest.mark.parametrize(("asked", "answer"), [("问：", "答："), ("Q1: ", "A1: ")])
def test_each_question_begins_anew_though_the_answer_above_it_fills_its_line(asked: str, answer: str) -> None:
    page = lines(
        f"{asked}几天可以退货？", answer + FULL[: 37 - len(answer)] + "。", f"{asked}找谁？", f"{answer}找客服。"
    )
    assert texts(page)[1:] == [answer + FULL[: 37 - len(answer)] + "。", f"{asked}找谁？", f"{answer}找客服。"]


def test_a_sentence_goes_on_after_a_comma_at_the_end_of_a_page() -> None:
    assert texts(lines(FULL, "短行，"), lines("还没完。")) == [FULL + "短行，还没完。"]


def test_headers_go_whose_chapter_or_page_changes_beside_a_year() -> None:
    def page(number: int) -> list[Text]:
        head = (72, 40, "第一章 概述" if number < 3 else "第二章 渠道", 9.0)
        return [
            head,
            *lines(f"第{'甲乙丙丁'[number - 1]}页{FULL}。"),
            (72, 800, f"2026 年版 茶业报告 {number + 2}", 9),
        ]

    assert texts(*map(page, (1, 2, 3, 4))) == [f"第{name}页{FULL}。" for name in "甲乙丙丁"]


def test_a_heading_that_begins_several_pages_is_no_header() -> None:
    pages = [
        [(72, 60, "检查清单", 15), *lines(f"{name}页{FULL}。")] if name in "甲丙戊" else lines(f"{name}页{FULL}。")
        for name in "甲乙丙丁戊己庚"
    ]
    assert texts(*pages).count("检查清单") == 3


def test_the_heading_of_a_chapter_stays_although_it_runs_on() -> None:
    first = [(72, 60, "渠道规划", 18), *lines("首页" + FULL + "。", top=100)]
    others = [[(72, 40, "渠道规划", 9), *lines(f"{name}页{FULL}。")] for name in "甲乙"]
    assert texts(first, *others) == ["渠道规划", f"首页{FULL}。", f"甲页{FULL}。", f"乙页{FULL}。"]


def test_a_cover_names_the_title_and_has_no_chapters() -> None:
    cover = [(200, 180, "青山茶厂", 30), (150, 240, "茶叶渠道三年规划", 24), (230, 500, "二〇二六年三月", 18)]
    chapters = [(72, 60, "一、渠道", 16), *lines(FULL + "。"), (72, 130, "二、履约", 16), *lines(FULL + "。", top=160)]
    assert content(cover, chapters).blocks[:4] == (
        Block("heading", "茶叶渠道三年规划", 1, 1),
        Block("paragraph", "青山茶厂", page=1),
        Block("paragraph", "二〇二六年三月", page=1),
        Block("heading", "一、渠道", 2, 2),
    )


def test_a_line_of_the_title_that_begins_with_a_year_is_no_date() -> None:
    cover = [(72, 180, "茶叶直播间", 24), (72, 220, "2025 年度运营报告", 24), (72, 500, "2026 年 1 月 20 日", 18)]
    found = content(cover, [(72, 60, "一、渠道", 16), *lines(FULL + "。")])
    assert (found.blocks[0].kind, found.blocks[0].text) == ("heading", "茶叶直播间 2025 年度运营报告")
    assert [block.text for block in found.blocks[1:2]] == ["2026 年 1 月 20 日"]


def test_blanks_without_width_are_no_lines() -> None:
    def unseen(canvas: Canvas) -> None:
        draw(canvas, (100, 106, "\u200b \u200b"))

    assert texts([*lines(FULL, FULL + "。", top=100), unseen]) == [FULL * 2 + "。"]


def test_lines_of_contents_are_lines() -> None:
    rows = [(name, page) for page, name in enumerate(("概述", "渠道", "履约"), 1)]
    found = texts(
        [
            text
            for y, (name, page) in enumerate(rows)
            for text in ((72, 80 + 18 * y, name), (500, 80 + 18 * y, str(page)))
        ]
    )
    assert found == ["概述 1", "渠道 2", "履约 3"]


@pytest.mark.parametrize("behind", [b"<html><body>404</body></html>", b"\n" * 5000, b"\0" * 3000 + b"trailer"])
def test_what_a_site_put_behind_the_end_does_no_harm(behind: bytes) -> None:
    assert read(pdf(lines("甲。")) + behind, "a.pdf").blocks == (Block("paragraph", "甲。", page=1),)
