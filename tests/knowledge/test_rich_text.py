"""Groups of rich text files: lists, contents, shapes, notes."""

from pathlib import Path

from knowledge.readers import read_document
from knowledge.types import Note, Source
from tests.knowledge.test_readers import write


def source(folder: Path, *paragraphs: str) -> Source:
    text = "".join("".join(c if c < "\x80" else rf"\u{ord(c)}?" for c in each) for each in paragraphs)
    data = rf"{{\rtf1\ansi\ansicpg936\uc1 {text}}}".encode()
    return read_document(write(folder, "a.rtf", data), max_bytes=2**20)


def texts(folder: Path, *paragraphs: str) -> list[str]:
    return [block.text for block in source(folder, *paragraphs).blocks]


def item(number: str, text: str) -> str:
    return rf"{{\listtext\pard\plain {number}\tab}}\pard\plain\ls1\ilvl0 {text}\par "


def paragraph(text: str) -> str:
    return rf"\pard\plain {text}\par "


def test_numbers_in_chinese_are_read_as_shown(tmp_path: Path) -> None:
    lines = [item("第一条", "雨天不采。"), item("第二条", "当天炒完。"), item("•", "看火。")]
    assert texts(tmp_path, *lines) == ["第一条 雨天不采。", "第二条 当天炒完。", "- 看火。"]


def test_the_number_stands_before_the_text_where_a_group_ends_between(tmp_path: Path) -> None:
    line = r"\pard{Then:\par {\listtext\pard 7.\tab}}\pard\ls1 {\b {\*\bkmkstart x}Roast.}\par "
    assert texts(tmp_path, line) == ["Then:", "7. Roast."]


def test_a_list_goes_on_behind_a_paragraph(tmp_path: Path) -> None:
    lines = [item("1.", "Pick."), item("2.", "Dry."), paragraph("Not at night."), item("3.", "Roast.")]
    read = texts(tmp_path, *lines)
    assert "\n".join(read).split("\n")[-2:] == ["Not at night.", "3. Roast."]


def test_bullets_stay_a_list(tmp_path: Path) -> None:
    assert [block.kind for block in source(tmp_path, item(r"\'b7", "Pick."), paragraph("End.")).blocks][
        -1
    ] == "paragraph"


def test_bullets_in_a_font_of_pictures_are_no_numbers(tmp_path: Path) -> None:
    lines = [item(r"\'d8", "Pick."), item(r"\'d8", "Dry."), item("o", "Roast."), paragraph("End.")]
    assert "\n".join(texts(tmp_path, *lines)) == "- Pick.\n- Dry.\n- Roast.\nEnd."


def test_contents_that_a_program_made_are_left_out_and_told(tmp_path: Path) -> None:
    field = r'{\field{\*\fldinst TOC \\o "1-3"}{\fldrslt 一、采茶\tab 1\par 二、炒茶\tab 2\par}}'
    read = source(tmp_path, rf"\pard {field}", paragraph("一、采茶"), paragraph("看天。"))
    assert [block.text for block in read.blocks] == ["一、采茶", "看天。"]
    assert read.notes == (Note("contents", 2),)


def test_the_text_of_a_shape_stands_behind_its_paragraph(tmp_path: Path) -> None:
    shape = r"{\shp{\*\shpinst\shpleft100{\shptxt\pard 雨天不采。\par}}}"
    assert texts(tmp_path, paragraph(f"清明{shape}前采。"), paragraph("当天炒。")) == [
        "清明前采。",
        "雨天不采。",
        "当天炒。",
    ]


def test_a_footnote_that_old_programs_are_to_skip_is_read(tmp_path: Path) -> None:
    note = r"{\super\chftn}{\*\footnote\chftn\~\plain\pard 三家茶庄。}"
    assert texts(tmp_path, paragraph(f"卖了四百斤{note}。")) == ["卖了四百斤¹。", "¹ 三家茶庄。"]


def row(*cells: tuple[str, str]) -> str:
    """A row of a table, of each cell what is said of it with its right edge, and its text."""
    defined = "".join(rf"{said[:-4]}\cellx{said[-4:]}" for said, _ in cells)
    return rf"\trowd\trgaph108{defined}\pard\intbl " + "".join(rf"{text}\cell " for _, text in cells) + r"\row "


def test_a_cell_that_covers_rows_stands_in_each(tmp_path: Path) -> None:
    rows = [
        row(("3000", "山"), ("6000", "茶"), ("9000", "斤")),
        row((r"\clvmgf3000", "东山"), ("6000", "龙井"), (r"\clvmgf9000", r"9\par 8")),
        row((r"\clvmrg3000", ""), ("6000", "毛峰"), (r"\clvmrg9000", r"\pard ")),
        row(("3000", ""), ("6000", "白茶"), (r"\clvmrg9000", "7")),
    ]
    assert texts(tmp_path, *rows) == ["山 | 茶 | 斤\n东山 | 龙井 | 9 8\n东山 | 毛峰 | 9 8\n | 白茶 | 7"]


def test_a_cell_that_covers_columns_leaves_the_others_in_theirs(tmp_path: Path) -> None:
    rows = [
        row(("3000", "山"), (r"\clmgf6000", "春茶"), (r"\clmrg9000", "")),
        row(("3000", "东山"), ("6000", "九斤"), ("9000", "八斤")),
        row(("5980", "不采"), ("9000", "七斤")),
        row(("3000", "西山"), ("6000", "六斤"), ("9000", "五斤")),
    ]
    assert texts(tmp_path, *rows) == ["山 | 春茶 |\n东山 | 九斤 | 八斤\n不采 |  | 七斤\n西山 | 六斤 | 五斤"]
    title = row((r"\clmgf3000", "产量"), (r"\clmrg6000", ""), (r"\clmrg9000", ""))
    assert texts(tmp_path, title, *rows)[0] == "产量"


def test_tables_without_merged_cells_stay(tmp_path: Path) -> None:
    rows = [row(("3000", "山"), ("6000", "茶")), row(("3000", "东山"), ("6000", "")), row(("3000", ""), ("6000", "白"))]
    assert texts(tmp_path, *rows) == ["山 | 茶\n东山 |\n | 白"]


def test_a_cell_that_covers_rows_and_columns_leaves_the_others_in_theirs(tmp_path: Path) -> None:
    rows = [
        row(("3000", "山"), ("6000", "茶"), ("9000", "斤")),
        row((r"\clmgf\clvmgf3000", "东西两山"), (r"\clmrg\clvmgf6000", ""), ("9000", "九")),
        row((r"\clmgf\clvmrg3000", ""), (r"\clmrg\clvmrg6000", ""), ("9000", "八")),
        row(("3000", "南山"), ("6000", "白茶"), ("9000", "七")),
    ]
    assert texts(tmp_path, *rows) == ["山 | 茶 | 斤\n东西两山 |  | 九\n东西两山 |  | 八\n南山 | 白茶 | 七"]


def test_rare_characters_for_private_use_stay(tmp_path: Path) -> None:
    rows = [row(("3000", "名"), ("6000", "号")), row(("3000", "王\ue122茶"), ("6000", "12"))]
    assert texts(tmp_path, *rows) == ["名 | 号\n王\ue122茶 | 12"]
    merged = row((r"\clvmgf3000", "李\ue123"), ("6000", "13")) + row((r"\clvmrg3000", ""), ("6000", "14"))
    assert texts(tmp_path, *rows, merged)[0].endswith("李\ue123 | 13\n | 14")
