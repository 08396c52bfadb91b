"""Headings, numbers and places of documents of several makes."""

import pytest

from knowledge.outline import Piece, read_outline
from knowledge.readers import plain
from knowledge.readers.markup import markdown
from knowledge.types import Block

ONE_PARAGRAPH = (
    "高山茶销售报告一、茶叶市场1.市场规模(1)茶叶市场一年比一年大，增长1.5倍，占2.5%。(2)年轻人也来买茶。"
    "2.消费者(1)买茶看产地。(2)送礼用礼盒。二、直播怎么做1.主播(1)主播先学泡茶。(2)收入分两部分"
)


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in texts)


def heading(text: str, level: int) -> Block:
    return Block("heading", text, level)


def from_markdown(text: str) -> tuple[Block, ...]:
    return markdown.read(text.encode(), "report.md").blocks


def from_plain(*lines: str) -> tuple[Block, ...]:
    return plain.read("\n".join(lines).encode(), "report.txt").blocks


def shape(pieces: list[Piece]) -> list[tuple[str, str]]:
    """Headings as "ordinal title / …" and the text of each piece."""
    return [(" / ".join(f"{p.ordinal} {p.title}" for p in piece.headings), piece.block.text) for piece in pieces]


def test_a_report_in_one_paragraph_is_cut_at_its_numbers() -> None:
    title, pieces = read_outline(paragraphs(ONE_PARAGRAPH))
    assert title == "高山茶销售报告"
    assert shape(pieces) == [
        ("1 茶叶市场 / 1 市场规模", "(1)茶叶市场一年比一年大，增长1.5倍，占2.5%。"),
        ("1 茶叶市场 / 1 市场规模", "(2)年轻人也来买茶。"),
        ("1 茶叶市场 / 2 消费者", "(1)买茶看产地。"),
        ("1 茶叶市场 / 2 消费者", "(2)送礼用礼盒。"),
        ("2 直播怎么做 / 1 主播", "(1)主播先学泡茶。"),
        ("2 直播怎么做 / 1 主播", "(2)收入分两部分"),
    ]
    assert [place.marker.label for place in pieces[-1].headings if place.marker] == ["二、", "1"]
    assert [piece.marker.label for piece in pieces if piece.marker] == ["(1)", "(2)"] * 3


def test_the_same_report_in_traditional_characters_and_full_width_brackets_is_cut_alike() -> None:
    text = "一、茶葉市場1、市場規模（1）年年增長。（2）年輕人買茶。2、消費者（1）看產地。二、直播1、主播（1）先學泡茶。"
    _, pieces = read_outline(paragraphs(text))
    assert shape(pieces) == [
        ("1 茶葉市場 / 1 市場規模", "（1）年年增長。"),
        ("1 茶葉市場 / 1 市場規模", "（2）年輕人買茶。"),
        ("1 茶葉市場 / 2 消費者", "（1）看產地。"),
        ("2 直播 / 1 主播", "（1）先學泡茶。"),
    ]


def test_ten_chapters_in_one_paragraph_keep_their_count() -> None:
    numerals = "一二三四五六七八九十"
    text = "".join(f"{numeral}、第{numeral}类茶叶1.产地(1)在山上。(2)在水边。" for numeral in numerals)
    _, pieces = read_outline(paragraphs(text))
    assert [piece.headings[0].ordinal for piece in pieces[::2]] == list(range(1, 11))
    assert [piece.headings[0].title for piece in pieces[::2]] == [f"第{numeral}类茶叶" for numeral in numerals]


@pytest.mark.parametrize(
    "text",
    [
        "泡茶要点：(1)水温，(2)时间，(3)器具。",
        "一、二、三楼都卖茶，共占地1.5亩，其中(1)号厅最大。",
        "茶分两种，绿茶见表(1)，红茶见表(2)。增长2.5倍。",
        "一段没有号码的话。",
    ],
)
def test_numbers_in_a_sentence_do_not_cut_a_paragraph(text: str) -> None:
    _, pieces = read_outline(paragraphs(text))
    assert shape(pieces) == [("", text)]


def test_a_number_out_of_order_does_not_cut_a_one_paragraph_report() -> None:
    text = "一、市场1.规模(1)见附表(7)的数据。(2)又见第(5)项与第(1)项。2.顾客(1)看产地。"
    _, pieces = read_outline(paragraphs(text))
    assert [piece.block.text for piece in pieces] == [
        "(1)见附表(7)的数据。",
        "(2)又见第(5)项与第(1)项。",
        "(1)看产地。",
    ]


def test_a_chapter_or_section_named_in_a_sentence_does_not_cut_a_one_paragraph_report() -> None:
    text = "一、市场1.规模(1)见五、附录1.说明。(2)又见9.附表(1)。2.顾客(1)看产地。二、直播1.主播(1)先学泡茶。"
    _, pieces = read_outline(paragraphs(text))
    assert shape(pieces) == [
        ("1 市场 / 1 规模", "(1)见五、附录1.说明。"),
        ("1 市场 / 1 规模", "(2)又见9.附表(1)。"),
        ("1 市场 / 2 顾客", "(1)看产地。"),
        ("2 直播 / 1 主播", "(1)先学泡茶。"),
    ]


