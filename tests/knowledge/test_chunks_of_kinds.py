"""Passages of clauses, questions with their answers, and tables."""

import pytest

from knowledge.types import Block, Passage
from tests.knowledge.test_chunking import heading, paragraphs, passages_of


def labelled(*texts: str) -> list[tuple[str, str]]:
    return [(passage.label, passage.text) for passage in passages_of(*paragraphs(*texts))]


def test_each_clause_is_a_passage_and_counts_on_through_chapters() -> None:
    lines = (
        "第一章　总则",
        "第一条　管好茶庄。",
        "第二条　分清等级。",
        "第二章　采茶",
        "第三条　清明前采。",
        "雨天停采。",
    )
    assert labelled(*lines) == [
        ("第一章 第一条", "管好茶庄。"),
        ("第一章 第二条", "分清等级。"),
        ("第二章 第三条", "清明前采。\n雨天停采。"),
    ]


def test_the_points_of_a_clause_are_part_of_it() -> None:
    lines = ("第一条 茶分三类：", "（一）绿茶；", "（二）红茶。", "第二条 水分两类：", "1.泉水；", "2.井水。")
    assert labelled(*lines) == [
        ("第一条", "茶分三类：\n（一）绿茶；\n（二）红茶。"),
        ("第二条", "水分两类：\n1.泉水；\n2.井水。"),
    ]


def test_a_clause_that_was_added_later_has_a_label_of_its_own() -> None:
    lines = ("第九条 采茶。", "第九条之一 雨天停采。", "第九条之二 雪天停采。", "第十条 炒茶。")
    assert [label for label, _ in labelled(*lines)] == ["第九条", "第九条之一", "第九条之二", "第十条"]


def test_clauses_as_taiwan_writes_them_have_their_numbers_on_lines_of_their_own() -> None:
    lines = (
        "第 1 條",
        "採茶。",
        "第 1-1 條",
        "雨天停採。",
        "第 2 條",
        "炒茶。",
        "第廿一條",
        "泡茶。",
        "第卅條",
        "施行。",
    )
    assert labelled(*lines) == [
        ("第 1 條", "採茶。"),
        ("第 1-1 條", "雨天停採。"),
        ("第 2 條", "炒茶。"),
        ("第廿一條", "泡茶。"),
        ("第卅條", "施行。"),
    ]


def test_a_clause_that_is_named_in_a_sentence_begins_none() -> None:
    assert labelled("第一条 采茶。", "第一条规定的采茶，也含秋茶。", "第二条 炒茶。") == [
        ("第一条", "采茶。\n第一条规定的采茶，也含秋茶。"),
        ("第二条", "炒茶。"),
    ]


def test_circled_points_below_a_point_are_part_of_it() -> None:
    lines = ("一、采茶", "（1）看天。", "①晴天采。", "②雨天停。", "（2）看芽。", "①一芽一叶。")
    assert labelled(*lines) == [
        ("一、 （1）", "看天。\n①晴天采。\n②雨天停。"),
        ("一、 （2）", "看芽。\n①一芽一叶。"),
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("问：怎么泡？", "答：水温八十度。"),
        ("問題三：能冰嗎", "回答：可以。"),
        ("Q2: How long?", "A2: Half a year."),
        ("7. 能退吗？", "答：能。"),
    ],
)
def test_a_question_and_its_answer_are_a_passage(question: str, answer: str) -> None:
    pair = f"{question}\n{answer}"
    assert [p.text for p in passages_of(*paragraphs(question, answer, "不要盖盖子。", question, answer))] == [
        f"{pair}\n不要盖盖子。",
        pair,
    ]


def test_a_question_without_an_answer_is_text() -> None:
    assert [p.text for p in passages_of(*paragraphs("问：怎么泡？", "水温八十度。", "茶香吗？", "香。"))] == [
        "问：怎么泡？\n水温八十度。\n茶香吗？\n香。"
    ]


def table(rows: int) -> list[Passage]:
    lines = "\n".join(f"{number}号茶园 | {'明前茶' * 10} | {number}斤" for number in range(rows))
    return passages_of(heading("产量"), Block("table", f"茶园 | 品种 | 产量\n{lines}", heads=1))


def test_each_part_of_a_long_table_has_the_heads_and_whole_rows() -> None:
    passages = table(60)
    assert len(passages) > 3
    assert all(passage.text.startswith("茶园 | 品种 | 产量\n") for passage in passages)
    rows = [line for passage in passages for line in passage.text.split("\n")[1:]]
    assert [line.split("号")[0] for line in rows] == [str(number) for number in range(60)]
    assert all(line.endswith("斤") for line in rows)


def test_a_row_is_a_sentence_and_the_heads_are_none() -> None:
    (passage,) = table(2)
    assert [passage.text[slice(*span)].split(" | ")[0] for span in passage.sentences] == ["0号茶园", "1号茶园"]


