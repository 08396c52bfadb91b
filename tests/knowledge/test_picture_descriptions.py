"""Which descriptions of pictures are text."""

from pathlib import Path

import pytest

from knowledge.readers import read_document
from knowledge.types import Note
from tests.knowledge.test_readers import write


@pytest.mark.parametrize(
    ("described", "text"),
    [
        ("图示&#10;&#10;描述已自动生成", "茶香。"),
        ("一杯茶，AI 生成的内容可能不正确。", "茶香。"),
        ("圖片包含 茶&#10;&#10;自動產生的描述", "茶香。"),
        ("A cup on a table&#10;&#10;Description automatically generated with low confidence", "茶香。"),
        ("Tea leaves&#10;&#10;AI-generated content may be incorrect.", "茶香。"),
        ("采茶要掐两叶一芽", "茶香。采茶要掐两叶一芽"),
    ],
)
def test_a_description_that_a_program_made_is_no_text(tmp_path: Path, described: str, text: str) -> None:
    page = f'<html><body><h1>茶</h1><p>茶香。<img src="a.png" alt="{described}"></p></body></html>'
    source = read_document(write(tmp_path, "a.html", page.encode()), max_bytes=2**20)
    assert [block.text for block in source.blocks if block.kind == "paragraph"] == [text]
    assert Note("pictures", 1) in source.notes
