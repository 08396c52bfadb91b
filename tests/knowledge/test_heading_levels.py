"""Documents whose headings are all of one level."""

import pytest

from knowledge.outline import read_outline
from knowledge.readers.markup import markdown
from tests.knowledge.test_outline import shape


def outlined(*headings: str) -> list[str]:
    """The places of the texts below headings of one level; those that end in "-" have none."""
    text = "\n\n".join(f"## {each[:-1]}" if each.endswith("-") else f"## {each}\n\n茶香。" for each in headings)
    _, pieces = read_outline(markdown.read(f"# 茶\n\n{text}\n".encode(), "a.md").blocks)
    return [place for place, _ in shape(pieces)]


def test_headings_of_one_level_are_as_deep_as_their_numbers() -> None:
    assert outlined("1 范围", "2 采茶-", "2.1 时令", "2.2 器具-", "2.2.1 竹篓", "3. 炒茶") == [
        "1 范围",
        "2 采茶 / 1 时令",
        "2 采茶 / 2 器具 / 1 竹篓",
        "3 炒茶",
    ]
    assert outlined(
        "第一章 总则-", "第一节 范围", "第二节 解释", "第二章 采茶-", "一、时令", "（一）清明", "二、器具"
    ) == [
        "1 总则 / 1 范围",
        "1 总则 / 2 解释",
        "2 采茶 / 1 时令",
        "2 采茶 / 1 时令 / 1 清明",
        "2 采茶 / 2 器具",
    ]


def test_headings_without_a_number_stand_beside_the_next_one_with_one() -> None:
    assert outlined("前言", "第1章 采茶-", "1.1 时令", "注意", "1.2 器具", "附录A 茶谱", "后记") == [
        "1 前言",
        "2 采茶 / 1 时令",
        "2 采茶 / 2 注意",
        "2 采茶 / 3 器具",
        "3 茶谱",
        "4 后记",
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ["1. 采茶", "2. 炒茶", "2. 泡茶"],
        ["1.10.1", "1.10", "1.9.2"],
        ["6.18 大促", "1 对 1 辅导", "3.8 女王节"],
        ["1. 采茶", "一、炒茶", "二、泡茶"],
        ["一、采茶", "2. 炒茶", "二、泡茶"],
        ["采茶", "炒茶"],
    ],
)
def test_numbers_that_do_not_stand_below_each_other_say_nothing(headings: list[str]) -> None:
    assert all(" / " not in place for place in outlined(*headings))


def test_headings_of_several_levels_stay_as_they_are() -> None:
    text = "# 茶\n\n## 一、采茶\n\n看天。\n\n## 1. 炒茶\n\n看火。\n\n### 温度\n\n看表。\n"
    _, pieces = read_outline(markdown.read(text.encode(), "a.md").blocks)
    assert [place for place, _ in shape(pieces)] == ["1 采茶", "2 炒茶", "2 炒茶 / 1 温度"]