@pytest.mark.parametrize("before", [(), ("茶香。",), ("茶香。", "水甜。")])
def test_the_line_that_leads_to_a_table_stands_above_it(before: tuple[str, ...]) -> None:
    grid = Block("table", "品种 | 价\n龙井 | 300", heads=1)
    *texts, last = passages_of(*paragraphs(*before, "表 1 今年的价格"), grid)
    assert [passage.text for passage in texts] == (["\n".join(before)] if before else [])
    assert last.text == "表 1 今年的价格\n品种 | 价\n龙井 | 300"


@pytest.mark.parametrize(
    "lead",
    [
        ("表 1 今年的价格", "单位：元"),
        ("（单位：元/斤）", "表 1 今年的价格"),
        ("单位：人民币万元",),
        ("茶叶价格 單位：元",),
        ("Table 1 Prices", "(in thousands of yuan)"),
    ],
)
@pytest.mark.parametrize("first", ["茶香。", "1. 茶香。"])
def test_the_unit_of_a_table_stands_above_it(lead: tuple[str, ...], first: str) -> None:
    grid = Block("table", "品种 | 价\n龙井 | 300", heads=1)
    *_, before, last = passages_of(*paragraphs("水甜。", first, *lead), grid)
    assert before.text.endswith("茶香。")
    assert last.text == "\n".join([*lead, grid.text])


def test_a_sentence_on_a_unit_does_not_lead_to_a_table() -> None:
    grid = Block("table", "品种 | 价\n龙井 | 300", heads=1)
    said = "单位：元，是指每斤的价格。它每月公布一次。"
    assert [passage.text for passage in passages_of(*paragraphs("茶香。", said), grid)] == [
        f"茶香。\n{said}",
        grid.text,
    ]


@pytest.mark.parametrize(
    ("asked", "answered"), [("【问】", "【答】"), ("[Q1] ", "[A1] "), ("Q1：", "A1："), ("问题1、", "答：")]
)
def test_the_steps_of_an_answer_are_part_of_it(asked: str, answered: str) -> None:
    first = (f"{asked}怎么泡？", f"{answered}分三步：", "1. 烧水。", "2. 放茶。", "3. 等。")
    second = (f"{asked}多久？", f"{answered}三分钟。")
    assert [text for _, text in labelled("茶庄问答", *first, *second)] == [
        "茶庄问答",
        "\n".join(first),
        "\n".join(second),
    ]


def test_a_point_above_a_question_or_that_is_one_is_no_step_of_the_answer_before() -> None:
    lines = (
        "问：怎么泡？",
        "答：水温八十度。",
        "1. 买茶，送礼。",
        "问：多久？",
        "答：三天。",
        "2. 能退吗？",
        "答：能。",
    )
    assert [text for _, text in labelled(*lines)] == [
        "问：怎么泡？\n答：水温八十度。",
        "买茶，送礼。",
        "问：多久？\n答：三天。",
        "能退吗？\n答：能。",
    ]


@pytest.mark.parametrize("chapter", ["1. 付款", "第一章 付款", "一、付款"])
def test_a_paragraph_that_its_section_numbers_is_a_passage_of_its_own(chapter: str) -> None:
    passages = passages_of(
        heading(chapter), *paragraphs("1.1 三十日内付款。", "(1) 开票之后。", "1.2 尾款验收后付。", "1.2.1 另议。")
    )
    assert [(passage.ref, passage.label, passage.text) for passage in passages] == [
        ("1.1", "1.1", "三十日内付款。\n(1) 开票之后。"),
        ("1.2", "1.2", "尾款验收后付。\n1.2.1 另议。"),
    ]


def test_a_figure_that_begins_a_paragraph_numbers_none() -> None:
    first = passages_of(heading("1. 付款"), *paragraphs("1.1 倍的价钱。", "2.3 万元的货。"))
    second = passages_of(heading("2. 交货"), *paragraphs("2.1 甲方收货。", "3.2 折的板。"))
    assert [len(passages) for passages in (first, second)] == [1, 1]


def test_sections_with_a_v_before_their_numbers_are_cited_by_them_and_versions_are_not() -> None:
    blocks = [block for n in range(1, 6) for block in (heading(f"V1.{n} 要求{n}"), *paragraphs("茶香。"))]
    assert [passage.label for passage in passages_of(*blocks)] == [f"V1.{n} 1" for n in range(1, 6)]
    *_, last = passages_of(heading("茶园"), *paragraphs("甲。"), heading("V2.1 版本说明"), *paragraphs("乙。"))
    assert (last.headings, last.label) == (("V2.1 版本说明",), "2.1")


def test_the_choices_of_an_examination_are_no_answers() -> None:
    first = ("1. 看茶。", "（1）明前茶是不是清明以前采的？", "A. 是", "B. 不是")
    second = ("2. 茶有几类？", "A. 六类", "B. 八类")
    assert [text for _, text in labelled(*first, *second)] == [
        "\n".join(first).removeprefix("1. "),
        "\n".join(second).removeprefix("2. "),
    ]
