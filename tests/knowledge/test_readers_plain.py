"""Reading plain text: wrapped lines, tables between tabs, rules, headings of texts that programs made."""

import pytest

from knowledge.readers.plain import read
from knowledge.types import Block

WRAPPED = """\
　　清明前后采下的茶叶香气最好，泡三次还有味道，雨天采的就
差一些，所以茶庄的人每天早上都要看天，看完了天再看芽，芽长
到一寸才采。
　　炒茶的锅要先烧热，锅温两百度上下，每锅炒三分钟，炒完摊
开放凉，第二天再炒一遍，这样的茶叶可以放到第二年。
一、水
水要用山泉，没有山泉的地方可以用井水，井水要放一夜，等泥沙
都沉到底下才能烧。
"""


def texts(text: str) -> list[str]:
    return [block.text for block in read(text.encode(), "a.txt").blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_that_are_wrapped_are_joined_and_paragraphs_stay_apart(end: str) -> None:
    first, second, title, last = texts(WRAPPED.replace("\n", end))
    assert first.startswith("清明前后")
    assert "雨天采的就差一些" in first
    assert first.endswith("才采。")
    assert second.endswith("炒完摊开放凉，第二天再炒一遍，这样的茶叶可以放到第二年。")
    assert title == "一、水"
    assert "等泥沙都沉到底下" in last


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    lines = ["采茶要看天，也要看芽。", "炒茶要看火", "水要用山泉，没有山泉的地方可以用井水。", "茶香", "水甜"]
    assert texts("\n".join(lines)) == lines


def test_words_that_are_cut_at_a_lines_end_are_made_whole() -> None:
    lines = (
        "Tea is grown in the hills of the south, where the tempera-",
        "ture stays mild through the whole year and rain is known well",
        "by all the old farmers of the valley, who sell their well-",
        "known leaves at the market and never pick them in the pre-",
        "1990 way, as the farmers say who have grown tea for long.",
    )
    (text,) = texts("\n".join(lines))
    assert "the temperature stays" in text
    assert "their well-known leaves" in text
    assert "the pre- 1990 way" in text


def test_lines_of_cells_between_tabs_are_a_table() -> None:
    text = "茶庄\n品种\t价\t产地\n龙井\t300\t东山\n毛峰\t200\t西山\n末\t行"
    assert read(text.encode(), "a.txt").blocks == (
        Block("paragraph", "茶庄"),
        Block("table", "品种 | 价 | 产地\n龙井 | 300 | 东山\n毛峰 | 200 | 西山", heads=1),
        Block("paragraph", "末\t行"),
    )


def test_headings_as_in_markdown_and_rules() -> None:
    text = "# 茶庄\n\n## 采茶 ##\n清明前采。\n----\n==========\n炒茶"
    assert read(text.encode(), "a.txt").blocks == (
        Block("heading", "茶庄", 1),
        Block("heading", "采茶", 2),
        Block("paragraph", "清明前采。"),
        Block("paragraph", "炒茶"),
    )
    assert texts("# 一条说明\n茶香。") == ["# 一条说明", "茶香。"]


def test_characters_without_width_are_gone_but_in_emoji() -> None:
    assert texts("茶\u200b叶\u2060香\u00ad，水\u200d甜👩\u200d🌾") == ["茶叶香，水甜👩\u200d🌾"]
