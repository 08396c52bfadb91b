"""Lines that are headings though no style says so, of several ways of numbering."""

import pytest

from knowledge.heading_lines import is_body_text
from knowledge.outline import read_outline
from knowledge.types import Block
from tests.knowledge.test_chunking import passages_of
from tests.knowledge.test_outline import heading, paragraphs, shape


def labels(*lines: str) -> list[str]:
    return [passage.label for passage in passages_of(*paragraphs(*lines))]


def test_english_chapters_sections_and_appendices() -> None:
    lines = (
        *("Chapter 1 Tea", "Tea is green.", "Section 1.1 Leaves", "Leaves are small."),
        *("CHAPTER II: Water", "Water is soft.", "Appendix A – Prices", "Prices rise."),
    )
    assert shape(read_outline(paragraphs(*lines))[1]) == [
        ("1 Tea", "Tea is green."),
        ("1 Tea / 1 Leaves", "Leaves are small."),
        ("2 Water", "Water is soft."),
        ("3 Prices", "Prices rise."),
    ]


@pytest.mark.parametrize(
    "line", ["Chapter 1 says that tea is green.", "Part 3 of the tea was sold, they say", "Part one of the tea"]
)
def test_a_sentence_about_a_chapter_is_none(line: str) -> None:
    assert [piece.headings for piece in read_outline(paragraphs(line, "Water is soft."))[1]] == [(), ()]


def test_lines_in_brackets_are_headings_where_no_others_are() -> None:
    lines = paragraphs("【采茶】", "清明前采。", "【炒茶】", "锅要热。")
    assert shape(read_outline(lines)[1]) == [("1 采茶", "清明前采。"), ("2 炒茶", "锅要热。")]
    _, pieces = read_outline(
        (heading("茶", 1), *paragraphs("【采茶】", "清明前采。"), heading("水", 1), *paragraphs("甜。"))
    )
    assert shape(pieces)[0] == ("1 茶", "【采茶】")


def test_formal_numerals_number_the_chapters_above_common_ones() -> None:
    assert labels("壹、緣起", "一、茶", "茶香。", "二、水", "水甜。", "貳、預算", "一百元。") == [
        "壹、一、 1",
        "壹、二、 1",
        "貳、 1",
    ]


def test_typed_dotted_numbers_are_headings_below_styled_chapters() -> None:
    blocks = (
        *(heading("1 采茶", 1), *paragraphs("1.1 时间", "清明前采。", "1.2 人员", "二十人。")),
        *(heading("2 炒茶", 1), *paragraphs("2.1 锅", "锅要热。")),
    )
    assert [(p.label, p.headings[-1]) for p in passages_of(*blocks)] == [
        ("1.1 1", "时间"),
        ("1.2 1", "人员"),
        ("2.1 1", "锅"),
    ]


@pytest.mark.parametrize(
    "title",
    ["V1.1 的变化", "4.0版的新内容", "2024年规划", "3D 打印", "5G 直播", "1+1 模式", "618 大促", "100个茶农", "A4 纸"],
)
def test_a_heading_that_begins_with_a_name_or_an_amount_keeps_it(title: str) -> None:
    blocks: tuple[Block, ...] = (
        *(heading("采茶", 1), *paragraphs("茶香。")),
        *(heading(title, 1), *paragraphs("水甜。")),
    )
    assert [(p.ref, p.headings[0]) for p in passages_of(*blocks)] == [("1.1", "采茶"), ("2.1", title)]


@pytest.mark.parametrize(
    "title",
    ["项目背景", "成本分析", "公司简介", "人员安排", "年度目标", "分析", "个人信息", "小结", "版本说明", "名單"],
)
def test_a_word_that_begins_like_a_unit_is_counted_by_nothing(title: str) -> None:
    assert [(p.label, p.headings) for p in passages_of(*paragraphs(f"1.2 {title}", "茶香。"))] == [("1.2 1", (title,))]


@pytest.mark.parametrize(
    "line", ["1.2 个百分点来自直播", "3 家门店今年开张", "2.5 万人看了直播", "1.5 成的茶叶", "3 人一组采茶"]
)
def test_an_amount_is_no_number_of_a_heading(line: str) -> None:
    assert [p.headings for p in passages_of(*paragraphs(line, "茶香。"))] == [()]


