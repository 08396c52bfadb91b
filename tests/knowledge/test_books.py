"""Reading e-books: what on their pages is no text."""

from pathlib import Path

import pypandoc
import pytest

from knowledge.readers import read_document
from knowledge.readers.archive import read_parts, write_parts

BOOK = "---\ntitle: 茶庄手册\n---\n\n# 采茶\n\nMARK\n"


def texts(folder: Path, body: str = "看天。") -> list[str]:
    """What is read of a book with ``body`` as the XML of its text."""
    path = folder / "a.epub"
    pypandoc.convert_text(BOOK, "epub", format="markdown", outputfile=str(path))
    parts = read_parts(path.read_bytes())
    changed = {name: part.replace(b"<p>MARK</p>", body.encode()) for name, part in parts.items()}
    path.write_bytes(write_parts(changed))
    return [block.text for block in read_document(path, max_bytes=2**20).blocks]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("<p>取名<ruby>青<rt>qīng</rt></ruby><ruby>禾<rp>(</rp><rt>hé</rt><rp>)</rp></ruby>。</p>", ["取名青禾。"]),
        ('<p hidden="hidden">底价。</p><p style="display: none">内部。</p><p>公开。</p>', ["公开。"]),
        ('<p>Five <span epub:type="pagebreak" id="p12">12</span>working days.</p>', ["Five working days."]),
        ('<nav epub:type="landmarks"><ol><li><a href="#x">Cover</a></li></ol></nav><p>看天。</p>', ["看天。"]),
        ('<p>看天。</p><p class="n">第二章</p><h2>炒茶</h2><p>看火。</p>', ["看天。", "第二章 炒茶", "看火。"]),
        ("<p>看天，第二章</p><h2>炒茶</h2><p>看火。</p>", ["看天，第二章", "炒茶", "看火。"]),
    ],
)
def test_only_the_text_of_a_page_is_read(tmp_path: Path, body: str, read: list[str]) -> None:
    assert texts(tmp_path, body)[-len(read) - 1 :] == ["采茶", *read]


def test_the_mark_in_a_note_that_leads_back_is_left_out(tmp_path: Path) -> None:
    mark = '<a epub:type="noteref" href="#n1"><sup>[1]</sup></a>'
    note = '<aside epub:type="footnote" id="n1"><p><a href="#r1">[1]</a> 三家茶庄。</p></aside>'
    assert texts(tmp_path, f"<p>卖了四百斤{mark}。</p>{note}")[-2:] == ["卖了四百斤¹。", "¹ 三家茶庄。"]


def test_the_menu_of_a_book_is_no_text(tmp_path: Path) -> None:
    assert not any("Table of Contents" in text or "Title Page" in text for text in texts(tmp_path, "<p>看天。</p>"))
