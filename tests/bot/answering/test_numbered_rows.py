"""Rows of tables are opened by the numbers that the document gives them."""

from pathlib import Path

import pytest

from bot.answering.asides import Aside
from bot.answering.assistant import Assistant
from bot.answering.reply import reply
from bot.answering.snapshot import snapshot_of
from index.build import build, gather
from index.encoder import Encoder
from knowledge.documents import load_document

STANDARD = """# 门店安全规范

## 前言

### 范围

本规范适用于全部门店。

## 要求

### 电气

| # | 要求 | 频次 |
|---|---|---|
| 6.2.1 | 配电箱前一米内不得堆放货物。 | 每日 |
| 6.2.2 | 插座不得串接使用。 | 每周 |

### 消防

| 编号 | 要求 |
|---|---|
| 1.1.1 | 灭火器的压力应在绿区。 |
| 4.0 | 消防通道宽度不少于一米四。 |
"""


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, cache: Path) -> Assistant:
    path = tmp_path_factory.mktemp("standard") / "standard.md"
    path.write_text(STANDARD, "utf-8")
    contents = gather([load_document(path, max_bytes=2**20)])
    return Assistant(
        snapshot_of(build(contents, "20260101-000000-abcdef", "2026-01-01", encoder, cache, lambda *_: None)), encoder
    )


@pytest.mark.parametrize(
    "message", ["6.2.1", "V6.2.1", "第6.2.1条", "6.2.1 要求什么？", "what does 6.2.1 require?", "請打開 6.2.1"]
)
def test_the_row_with_that_number_is_opened(standard: Assistant, message: str) -> None:
    said = reply(standard, message)
    assert isinstance(said, Aside)
    (quote,) = said.quotes
    ((start, end),) = quote.key_sentences
    assert quote.text[start:end].startswith("6.2.1 | 配电箱")
    assert said.label == "6.2.1"


@pytest.mark.parametrize("message", ["1.1.1", "9.9.9", "4.0", "6.2.1 和 6.2.2 哪个更严"])
def test_a_place_that_is_called_so_goes_before_and_other_messages_open_no_row(
    standard: Assistant, message: str
) -> None:
    said = reply(standard, message)
    assert not (isinstance(said, Aside) and any(quote.table for quote in said.quotes))


def test_with_its_letter_it_calls_no_place_that_the_outline_has_numbered(standard: Assistant) -> None:
    said = reply(standard, "v1.1.1")
    assert isinstance(said, Aside)
    assert "灭火器" in said.quotes[0].text