def test_a_number_that_is_a_name_does_not_count() -> None:
    blocks = (heading("618 大促", 1), *paragraphs("茶香。"), heading("节后", 1), *paragraphs("水甜。"))
    _, pieces = read_outline(blocks)
    assert [piece.headings[0].ordinal for piece in pieces] == [1, 2]


def test_a_clause_without_a_heading_stands_below_none_and_an_appendix_below_no_clause() -> None:
    lines = (
        *("茶园租约", "甲方租给乙方。", "第一条 租期", "租期两年。", "第二条 租金", "每年一千元，一次付清。"),
        *("第三条 乙方应照看茶树，不得砍伐。", "乙方应修剪。", "第四条 本约签字后生效。"),
        *("附件一 茶树清单", "老树十棵，新树二十棵。"),
    )
    assert [(p.ref, p.label, p.headings, p.text) for p in passages_of(*paragraphs(*lines))] == [
        ("1", "1", (), "茶园租约\n甲方租给乙方。"),
        ("1.1", "第一条 1", ("租期",), "租期两年。"),
        ("2.1", "第二条 1", ("租金",), "每年一千元，一次付清。"),
        ("3", "第三条", (), "乙方应照看茶树，不得砍伐。\n乙方应修剪。"),
        ("4", "第四条", (), "本约签字后生效。"),
        ("5.1", "附件一 1", ("茶树清单",), "老树十棵，新树二十棵。"),
    ]


def test_a_clause_without_a_heading_stays_in_its_chapter() -> None:
    blocks = (
        *(heading("第一章 总则", 1), heading("第一条 目的", 2), *paragraphs("为了茶。", "第二条 本法自明年施行。")),
        *(heading("第二章 采茶", 1), *paragraphs("第三条 清明前采。", "第五条渠道已经开通。")),
    )
    assert [(p.ref, p.label, p.headings) for p in passages_of(*blocks)] == [
        ("1.1.1", "第一章第一条 1", ("总则", "目的")),
        ("1.2", "第一章 第二条", ("总则",)),
        ("2.3", "第二章 第三条", ("采茶",)),
        ("2.5", "第二章 第五条", ("采茶",)),
    ]


def test_a_date_before_a_heading_is_no_number_of_a_section() -> None:
    lines = ("3.8 女神节", "茶减三十。", "6.18 大促", "茶减五十。", "11.11 预售", "茶减六十。")
    assert [(p.ref, p.headings) for p in passages_of(*paragraphs(*lines))] == [
        ("1.1", ("3.8 女神节",)),
        ("2.1", ("6.18 大促",)),
        ("3.1", ("11.11 预售",)),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("6 大促", "茶减五十。", "6.18 包装", "用红纸。"),
        ("第六章 大促", "茶减五十。", "6.18 包装", "用红纸。"),
        ("6.17 运输", "用火车。", "6.18 包装", "用红纸。"),
        ("6.4 运输", "用火车。", "6.5 装卸", "要轻放。", "6.18 包装", "用红纸。"),
    ],
)
def test_a_number_with_its_chapter_or_others_of_it_is_that_of_a_section(lines: tuple[str, ...]) -> None:
    *_, last = passages_of(*paragraphs(*lines))
    assert (last.label, last.headings[-1]) == ("6.18 1", "包装")


def test_the_number_above_those_of_its_parts_is_that_of_a_section() -> None:
    blocks = (heading("6.18 包装", 1), heading("6.18.1 用纸", 2), *paragraphs("用红纸。"))
    assert [(p.label, p.headings) for p in passages_of(*blocks)] == [("6.18.1 1", ("包装", "用纸"))]


def test_a_long_heading_of_one_sentence_is_one() -> None:
    sentence = f"How the tea house obeys the law, finds {'unhealthy and ' * 6}unlawful teas, and burns them."
    assert not is_body_text(sentence)
    assert is_body_text(f"The tea is fired. {sentence}")
    assert not is_body_text("Let us pick the tea of the year together! 二〇二六年的明前茶今天开始采摘！")


@pytest.mark.parametrize("title", ["1 对 1 辅导", "1 号仓的管理", "7 x 24 值班"])
def test_a_figure_in_a_phrase_is_no_number_of_a_heading(title: str) -> None:
    blocks = (heading(title, 1), *paragraphs("茶香。"), heading("节后", 1), *paragraphs("水甜。"))
    assert [piece.headings[0].title for piece in read_outline(blocks)[1]] == [title, "节后"]
