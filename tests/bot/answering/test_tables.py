"""Questions for what stands in tables are answered by row and column, in three languages."""

from dataclasses import replace

import pytest

from bot.answering.assistant import Answer, Assistant
from bot.answering.tables import TableWords, key_lines
from bot.answering.wording import answer_words, key_words
from index.search import SearchIndex
from knowledge.script import Script
from knowledge.table_text import Table

RATES = """华东 · 苏州 · 退货率: 3.1%
华南 · 广州 · 退货率: 4.6%
华北 · 天津 · 退货率: XX%
西南 · 成都 · 退货率: 2.8%"""


def key(answer: Answer, script: Script | None = None) -> str:
    return key_words(answer.quotes[0], script)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("华东的退货率是多少？", "华东 · 苏州 · 退货率: 3.1%"),
        ("天津有多少家门店？", "华北 · 天津 · 门店数: 7 家"),
        ("高雄倉的單價", "高雄倉 · 紅玉紅茶 · 單價: 450 元"),
        ("How many seats does the Team plan have?", "Team · Seats: 25"),
        ("What are the support hours of the Enterprise plan?", "Enterprise · Support hours: 0-24"),
        ("华南和西南的物流时效", "华南 · 广州 · 物流时效: 36 小时\n西南 · 成都 · 物流时效: 72 小时"),
        ("苏州的情况", "大区: 华东; 城市: 苏州; 门店数: 12 家; 退货率: 3.1%; 物流时效: 24 小时"),
        ("哪个大区的退货率最高？", RATES),
        ("有哪些岗位？", "岗位: 店长; 茶艺师; 收银员"),
    ],
)
def test_the_cells_that_answer_are_put_together(shops: Assistant, question: str, line: str) -> None:
    answer = shops.ask(question)
    assert answer.status == "answered"
    assert answer_words(answer, "en", None).headline == line


def test_cells_and_heads_are_shown_in_the_readers_script(shops: Assistant) -> None:
    assert key(shops.ask("华东的退货率是多少？"), "zh-Hant") == "華東 · 蘇州 · 退貨率: 3.1%"
    assert key(shops.ask("高雄倉的單價"), "zh-Hans") == "高雄仓 · 红玉红茶 · 单价: 450 元"


def test_a_long_cell_is_cut_in_a_line_with_its_whole_row_and_nowhere_else(shops: Assistant) -> None:
    duties = "负责门店的日常经营，安排班次，核对每日账目，并向大区经理汇报每周的销售情况"
    quote = shops.ask("店长做什么").quotes[0]
    assert key_words(replace(quote, columns=(2,)), None) == f"店长 · 职责: {duties}"
    long = "Telephone support on working days only; " * 5
    row = TableWords(Table("", ("Plan", "Notes"), (("Team", long), ("Solo", "None"))), names=(0,), key=(0,))
    assert key_lines(row, ()) == f"Plan: Team; Notes: {long[:159].rstrip()}…"
    assert key_lines(row, (1,)) == f"Team · Notes: {long}"


@pytest.mark.parametrize(
    ("question", "blank"),
    [
        ("华北的退货率是多少？", True),
        ("天津的退货率", True),
        ("高雄倉的庫存量是多少", True),
        ("收银员的月薪是多少？", True),
        ("华东的退货率是多少？", False),
        ("西南的退货率是多少？", False),  # the row after the blank
        ("华北的门店数是多少？", False),  # the same row
        ("高雄倉的單價是多少", False),
        ("哪个大区的退货率最高？", False),
    ],
)
def test_a_blank_is_claimed_of_the_cell_that_is_asked_for_only(shops: Assistant, question: str, blank: bool) -> None:
    assert shops.ask(question).blank == blank


@pytest.mark.parametrize(
    ("questions", "line"),
    [
        (("华东的退货率是多少？", "那华南呢？"), "华南 · 广州 · 退货率: 4.6%"),
        (("华东的退货率是多少？", "那门店数呢？"), "华东 · 苏州 · 门店数: 12 家"),
        (("高雄倉的單價是多少", "那臺北倉呢"), "臺北倉 · 高山烏龍 · 單價: 680 元"),
        (("How many seats does the Team plan have?", "And the Basic plan?"), "Basic · Seats: 5"),
    ],
)
def test_a_follow_up_keeps_the_row_or_the_column(shops: Assistant, questions: tuple[str, str], line: str) -> None:
    first, second = questions
    assert key(shops.ask(second, shops.ask(first).turn)) == line


def test_the_quoted_text_and_its_key_sentence_stay_word_for_word(shops: Assistant) -> None:
    quote = shops.ask("华东的退货率是多少？").quotes[0]
    passage = shops.snapshot.index.passages[quote.number]
    assert quote.text == passage.text
    assert [quote.text[start:end] for start, end in quote.key_sentences] == ["华东 | 苏州 | 12 家 | 3.1% | 24 小时"]


def test_only_rows_are_key_sentences_of_a_table(shops: Assistant) -> None:
    index: SearchIndex = shops.snapshot.index
    for question in ("下表是各大区门店2023年的退货率", "表 2 门店岗位与职责", "Plan Seats Price per month"):
        for quote in shops.ask(question).quotes:
            passage = index.passages[quote.number]
            if passage.table:
                assert all(start >= passage.table[1] for start, _ in quote.key_sentences)
