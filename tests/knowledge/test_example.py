"""The example report: the PDF is what its text makes, and it is read as it is printed."""

import re
from functools import cache

import pytest

from knowledge.documents import EXAMPLE_REPORT, load_document
from knowledge.table_text import Table, table_in
from knowledge.types import Document, Note, Passage
from scripts.example import set_report, source_checksum

MAX_BYTES = 400_000


@cache
def report() -> Document:
    return load_document(EXAMPLE_REPORT, max_bytes=MAX_BYTES)


def passages(*headings: str) -> list[Passage]:
    return [passage for passage in report().passages if passage.headings == headings]


def tables(*headings: str) -> list[Table]:
    return [table_in(passage.text, passage.table) for passage in passages(*headings) if passage.table]


def number(cell: str) -> float:
    return float(cell.replace(",", "").rstrip("%"))


def test_the_pdf_was_made_from_the_text_beside_it() -> None:
    assert source_checksum().encode() in EXAMPLE_REPORT.read_bytes(), "run python -m scripts.example"


@pytest.mark.slow
def test_the_same_text_makes_the_same_bytes() -> None:
    pytest.importorskip("typst")
    pytest.importorskip("pylopdf_fonts_zh_cn")
    assert set_report() == EXAMPLE_REPORT.read_bytes(), "run python -m scripts.example"


@pytest.mark.slow
def test_its_cover_names_it_and_its_chart_is_told() -> None:
    assert report().title == "助跳板直播间 2025 年度运营报告"
    assert Note("charts", count=1) in report().notes
    assert {passage.page for passage in report().passages} == {1, *range(3, 13)}


@pytest.mark.slow
def test_its_table_over_a_page_break_has_its_groups() -> None:
    parts = tables("直播间经营", "分季度业绩")
    rows = [row for part in parts for row in part.rows]
    assert {part.heads[0] for part in parts} == {"直播间"}
    assert [row[0] for row in rows] == [*["竞训直播间"] * 5, *["校园直播间"] * 5, *["家庭直播间"] * 5, "合计"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (("流量与转化", "观众从哪里来"), (1, 2, 3)),
        (("区域与履约", "各大区表现"), (1, 2, 3)),
        (("区域与履约", "退货原因"), (1, 2)),
        (("团队与费用", "费用"), (2,)),
    ],
)
def test_the_figures_of_its_tables_add_up(headings: tuple[str, str], columns: tuple[int, ...]) -> None:
    (table,) = tables(*headings)
    *rows, total = table.rows
    for column in columns:
        assert sum(number(row[column]) for row in rows) == pytest.approx(number(total[column]))


@pytest.mark.slow
def test_its_notes_stand_where_their_marks_are_and_its_questions_with_their_answers() -> None:
    (region, *_) = passages("区域与履约", "各大区表现")
    assert "9.3%⁴" in region.text
    assert re.search(r"^⁴ 第 1 版误为 8.3%", region.text, re.M)
    asked = [passage.text for passage in passages("常见问题")]
    assert len(asked) == 5
    assert all(re.match(r"问：.*？\n答：", text) for text in asked)
