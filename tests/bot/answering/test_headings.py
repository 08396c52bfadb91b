"""Two documents that are compared in nothing in particular: their top headings are set side by side."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answering.assistant import Answer, Assistant
from bot.answering.chapters import Chapters
from bot.answering.headings import MOST_HEADINGS, Headed, earlier_one, headings_beside
from bot.answering.recording import quotations_of
from bot.answering.records import record_of
from bot.answering.reply import reply
from bot.answering.sides import Sides
from bot.answering.sides_wording import sides_words
from bot.answering.why_wording import why
from bot.api.shapes import SidesShape
from knowledge.types import Passage
from tests.bot.telegram.made import passages

SHOPS, ONLINE = "门店经营报告", "线上渠道手册"
QUESTION = f"{SHOPS}和{ONLINE}有什么区别"


class Elsewhere(tuple[Passage, ...]):
    """Passages as a database has them: ``fetched`` are the rows that were asked for together."""

    def __init__(self, _passages: Sequence[Passage]) -> None:
        self.fetched: list[list[int]] = []

    def at(self, numbers: Sequence[int]) -> list[Passage]:
        self.fetched.append(list(numbers))
        return [self[number] for number in numbers]


def answered(assistant: Assistant, question: str, before: str | None = None) -> Answer:
    said = reply(assistant, question, before)
    assert isinstance(said, Answer)
    return said


@pytest.fixture(scope="module")
def manuals(parted: Assistant) -> Assistant:
    """Of the three documents the two with headings."""
    snapshot = parted.snapshot
    both = tuple(each for each in snapshot.index.manifest.documents if each.title in (SHOPS, ONLINE))
    manifest = snapshot.index.manifest.model_copy(update={"documents": both})
    return replace(parted, snapshot=replace(snapshot, index=replace(snapshot.index, manifest=manifest)))


def sides_in(answer: Answer) -> Sides:
    assert answer.status == "answered"
    assert answer.sides
    assert answer.sides.headings
    return answer.sides


@pytest.mark.parametrize(
    "question", [QUESTION, "《門店經營報告》和《線上渠道手冊》比較一下", "compare shop.md and online.md"]
)
def test_what_both_have_comes_once_with_both_places_then_what_each_has_alone(parted: Assistant, question: str) -> None:
    words = sides_words(sides_in(answered(parted, question)), "zh-Hans", None)
    assert [(entry.sentences, entry.place) for entry in words.both] == [(("1. 员工",), f"{SHOPS} · 二 / {ONLINE} · 一")]
    assert words.title == f"《{SHOPS}》与《{ONLINE}》的最高一级标题"
    shops, online = words.columns
    assert (shops.heading, [entry.sentences[0] for entry in shops.entries]) == (f"{SHOPS} · 2025年3月1日", ["2. 货物"])
    assert [(entry.sentences[0], entry.place) for entry in online.entries] == [
        ("3. 直播", f"{ONLINE} · 二"),
        ("4. 定价", f"{ONLINE} · 三"),
    ]


def test_a_document_without_headings_is_said_to_have_none(parted: Assistant) -> None:
    words = sides_words(sides_in(answered(parted, "shop.md和notes.md有什么不同")), "en", None)
    assert [column.empty for column in words.columns] == ["", "This document has no headings."]


def test_programs_get_both_places_and_that_these_are_headings(parted: Assistant) -> None:
    record = record_of(QUESTION, answered(parted, QUESTION), parted.snapshot)["sides"]
    assert record["headings"]
    assert SidesShape.model_validate(record, strict=True).model_dump() == record
    assert [(each["text"], each["document"], each["label"]) for each in record["both"]] == [
        ("员工", SHOPS, "二、"),
        ("員工", ONLINE, "一、"),
    ]
    assert [side["name"] for side in record["sides"]] == [SHOPS, ONLINE]


def test_no_passage_counts_as_quoted_and_none_is_said_to_answer_best(parted: Assistant) -> None:
    answer = answered(parted, QUESTION)
    assert answer.quoted == ()
    kept = quotations_of(answer, parted.snapshot)
    assert kept
    assert all(each.heading for each in kept)
    (told,) = why(answer, "en", None)
    assert told.startswith("Found: no subject was named, so these are the top headings of “门店经营报告")


def test_of_very_many_headings_the_first_are_shown_and_the_others_counted(parted: Assistant) -> None:
    index, (made,) = parted.snapshot.index, passages(1)
    chapters = [
        replace(made, document=SHOPS, ref=f"{n}.1", headings=(f"第{n}章",), heading_labels=(str(n),))
        for n in range(1, MOST_HEADINGS + 4)
    ]
    kept = Elsewhere(chapters)
    shops = Headed(replace(index, passages=kept), Chapters(chapters), SHOPS)
    sides = headings_beside(shops, replace(shops, title=ONLINE))
    assert [rows for rows in kept.fetched if rows] == [list(range(MOST_HEADINGS))]  # those shown, at once
    assert [quote.text for quote in sides.first.quotes] == [f"第{n}章" for n in range(1, MOST_HEADINGS + 1)]
    assert sides_words(sides, "en", None).more == "Headings not shown: 3"
    twice = headings_beside(shops, shops)
    assert (len(twice.both), twice.first.quotes, twice.headings and twice.headings.left) == (MOST_HEADINGS, (), 3)
    assert sides_words(twice, "en", None).columns[0].empty == "No headings besides those in both editions."


def test_an_earlier_version_is_read_through_once(parted: Assistant) -> None:
    index = parted.snapshot.index
    assert earlier_one(index, SHOPS).chapters is earlier_one(index, ONLINE).chapters


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("带薪假期有几天？", "那两份报告分别怎么说？"),
        ("带薪假期有几天？", "compare both reports"),
        ("带薪假期有几天？", f"{SHOPS}和{ONLINE}分别怎么说"),
        ("带薪假期有几天？", f"{SHOPS}和{ONLINE}在这一点上有什么区别"),
        ("帶薪假期有幾天？", "兩份報告對這件事怎麼說"),
        ("带薪假期有几天？", "do both documents mention this"),
        (f"{SHOPS}和{ONLINE}在带薪假期上有什么区别", "两份报告分别怎么说？"),
    ],
)
def test_what_was_asked_before_is_what_both_are_compared_in(manuals: Assistant, before: str, question: str) -> None:
    answer = answered(manuals, question, before)
    assert answer.sides
    assert not answer.sides.headings
    assert [quote.text for quote in answer.sides.listed] == ["每年有十天带薪假期。", "每年有十二天带薪假期。"]
    assert answer.question == question


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("今天天气怎么样？", "那两份报告分别怎么说？"),  # of which neither says anything
        ("两份报告有什么区别", "那两份报告分别怎么说？"),
        ("带薪假期有几天？", QUESTION),  # it names both, and asks for no more
    ],
)
def test_without_a_subject_before_the_headings_are_compared(manuals: Assistant, before: str, question: str) -> None:
    assert sides_in(answered(manuals, question, before)).headings
