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
