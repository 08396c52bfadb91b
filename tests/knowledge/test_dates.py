"""The date of an edition: from its metadata, its first lines, its name, or when its file was made."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from knowledge.dates import date_in, date_of
from knowledge.documents import load_document
from knowledge.types import Block

MOST = 2**20


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025年3月", "2025-03"),
        ("2025 年 3 月 14 日", "2025-03-14"),
        ("二〇二五年三月", "2025-03"),
        ("二〇二五年十二月二十一日发布", "2025-12-21"),
        ("March 2025", "2025-03"),
        ("14 March 2025", "2025-03-14"),
        ("Published on Oct. 3rd, 2021", "2021-10-03"),
        ("2025-03-14T10:00:00+08:00", "2025-03-14"),
        ("2025.03", "2025-03"),
        ("2025", "2025"),
        ("2025-13-40", ""),
        ("约 2021.5 亿元", ""),
        ("1899年3月", ""),
        ("电话 12025-03-14", ""),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, date: str) -> None:
    assert date_in(text) == date


def blocks(*texts: str) -> list[Block]:
    return [Block("paragraph", text) for text in texts]


@pytest.mark.parametrize(
    ("name", "lines", "date"),
    [
        ("report.txt", ("直播电商研究报告", "某某研究院\n2025年3月"), "2025-03"),
        ("report-2024-11.txt", ("直播电商研究报告", "2025年3月"), "2025-03"),
        ("report-2024-11.txt", ("直播电商研究报告",), "2024-11"),
        ("报告2024年11月.txt", ("研究报告",), "2024-11"),
        ("asvs.txt", ("应用安全验证标准", "V4.0.3 2021"), "2021"),
        ("report_20250314.txt", ("Report",), "2025-03-14"),
        ("report 2025.txt", ("Report",), "2025"),
        ("report.txt", ("我们在2021年3月开了第一家店，后来又开了十二家分店，每一家的销售额都在上升。",), ""),
        ("report.txt", ("我们在2021年3月开店。",), ""),
        ("report.txt", (*["第一段。"] * 20, "2025年3月"), ""),
        ("12025031499.txt", ("Report",), ""),
    ],
)
def test_first_lines_go_before_the_name_and_running_text_is_no_date(
    name: str, lines: tuple[str, ...], date: str
) -> None:
    assert date_of(b"", name, blocks(*lines)) == date


@pytest.mark.parametrize(
    ("name", "data", "date"),
    [
        ("a.html", b'<head><meta property="article:published_time" content="2025-03-14T08:00"></head>', "2025-03-14"),
        (
            "a.html",
            b'<meta content="2025-03" name="DC.date.issued"><meta name="date" content="2024-01-02">',
            "2024-01-02",
        ),
        ("a.html", b'<meta name="update-frequency" content="2025-03-14">', ""),
        ("a.md", "---\ntitle: 报告\ndate: 2025-03-14\n---\n# 报告\n".encode(), "2025-03-14"),
        ("a.md", b"# Report\n\ndate: 2025-03-14 is a line\n", ""),
        ("a.docx", b"PK\x03\x04 no archive", ""),
        ("a.pdf", b"%PDF-1.4 nothing", ""),
    ],
)
def test_metadata_says_the_date(name: str, data: bytes, date: str) -> None:
    assert date_of(data, name, []) == date


def test_when_a_file_was_made_counts_only_if_nothing_else_says_a_date(tmp_path: Path) -> None:
    report = docx.Document()
    report.add_heading("茶叶报告", 1)
    report.add_paragraph("主播要先学会泡茶，再学会说话。")
    report.save(str(tmp_path / "tea.docx"))
    assert load_document(tmp_path / "tea.docx", max_bytes=MOST).date == ""  # the template's own is no date of it
    report.core_properties.modified = report.core_properties.created.replace(year=2025, month=4, day=2)
    report.save(str(tmp_path / "tea.docx"))
    assert load_document(tmp_path / "tea.docx", max_bytes=MOST).date == "2025-04-02"
    report.save(str(tmp_path / "tea-2025-03.docx"))
    assert load_document(tmp_path / "tea-2025-03.docx", max_bytes=MOST).date == "2025-03"


def test_a_pdf_tells_when_it_was_made() -> None:
    file = BytesIO()
    page = Canvas(file, invariant=True)
    page.drawString(72, 700, "A report on tea.")
    page.save()
    assert date_of(file.getvalue(), "tea.pdf", []) == "2000-01-01"
