"""Loading a document from its file, whole."""

import hashlib
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from knowledge.documents import load_document
from knowledge.errors import DocumentError
from knowledge.types import Document, Note

LIMIT = 2**20
BODY = "# 一、市场\n\n## 1. 规模\n\n(1) 茶叶市场很大。\n\n# 二、主播\n\n## 1. 培训\n\n(1) 主播先学泡茶。\n"


def load(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Document:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return load_document(path, max_bytes=LIMIT)


def code_of(path: Path, max_bytes: int = LIMIT) -> str:
    with pytest.raises(DocumentError) as caught:
        load_document(path, max_bytes=max_bytes)
    assert caught.value.details["name"] == path.name
    return caught.value.code


def test_a_report_is_read_cleaned_outlined_and_cut(tea_report: Document) -> None:
    assert tea_report.title == "高山茶直播销售报告"
    assert tea_report.name == "tea.md"
    assert [p.ref for p in tea_report.passages] == [f"{c}.{s}.{p}" for c in (1, 2) for s in (1, 2) for p in (1, 2)]
    last = tea_report.passages[-1]
    assert (last.label, last.headings) == ("二、2 (2)", ("直播怎么做", "仓储与发货"))
    assert last.text.startswith("下单后48小时内发货")
    assert not last.incomplete
    assert (tea_report.mended, tea_report.unmended, tea_report.notes) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"---\ntitle: 茶叶报告\n---\n\n{BODY}", "茶叶报告"),
        (f"# 茶馆报告\n\n{BODY}", "茶馆报告"),
        (f"---\ntitle: 茶叶报告\n---\n\n# 茶馆报告\n\n{BODY}", "茶馆报告"),
        (BODY, "春茶"),
    ],
)
def test_the_title_is_the_heading_else_what_the_file_states_else_its_name(
    tmp_path: Path, text: str, title: str
) -> None:
    document = load(tmp_path, "春茶.md", text)
    assert document.title == title
    assert {p.document for p in document.passages} == {title}
    assert [p.ref for p in document.passages] == ["1.1.1", "2.1.1"]


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    document = load(tmp_path, "tea.md", BODY)
    assert document.sha256 == hashlib.sha256(BODY.encode()).hexdigest()
    assert document.name == "tea.md"


def test_the_same_report_as_text_markdown_and_word_has_the_same_passages(tmp_path: Path) -> None:
    plain = load(tmp_path, "a.txt", BODY.replace("#", "").replace("\n ", "\n").strip())
    marked = load(tmp_path, "a.md", BODY)
    word = docx.Document()
    for line in filter(None, BODY.split("\n")):
        hashes, _, text = line.rpartition("# ")
        if hashes or line.startswith("# "):
            word.add_heading(text, len(hashes) + 1)
        else:
            word.add_paragraph(line)
    word.save(str(tmp_path / "a.docx"))
    read = load_document(tmp_path / "a.docx", max_bytes=LIMIT)
    assert plain.passages == marked.passages
    assert [(p.ref, p.label, p.headings, p.text) for p in read.passages] == [
        (p.ref, p.label, p.headings, p.text) for p in marked.passages
    ]


def test_a_damaged_report_from_a_sharing_site_is_mended(tmp_path: Path) -> None:
    text = (
        "茶葉報告一、業(yè)務(wù)1.團隊(duì)(1)團隊能夠?qū)崿F(xiàn)增長。(2)實現之后還要重視顧客\n"
        "- 1 -\n茶葉報告_第1页\n已阅读1页，还剩2页未读，继续阅读\n下载本文档\n"
    )
    document = load(tmp_path, "a.txt", text)
    assert document.title == "茶葉報告"
    assert [(p.label, p.headings, p.text) for p in document.passages] == [
        ("一、1 (1)", ("業務", "團隊"), "團隊能夠實現增長。"),
        ("一、1 (2)", ("業務", "團隊"), "實現之后還要重視顧客"),
    ]
    assert document.mended == (Note("pinyin", 4), Note("restored", text="能夠?qū)崿F → 能夠實現"))
    assert document.notes == (Note("furniture", 3),)
    assert document.unmended == ()


def test_what_could_not_be_mended_is_passed_on(tmp_path: Path) -> None:
    assert load(tmp_path, "a.txt", "茶葉\ufffd香。").unmended == ("茶葉\ufffd香。",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "- 1 -"),
        ("a.txt", "- 1 -\n- 2 -\n第3页"),
        ("a.txt", ""),
        ("a.txt", " \n\n"),
    ],
)
def test_a_document_without_text_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert code_of(path) == "empty"


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert code_of(path) == "not-found"
    path.write_text("茶" * 10, encoding="utf-8")
    assert code_of(path, max_bytes=29) == "too-large"
    assert len(load_document(path, max_bytes=30).passages) == 1


def test_the_notes_of_the_reader_are_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "The tea is hot.")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    (note, *_) = load_document(path, max_bytes=LIMIT).notes
    assert note.page == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_the_file_does_not_matter(tmp_path: Path, encoding: str) -> None:
    text = "一、茶叶市场\n茶叶市场一年比一年大，年轻人也来买茶。\n二、主播\n主播先学泡茶，再学说话。\n"
    document = load(tmp_path, "a.txt", text, encoding)
    assert [(p.ref, p.headings) for p in document.passages] == [("1.1", ("茶叶市场",)), ("2.1", ("主播",))]
