"""Lists in Markdown that are contents, and lists of steps with tables."""

from knowledge.types import Note
from tests.knowledge.test_markdown_marks import texts
from tests.knowledge.test_readers_pages import kinds, md

BODY = "## 一、采茶\n\n看天。\n\n### 1.1 清明\n\n看芽。\n\n## 二、炒茶\n\n看火。"
CONTENTS = "- [一、采茶](#一采茶)\n  - [1.1 清明](#11-清明)\n- [**二、炒茶**](#二炒茶)"


def test_contents_of_links_are_left_out_and_told() -> None:
    titles = ("## 目录\n\n", "**Table of contents**\n\n", "", "## 目录\n\n<!-- 勿改 -->\n\n")
    for title in (*titles, "<details>\n<summary>目录</summary>\n\n", "<details><summary><b>目录</b></summary>\n\n"):
        content = md(f"# 茶\n\n{title}{CONTENTS}\n\n{BODY}")
        assert kinds(content) == kinds(md(f"# 茶\n\n{BODY}"))
        assert content.notes == (Note("contents", 3),)


def test_links_that_are_no_contents_stay() -> None:
    for items in (
        CONTENTS.replace("[1.1 清明](#11-清明)", "[1.1 清明](#11-清明)：看芽"),
        CONTENTS.replace("#11-清明", "https://a.example"),
        "- [甲](#a)\n- [乙](#b)\n- [丙](#c)",
        "- [一、采茶](#一采茶)\n- [二、炒茶](#二炒茶)",
    ):
        content = md(f"# 茶\n\n{items}\n\n{BODY}")
        assert (content.blocks[1].kind, content.notes) == ("list", ())


def test_steps_with_a_table_keep_their_numbers() -> None:
    table = "   | 茶 | 价 |\n   |---|---|\n   | 明前 | 80 |\n"
    for numbers in ((3, 4, 5), (1, 1, 1)):
        text = "{}. 过秤，对照：\n\n{table}\n{}. 记账。\n   - 签字\n{}. 装车。".format(*numbers, table=table)
        one, two, three = (numbers[0] + more for more in range(3))
        assert texts(text) == [
            f"{one}. 过秤，对照：",
            "茶 | 价\n明前 | 80",
            f"{two}. 记账。",
            "- 签字",
            f"{three}. 装车。",
        ]


def test_bullets_with_a_table_have_no_numbers() -> None:
    assert texts("- 过秤：\n\n  | 茶 | 价 |\n  |---|---|\n  | 明前 | 80 |\n\n- 记账。")[::2] == ["过秤：", "记账。"]
