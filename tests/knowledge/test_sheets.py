"""Reading spreadsheets."""

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.errors import DocumentError
from knowledge.readers.archive import read_parts, write_parts
from knowledge.readers.office.sheets import read
from knowledge.readers.text import Content
from knowledge.types import Block, Note
from tests.knowledge.test_readers_office import NAMES, relations

PRICES = (("品种", "价"), ("龙井", 300), ("毛峰", 200))


def sheet(*rows: Sequence[Any], title: str = "价目") -> Worksheet:
    made: Worksheet = Workbook().worksheets[0]
    made.title = title
    for row in rows:
        made.append(row)
    return made


def content(book: Worksheet) -> Content:
    file = BytesIO()
    assert book.parent is not None
    book.parent.save(file)
    return read(file.getvalue(), "a.xlsx")


def texts(book: Worksheet) -> list[str]:
    return [block.text for block in content(book).blocks]


def csv(text: str, encoding: str = "utf-8") -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(text.encode(encoding), "a.csv").blocks]


def test_a_sheet_is_a_table_under_its_name() -> None:
    assert content(sheet(*PRICES)).blocks == (
        Block("heading", "价目", 2),
        Block("table", "品种 | 价\n龙井 | 300\n毛峰 | 200", heads=1),
    )
    assert texts(sheet(*PRICES, title="Sheet1")) == ["品种 | 价\n龙井 | 300\n毛峰 | 200"]


def test_lines_above_and_remarks_below_a_table_are_paragraphs() -> None:
    book = sheet(("茶庄价目",), ("单位：元",), *PRICES, ("备注：含税。",))
    assert texts(book)[1:] == ["茶庄价目", "单位：元", "品种 | 价\n龙井 | 300\n毛峰 | 200", "备注：含税。"]


def test_empty_rows_part_tables_but_not_one() -> None:
    assert texts(sheet(*PRICES, (), ("产地", "海拔"), ("东山", 800)))[1:] == [
        "品种 | 价\n龙井 | 300\n毛峰 | 200",
        "产地 | 海拔\n东山 | 800",
    ]
    assert texts(sheet(*PRICES, (), ("瓜片", 180), (), PRICES[0], ("碧螺春", 90)))[1:] == [
        "品种 | 价\n龙井 | 300\n毛峰 | 200\n瓜片 | 180\n碧螺春 | 90"
    ]
    assert (
        texts(sheet(*PRICES, (), ("产地", "海拔", "湿度"), ("东山", "高", "大")))[2]
        == "产地 | 海拔 | 湿度\n东山 | 高 | 大"
    )


def test_two_rows_of_heads_with_merged_cells_become_one() -> None:
    book = sheet(("品种", "价", None), (None, "春", "秋"), ("龙井", 3, 2))
    for cells in ("A1:A2", "B1:C1"):
        book.merge_cells(cells)
    assert texts(book)[1] == "品种 | 价 春 | 价 秋\n龙井 | 3 | 2"


def test_a_merged_cell_stands_in_each_row() -> None:
    book = sheet(("山", "园"), ("东山", "甲"), (None, "乙"))
    book.merge_cells("A2:A3")
    assert texts(book)[1] == "山 | 园\n东山 | 甲\n东山 | 乙"


def test_the_lines_of_a_cell_stay_apart_but_those_of_a_head() -> None:
    assert texts(sheet(("茶\n名", "做法"), ("龙井", "杀青\n辉锅"), ("毛\n峰", "1. 杀青\n\n2. 烘焙")))[1] == (
        "茶名 | 做法\n龙井 | 杀青 辉锅\n毛峰 | 1. 杀青 2. 烘焙"
    )
    assert csv('茶,做法\n龙井,"杀青\r\n辉锅"\n毛峰,烘')[0][1] == "茶 | 做法\n龙井 | 杀青 辉锅\n毛峰 | 烘"


