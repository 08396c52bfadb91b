"""What a document is called, whatever its file is."""

from pathlib import Path

import docx
import pytest

from knowledge.documents import load_document
from knowledge.outline import read_outline
from knowledge.types import Block
from tests.knowledge.test_outline import heading, paragraphs, shape
from tests.knowledge.word import saved


def title_of(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_document(path, max_bytes=2**20).title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("茶庄规划", "一、采茶", "清明前采。"), "茶庄规划"),
        (("茶庄规划", "青茶有限公司", "（2026年3月）", "一、采茶", "清明前采。"), "茶庄规划"),
        (("茶庄规划", "青茶有限公司今年开了十年。", "一、采茶", "清明前采。"), None),
        (("茶庄规划", "甲", "乙", "丙", "丁", "一、采茶", "清明前采。"), None),
        (("春茶供货合同", "编号：12", "甲方：东山茶庄。", "一、采茶", "清明前采。"), "春茶供货合同"),
        (("🍵", "一、采茶", "清明前采。"), None),
        (("« 采茶之前　炒茶 »", "一、采茶", "清明前采。"), None),
        (("李四：", "一、采茶", "清明前采。"), None),
    ],
)
def test_a_first_line_above_the_first_heading_is_the_title(lines: tuple[str, ...], title: str | None) -> None:
    assert read_outline(paragraphs(*lines))[0] == title


@pytest.mark.parametrize("stated", ["茶庄 规划", "茶庄规划 - 青茶网", "青茶网_新闻：茶庄规划"])
def test_the_heading_that_the_file_states_as_its_title_is_no_chapter(stated: str) -> None:
    blocks = (
        *paragraphs("青茶有限公司"),
        heading("茶庄规划", 1),
        *paragraphs("2026年"),
        *(heading("采茶", 1), *paragraphs("清明前采。"), heading("炒茶", 1), *paragraphs("锅要热。")),
    )
    title, pieces = read_outline(blocks, stated)
    assert title == "茶庄规划"
    assert shape(pieces) == [("", "青茶有限公司"), ("", "2026年"), ("1 采茶", "清明前采。"), ("2 炒茶", "锅要热。")]


def test_another_heading_than_the_file_states_stays_a_chapter() -> None:
    blocks = (heading("采茶", 1), *paragraphs("清明前采。"), heading("炒茶", 1), *paragraphs("锅要热。"))
    assert shape(read_outline(blocks, "采茶与炒茶")[1])[0] == ("1 采茶", "清明前采。")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("茶庄常见问题\n\n问：怎么泡？\n答：水温八十度。", "茶庄常见问题"),
        ("The tea garden\n\nTea grows in the hills. Water is soft.", "The tea garden"),
        ("张三\n李四\n王五", "新建文本文档 (3)"),
        ("关于清明采茶的通知\n各茶庄：\n请提前备好竹篓，初三上山。", "关于清明采茶的通知"),
        ("第三次業務會議紀錄\n時間：初三\n地點：東山", "第三次業務會議紀錄"),
        ("采茶记录，\n时间：初三\n地点：东山", "新建文本文档 (3)"),
        ("茶香。\n水甜。", "新建文本文档 (3)"),
        ("发件人：王五\n茶香。", "新建文本文档 (3)"),
    ],
)
def test_a_text_without_headings_is_called_by_its_first_line_if_that_is_a_title(
    tmp_path: Path, text: str, title: str
) -> None:
    assert title_of(tmp_path, "新建文本文档 (3).txt", text) == title


def test_a_title_style_counts_more_than_the_line_above_it_and_the_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "文档1"
    document.add_paragraph("青茶有限公司")
    document.add_paragraph("茶庄规划", "Title")
    document.add_paragraph("王五")
    document.add_heading("采茶", 1)
    document.add_paragraph("清明前采。")
    assert title_of(tmp_path, "a.docx", saved(document)) == "茶庄规划"


def test_the_first_line_of_a_text_without_headings_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("茶庄\n茶香。水甜。", encoding="utf-8")
    assert [passage.text for passage in load_document(tmp_path / "a.txt", max_bytes=99).passages] == [
        "茶庄\n茶香。水甜。"
    ]


def test_a_table_of_one_column_is_no_title() -> None:
    assert read_outline((Block("table", "茶庄"), heading("采茶", 1), *paragraphs("清明前采。")))[0] is None


@pytest.mark.parametrize(
    ("written", "title"),
    [("概述：", "概述"), ("一、概述：", "概述"), ("Overview :", "Overview"), ("10:30 开场", "10:30 开场")],
)
def test_a_colon_that_leads_to_the_text_below_is_no_part_of_a_heading(written: str, title: str) -> None:
    blocks = (
        heading("手册", 1),
        heading(written, 2),
        *paragraphs("说明目的。"),
        heading("其他", 2),
        *paragraphs("别的。"),
    )
    _, pieces = read_outline(blocks)
    assert pieces[0].headings[-1].title == title


@pytest.mark.parametrize(
    ("written", "title"), [("会 议　纪  要", "会议纪要"), ("采茶 与炒茶", "采茶 与炒茶"), ("Tea 茶", "Tea 茶")]
)
def test_blanks_that_only_make_a_title_wider_are_no_part_of_it(written: str, title: str) -> None:
    blocks = (heading(written, 1), heading(f"第一章 {written}", 2), *paragraphs("清明前采。"))
    found, pieces = read_outline(blocks)
    assert (found, pieces[0].headings[-1].title) == (title, title)


@pytest.mark.parametrize("level", [0, 2])
def test_the_title_of_an_official_document_stands_below_who_issues_it(level: int) -> None:
    title = "关于印发《采茶管理办法》的通知"
    head = (heading("青茶有限公司文件", 1), *paragraphs("青茶发〔2026〕12号"))
    titled = heading(title, level) if level else paragraphs(title)[0]
    found, pieces = read_outline((*head, titled, *paragraphs("各茶园：", "一、总体要求", "清明前采。")))
    assert found == title
    assert shape(pieces)[:3] == [("", "青茶有限公司文件"), ("", "青茶发〔2026〕12号"), ("", "各茶园：")]
    assert shape(pieces)[3] == ("1 总体要求", "清明前采。")


def test_a_first_line_about_files_is_no_red_head() -> None:
    blocks = (heading("茶庄常用文件", 1), heading("采茶", 2), *paragraphs("清明前采。"))
    assert read_outline(blocks)[0] == "茶庄常用文件"
