"""Lists in Markdown that are contents."""

from knowledge.types import Note
from tests.knowledge.test_readers_pages import kinds, md

BODY = "## 一、采茶\n\n看天。\n\n### 1.1 清明\n\n看芽。\n\n## 二、炒茶\n\n看火。"
CONTENTS = "- [一、采茶](#一采茶)\n  - [1.1 清明](#11-清明)\n- [**二、炒茶**](#二炒茶)"


def test_contents_of_links_are_left_out_and_told() -> None:
    for title in ("## 目录\n\n", "**Table of contents**\n\n", ""):
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
