"""Where the tables of a sheet begin and end, and what heads their columns."""

from tests.knowledge.test_sheets import PRICES, csv, sheet, texts


def test_a_row_of_particulars_stands_above_the_heads() -> None:
    made = ("制表：王芳", None, "单位：元")
    heads, *rows = ("日期", "品种", "价"), ("5月1日", "龙井", 300), ("5月2日", "毛峰", 200)
    table = "日期 | 品种 | 价\n5月1日 | 龙井 | 300\n5月2日 | 毛峰 | 200"
    assert texts(sheet(("茶庄日报",), made, heads, *rows))[1:] == ["茶庄日报", "制表：王芳", "单位：元", table]
    # Times, addresses and rows below them that are no heads are rows of a table.
    assert texts(sheet(("8:30", "9:30"), *PRICES))[1] == "8:30 | 9:30\n品种 | 价\n龙井 | 300\n毛峰 | 200"
    assert texts(sheet(("制表：王芳", "单位：元"), *PRICES[1:]))[1] == "制表：王芳 | 单位：元\n龙井 | 300\n毛峰 | 200"


def test_years_and_units_are_heads() -> None:
    book = sheet(("山", "春茶", None), (None, 2025, 2026), ("东山", 30, 20))
    book.merge_cells("B1:C1")
    assert texts(book)[1] == "山 | 春茶 2025 | 春茶 2026\n东山 | 30 | 20"
    assert texts(sheet(("山", "产量"), (None, "（斤）"), ("东山", 30)))[1] == "山 | 产量 （斤）\n东山 | 30"
    book = sheet(("山", "春茶", None), ("东山", 30, 20), ("西山", 2025, 2026))
    book.merge_cells("B1:C1")
    assert texts(book)[1] == "山 | 春茶 | 春茶\n东山 | 30 | 20\n西山 | 2025 | 2026"


def test_remarks_below_a_table_are_none_of_its_rows() -> None:
    remarks = ("1. 含税。",), ("2. 不退。",)
    assert texts(sheet(*PRICES, *remarks))[2:] == ["1. 含税。", "2. 不退。"]
    assert csv("品种,价\n龙井,300\n毛峰,200\n--------------\n共两种\n导出时间：5月1日\n")[1:] == [
        ("paragraph", "--------------"),
        ("paragraph", "共两种"),
        ("paragraph", "导出时间：5月1日"),
    ]
    lines = "茶庄\n--------\n价目\n--------"
    assert csv(lines) == [("paragraph", line) for line in lines.split("\n")]
    steps = ("步骤", "谁"), ("1. 看天。", "王芳"), ("2. 采茶。", None)
    assert texts(sheet(*steps))[1:] == ["步骤 | 谁\n1. 看天。 | 王芳\n2. 采茶。 |"]


def test_tables_beside_each_other_are_two_if_both_have_heads_and_names() -> None:
    beside = [
        (*left, None, *right)
        for left, right in zip(PRICES, (("产地", "园长"), ("东山", "王芳"), ("西山", "周敏")), strict=True)
    ]
    assert texts(sheet(("茶庄",), *beside))[1:] == [
        "茶庄",
        "品种 | 价\n龙井 | 300\n毛峰 | 200",
        "产地 | 园长\n东山 | 王芳\n西山 | 周敏",
    ]
    free = ("品种", "价", None, "春", "秋"), ("龙井", 300, None, 2, 1), ("毛峰", 200, None, 4, 3)
    assert texts(sheet(*free))[1] == "品种 | 价 | 春 | 秋\n龙井 | 300 | 2 | 1\n毛峰 | 200 | 4 | 3"
    alone = ("品种", "价", None, "备注"), ("龙井", 300, None, "新"), ("毛峰", 200, None, "陈")
    assert texts(sheet(*alone))[1] == "品种 | 价 | 备注\n龙井 | 300 | 新\n毛峰 | 200 | 陈"


def test_a_title_with_heads_of_its_own_begins_a_table() -> None:
    rows = ("礼盒",), ("盒", "价", "斤"), ("大盒", 500, 2), ("小盒", 90, 1)
    table = "品种 | 价\n龙井 | 300\n毛峰 | 200"
    assert texts(sheet(*PRICES, *rows))[1:] == [table, "礼盒", "盒 | 价 | 斤\n大盒 | 500 | 2\n小盒 | 90 | 1"]
    within = "品种 | 价 |\n龙井 | 300 |\n毛峰 | 200 |\n礼盒 |  |\n大盒 | 500 | 2\n小盒 | 90 | 1"
    assert texts(sheet(*PRICES, ("礼盒",), *rows[2:]))[1:] == [within]
