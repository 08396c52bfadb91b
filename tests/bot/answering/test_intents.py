"""The first things that people type, by three writers; what looks like one and is none."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bot.answering.asides import Aside, aside
from bot.answering.assistant import Answer, Assistant
from bot.answering.intents import Intent, examples, intent_like, intent_of
from bot.answering.reply import next_turn, reply
from bot.answering.wording import aside_words as aside_text
from index.encoder import Encoder
from knowledge.documents import SHIPPED_EDITION, load_document
from tests.growth import grows_linearly

DATA = Path(__file__).parents[2] / "data"
KINDS = {
    "greeting": "greeting",
    "thanks": "thanks",
    "goodbye": "goodbye",
    "praise-or-ok": "fine",
    "who-are-you": "identity",
    "are-you-human": "human",
    "what-can-you-do": "abilities",
    "about": "about",
    "chapters": "chapters",
    "size": "size",
    "author": "author",
    "date": "date",
    "place": "place",
    "no-such-place": "place",
}


def lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def is_right(row: dict[str, str]) -> bool:
    intent = intent_of(row["question"])
    if row["kind"] == "place":
        return intent in (Intent("place", row["means"]), Intent("place", "last"))
    return (intent.kind if intent else None) == KINDS.get(row["kind"])


def test_the_first_things_that_people_type_are_told_apart() -> None:
    rows = lines("first_messages.jsonl")
    wrong = [row["question"] for row in rows if not is_right(row)]
    assert len(rows) == 582
    assert len(wrong) <= 6, wrong
    assert not [row for row in rows if row["kind"] in ("slip", "instruction", "not-that") and not is_right(row)]


@pytest.mark.slow
def test_questions_to_the_text_are_none_of_them() -> None:
    questions = [row["question"] for name in ("fitting.jsonl", "answerability/natural.jsonl") for row in lines(name)]
    steering = ("about", "whole")  # "Can you elaborate?" is one
    taken = [question for question in questions if (intent := intent_of(question)) and intent.kind not in steering]
    assert len(taken) <= 3, taken
    assert len(questions) > 6500


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("第五章讲什么", "5"),
        ("chapter 7", "7"),
        ("七、2 (2)", "7.2.2"),
        ("5.2", "5.2"),
        ("第十二章", "12"),
        ("第二十一章第三节", "21.3"),
        ("the second section of chapter four", "4.2"),
        ("7.2 (2)", "7.2.2"),
        ("7.2（2）", "7.2.2"),
        ("七.2", "7.2"),
        ("7.2 point 2", "7.2.2"),
        ("point 2 of 7.2", "7.2.2"),
        ("最后一节", "last.last"),
        ("最後一章", "last"),
        ("第五章最后一节讲什么", "5.last"),
        ("the last section of chapter 3", "3.last"),
        ("前言", "前言"),
        ("open the preface", "preface"),
        ("introduction", "introduction"),
        (
            "助跳板行业直播电商战略研究报告 · 七、2 (2) · 直播电商运营管理 › 主播培养与激励 · 索引版本 20261127-1",
            "7.2.2",
        ),
    ],
)
def test_places_are_read(message: str, place: str) -> None:
    assert intent_of(message) == Intent("place", place)


def test_every_place_is_read_as_it_is_shown_and_by_its_number() -> None:
    for passage in load_document(SHIPPED_EDITION, max_bytes=2**20).passages:
        ref = passage.ref.split(".")
        for depth, label in enumerate((*passage.heading_labels, passage.label), start=1):
            place = Intent("place", ".".join(ref[:depth]))
            assert intent_of(label) == place
            assert depth == 1 or intent_of(place.place) == place


@pytest.mark.parametrize(
    "message", ["", "   ", "什么时候", "转化率 3.2 算高吗", "2.5 倍的增长是怎么来的", "help me price a board"]
)
def test_what_is_no_such_thing(message: str) -> None:
    assert intent_of(message) is None


def test_pictures_alone_are_fine() -> None:
    assert intent_of("👍👍") == Intent("fine")


def test_a_message_like_an_example_has_its_intent(encoder: Encoder) -> None:
    vectors = encoder.questions([text for _, text in examples()])
    assert intent_like(vectors[3], vectors) == Intent(examples()[3][0])
    assert intent_like(np.zeros_like(vectors[0]), vectors) is None
    assert {kind for kind, _ in examples()} == set(KINDS.values()) - {"place"}


def test_only_what_no_document_is_about_is_compared_with_examples(assistant: Assistant) -> None:
    assert reply(assistant, "Good morning from Sydney!").kind == "greeting"  # type: ignore[union-attr]
    assert reply(assistant, "主播的收入怎么算").status == "answered"


def test_a_point_is_quoted_a_section_too_and_of_a_chapter_the_headings(assistant: Assistant) -> None:
    snapshot = assistant.snapshot
    point, section, chapter = (aside(Intent("place", place), snapshot) for place in ("2.1.2", "2.1", "2"))
    assert [quote.ref for quote in point.quotes] == ["2.1.2"]
    assert [quote.ref for quote in section.quotes] == ["2.1.1", "2.1.2"]
    assert [quote.ref for quote in chapter.quotes] == ["2.1.1", "2.1.2", "2.2.1", "2.2.2"]
    assert aside(Intent("place", "last"), snapshot).place == "2"


def test_a_place_that_is_not_there_is_said(assistant: Assistant) -> None:
    none = aside(Intent("place", "9"), assistant.snapshot)
    assert (none.first, none.quotes) == (None, ())
    assert aside_text(none, "en", None).splitlines() == [
        "There is no 9 here. The chapters are:",
        "一、茶叶市场",
        "二、直播怎么做",
    ]


def test_what_is_asked_of_the_document_is_answered_from_what_is_known(assistant: Assistant) -> None:
    snapshot = assistant.snapshot
    size = aside_text(aside(Intent("size"), snapshot), "zh-Hans", None)
    assert "2 章，8 段" in size
    assert snapshot.index.manifest.created[:10] in aside_text(aside(Intent("date"), snapshot), "en", None)
    assert aside_text(aside(Intent("about"), snapshot), "zh-Hant", "zh-Hant").splitlines()[1:] == [
        "一、茶葉市場",
        "二、直播怎麼做",
    ]
    kinds = Counter(aside_text(aside(Intent(kind), snapshot), "en", None) for kind, _ in examples())
    assert len(kinds) == 12


@pytest.mark.parametrize("word", ["拜拜", "给我", "嘿嘿", "soon"])
def test_a_word_that_can_be_divided_in_two_ways_is_read_once(word: str) -> None:
    assert grows_linearly(lambda size: intent_of(word * size + "？q"), 12)
    assert intent_of(word * 12 + "？q") is None


def test_words_in_a_row_are_told_apart_however_they_divide() -> None:
    assert intent_of("拜拜拜拜") == Intent("goodbye")
    assert intent_of("嘿嘿嘿") == Intent("greeting")
    assert intent_of("good morning") == Intent("greeting")
    assert intent_of("goodmorningx") is None


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("You are wrong", "wrong"),
        ("不对，答非所问", "wrong"),
        ("換個話題", "topic"),
        ("Let's change the subject", "topic"),
        ("下一段", "next"),
        ("please go on", "next"),
        ("詳細一點", "whole"),
        ("tell me more", "whole"),
        ("前一段", "previous"),
        ("previous point", "previous"),
        ("文不对题", "wrong"),
        ("This is not helpful", "wrong"),
        ("新話題", "topic"),
        ("不用了，謝謝", "fine"),
        ("下一章", "next-chapter"),
        ("上一章讲什么", "previous-chapter"),
        ("下一節", "next-section"),
        ("go to the previous section", "previous-section"),
        ("来源？", "source"),
        ("第几页", "source"),
        ("你確定嗎", "sure"),
        ("really?", "sure"),
        ("太长了", "shorter"),
        ("说简单一点", "simpler"),
        ("測試", "test"),
        ("test", "test"),
        ("你说得不对", "wrong"),
        ("got it", "fine"),
        ("收到", "fine"),
        ("？", "abilities"),
    ],
)
def test_what_steers_the_conversation_is_told_apart(message: str, kind: str) -> None:
    assert intent_of(message) == Intent(kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message",
    [
        "那继续合作的条件是什么",
        "next year's market size",
        "哪里写错了会被罚",
        "more hosts or fewer?",
        "来源于哪里的流量？",
        "流量来源",
        "测试直播怎么做？",
        "how to test a live stream",
        "直播时间太长了怎么办",
        "简单的产品怎么讲",
        "下一章程",
    ],
)
def test_what_only_begins_like_that_is_a_question(message: str) -> None:
    assert intent_of(message) is None


def test_next_goes_on_from_passage_to_passage_and_whole_shows_the_section(assistant: Assistant) -> None:
    said = reply(assistant, "新主播开播之前要做什么？")
    assert isinstance(said, Answer)
    assert said.quotes[0].ref == "2.1.1"
    turn = next_turn(None, said)
    for ref in ("2.1.2", "2.2.1", "2.2.2"):
        following = reply(assistant, "下一段", turn)
        assert [quote.ref for quote in following.quotes] == [ref]
        turn = next_turn(turn, following)
    end = reply(assistant, "next", turn)
    assert isinstance(end, Aside)
    assert aside_text(end, "en", None).startswith("Nothing comes after that. The chapters are:\n")
    assert next_turn(turn, end) == turn
    assert next_turn(turn, reply(assistant, "换个话题", turn)) is None


def test_whole_shows_the_section_also_of_a_question_from_before_a_restart(assistant: Assistant) -> None:
    whole = reply(assistant, "tell me more", "新主播开播之前要做什么？")
    assert isinstance(whole, Aside)
    assert [quote.ref for quote in whole.quotes] == ["2.1.1", "2.1.2"]
    assert aside_text(whole, "zh-Hans", None) == "二、1  主播："
    assert reply(assistant, "more").quotes == ()


@pytest.mark.parametrize("message", ["为什么？", "why?", "举个例子", "為什麼"])
def test_what_only_asks_on_is_not_answered_without_anything_before_it(assistant: Assistant, message: str) -> None:
    said = reply(assistant, message)
    assert isinstance(said, Aside)
    assert said.quotes == ()
    assert isinstance(reply(assistant, message, "主播有底薪吗？"), Answer)


def test_previous_goes_back(assistant: Assistant) -> None:
    said = reply(assistant, "新主播开播之前要做什么？")
    turn = next_turn(None, said)
    following = reply(assistant, "下一段", turn)
    back = reply(assistant, "上一段", next_turn(turn, following))
    assert [quote.ref for quote in back.quotes] == ["2.1.1"]
