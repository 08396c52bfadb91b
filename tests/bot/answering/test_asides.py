"""Replies that speak of what was shown last, and places that are called by their names."""

from pathlib import Path

import pytest

from bot.answering.asides import Aside, aside
from bot.answering.assistant import Assistant
from bot.answering.intents import Intent
from bot.answering.reply import next_turn, reply
from bot.answering.snapshot import snapshot_of
from bot.answering.wording import aside_words
from bot.languages import Language
from index.build import build, gather
from index.encoder import Encoder
from knowledge.documents import load_document

QUESTION = "新主播开播之前要做什么？"


def about_the_answer(assistant: Assistant, message: str, language: Language) -> list[str]:
    turn = next_turn(None, reply(assistant, QUESTION))
    said = reply(assistant, message, turn)
    assert isinstance(said, Aside)
    assert said.quotes == ()
    assert next_turn(turn, said) == turn
    return aside_words(said, language, None).splitlines()


@pytest.mark.parametrize(
    ("message", "language"),
    [("来源？", "zh-Hans"), ("出處呢", "zh-Hant"), ("source?", "en"), ("where does it say that?", "en")],
)
def test_the_source_is_the_place_of_the_last_answer(assistant: Assistant, message: str, language: Language) -> None:
    lines = about_the_answer(assistant, message, language)
    assert len(lines) == 2
    assert lines[1].startswith("高山茶直播销售报告 · 二、1 (1) · 直播怎么做 › 主播 · ")


@pytest.mark.parametrize(
    ("message", "language"), [("你确定吗", "zh-Hans"), ("你確定嗎？", "zh-Hant"), ("are you sure?", "en")]
)
def test_what_is_doubted_was_quoted_and_its_place_is_said(
    assistant: Assistant, message: str, language: Language
) -> None:
    lines = about_the_answer(assistant, message, language)
    assert "二、1 (1)" in lines[1]


@pytest.mark.parametrize("message", ["太长了", "太長了", "too long", "简单一点", "簡單一點", "simpler please"])
def test_of_what_is_too_long_the_key_sentence_alone_is_shown(assistant: Assistant, message: str) -> None:
    quote = assistant.ask(QUESTION).quotes[0]
    start, end = quote.key_sentences[0]
    assert about_the_answer(assistant, message, "zh-Hans")[1] == quote.text[start:end]
    assert end - start < len(quote.text)


def test_of_a_place_that_was_opened_the_first_sentence_is_shown(assistant: Assistant) -> None:
    said = reply(assistant, "too long", next_turn(None, reply(assistant, "2.1.1")))
    assert isinstance(said, Aside)
    assert aside_words(said, "en", None).splitlines()[1] == "主播要先学会泡茶，再学会说话。"


def test_of_an_overview_all_places_are_the_source(assistant: Assistant) -> None:
    turn = next_turn(None, reply(assistant, "主播这一块的整体安排"))
    said = reply(assistant, "来源", turn)
    assert isinstance(said, Aside)
    assert {quote.ref for quote in said.spoken_of} == {"2.1.1", "2.1.2"}


@pytest.mark.parametrize("message", ["来源", "are you sure", "太长了", "简单一点"])
def test_of_a_table_the_same_cell_is_spoken_of(shops: Assistant, message: str) -> None:
    answer = shops.ask("华东的退货率是多少？")
    turn = next_turn(None, answer)
    said = reply(shops, message, turn)
    assert isinstance(said, Aside)
    (quote,) = said.spoken_of
    assert (quote.number, quote.key_sentences, quote.columns) == (
        answer.quotes[0].number,
        answer.quotes[0].key_sentences,
        answer.quotes[0].columns,
    )
    assert "退货率: 3.1%" in aside_words(said, "zh-Hans", None) or message in ("来源", "are you sure")


@pytest.mark.parametrize("message", ["来源", "are you sure", "太长了", "简单一点"])
def test_without_an_answer_it_is_said_that_there_is_none(assistant: Assistant, message: str) -> None:
    said = reply(assistant, message)
    assert isinstance(said, Aside)
    assert aside_words(said, "en", None).startswith("I have not quoted anything here yet.")


@pytest.mark.parametrize(("message", "place"), [("主播", "2.1"), ("直播怎麼做", "2"), ("茶叶市场", "1")])
def test_a_place_is_opened_by_its_title(assistant: Assistant, message: str, place: str) -> None:
    said = reply(assistant, message)
    assert isinstance(said, Aside)
    assert (said.kind, said.place) == ("place", place)


def test_a_part_that_there_is_not_is_named(assistant: Assistant) -> None:
    said = reply(assistant, "前言讲了什么")
    assert isinstance(said, Aside)
    assert said.first is None
    assert aside_words(said, "zh-Hans", None).startswith("没有 前言 这一处。")


@pytest.mark.parametrize(
    ("place", "found"), [("last", "2"), ("last.last", "2.2"), ("1.last", "1.2"), ("9.last", "9.last")]
)
def test_the_last_place_is_found(assistant: Assistant, place: str, found: str) -> None:
    assert aside(Intent("place", place), assistant.snapshot).place == found


def test_the_chapters_of_several_documents_are_listed_below_their_titles(
    tmp_path: Path, encoder: Encoder, cache: Path
) -> None:
    for name, chapters in (("卖茶", "一、定价\n\n茶饼按年份定价。"), ("寄茶", "一、包装\n\n茶饼装在纸盒里。")):
        (tmp_path / f"{name}.md").write_text(f"# {name}手册\n\n{chapters}\n\n二、检查\n\n每月检查一次。\n", "utf-8")
    read = [load_document(tmp_path / f"{name}.md", max_bytes=2**20) for name in ("卖茶", "寄茶")]
    index = build(gather(read), "20260101-000010-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    said = aside(Intent("chapters"), snapshot_of(index))
    assert aside_words(said, "zh-Hans", None).splitlines()[1:] == [
        *("", "卖茶手册", "一、定价", "二、检查"),
        *("", "寄茶手册", "一、包装", "二、检查"),
    ]
    assert aside_words(aside(Intent("size"), snapshot_of(index)), "en", None).count("Chapters: 4") == 1