def test_a_list_or_table_is_never_cut() -> None:
    block = Block("table", ONE_PARAGRAPH)
    assert read_outline((block,)) == (None, [Piece((), block, None)])


def test_a_long_introduction_before_the_first_chapter_is_text() -> None:
    introduction = "这份报告写的是高山茶怎样在直播间里卖出去，前后花了三个月，走访了许多茶园和主播，也请教了老师傅。"
    title, pieces = read_outline(paragraphs(introduction + "一、市场1.规模(1)大。(2)小。"))
    assert title is None
    assert shape(pieces)[0] == ("", introduction)
    assert shape(pieces)[1] == ("1 市场 / 1 规模", "(1)大。")


def test_markdown_headings_give_the_places() -> None:
    title, pieces = read_outline(
        from_markdown("# 一、市场\n\n引言。\n\n## 1. 规模\n\n(1) 甲。\n\n(2) 乙。\n\n# 二、直播\n\n## 主播\n\n丙。\n")
    )
    assert title is None
    assert shape(pieces) == [
        ("1 市场", "引言。"),
        ("1 市场 / 1 规模", "(1) 甲。"),
        ("1 市场 / 1 规模", "(2) 乙。"),
        ("2 直播 / 1 主播", "丙。"),
    ]


def test_headings_of_a_word_document_may_skip_a_level() -> None:
    blocks = (
        heading("市场", 1),
        heading("规模", 3),
        *paragraphs("甲。"),
        heading("顾客", 2),
        *paragraphs("乙。"),
        heading("直播", 1),
        *paragraphs("丙。"),
    )
    title, pieces = read_outline(blocks)
    assert title is None
    assert shape(pieces) == [("1 市场 / 1 规模", "甲。"), ("1 市场 / 2 顾客", "乙。"), ("2 直播", "丙。")]


def test_plain_text_with_numbered_lines_gets_levels_by_first_use_of_each_kind() -> None:
    _, pieces = read_outline(
        from_plain(
            *("第一章 茶", "一、市场", "1.1 规模", "(1) 甲甲。", "(2) 乙乙。", "1.2 顾客", "丙丙。"),
            *("二、主播", "丁丁。", "第二章 酒", "一、市场", "戊戊。", "第三章 水", "己己。"),
        )
    )
    assert shape(pieces) == [
        ("1 茶 / 1 市场 / 1 规模", "(1) 甲甲。"),
        ("1 茶 / 1 市场 / 1 规模", "(2) 乙乙。"),
        ("1 茶 / 1 市场 / 2 顾客", "丙丙。"),
        ("1 茶 / 2 主播", "丁丁。"),
        ("2 酒 / 1 市场", "戊戊。"),
        ("3 水", "己己。"),
    ]


def test_plain_text_without_numbers_has_no_headings() -> None:
    title, pieces = read_outline(from_plain("茶叶", "茶叶长在山上。", "1.5倍的价格也有人买。"))
    assert title is None
    assert [(piece.headings, piece.marker) for piece in pieces] == [((), None)] * 3


def test_numbered_lines_stay_text_where_the_document_has_headings_of_its_own() -> None:
    _, pieces = read_outline(
        (heading("市场", 1), *paragraphs("一、规模", "甲。"), heading("直播", 1), *paragraphs("乙。"))
    )
    assert shape(pieces) == [("1 市场", "一、规模"), ("1 市场", "甲。"), ("2 直播", "乙。")]


@pytest.mark.parametrize(
    "line",
    [
        "一、茶叶市场一年比一年大。",
        "一、茶叶市场，一年比一年大",
        "一、茶叶的产地有：",
        "一、" + "茶" * 39,
        "一、",
        "1. Tea grows in the hills.",
    ],
)
def test_a_numbered_line_that_reads_like_text_is_no_heading(line: str) -> None:
    _, pieces = read_outline(paragraphs(line, "后一段。"))
    assert [piece.headings for piece in pieces] == [(), ()]


@pytest.mark.parametrize(
    "line", ["一、茶叶市场", "一、" + "茶" * 38, "第一章 茶", "1.1 茶", "1. 茶", "（一）茶", "①茶"]
)
def test_a_short_numbered_line_before_its_text_is_a_heading(line: str) -> None:
    _, pieces = read_outline(paragraphs(line, "后一段。"))
    assert [len(piece.headings) for piece in pieces] == [1]


def test_a_numbered_line_with_nothing_after_it_is_text() -> None:
    _, pieces = read_outline(paragraphs("正文。", "一、茶"))
    assert [piece.block.text for piece in pieces] == ["正文。", "一、茶"]


