"""Putting curated questions and test cases to those that are there: each question has one place, each case one id."""

from collections.abc import Callable

import pytest
import yaml

from bot.curation.files import Imported, import_curated
from bot.curation.merging import merged, with_cases
from bot.suites.cases import Case, Expectation
from knowledge.samples import SamplePlace, UnansweredQuestion
from tests.bot.curation.conftest import in_folder
from tests.growth import grows_linearly

SIZE = 1_200  # questions


def place(ref: str, *questions: str, unanswered: tuple[str, ...] = ()) -> SamplePlace:
    asked = [UnansweredQuestion(question=question) for question in unanswered]
    return SamplePlace(ref=ref, headings=[f"市场 {ref}"], questions=list(questions), unanswered=asked)


def case(name: str, question: str) -> Case:
    return Case(id=name, question=question, expect=Expectation(status=("refused",)))


def test_what_comes_last_counts_and_the_rest_keeps_its_order() -> None:
    before = [place("1", "a", "b"), place("2", "c"), place("3", "d", unanswered=("e",))]
    given = [place("3", "a", unanswered=("d",)), place("4", "A", "f"), place("2", "f")]
    assert merged(before, given) == [
        place("1", "b"),
        place("2", "c", "f"),
        place("3", unanswered=("e", "d")),
        place("4", "A"),
    ]


def test_a_place_whose_only_question_comes_again_stays_where_it_is() -> None:
    before = [place("1", "a"), place("2", "b"), place("3", unanswered=("c",))]
    assert merged(before, before) == before
    assert merged(before, [place("1", "A")]) == [place("1", "A"), *before[1:]]
    assert merged(before, [place("3", "b")]) == [place("1", "a"), place("3", "b", unanswered=("c",))]


def test_of_an_id_that_is_taken_the_next_free_number_is_used() -> None:
    kept = [case("a", "一"), case("a-2", "二")]
    given = [case("a", "三"), case("a", "一"), case("b", "四"), case("a", "五")]
    assert [each.id for each in with_cases(kept, given)] == ["a", "a-2", "a-3", "b", "a-4"]


EXPORTS: dict[str, Callable[[int], object]] = {
    "many questions of one place": lambda n: {"questions": [questions(1, n)]},
    "many places": lambda n: {"questions": [questions(number, 1) for number in range(n)]},
    "unanswered questions": lambda n: {"questions": [questions(1, n, "unanswered")]},
    "cases": lambda n: {"cases": cases(n, "{}")},
}


def questions(number: int, count: int, kind: str = "questions") -> dict[str, object]:
    texts = [f"问题 {number} {each} 怎么办" for each in range(count)]
    asked = texts if kind == "questions" else [{"question": text} for text in texts]
    return {"ref": "1.1", "headings": [f"章节 {number}"], kind: asked}


def cases(count: int, name: str) -> list[dict[str, object]]:
    return [
        {"id": name.format(each), "question": f"第 {each} 个", "expect": {"status": "refused"}} for each in range(count)
    ]


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_import_takes_time_with_the_number_of_questions(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {n: yaml.safe_dump(EXPORTS[kind](n), allow_unicode=True) for n in (SIZE, SIZE // 4)}

    def take(n: int) -> None:
        folder = tmp_path_factory.mktemp("curated")
        done = import_curated(in_folder(folder), texts[n])
        assert done.questions + done.cases == n

    assert grows_linearly(take, SIZE)


def test_cases_of_one_id_are_told_apart_in_time_with_their_number() -> None:
    given = [case("a" * 100, f"第 {number} 个") for number in range(SIZE)]
    assert grows_linearly(lambda n: with_cases([], given[:n]), SIZE)


def test_an_import_into_what_is_there_takes_time_with_both(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {
        n: [yaml.safe_dump({"questions": [questions(1, n)], "cases": cases(n, name)}) for name in ("a{}", "b{}")]
        for n in (SIZE, SIZE // 4)
    }

    def change(n: int) -> None:
        folder = tmp_path_factory.mktemp("curated")
        assert import_curated(in_folder(folder), texts[n][0]) == Imported(n, n, 0)
        assert import_curated(in_folder(folder), texts[n][1]) == Imported(0, 0, 2 * n)

    assert grows_linearly(change, SIZE)