def test_a_cell_alone_in_its_row_has_lines_if_they_say_something() -> None:
    book = sheet(("春茶\n价目",), ("须知：\n1. 含税。\n2. 不退。",), *PRICES)
    assert texts(book)[1:-1] == ["春茶价目", "须知：", "1. 含税。", "2. 不退。"]


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        (0.125, "0.0%", "12.5%"),
        (1234567.891, '"¥"#,##0.00', "¥1,234,567.89"),
        (-1234, "[$¥-804]#,##0;[Red]-#,##0", "-¥1,234"),
        (-1.25, "+0.0#;-0.0#", "-1.25"),
        (-1.5, '"D "+0.0;"R "+0.0', "R +1.5"),
        (-12, '0"元";[Red]0"元"', "-12元"),
        (-12, '0"元";General', "-12元"),
        (12, '0"斤"', "12斤"),
        (42, "0000", "0042"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (15800001234.0, "General", "15800001234"),
        (202605010012345.0, "@", "202605010012345"),
        (2.5e20, "General", "2.5e+20"),
        (3, "0.00E+00", "3"),
        (datetime.date(2026, 3, 1), "yyyy/m/d", "2026-03-01"),
        (datetime.datetime(2026, 3, 1, 8, 30), "yyyy/m/d h:mm", "2026-03-01 08:30"),
        (datetime.date(2026, 3, 1), 'm"月"', "3月"),
        (datetime.date(2026, 3, 1), 'yyyy"年"m"月"', "2026年3月"),
        (datetime.date(2026, 3, 1), "mmm-yy", "2026-03"),
        (datetime.date(2026, 3, 1), "yyyy", "2026"),
        (datetime.date(2026, 3, 1), 'm"月"d"日"', "2026-03-01"),
        (datetime.timedelta(hours=26, minutes=5), "[h]:mm", "26:05"),
        (36, 'General"元"', "36元"),
        (0.125, "0.##%", "12.5%"),
        (0.12, "0.##%", "12%"),
        (1234567, '0!.0,"万"', "123.5万"),
        (1234567, '#,##0,"千"', "1,235千"),
        (2345678, '0.00,,"百万"', "2.35百万"),
        (0, '#,##0;-#,##0;"免费"', "免费"),
        (0, '0.00;-0.00;"-"??', "0.00"),
        (7, r"\1\.0#", "1.7"),
        (5550123, "000-0000", "555-0123"),
        (datetime.time(8, 30), "h:mm", "08:30"),
        (True, "General", "TRUE"),
        ("a | b", "@", "a|b"),
        ("两\n行", "@", "两 行"),
    ],
)
def test_values_are_as_the_program_shows_them(value: Any, form: str, seen: str) -> None:
    book = sheet(("名", "值"), ("茶", value))
    book["B2"].number_format = form
    assert texts(book)[1] == f"名 | 值\n茶 | {seen}"


def test_what_is_hidden_is_left_out_and_told() -> None:
    book = sheet(("品种", "价", "成本"), ("龙井", 300, 100), ("毛峰", 200, 80))
    book.row_dimensions[3].hidden = True
    book.column_dimensions["C"].hidden = True
    assert book.parent is not None
    other = book.parent.create_sheet("藏")
    other.append(("秘密", "有"))
    other.sheet_state = "hidden"
    assert texts(book)[1:] == ["品种 | 价\n龙井 | 300"]
    assert content(book).notes == (Note("hidden-sheets", 1), Note("hidden-rows", 1), Note("hidden-columns", 1))


def test_formulas_that_nobody_has_counted_are_told() -> None:
    book = sheet(("甲", "和"), (1, "=A2*2"), (2, "=A3*2"))
    assert content(book).notes == (Note("formulas-uncounted", 2),)