@pytest.mark.parametrize("lines", [("第一章 茶", "第二章 酒"), ("第一节 茶", "第二节 酒"), ("一、茶", "二、酒")])
def test_a_chapter_is_a_heading_also_where_the_next_follows_at_once(lines: tuple[str, str]) -> None:
    _, pieces = read_outline(paragraphs(*lines, "正文。"))
    assert shape(pieces) == [("", lines[0]), ("2 酒", "正文。")]


def test_the_items_of_a_list_are_no_headings() -> None:
    _, pieces = read_outline(from_plain("一、水果", "1. 苹果", "2. 梨", "正文。"))
    assert shape(pieces)[0] == ("1 水果", "1. 苹果")


@pytest.mark.parametrize("after", ["二、茶", "以上水果都好卖。"])
def test_the_last_item_of_a_list_is_an_item_like_the_others(after: str) -> None:
    _, pieces = read_outline(from_plain("一、水果", "1. 苹果", "2. 梨", "3. 桃", after, "茶也好卖。"))
    assert ("1 水果", "3. 桃") in shape(pieces)


def test_numbered_lines_with_text_under_each_are_headings() -> None:
    _, pieces = read_outline(from_plain("1. 绿茶", "水温八十度。", "2. 红茶", "水要开。"))
    assert shape(pieces) == [("1 绿茶", "水温八十度。"), ("2 红茶", "水要开。")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 茶馆报告\n\n## 一、市场\n\n甲。\n\n## 二、主播\n\n乙。", "茶馆报告"),
        ("# 茶馆报告\n\n# 一、市场\n\n甲。\n\n# 二、主播\n\n乙。", "茶馆报告"),
        ("# 茶馆报告\n\n前言。\n\n## 一、市场\n\n甲。", "茶馆报告"),
        ("# 茶馆\n\n甲。\n\n# 主播\n\n乙。", None),
        ("# 茶馆\n\n甲。\n\n# 一、主播\n\n乙。", None),
        ("# 茶馆\n\n## 门店\n\n甲。\n\n# 主播\n\n乙。", None),
        ("# 一、市场\n\n甲。\n\n## 1. 规模\n\n乙。", None),
        ("前言。\n\n# 茶馆报告\n\n## 一、市场\n\n甲。", None),
        ("# 茶馆\n\n甲。", "茶馆"),
        ("## 茶馆\n\n甲。", None),
        ("没有标题。", None),
    ],
)
def test_a_heading_above_all_others_is_the_title(text: str, title: str | None) -> None:
    found, pieces = read_outline(from_markdown(text))
    assert found == title
    assert all(place.title != title for piece in pieces for place in piece.headings)


@pytest.mark.parametrize(
    ("headings", "ordinals"),
    [
        (("一、甲", "二、乙", "三、丙"), [1, 2, 3]),
        (("二、甲", "五、乙"), [2, 5]),
        (("1. 甲", "1. 乙", "1. 丙"), [1, 2, 3]),
        (("3. 甲", "2. 乙"), [3, 4]),
        (("1. 甲", "乙", "3. 丙"), [1, 2, 3]),
    ],
)
def test_ordinals_follow_the_documents_numbers_and_never_repeat(headings: tuple[str, ...], ordinals: list[int]) -> None:
    blocks = [block for text in headings for block in (heading(text, 1), *paragraphs("正文。"))]
    _, pieces = read_outline(tuple(blocks))
    assert [piece.headings[0].ordinal for piece in pieces] == ordinals


def test_counting_begins_anew_under_each_heading() -> None:
    _, pieces = read_outline(
        (
            *(heading("茶", 1), heading("绿茶", 2), *paragraphs("甲。"), heading("红茶", 2), *paragraphs("乙。")),
            *(heading("酒", 1), heading("白酒", 2), *paragraphs("丙。")),
        )
    )
    assert [[place.ordinal for place in piece.headings] for piece in pieces] == [[1, 1], [1, 2], [2, 1]]


def test_headings_without_text_below_are_text_themselves() -> None:
    _, pieces = read_outline((heading("茶", 1), heading("酒", 1)))
    assert shape(pieces) == [("", "茶"), ("", "酒")]


def test_a_list_that_looks_like_chapters_is_kept_whole() -> None:
    lines = ("采购清单如下。", "一、龙井茶叶二十斤", "二、铁观音三十斤", "三、普洱茶饼四十块")
    _, pieces = read_outline(paragraphs(*lines))
    assert [piece.block.text for piece in pieces] == list(lines)


def test_numbered_chapters_below_a_single_markdown_title_are_headings() -> None:
    blocks = (heading("报告标题", 1), *paragraphs("第一章 总则", "第一节 背景", "正文一。", "第二章 主播", "正文二。"))
    title, pieces = read_outline(blocks)
    assert title == "报告标题"
    assert shape(pieces) == [("1 总则 / 1 背景", "正文一。"), ("2 主播", "正文二。")]


def test_pages_stay_with_their_blocks() -> None:
    _, pieces = read_outline((Block("paragraph", "一、市场1.规模(1)大。(2)小。", page=7),))
    assert [piece.block.page for piece in pieces] == [7, 7]
