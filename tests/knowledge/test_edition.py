"""The report and the sample questions that come with the project."""

import re
from collections import Counter

import pytest

from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import SamplePlace, place_samples, read_samples
from knowledge.script import convert, fold
from knowledge.types import Document

CHAPTERS, SECTIONS, POINTS, BLANKS = 8, 25, 75, 70
FEWEST_QUESTIONS = 12


@pytest.fixture(scope="module")
def edition() -> Document:
    return load_document(SHIPPED_EDITION, max_bytes=2**20)


@pytest.fixture(scope="module")
def samples() -> list[SamplePlace]:
    return read_samples(SHIPPED_QUESTIONS)


@pytest.fixture(scope="module")
def points(samples: list[SamplePlace]) -> list[SamplePlace]:
    return [place for place in samples if place.ref.count(".") == 2]


def is_english(question: str) -> bool:
    return question.isascii() and re.search("[a-z]{3}", question) is not None


def is_traditional(question: str) -> bool:
    return convert(question, "zh-Hans") != question


def test_the_edition_is_whole(edition: Document) -> None:
    outline = [passage.ref.split(".") for passage in edition.passages]
    assert len({ref[0] for ref in outline}) == len({p.headings[0] for p in edition.passages}) == CHAPTERS
    assert len({tuple(ref[:2]) for ref in outline}) == len({p.headings for p in edition.passages}) == SECTIONS
    assert len({p.ref for p in edition.passages}) == len(edition.passages) == POINTS
    assert {len(ref) for ref in outline} == {3}


def test_the_outline_counts_without_gaps(edition: Document) -> None:
    refs = [tuple(map(int, passage.ref.split("."))) for passage in edition.passages]
    previous: tuple[int, ...] = (1, 1, 0)
    for ref in refs:
        steps = [(*previous[:depth], previous[depth] + 1, *(1,) * (2 - depth)) for depth in range(3)]
        assert ref in steps
        previous = ref


def test_labels_follow_the_numbers_of_the_report(edition: Document) -> None:
    for passage in edition.passages:
        chapter, section, point = map(int, passage.ref.split("."))
        assert passage.label == f"{'一二三四五六七八'[chapter - 1]}、{section} ({point})"


def test_headings_have_the_labels_that_their_points_begin_with(edition: Document) -> None:
    first, last = edition.passages[0], edition.passages[-1]
    assert (first.heading_labels, last.heading_labels) == (("一、", "一、1"), ("八、", "八、3"))


def test_the_edition_has_a_title_and_nothing_to_mend(edition: Document) -> None:
    assert edition.title == "助跳板行业直播电商战略研究报告"
    assert {passage.document for passage in edition.passages} == {edition.title}
    assert (edition.mended, edition.unmended, edition.notes) == ((), (), ())


def test_every_blank_of_the_file_is_in_a_passage(edition: Document) -> None:
    assert sum(passage.text.count("XX") for passage in edition.passages) == BLANKS
    assert SHIPPED_EDITION.read_text("utf-8").count("XX") == BLANKS


def test_only_the_last_point_is_incomplete(edition: Document) -> None:
    assert [passage.ref for passage in edition.passages if passage.incomplete] == [edition.passages[-1].ref]


def test_no_text_of_the_file_is_lost(edition: Document) -> None:
    lines = [line for line in SHIPPED_EDITION.read_text("utf-8").split("\n") if line.startswith("(")]
    assert [re.sub(r"^\(\d+\) ", "", line) for line in lines] == [passage.text for passage in edition.passages]


def test_every_place_has_questions_and_every_place_is_found(edition: Document, samples: list[SamplePlace]) -> None:
    places = Counter(place.ref.count(".") for place in samples)
    assert places == {0: CHAPTERS, 1: SECTIONS, 2: POINTS}
    assert len({place.ref for place in samples}) == len(samples)
    placed, nowhere = place_samples(samples, edition.passages)
    assert nowhere == []
    assert len(placed) == sum(len(place.questions) for place in samples)
    assert {row for question in placed for row in question.passages} == set(range(POINTS))


def test_every_point_has_enough_questions_english_and_traditional_ones_among_them(points: list[SamplePlace]) -> None:
    few = [place.ref for place in points if len(place.questions) < FEWEST_QUESTIONS]
    without_english = [place.ref for place in points if not any(map(is_english, place.questions))]
    without_traditional = [place.ref for place in points if not any(map(is_traditional, place.questions))]
    assert (few, without_english, without_traditional) == ([], [], [])


def test_no_question_stands_twice(samples: list[SamplePlace]) -> None:
    questions = Counter("".join(fold(question).split()) for place in samples for question in place.questions)
    assert [question for question, count in questions.items() if count > 1] == []


def test_questions_are_clean_lines(samples: list[SamplePlace]) -> None:
    questions = [question for place in samples for question in place.questions]
    assert [question for question in questions if question != " ".join(question.split()) or len(question) < 3] == []


def test_the_edition_is_quoted_in_the_characters_of_taiwan_and_in_its_own_words(edition: Document) -> None:
    quoted = [*{p.headings for p in edition.passages}, *((p.text,) for p in edition.passages), (edition.title,)]
    for text in (each for texts in quoted for each in texts):
        shown = convert(text, "zh-Hant")
        assert not set(shown) & set("爲衆裏羣着牀峯啓纔踊")
        assert len(shown) == len(text)
        assert fold(shown) == fold(text)


def test_a_passage_is_quoted_alike_as_a_whole_and_sentence_by_sentence(edition: Document) -> None:
    for passage in edition.passages:
        for start, end in passage.sentences:
            assert convert(passage.text, "zh-Hant")[start:end] == convert(passage.text[start:end], "zh-Hant")
