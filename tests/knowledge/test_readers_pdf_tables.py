"""Reading the ruled tables of PDFs."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.knowledge.pdfs import FULL, Drawing, Text, draw, lines, texts

ROWS = (("型号", "零售价", "起订量"), ("跳板甲", "499", "10"), ("跳板乙", "599", "12"), ("跳板丙", "699", "14"))
TABLE = "\n".join(map(" | ".join, ROWS))


def ruled(*rows: tuple[str, ...], top: float = 100) -> list[Drawing]:
    """Return the drawings of a table of columns 100 and rows 30 points wide, from 72 points on."""
    lefts = [72 + 100 * number for number in range(len(rows[0]) + 1)]
    tops = [842 - top - 30 * number for number in range(len(rows) + 1)]
    return [lambda canvas: canvas.grid(lefts, tops), *cells(*rows, top=top)]


def cells(*rows: tuple[str, ...], top: float = 100) -> list[Text]:
    return [(80 + 100 * x, top + 20 + 30 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]


def turned(angle: float, text: str, left: float, top: float, size: float = 12) -> Drawing:
    def drawing(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(left, 842 - top)
        canvas.rotate(angle)
        draw(canvas, (0, 842, text, size))
        canvas.restoreState()

    return drawing


@pytest.mark.parametrize("angle", [30, 90, 270])
def test_a_mark_across_a_ruled_table_is_in_no_cell(angle: float) -> None:
    assert texts([*ruled(*ROWS), turned(angle, "内部资料请勿外传", 230, 160, 20)]) == [TABLE]


def test_a_large_mark_behind_a_ruled_table_is_in_no_cell() -> None:
    assert texts([(100, 185, "样张样张", 50), *ruled(*ROWS)]) == [TABLE]


def test_a_large_figure_in_a_cell_is_read() -> None:
    assert texts([*ruled(("成交额", "退货率")), (80, 152, "3,200", 24), (180, 152, "3.1%", 24), *empty(1)]) == [
        "成交额 | 退货率\n3,200 | 3.1%"
    ]


def empty(rows: int) -> list[Drawing]:
    """Return the lines of so many rows of two columns below a first one."""
    tops = [842 - 130 - 30 * number for number in range(rows + 1)]
    return [lambda canvas: canvas.grid([72, 172, 272], tops)]


def test_what_is_printed_twice_in_a_cell_is_read_once() -> None:
    assert texts([*ruled(*ROWS), *((left + 0.3, top, text) for left, top, text, *_ in cells(ROWS[0]))]) == [TABLE]


def test_the_mark_of_a_note_in_a_cell_is_no_digit_of_the_figure() -> None:
    page = [*ruled(*ROWS), (200, 145, "1", 7), (295, 175, "2", 7)]
    assert texts(page) == [TABLE.replace("499", "499¹").replace("12", "12²")]


@pytest.mark.parametrize(("angle", "top"), [(90, 218), (270, 132)])
def test_a_cell_on_its_side_is_read(angle: float, top: float) -> None:
    def frame(canvas: Canvas) -> None:
        canvas.grid([172, 272, 372], [842 - top for top in (100, 130, 160, 190, 220)])
        canvas.grid([72, 172], [842 - top for top in (100, 130, 220)])

    rows = (("大区", "城市", "销量"), ("", "苏州", "120"), ("", "杭州", "95"), ("", "南京", "88"))
    page = [frame, *cells(*rows), turned(angle, "华东地区", 120, top)]
    assert texts(page) == ["大区 | 城市 | 销量\n华东地区 | 苏州 | 120\n华东地区 | 杭州 | 95\n华东地区 | 南京 | 88"]


def test_a_cell_of_several_lines_is_whole() -> None:
    page = [
        *ruled(("部门", "职责"), ("仓库", "")),
        (180, 144, "收货、上架", 9),
        (180, 156, "和 24 小时发货。", 9),
        *empty(1),
    ]
    assert texts([*page, *lines("表后的话。", top=300)]) == [
        "部门 | 职责\n仓库 | 收货、上架和 24 小时发货。",
        "表后的话。",
    ]


FIGURES = (("项目", "2024年", "增减"), ("收入", "3,200", "15%"), ("毛利", "1,120", "17%"), ("利润", "320", "25%"))


def open_table(*rows: tuple[str, ...], inner: range, tops: range) -> list[Drawing]:
    """Return the drawings of a table like `ruled` with lines down at the borders ``inner`` alone, of 0 to 3."""

    def frame(canvas: Canvas) -> None:
        for number in inner:
            canvas.line(72 + 100 * number, 842 - tops[0], 72 + 100 * number, 842 - tops[-1])
        for top in tops:
            canvas.line(72, 842 - top, 372, 842 - top)

    return [frame, *cells(*rows)]


@pytest.mark.parametrize("inner", [range(1, 3), range(3), range(1, 4)])
def test_a_ruled_table_without_lines_at_its_sides_has_all_its_columns(inner: range) -> None:
    page = open_table(*FIGURES, inner=inner, tops=range(100, 221, 30))
    assert texts(page) == ["\n".join(map(" | ".join, FIGURES))]


def test_a_name_of_two_lines_in_a_table_without_lines_at_its_sides_is_whole() -> None:
    page = open_table(*FIGURES, inner=range(1, 3), tops=range(100, 221, 30))
    page[4:5] = [(80, 142, "主营业务", 9), (80, 154, "收入合计", 9)]
    assert texts(page)[0].split("\n")[1] == "主营业务收入合计 | 3,200 | 15%"


def test_lines_around_the_heads_alone_are_no_borders_of_rows() -> None:
    page = open_table(*FIGURES, inner=range(1, 2), tops=range(100, 131, 30))
    page += open_table(inner=range(1, 2), tops=range(130, 221, 90))
    assert texts(page) == ["\n".join(map(" | ".join, FIGURES))]


def test_a_running_head_in_a_table_is_read_once_and_tears_no_sentence() -> None:
    def page(number: int, *text: str) -> list[Drawing]:
        head = ruled(("作业指导书", "编号：WI-07"), ("2026-01-10 起", f"第{number}页 共3页"), top=30)
        return [*head, *lines(*text, top=130)]

    found = texts(page(1, "甲段。", FULL), page(2, "的下半句。", "乙段" + FULL), page(3, "也有下半句。"))
    assert found[0].startswith("作业指导书 | 编号：WI-07")
    assert found[1:] == ["甲段。", FULL + "的下半句。", "乙段" + FULL + "也有下半句。"]


def test_a_running_foot_in_a_table_stands_behind_the_last_text() -> None:
    pages = [[*lines(text), *ruled(("编制", "李明"), ("批准", "陈静"), top=740)] for text in (FULL, FULL, "末句。")]
    assert texts(*pages) == [FULL * 2 + "末句。", "编制 | 李明\n批准 | 陈静"]


def test_tables_at_the_top_of_pages_with_other_cells_stay() -> None:
    def page(city: str) -> list[Drawing]:
        return [*ruled(("城市", city), ("销量", "一百套")), *lines(f"{city}的评述。", top=300)]

    found = texts(*map(page, ("苏州", "广州", "成都")))
    assert [text for text in found if "|" in text] == [
        f"城市 | {city}\n销量 | 一百套" for city in ("苏州", "广州", "成都")
    ]


def test_tables_that_are_alike_at_the_edges_of_few_pages_stay() -> None:
    table = ruled(("名称", "无"), ("类型", "文字"))
    some: list[Drawing] = [*table, *lines("甲段。", top=300)]
    others: list[Drawing] = [*lines("乙段。", top=300)]
    assert sum("名称" in text for text in texts(*[some, others, others] * 3)) == 3


SALES = (("城市", "销量", "退货率"), ("苏州", "120", "3.1%"), ("杭州", "95", "2.5%"))


@pytest.mark.parametrize(
    "rows", [(("产品", "产量", "2025年"), ("甲", "300", "9.1%")), (("三月", "四月", "五月"), ("130", "140", "1.5"))]
)
def test_another_table_at_the_top_of_the_next_page_is_one_of_its_own(rows: tuple[tuple[str, ...], ...]) -> None:
    assert texts(ruled(*SALES, top=700), ruled(*rows, top=60)) == [
        "\n".join(map(" | ".join, each)) for each in (SALES, rows)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (("南京", "暂无", "未知"), ("广州", "88", "1.9%")),
        (("广州", "88", "1.9%"),),
        (("广东", "", ""), ("广州", "88", "1.9%")),
        (("南京", "-", "-"), ("广州", "88", "1.9%")),
    ],
)
def test_a_table_without_heads_on_the_next_page_goes_on(rows: tuple[tuple[str, ...], ...]) -> None:
    (found,) = texts(ruled(*SALES, top=700), ruled(*rows, top=60))
    assert found.startswith("\n".join(map(" | ".join, SALES)))
    assert found.endswith("广州 | 88 | 1.9%")


@pytest.mark.parametrize(
    "mark", ["续表1", "（续表）", "表 1 各城市销量（续）", "Table 1 (continued)", "Continued from previous page"]
)
@pytest.mark.parametrize("heads", [SALES[:1], ()])
def test_a_table_that_is_said_to_go_on_does(mark: str, heads: tuple[tuple[str, ...], ...]) -> None:
    after = [(200, 50, mark), *ruled(*heads, ("广州", "88", "1.9%"), top=60), *lines("后文。", top=300)]
    (_, found, last) = texts([*lines("表 1 各城市销量"), *ruled(*SALES, top=700)], after)
    assert (found, last) == ("\n".join(map(" | ".join, (*SALES, ("广州", "88", "1.9%")))), "后文。")


def test_what_is_said_to_go_on_behind_no_table_stays() -> None:
    assert texts(lines("短句。"), [(72, 50, "续表1"), *ruled(*SALES, top=60)])[1] == "续表1"
