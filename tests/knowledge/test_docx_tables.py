"""Tables in Word documents."""

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from knowledge.types import Block
from tests.knowledge.word import content, texts

PRICES = (("品种", "价格"), ("龙井", "三百"), ("毛峰", "二百"))


def add_table(document: Document, *rows: tuple[str, ...]) -> Table:
    table: Table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return table


def test_the_lines_of_a_cell_are_apart_but_those_of_a_name() -> None:
    document = docx.Document()
    table = add_table(document, ("岗位", "主要\n职责"), ("采茶\n组", "看天\n看芽"), ("炒茶组", "看火"))
    table.cell(1, 1).add_paragraph("每周复盘")
    assert texts(document) == ["岗位 | 主要职责\n采茶组 | 看天 看芽 每周复盘\n炒茶组 | 看火"]


def test_the_lines_of_a_name_are_apart_behind_a_colon_and_those_in_brackets_are_one() -> None:
    document = docx.Document()
    add_table(
        document,
        ("岗位", "文档"),
        ("采茶组", "《每日\n看芽\n记录》、\n《茶园（\n东山）\n图》\n周报"),
        ("签名：\n日期：", "无"),
    )
    assert texts(document) == ["岗位 | 文档\n采茶组 | 《每日看芽记录》、《茶园（东山）图》 周报\n签名： 日期： | 无"]


def test_a_title_over_all_columns_stands_above_the_table() -> None:
    document = docx.Document()
    table = add_table(document, ("春茶价目", ""), *PRICES)
    table.cell(0, 0).merge(table.cell(0, 1))
    assert content(document).blocks == (
        Block("paragraph", "春茶价目"),
        Block("table", "品种 | 价格\n龙井 | 三百\n毛峰 | 二百", heads=1),
    )


def test_rows_of_a_form_over_all_columns_stay_in_their_table() -> None:
    document = docx.Document()
    texts_of_form = ("一、目的\n" + "看茶，" * 20 + "再买。", "二、进度\n" + "看山，" * 20 + "再采。")
    table = add_table(document, *((text, "") for text in texts_of_form), ("学生", "王芳"), ("教师", "李雷"))
    table._tbl.tblPr.remove(table._tbl.tblPr.find(qn("w:tblLook")))
    for row in table.rows[:2]:
        row.cells[0].merge(row.cells[1])
    first, second = (text.replace("\n", " ") for text in texts_of_form)
    assert texts(document) == [f"{first} |\n{second} |\n学生 | 王芳\n教师 | 李雷"]


def test_the_heads_of_a_table_may_be_in_a_style_of_headings() -> None:
    document = docx.Document()
    for cell in add_table(document, *PRICES).rows[0].cells:
        cell.paragraphs[0].style = "Heading 3"
    assert content(document).blocks == (Block("table", "品种 | 价格\n龙井 | 三百\n毛峰 | 二百", heads=1),)


def test_headings_beside_text_lay_a_page_out() -> None:
    document = docx.Document()
    table = add_table(document, ("采茶", "看天。"), ("炒茶", "看火。"))
    for row in table.rows:
        row.cells[0].paragraphs[0].style = "Heading 1"
    assert texts(document) == ["采茶", "看天。", "炒茶", "看火。"]


def test_a_table_in_a_cell_stands_between_the_rows_around() -> None:
    document = docx.Document()
    table = add_table(document, ("项目", "种新茶"), ("预算", ""), ("负责人", "顾南"))
    inner = table.cell(1, 1).add_table(2, 2)
    for cell, text in zip(inner._cells, ("科目", "金额", "运费", "300"), strict=True):
        cell.text = text
    assert texts(document) == ["项目 | 种新茶", "预算", "科目 | 金额\n运费 | 300", "负责人 | 顾南"]


def test_whole_paragraphs_in_a_style_of_headings_are_text() -> None:
    document = docx.Document()
    document.add_heading("采茶", 1)
    text = "清明前采一芽一叶，雨天不采，露水干了以后再采；采下的鲜叶当天摊开，当天炒完，不得过夜，也不得堆放。"
    document.add_heading(text, 2)
    document.add_heading("How long may the leaves be kept before they are roasted?", 2)
    assert [block.kind for block in content(document).blocks] == ["heading", "paragraph", "heading"]


def test_sentences_beside_whole_paragraphs_in_a_style_of_headings_are_text() -> None:
    document = docx.Document()
    document.add_heading("采茶", 1)
    document.add_heading("看天：雨天不采。", 2)
    document.add_heading(
        "看芽：清明前采一芽一叶，露水干了以后再采；采下的鲜叶当天摊开，当天炒完，不得过夜，也不得堆放。", 2
    )
    assert [block.kind for block in content(document).blocks] == ["heading", "paragraph", "paragraph"]