def test_text_boxes_on_a_sheet_are_read_behind_its_tables() -> None:
    file = BytesIO()
    made = sheet(*PRICES).parent
    assert made is not None
    made.save(file)
    parts = read_parts(file.getvalue())
    line = "<a:p><a:r><a:t>含税，</a:t></a:r><a:r><a:t>{}</a:t></a:r></a:p>"
    box = f"<x:sp><x:txBody>{line.format('不退。')}{line.format('不换。')}</x:txBody></x:sp>"
    parts["xl/drawings/drawing1.xml"] = f'<x:wsDr xmlns:x="drawing" {NAMES}>{box}</x:wsDr>'.encode()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations({"rId1": ("drawing", "../drawings/drawing1.xml")}).encode()
    blocks = read(write_parts(parts), "a.xlsx").blocks
    assert [block.text for block in blocks[2:]] == ["含税，不退。", "含税，不换。"]


def test_comments_are_left_out_and_told() -> None:
    book = sheet(*PRICES)
    book["B2"].comment = Comment("再核对", "小王")
    assert content(book).notes == (Note("comments", 1),)


def test_what_is_struck_out_is_left_out_and_told() -> None:
    was = TextBlock(InlineFont(strike=True), "200 元")
    book = sheet(("品种", "价"), ("龙井", "300 元"), ("毛峰", CellRichText(was, "180 元")), ("瓜片", "无"))
    book["B2"].font = Font(strike=True)
    assert texts(book)[1] == "品种 | 价\n龙井 |\n毛峰 | 180 元\n瓜片 | 无"
    assert content(book).notes == (Note("struck-out", 2),)


def test_marks_of_notes_are_no_digits() -> None:
    mark = TextBlock(InlineFont(vertAlign="superscript"), "1")
    assert texts(sheet(("品种", "价"), ("龙井", CellRichText("300", mark))))[1] == "品种 | 价\n龙井 | 300¹"


def test_a_sheet_that_is_formatted_down_to_its_last_row_is_read() -> None:
    book = sheet(*PRICES)
    book["Z1048576"].number_format = "0.00"
    assert texts(book)[1] == "品种 | 价\n龙井 | 300\n毛峰 | 200"


def test_columns_beyond_what_is_read_are_told() -> None:
    book = sheet([f"第{number}列" for number in range(120)], list(range(120)))
    assert content(book).notes == (Note("wide-columns", 20),)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_values_in_all_encodings(separator: str, encoding: str) -> None:
    lines = (("品种", "价格", "产地"), ("龙井", "三百，含税", "东山"), ("毛峰", "两百", "西山"))
    text = "\r\n".join(separator.join(line) for line in lines)
    assert csv(text, encoding) == [("table", "\n".join(" | ".join(line) for line in lines))]


def test_a_separator_that_is_stated_and_quoted_cells() -> None:
    assert csv('sep=;\n品种;说明\n龙井;"明前;\n手工"\n毛峰;"""好"""') == [
        ("table", '品种 | 说明\n龙井 | 明前; 手工\n毛峰 | "好"')
    ]
    assert csv("茶庄价目\n\n品种,价\n龙井,3") == [("paragraph", "茶庄价目"), ("table", "品种 | 价\n龙井 | 3")]


def test_signs_in_quotes_cut_nothing_and_codes_keep_their_zeros() -> None:
    assert csv('品种,价,说明\n龙井,"1,280","甲; 乙; 丙"\n毛峰,"2,480","丁; 戊; 己"') == [
        ("table", "品种 | 价 | 说明\n龙井 | 1,280 | 甲; 乙; 丙\n毛峰 | 2,480 | 丁; 戊; 己")
    ]
    assert csv('编号,品种\n="0012",龙井\n"=""0013""",毛峰') == [("table", "编号 | 品种\n0012 | 龙井\n0013 | 毛峰")]


@pytest.mark.parametrize("text", ['a,"' + "b" * 200_000, "a," + "b" * 200_000])
def test_a_cell_that_never_ends_is_damage(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        csv(text)
    assert caught.value.code == "damaged"


def test_a_workbook_of_another_kind_is_damage() -> None:
    with pytest.raises(DocumentError) as caught:
        read(b"PK\x03\x04", "a.xlsx")
    assert caught.value.code == "damaged"
