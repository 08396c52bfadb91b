"""What goes on from what was shown last, also without a question before it."""

import pytest

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant
from bot.answering.reply import next_turn, reply
from bot.answering.wording import aside_words


def said_in_turn(assistant: Assistant, *messages: str) -> list[Answer | Aside]:
    """The replies to messages that follow each other in one conversation."""
    turn, said = None, []
    for message in messages:
        said.append(reply(assistant, message, turn))
        turn = next_turn(turn, said[-1])
    return said


def places(said: Answer | Aside) -> list[str]:
    return [quote.ref for quote in (said.quotes if isinstance(said, Aside) else said.quoted)]


@pytest.mark.parametrize(
    ("opened", "message", "refs"),
    [
        ("2.1.1", "下一段", ["2.1.2"]),
        ("2.1.1", "whole section", ["2.1.1", "2.1.2"]),
        ("2.1.2", "more", ["2.2.1"]),
        ("what does chapter 2 say?", "next", []),
        ("1.1", "下一节", ["1.2.1", "1.2.2"]),
        ("1.2", "next section", ["2.1.1", "2.1.2"]),
        ("2.1.2", "上一節", ["1.2.1", "1.2.2"]),
        ("1.1.1", "下一章", ["2.1.1", "2.1.2", "2.2.1", "2.2.2"]),
        ("2.2.1", "previous chapter", ["1.1.1", "1.1.2", "1.2.1", "1.2.2"]),
        ("主播", "下一节", ["2.2.1", "2.2.2"]),
    ],
)
def test_what_was_opened_without_a_question_is_gone_on_from(
    assistant: Assistant, opened: str, message: str, refs: list[str]
) -> None:
    first, said = said_in_turn(assistant, opened, message)
    assert isinstance(first, Aside)
    assert first.kind == "place"
    assert places(said) == refs


def test_after_nothing_it_is_said_that_there_is_nothing_to_go_on_from(assistant: Assistant) -> None:
    for message in ("下一章", "previous section", "more"):
        (said,) = said_in_turn(assistant, message)
        assert isinstance(said, Aside)
        assert (said.kind, said.quotes) == ("whole", ())


def test_more_detail_again_goes_on_to_the_section_and_then_says_that_this_is_all(assistant: Assistant) -> None:
    said = said_in_turn(assistant, "新主播开播之前要做什么？", "再详细一点", "再詳細一點", "tell me more", "下一节")
    assert [places(each) for each in said] == [["2.1.1"], ["2.1.1", "2.1.2"], [], [], ["2.2.1", "2.2.2"]]
    assert isinstance(said[2], Aside)
    assert aside_words(said[2], "en", None).startswith("二、1  主播: this is all of that section.")


def test_next_below_an_overview_is_what_follows_all_of_it(assistant: Assistant) -> None:
    overview, said = said_in_turn(assistant, "主播这一块的整体安排", "下一段")
    assert places(overview) == ["2.1.1", "2.1.2"]
    assert places(said) == ["2.2.1"]


def test_what_points_back_is_about_the_passage_that_was_opened(assistant: Assistant) -> None:
    opened, said = said_in_turn(assistant, "2.1.1", "为什么？")
    assert isinstance(said, Answer)
    assert said.quotes[0].headings == opened.quotes[0].headings
    alone, after = (
        said_in_turn(assistant, *messages)[-1] for messages in (["茶叶仓库湿度"], ["2.1.1", "茶叶仓库湿度"])
    )
    assert isinstance(alone, Answer)
    assert isinstance(after, Answer)
    assert alone.quotes == after.quotes


def test_a_place_is_gone_on_from_where_only_its_words_are_known(assistant: Assistant) -> None:
    assert places(reply(assistant, "next", "2.1.1")) == ["2.1.2"]
    assert places(reply(assistant, "下一段", assistant.snapshot.index.passages[4].text)) == ["2.1.2"]
