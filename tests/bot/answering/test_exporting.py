"""What an export makes of a quote."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest

from bot.answering.exporting import export_document
from bot.answering.headings import MOST_HEADINGS
from bot.state.quotations import Quotation, Recorded

TEXT = "各区退货率如下：\n大区 | 退货率\n华东 | 3.1%\n华南 | 4.6%\n以上为上半年。"


def test_the_place_of_a_quote_has_its_page_and_the_date_of_the_edition() -> None:
    dated = Quotation("手册", "a.pdf", "0" * 64, "2025-03", "v", "1", "一", ("门店",), 12, TEXT, (), added="2026-01-01")
    asked = Recorded("退货率？", datetime(2026, 11, 1, tzinfo=UTC), "answered", (dated, replace(dated, dated="")))
    document = docx.Document(io.BytesIO(export_document("导出", [asked], "zh-Hans", None)))
    places = [p.text for p in document.paragraphs if p.text.startswith("—")]
    assert places == ["— 手册 · 2025年3月 · 一 · 门店 · 第 12 页", "— 手册 · 2026年1月1日收录 · 一 · 门店 · 第 12 页"]


@pytest.mark.parametrize(("listed", "may_be_more"), [(MOST_HEADINGS - 1, False), (MOST_HEADINGS, True)])
def test_where_a_document_may_have_more_headings_than_are_listed_it_is_said(listed: int, may_be_more: bool) -> None:
    heading = Quotation("手册", "a.pdf", "0" * 64, "", "v", "1", "一", ("门店",), None, "门店", (), heading=True)
    headings = (heading,) * listed + (replace(heading, document="报告"),)
    asked = Recorded("差在哪", datetime(2026, 11, 1, tzinfo=UTC), "answered", headings)
    document = docx.Document(io.BytesIO(export_document("导出", [asked], "en", None)))
    said = [p.text for p in document.paragraphs if p.text == "Only the first headings are listed: there may be more."]
    assert bool(said) is may_be_more


def test_the_rows_of_a_quoted_table_become_a_table_with_the_row_that_answers_in_bold() -> None:
    row = TEXT.index("华南")
    quotation = Quotation(
        "门店手册", "shops.md", "0" * 64, "", "v", "1.1", "1.1", ("门店",), None, TEXT, ((row, row + 9),)
    )
    asked = Recorded("华南的退货率？", datetime(2026, 11, 1, tzinfo=UTC), "answered", (quotation,))
    document = docx.Document(io.BytesIO(export_document("导出", [asked], "zh-Hant", "zh-Hant")))
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["大區", "退貨率"],
        ["華東", "3.1%"],
        ["華南", "4.6%"],
    ]
    bold = [row.cells[0].text for row in table.rows if row.cells[0].paragraphs[0].runs[0].bold]
    assert bold == ["華南"]
    quoted = [p.text for p in document.paragraphs if p.style and p.style.name == "Quote"]
    assert quoted == ["各區退貨率如下：", "以上為上半年。"]
