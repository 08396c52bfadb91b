"""Titles and headings of Word documents that only their looks tell."""

from itertools import pairwise

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt

from knowledge.types import Block
from tests.knowledge.word import NAMES, add_style, add_xml, content, texts

SECTIONS = ("采茶", "清明前采一芽一叶，雨天不采。", "炒茶", "锅温两百度，炒到叶软为止。")


def headings(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in content(document).blocks if block.kind == "heading"]


def add_sections(document: Document, style: str | None = None, size: float | None = None) -> None:
    for heading, text in list(pairwise(SECTIONS))[::2]:
        paragraph = document.add_paragraph(style=style)
        run = paragraph.add_run(heading)
        if size:
            run.bold, run.font.size = True, Pt(size)
        document.add_paragraph(text)


def add_look(document: Document, name: str, properties: str) -> None:
    add_style(document, name)
    document.styles[name].element.append(parse_xml(f"<w:rPr {NAMES}>{properties}</w:rPr>"))


def test_bold_larger_lines_below_a_title_of_that_style_are_headings() -> None:
    document = docx.Document()
    document.add_paragraph("茶庄手册", "Title")
    add_sections(document, size=16)
    assert headings(document) == [(1, "茶庄手册"), (2, "采茶"), (2, "炒茶")]
    assert content(document).title == "茶庄手册"


@pytest.mark.parametrize("size", [32, 22])
def test_a_style_may_be_bold_and_larger_or_bold_alone(size: int) -> None:
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    add_look(document, "小题", f'<w:b/><w:sz w:val="{size}"/>')
    add_sections(document, "小题")
    assert headings(document) == [(1, "采茶"), (1, "炒茶")]


def test_captions_in_a_bold_style_are_no_headings() -> None:
    document = docx.Document()
    for text in ("春茶的产量", "夏茶的产量"):
        document.add_paragraph("茶是好茶，水是好水。")
        document.add_paragraph(text, "Caption")
    document.add_paragraph("完。")
    assert headings(document) == []


def test_large_words_in_the_cells_of_a_table_are_no_headings() -> None:
    document = docx.Document()
    add_sections(document, size=16)
    row = document.add_table(1, 2).rows[0]
    for cell, text in zip(row.cells, ("品种", "价格"), strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = True, Pt(16)
    assert texts(document)[-1] == "品种 | 价格"


@pytest.mark.parametrize(("name", "level"), [("一级标题", 1), ("二級標題", 2), ("3级标题", 3)])
def test_styles_that_tell_their_level_by_their_name(name: str, level: int) -> None:
    document = docx.Document()
    add_style(document, name)
    document.add_paragraph("采茶", name)
    assert content(document).blocks == (Block("heading", "采茶", level),)


def centred(document: Document, text: str, size: float | None = None) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).font.size = Pt(size) if size else None


def test_the_largest_of_the_centred_lines_at_the_top_is_the_title() -> None:
    document = docx.Document()
    centred(document, "青茶有限公司")
    centred(document, "仓库租赁合同", 18)
    document.add_paragraph("甲方：禾木茶庄")
    document.add_paragraph("第一条 租期")
    document.add_paragraph("租期两年。")
    assert content(document).title == "仓库租赁合同"
    assert headings(document) == [(1, "仓库租赁合同")]


@pytest.mark.parametrize("first", ["春茶卖了四百斤。", "2026年3月9日", "9 March 2026", "青茶〔2026〕8号", "一、采茶"])
def test_other_centred_lines_are_no_title(first: str) -> None:
    document = docx.Document()
    centred(document, first)
    document.add_paragraph("夏茶少些。")
    assert content(document).title is None


def test_a_document_of_centred_lines_has_no_title() -> None:
    document = docx.Document()
    for text in ("春眠不觉晓", "处处闻啼鸟"):
        centred(document, text)
    assert content(document).title is None


def test_what_a_style_hides_is_left_out() -> None:
    document = docx.Document()
    add_look(document, "暗", "<w:vanish/>")
    document.add_paragraph("底价四百二十元。", "暗")
    document.add_paragraph("公开价五百元。")
    shown = document.add_paragraph(style="暗")
    add_xml(shown, '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>另议。</w:t></w:r>')
    assert texts(document) == ["公开价五百元。", "另议。"]
