"""Pieces of an outline into passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunking import cut_passages
from knowledge.numbering import read_marker
from knowledge.outline import Piece, Place, read_outline
from knowledge.readers.markup import markdown
from knowledge.types import Block, BlockKind, Passage

LONGEST = 700
SENTENCE = "茶" * 49 + "。"


def passages_of(*blocks: Block, title: str = "茶") -> list[Passage]:
    _, pieces = read_outline(blocks)
    return cut_passages(title, pieces)


def from_markdown(text: str) -> list[Passage]:
    return passages_of(*markdown.read(text.encode(), "report.md").blocks)


def paragraphs(*texts: str) -> list[Block]:
    return [Block("paragraph", text) for text in texts]


def heading(text: str, level: int = 1) -> Block:
    return Block("heading", text, level)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_points_of_a_section_are_passages_without_their_numbers() -> None:
    passages = from_markdown("# 五、直播\n\n## 2. 主播\n\n(1) 先学泡茶。\n\n(2) 再学说话。\n再学卖茶。\n")
    assert [(p.ref, p.label, p.headings, p.text) for p in passages] == [
        ("5.2.1", "五、2 (1)", ("直播", "主播"), "先学泡茶。"),
        ("5.2.2", "五、2 (2)", ("直播", "主播"), "再学说话。\n再学卖茶。"),
    ]
    assert {p.document for p in passages} == {"茶"}


@pytest.mark.parametrize(
    ("blocks", "labels"),
    [
        (
            [heading("第三章 茶"), heading("第一节 绿茶", 2), *paragraphs("① 甲。", "② 乙。")],
            ["第三章第一节 ①", "第三章第一节 ②"],
        ),
        ([heading("一、茶"), *paragraphs("（一）甲。", "（二）乙。")], ["一、 （一）", "一、 （二）"]),
        ([heading("一、茶"), *paragraphs("1、甲。", "2、乙。")], ["一、 1", "一、 2"]),
        ([heading("一、茶"), *paragraphs("1）甲。", "2）乙。")], ["一、 1）", "一、 2）"]),
        ([heading("第 2 章 茶"), *paragraphs("甲。")], ["第 2 章 1"]),
        ([heading("Part 1 Tea"), heading("Section 2: Green", 2), *paragraphs("A.")], ["Part 1 Section 2 1"]),
        ([heading("Part II Tea"), heading("1. Green", 2), *paragraphs("A.")], ["Part II 1 1"]),
        (paragraphs("(1) 甲。", "(2) 乙。"), ["(1)", "(2)"]),
        (paragraphs("甲。"), ["1"]),
    ],
)
def test_labels_are_as_the_document_writes_them(blocks: list[Block], labels: list[str]) -> None:
    passages = passages_of(*blocks)
    assert [passage.label for passage in passages] == labels
    assert all(len(passage.heading_labels) == len(passage.headings) for passage in passages)
    assert all(passage.label.startswith(passage.heading_labels[-1]) for passage in passages if passage.headings)


def test_a_dotted_number_that_names_its_chapter_is_not_put_behind_the_chapters_own() -> None:
    passages = passages_of(heading("1 茶"), heading("1.2 绿茶", 2), *paragraphs("(1) 甲。"))
    assert [p.label for p in passages] == ["1.2 (1)"]


def test_the_ordinals_of_headings_without_numbers_do_not_run_together() -> None:
    passages = passages_of(
        *(
            heading("茶"),
            heading("绿茶", 2),
            *paragraphs("甲。"),
            heading("酒"),
            heading("白酒", 2),
            *paragraphs("乙。"),
        )
    )
    assert [p.ref for p in passages] == ["1.1.1", "2.1.1"]
    assert not {p.label.split()[0] for p in passages} & {"11", "21"}


def test_what_follows_a_point_belongs_to_it() -> None:
    passages = passages_of(
        heading("茶"),
        *paragraphs("(1) 甲。"),
        Block("list", "- 乙\n- 丙"),
        *paragraphs("丁。", "(2) 戊。"),
        heading("酒"),
        *paragraphs("己。"),
    )
    assert [(p.label, p.text) for p in passages] == [
        ("1 (1)", "甲。\n- 乙\n- 丙\n丁。"),
        ("1 (2)", "戊。"),
        ("2.1", "己。"),
    ]


def test_a_point_takes_what_follows_it_up_to_the_length_of_a_passage() -> None:
    passages = passages_of(*paragraphs("(1) " + SENTENCE * 4, SENTENCE * 4, SENTENCE * 4))
    assert [(p.ref, p.text) for p in passages] == [("1", "\n".join([SENTENCE * 4] * 3))]


def test_a_long_paragraph_after_a_long_point_is_part_of_it() -> None:
    passages = passages_of(*paragraphs("(1) " + SENTENCE * 8, SENTENCE * 6, "(2) " + SENTENCE))
    assert [p.ref for p in passages] == ["1/1", "1/2", "2"]
    assert "".join(p.text.replace("\n", "") for p in passages) == SENTENCE * 15


def test_short_paragraphs_without_numbers_are_joined_up_to_three_hundred_characters() -> None:
    passages = passages_of(*paragraphs(*[SENTENCE] * 7, "短。"))
    assert [(p.ref, p.text) for p in passages] == [
        ("1", "\n".join([SENTENCE] * 5)),
        ("2", "\n".join([SENTENCE, SENTENCE, "短。"])),
    ]


def test_paragraphs_of_different_sections_are_never_joined() -> None:
    passages = passages_of(heading("茶"), *paragraphs("甲。"), heading("酒"), *paragraphs("乙。"))
    assert [(p.ref, p.headings, p.text) for p in passages] == [("1.1", ("茶",), "甲。"), ("2.1", ("酒",), "乙。")]


def test_numbers_that_do_not_continue_the_count_stay_in_the_text() -> None:
    passages = passages_of(*paragraphs("(1) 甲。", "(4) 乙。", "(2) 丙。"))
    assert [(p.ref, p.text) for p in passages] == [("1", "甲。\n(4) 乙。"), ("2", "丙。")]


@pytest.mark.parametrize("kind", ["list", "table"])
def test_a_list_that_begins_with_a_number_keeps_it(kind: BlockKind) -> None:
    assert [p.text for p in passages_of(Block(kind, "1. 苹果\n2. 梨"))] == ["1. 苹果\n2. 梨"]


@pytest.mark.parametrize("text", ["1.1 个百分点的增长来自直播。", "1 个月后茶叶卖完了。"])
def test_an_amount_at_the_head_of_a_paragraph_is_quoted_whole(text: str) -> None:
    assert [p.text for p in passages_of(*paragraphs(text, "别的话。"))] == [f"{text}\n别的话。"]


def test_points_after_a_preface_are_counted_behind_it() -> None:
    passages = passages_of(
        heading("茶"), *paragraphs("前言。", "(1) 甲。", "(2) 乙。"), heading("酒"), *paragraphs("丙。")
    )
    refs = [p.ref for p in passages]
    assert refs == ["1.1", "1.2", "1.3", "2.1"]


def test_a_paragraph_of_seven_hundred_characters_is_whole_and_one_more_is_cut() -> None:
    assert [p.ref for p in passages_of(*paragraphs(SENTENCE * 14))] == ["1"]
    assert [p.ref for p in passages_of(*paragraphs(SENTENCE * 14 + "好。"))][:2] == ["1/1", "1/2"]


def test_a_long_paragraph_is_cut_at_sentence_ends_without_loss() -> None:
    text = "".join(f"第{number}句说的是茶叶要在阴凉干燥的地方存放，并且远离香料。" for number in range(100))
    passages = passages_of(heading("五、茶"), *paragraphs("(1) " + text), heading("六、酒"), *paragraphs("无。"))
    parts = passages[:-1]
    assert len(parts) > 3
    assert "".join(p.text for p in parts) == text
    assert all(p.text.endswith("。") and len(p.text) <= LONGEST for p in parts)
    assert [p.ref for p in parts] == [f"5.1/{number}" for number in range(1, len(parts) + 1)]
    assert [p.label for p in parts] == [f"五、 (1)/{number}" for number in range(1, len(parts) + 1)]


@pytest.mark.parametrize("count", [15, 17, 29])
def test_the_parts_of_a_long_paragraph_are_of_even_size(count: int) -> None:
    sizes = [len(p.text) for p in passages_of(*paragraphs(SENTENCE * count))]
    assert len(sizes) == -(-count * 50 // LONGEST)
    assert max(sizes) - min(sizes) <= len(SENTENCE)


def test_a_sentence_longer_than_a_passage_is_cut_where_it_must_be() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(1501))
    passages = passages_of(*paragraphs(text))
    assert "".join(p.text for p in passages) == text
    assert max(len(p.text) for p in passages) <= LONGEST


def test_sentences_are_spans_of_the_passage() -> None:
    (passage,) = passages_of(*paragraphs("(1) 茶香。 水甜！"))
    assert [passage.text[start:end] for start, end in passage.sentences] == ["茶香。", "水甜！"]


def test_a_passage_has_the_page_on_which_it_begins() -> None:
    blocks = [
        Block("paragraph", "(1) 甲。", page=3),
        Block("paragraph", "乙。", page=4),
        Block("paragraph", "(2) 丙。", page=4),
    ]
    assert [(p.text, p.page) for p in passages_of(*blocks)] == [("甲。\n乙。", 3), ("丙。", 4)]


def last_passage(last: Block, *before: str) -> Passage:
    blocks = [block for text in before for block in (heading("茶"), *paragraphs(text))]
    return passages_of(*blocks, heading("末"), last)[-1]


BREAKS_OFF = "直播间的灯光不能太亮，因为那样一来茶汤的颜色会"


def test_a_document_that_breaks_off_is_marked_at_its_last_passage_only() -> None:
    passages = passages_of(*paragraphs("(1) 茶香。", "(2) " + BREAKS_OFF + "变。", "(3) " + BREAKS_OFF))
    assert [p.incomplete for p in passages] == [False, False, True]
    assert passages[-1].text == BREAKS_OFF


@pytest.mark.parametrize("end", [*"。！？!?….”’」』）)", "。\u3000"])
def test_a_last_passage_that_ends_its_sentence_is_complete(end: str) -> None:
    assert not last_passage(Block("paragraph", BREAKS_OFF + end), "茶香。").incomplete


def test_a_short_last_line_is_complete() -> None:
    assert not last_passage(Block("paragraph", "全文完"), "茶香。").incomplete


@pytest.mark.parametrize("line", ["二〇二六年三月九日", "附件：1. 名单", "青茶有限公司"])
def test_a_short_line_below_the_last_sentence_breaks_nothing_off(line: str) -> None:
    text = Block("paragraph", f"本办法自二〇二六年四月一日起施行，原办法同时废止。\n{line}")
    assert not last_passage(text, "茶香。").incomplete


@pytest.mark.parametrize(("length", "incomplete"), [(19, False), (20, True)])
def test_from_twenty_characters_a_last_line_wants_its_end(length: int, incomplete: bool) -> None:
    assert last_passage(Block("paragraph", "茶" * length), "茶香。").incomplete is incomplete


@pytest.mark.parametrize(
    ("before", "incomplete"), [(["茶香。", "甲"], False), (["茶香。", "水甜。"], True), (["茶香。"], True)]
)
def test_in_a_document_that_ends_few_sentences_nothing_breaks_off(before: list[str], incomplete: bool) -> None:
    assert last_passage(Block("paragraph", BREAKS_OFF), *before).incomplete is incomplete


@pytest.mark.parametrize(
    ("line", "incomplete"), [("茶馆的地址与电话", False), ("灯光要注意：", True), ("灯光要注意。", True)]
)
def test_a_list_of_links_at_the_end_breaks_nothing_off(line: str, incomplete: bool) -> None:
    assert last_passage(Block("paragraph", f"{line}\n{BREAKS_OFF}"), "茶香。").incomplete is incomplete


def test_a_document_of_one_passage_is_complete() -> None:
    assert not passages_of(*paragraphs(BREAKS_OFF))[0].incomplete


@pytest.mark.parametrize(
    "last",
    [
        Block("list", "- 茶叶要在阴凉处存放并且远离香料\n- 茶叶要每个月检查一次湿度"),
        Block("table", "| 年份 | 销量 |\n| 2021 | 三万斤 |\n| 2022 | 四万斤 |"),
        Block("paragraph", 'She tasted the tea and then said "this is good."'),
    ],
)
def test_a_list_a_table_or_a_closed_quotation_at_the_end_does_not_break_off(last: Block) -> None:
    assert not last_passage(last, "茶香。").incomplete


def test_no_pieces_give_no_passages() -> None:
    assert cut_passages("茶", []) == []


PLACES = st.lists(
    st.builds(
        Place, st.integers(1, 3), st.just("茶"), st.sampled_from(["一、", "1. ", "第二章 ", ""]).map(read_marker)
    ),
    max_size=2,
).map(tuple)
TEXT = st.text(st.sampled_from("茶水香甜，。！ \n12.(（)）、一二"), min_size=1, max_size=900).filter(
    lambda text: text.strip()
)
BLOCKS = st.builds(Block, st.sampled_from(["paragraph", "list", "table"]), TEXT)


@given(st.lists(st.builds(Piece, PLACES, BLOCKS), max_size=6))
def test_no_character_is_lost_and_none_is_added(pieces: list[Piece]) -> None:
    passages = cut_passages("茶", pieces)
    assert squeezed("".join(p.text for p in passages)) == squeezed("".join(piece.block.text for piece in pieces))
    assert all(0 < len(p.text) <= LONGEST for p in passages)


@given(st.lists(st.tuples(st.sampled_from([0, 0, 1, 2, 3]), TEXT), min_size=1, max_size=8))
def test_refs_are_unique_in_a_document(parts: list[tuple[int, str]]) -> None:
    blocks = [Block("heading", text[:20], level) if level else Block("paragraph", text) for level, text in parts]
    refs = [p.ref for p in passages_of(*blocks)]
    assert len(refs) == len(set(refs))


@given(st.lists(st.sampled_from(["(1) 茶。", "(2) 茶。", "(3) 水。", "1. 茶。", "前言。", SENTENCE * 15]), max_size=8))
def test_refs_are_unique_in_a_section_however_it_is_numbered(texts: list[str]) -> None:
    refs = [p.ref for p in passages_of(*paragraphs(*texts))]
    assert len(refs) == len(set(refs))
