"""Lines and marks of documentation sites and notebooks in Markdown."""

import pytest

from knowledge.types import Note
from tests.knowledge.test_markdown_marks import texts
from tests.knowledge.test_readers_pages import md


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("甲。\n\n%%\n没人看见，\n\n也不行。\n%%\n\n乙。", ["甲。", "乙。"]),
        ("甲。\n{/* 没人\n看见 */}\n乙。{/* 没人看见 */}", ["甲。", "乙。"]),
        ("import Tabs from '@theme/Tabs';\nimport './a.css'\n\nexport const Price = 80;\n\n甲。", ["甲。"]),
        ('甲。\n--8<-- "a.md"\n\n<<< @/a.js\n\n乙。', ["甲。", "乙。"]),
        (":::tip[要点]\n\n甲。\n\n:::", ["要点", "甲。"]),
        ('{% tabs %}\n{% tab title="绿茶" %}\n甲。\n{% endtab %}\n{% endtabs %}', ["绿茶", "甲。"]),
        ("```dataview\nTABLE 茶\n```\n\n甲。 ^a1b2c3", ["甲。"]),
        ("- 甲\n  id:: 6512a1b2-0000-4000-8000-000000000001\n  collapsed:: true\n  - 乙", ["- 甲\n  - 乙"]),
    ],
)
def test_what_nobody_sees_is_no_text_but_titles_are(text: str, lines: list[str]) -> None:
    assert texts(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "%%\n没有结束。",
        "import 是进口，export 是出口。",
        "id:: 茶",
        "一斤 ^80",
        "函数 {a} 与 {--b",
    ],
)
def test_what_only_begins_alike_is_text(text: str) -> None:
    assert texts(text) == [text]


def test_of_a_review_what_is_added_is_text_and_what_is_deleted_is_told() -> None:
    content = md("一斤{~~八十~>九十~~}元{--，含税--}{++，不含税++}{>>问庄主<<}。")
    assert [block.text for block in content.blocks] == ["一斤九十元，不含税。"]
    assert content.notes == (Note("struck-out", 2),)
