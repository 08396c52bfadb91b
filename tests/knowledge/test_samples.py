"""Sample questions: the file and the places they belong to."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.errors import DocumentError
from knowledge.samples import PlacedQuestion, SamplePlace, place_of, place_samples, read_samples, same_place
from knowledge.types import Document, Passage
from tests.conftest import TEA_QUESTIONS

GOOD = '- ref: "1.1"\n  headings: [市场, 规模]\n  questions: [有多大, How big]\n'


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "samples.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def place(ref: str, *headings: str, questions: tuple[str, ...] = ("问",)) -> SamplePlace:
    return SamplePlace(ref=ref, headings=list(headings), questions=list(questions))


def passage(ref: str, *headings: str) -> Passage:
    return Passage("茶", ref, ref, headings, "茶香。", ((0, 3),))


PASSAGES = (
    passage("1.1.1", "市场", "规模"),
    passage("1.1.2/1", "市场", "规模"),
    passage("1.1.2/2", "市场", "规模"),
    passage("1.2.1", "市场", "顾客"),
    passage("2.1.1", "直播 怎么做", "主播"),
)


@pytest.mark.parametrize("prefix", ["", "\ufeff", "# a comment\n"])
def test_questions_are_read_with_their_places(tmp_path: Path, prefix: str) -> None:
    assert read_samples(write(tmp_path, prefix + GOOD)) == [
        place("1.1", "市场", "规模", questions=("有多大", "How big")),
    ]


def test_the_questions_of_the_tea_report_all_find_their_places(tea_report: Document) -> None:
    places = read_samples(TEA_QUESTIONS)
    placed, nowhere = place_samples(places, tea_report.passages)
    assert nowhere == []
    assert [question.question for question in placed] == [q for one in places for q in one.questions]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "list"),
        ("ref: 1", "list"),
        ("- ref: 1.1\n  headings: [a]\n  questions: [b]\n", "0.ref"),
        ('- ref: "1."\n  headings: [a]\n  questions: [b]\n', "0.ref"),
        ('- ref: "a"\n  headings: [a]\n  questions: [b]\n', "0.ref"),
        ('- ref: "1/2"\n  headings: [a]\n  questions: [b]\n', "0.ref"),
        ('- ref: "1"\n  headings: []\n  questions: [b]\n', "place: 0,"),
        ('- ref: "1"\n  questions: [b]\n', "place: 0,"),
        ('- ref: "1"\n  begins: ""\n  questions: [b]\n', "0.begins"),
        ('- ref: "1"\n  begins: "\u3000 "\n  questions: [b]\n', "0.begins"),
        ('- ref: "1"\n  begins: 2021\n  questions: [b]\n', "0.begins"),
        ('- ref: "1"\n  headings: [a]\n  questions: []\n', "place: 0,"),
        ('- ref: "1"\n  headings: [a]\n  questions: [2021]\n', "0.questions.0"),
        ('- ref: "1"\n  headings: [a]\n  questions: [!!binary dGVh]\n', "0.questions.0"),
        ('- ref: "1"\n  headings: [a]\n', "place: 0,"),
        ('- ref: "1"\n  headings: [a]\n  unanswered: [b]\n', "0.unanswered.0"),
        ('- ref: "1"\n  headings: [a]\n  unanswered: [{missing: b}]\n', "0.unanswered.0.question"),
        ('- ref: "1"\n  headings: [a]\n  questions: [b]\n  more: c\n', "0.more"),
        (GOOD + '- ref: "2"\n  headings: a\n  questions: [b]\n', "1.headings"),
        ("- [a", "line: 2"),
        ("a: b: c", "line: 1"),
        (b"\xff\xfe\x00", "utf-8"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_the_place_of_the_fault(
    tmp_path: Path, content: str | bytes, problem: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read_samples(write(tmp_path, content))
    assert caught.value.code == "samples"
    assert caught.value.details["name"] == "samples.yaml"
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read_samples(tmp_path / "none.yaml")
    assert (caught.value.code, caught.value.details["name"]) == ("not-found", "none.yaml")


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        read_samples(tmp_path)


@pytest.mark.parametrize("content", ["", "a: 1"])
def test_a_fault_of_the_whole_file_is_told_without_an_empty_place(tmp_path: Path, content: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_samples(write(tmp_path, content))
    assert caught.value.details["problem"] == "other-structure"


@pytest.mark.parametrize(
    ("ref", "headings", "rows"),
    [
        ("1", ("市场",), (0, 1, 2, 3)),
        ("1.1", ("市场", "规模"), (0, 1, 2)),
        ("1.1.1", ("市场", "规模"), (0,)),
        ("1.1.2", ("市场", "规模"), (1, 2)),
        ("1.2", ("市场", "顾客"), (3,)),
        ("2", ("直播怎么做",), (4,)),
        ("2.1.1", ("直播怎麼做", "主播"), (4,)),
        ("1.2.1", ("市場", " 顧 客 "), (3,)),
    ],
)
def test_a_place_is_found_by_number_and_headings(ref: str, headings: tuple[str, ...], rows: tuple[int, ...]) -> None:
    placed, nowhere = place_samples([place(ref, *headings)], PASSAGES)
    assert placed == [PlacedQuestion("问", rows, ref.count(".") == 2)]
    assert nowhere == []


@pytest.mark.parametrize(
    ("ref", "headings"),
    [
        ("3", ("渠道",)),
        ("1.1", ("市场", "渠道")),
        ("1.1", ("市场",)),
        ("1.1.3", ("市场", "规模")),
        ("1.1.1", ("规模", "市场")),
        ("1.1.1.1", ("市场", "规模")),
    ],
)
def test_a_place_of_another_edition_is_nowhere(ref: str, headings: tuple[str, ...]) -> None:
    lost = place(ref, *headings)
    assert place_samples([lost], PASSAGES) == ([], [lost])


def test_questions_keep_their_order_and_lost_places_do_not_stop_the_others() -> None:
    places = [
        place("2", "直播怎么做", questions=("甲", "乙")),
        place("9", "无"),
        place("1.2", "市场", "顾客", questions=("丙",)),
    ]
    placed, nowhere = place_samples(places, PASSAGES)
    assert [(one.question, one.passages) for one in placed] == [("甲", (4,)), ("乙", (4,)), ("丙", (3,))]
    assert nowhere == [places[1]]


def test_a_passage_directly_under_a_chapter_is_not_taken_for_its_section() -> None:
    passages = (passage("1.1", "市场"), passage("1.1.1", "市场", "规模"))
    placed, _ = place_samples([place("1.1", "市场"), place("1.1", "市场", "规模"), place("1", "市场")], passages)
    assert [one.passages for one in placed] == [(0,), (1,), (0, 1)]


def test_a_place_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        place("1", "市场").ref = "2"  # type: ignore[misc]


def bare(*texts: str) -> list[Passage]:
    return [Passage("茶", str(number), "", (), text, ()) for number, text in enumerate(texts, start=1)]


def beginning(begins: str, ref: str = "9") -> SamplePlace:
    return SamplePlace(ref=ref, begins=begins, questions=["问"])


LONG = "新茶在四月上市，數量不多，" * 5
BARE = bare("前言在此。", LONG, "仓库 在山脚下，要防潮。", LONG[:-1])


@pytest.mark.parametrize(
    ("begins", "rows"),
    [
        ("仓库在山脚下", (2,)),
        ("倉庫在 山腳", (2,)),
        ("仓库 在山脚下，要防潮。", (2,)),
        (LONG[:40], (1, 3)),
        (LONG, (1,)),
        ("新茶", (1, 3)),
    ],
)
def test_a_passage_without_headings_is_found_by_how_it_begins_whatever_its_number(
    begins: str, rows: tuple[int, ...]
) -> None:
    assert place_samples([beginning(begins)], BARE) == ([PlacedQuestion("问", rows, True)], [])


def test_a_whole_passage_goes_before_longer_ones_that_begin_with_it() -> None:
    passages = bare("注意事项如下。", "注意")
    assert place_samples([place_of(passages[1], "问")], passages)[0] == [PlacedQuestion("问", (1,), True)]


def test_a_passage_under_headings_is_not_found_by_how_it_begins() -> None:
    lost = beginning("茶香")
    assert place_samples([lost], PASSAGES) == ([], [lost])


def test_the_place_of_a_passage_leads_back_to_it() -> None:
    placed, nowhere = place_samples([place_of(passage, "问") for passage in (*PASSAGES, *BARE)], [*PASSAGES, *BARE])
    assert nowhere == []
    assert [one.passages for one in placed] == [(0,), (1, 2), (1, 2), (3,), (4,), (5,), (6, 8), (7,), (6, 8)]


def test_the_place_of_a_part_is_that_of_the_whole_point() -> None:
    whole = SamplePlace(ref="1.1.2", headings=["市场", "规模"], begins="茶香。", questions=["问"])
    assert place_of(PASSAGES[2], "问") == whole
    assert place_of(BARE[1], "问") == SamplePlace(ref="2", begins=LONG[:40], questions=["问"])


def test_a_place_is_the_same_in_either_script() -> None:
    assert same_place(place("1.1", "市场", "规模"), place("1.1", "市場", "規 模"))
    assert not same_place(place("1.1", "市场", "规模"), place("1.2", "市场", "规模"))
    assert same_place(beginning("仓库在山脚下", "1"), beginning("倉庫在山腳下", "2"))
