import pytest

from index.table_cells import Cells, cells_asked_for, names_of_a_cell, naming_columns
from knowledge.script import fold
from knowledge.table_text import Table

SALES = Table(
    "",
    ("序号", "渠道", "直播销售额（万元）", "门店销售额（万元）", "负责人", "开业日期"),
    (
        ("1", "茶庄甲", "120", "80", "李明", "2021-03-01"),
        ("2", "茶庄乙", "95", "110", "王芳", "2019-07-15"),
        ("3", "茶庄丙", "60", "XX", "张伟", "2020-11-30"),
    ),
)
YEARS = Table("", ("指标", "2022年", "2023年"), (("退货率", "3%", "4%"), ("复购率", "20%", "25%")))
REGIONS = Table(
    "",
    ("大区", "城市", "门店数"),
    (("华东", "苏州", "12 家"), ("华东", "南京", "5 家"), ("华南", "广州", "9 家")),
)


@pytest.mark.parametrize(
    ("table", "question", "rows", "columns"),
    [
        (SALES, "茶庄乙的直播销售额", (1,), (2,)),
        (SALES, "茶庄乙的门店销售额", (1,), (3,)),
        (SALES, "茶庄乙的销售额是多少", (1,), (2, 3)),
        (SALES, "茶莊乙由誰管", (1,), (4,)),
        (SALES, "茶庄丙什么时候开业", (2,), (5,)),
        (SALES, "茶庄丙怎么样", (2,), ()),
        (SALES, "负责人是王芳的渠道", (1,), (1,)),
        (SALES, "哪个渠道的直播销售额最高", (0, 1, 2), (2,)),
        (SALES, "销售额和负责人", (0,), (2, 3, 4)),
        (SALES, "负责人和开业日期", (0,), (4, 5)),
        (YEARS, "2023年的退货率", (0,), (2,)),
        (YEARS, "复购率 2022", (1,), (1,)),
        (REGIONS, "华东有几家店", (0, 1), (2,)),
        (REGIONS, "南京有几家", (1,), (2,)),
        (REGIONS, "广州在哪个大区", (2,), (0,)),
    ],
)
def test_cells_are_found_by_what_a_question_names(
    table: Table, question: str, rows: tuple[int, ...], columns: tuple[int, ...]
) -> None:
    assert cells_asked_for([question], table, [0]) == Cells(rows, columns)


@pytest.mark.parametrize("question", ["no idea", "which is better, 5?", "是不是", "?"])
def test_a_short_cell_or_part_of_a_word_names_no_row(question: str) -> None:
    table = Table("", ("plan", "telephone"), (("idea5", "no"), ("is", "yes"), ("us", "no")))
    assert cells_asked_for([question], table, [0]).rows in ((0,), (0, 1, 2))


def test_the_row_that_fits_best_counts_where_none_is_named() -> None:
    assert cells_asked_for(["那个怎么样"], REGIONS, [2, 0]) == Cells((2, 0), ())


def test_what_a_question_leaves_out_is_taken_from_the_one_before() -> None:
    assert cells_asked_for(["那广州呢", "南京的门店数 那广州呢"], REGIONS, [0]) == Cells((2,), (2,))
    assert cells_asked_for(["门店数呢", "南京的城市 门店数呢"], REGIONS, [0]) == Cells((1,), (2,))


@pytest.mark.parametrize(("table", "names"), [(SALES, (1,)), (YEARS, (0,)), (REGIONS, (0, 1))])
def test_columns_that_name_a_row(table: Table, names: tuple[int, ...]) -> None:
    assert naming_columns(table) == names


def test_a_column_of_a_few_values_tells_no_rows_apart() -> None:
    rows = (("Basic", "e-mail", "19"), ("Team", "telephone", "79"), ("All", "telephone", "99"))
    assert naming_columns(Table("", ("Plan", "Support", "Price"), rows)) == (0,)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("茶庄乙的直播销售额", 1),
        ("茶莊乙由誰負責", 1),  # its kind of cell says who
        ("茶庄乙怎么样", 0),
        ("直播销售额是多少", 0),
        ("茶庄丁的直播销售额", 0),
    ],
)
def test_a_cell_is_named_by_its_row_and_its_column(question: str, names: int) -> None:
    assert names_of_a_cell(fold(question), SALES) == names


def test_a_row_may_have_two_names() -> None:
    assert names_of_a_cell(fold("华东苏州有几家门店"), REGIONS) == 2
    assert names_of_a_cell(fold("华东有几家门店"), REGIONS) == 1
