"""Clauses are opened by their numbers, in both scripts, and a number that there is not is said to be missing."""

from pathlib import Path

import pytest

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant
from bot.answering.reply import reply
from bot.answering.snapshot import snapshot_of
from index.build import build, gather
from index.encoder import Encoder
from knowledge.documents import load_document

RULES = """# 直播间管理办法

## 第一章 总则

第一条 为了规范直播间的使用，制定本办法。

第二条 本办法适用于公司全部直播间。

## 第二章 开播

第三条 开播前三十分钟，场控应当检查网络与声音。

第三条之一 外场直播应当提前一天试播。

第四条 主播迟到十五分钟以上的，由助播先行开播。
"""
OTHERS = """# 样品管理办法

第一条 样品由仓库保管，借出须登记。

第二条 样品损坏的，照价赔偿。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, cache: Path) -> Assistant:
    folder = tmp_path_factory.mktemp("rules")
    for name, text in (("rules.md", RULES), ("samples.md", OTHERS)):
        (folder / name).write_text(text, "utf-8")
    read = [load_document(folder / name, max_bytes=2**20) for name in ("rules.md", "samples.md")]
    index = build(gather(read), "20260101-000009-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    return Assistant(snapshot_of(index), encoder)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("第四条", "助播先行开播"),
        ("第4条说什么？", "助播先行开播"),
        ("第四條的內容是什麼", "助播先行开播"),
        ("第三条之一", "提前一天试播"),
        ("第二章第四条", "助播先行开播"),  # not the fourth passage of the chapter
        ("Article 3", "检查网络与声音"),
        ("第二条", "适用于公司全部直播间"),
        ("《样品管理办法》第二条", "照价赔偿"),
    ],
)
def test_a_clause_is_opened_by_its_number(rules: Assistant, message: str, words: str) -> None:
    said = reply(rules, message)
    assert isinstance(said, Aside)
    (quote,) = said.quotes
    assert words in quote.text


@pytest.mark.parametrize("message", ["第九条", "第三条之二", "第一百零五条说什么"])
def test_a_number_that_there_is_not_is_said_to_be_missing(rules: Assistant, message: str) -> None:
    said = reply(rules, message)
    assert isinstance(said, Aside)
    assert said.first is None
    assert said.label == message.removesuffix("说什么")


@pytest.mark.parametrize("message", ["第四条和第三条有什么不同？", "违反第四条怎么处罚？"])
def test_a_question_that_names_a_clause_is_asked(rules: Assistant, message: str) -> None:
    assert isinstance(reply(rules, message), Answer)


def test_without_clauses_the_number_is_no_clause(assistant: Assistant) -> None:
    said = reply(assistant, "第三条")
    assert not isinstance(said, Aside) or said.label != "第三条"
