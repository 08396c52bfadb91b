"""The files of what admins curate: sample questions and unanswered questions by place, and test cases.

::

    curated/questions.yaml   questions by place, in the format of a document's file of sample questions
    curated/suite.yaml       test cases, which every new index version is asked
    curated/drafted.yaml     ids of drafted cases that were dealt with; see `bot.curation.drafted`
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.answering.assistant import EmptyQuestionError, clean_question
from bot.blobs.seam import Blobs
from bot.curation.drafted import settled_ids
from bot.curation.merging import merged, with_cases, without
from bot.curation.questions import QUESTIONS, SETTLED, SUITE, read_curated
from bot.curation.sealing import is_as_written, sealed
from bot.suites.cases import Case, Remark, Suite, SuiteFile
from bot.suites.drafts import suite_yaml
from bot.suites.errors import SuiteError
from bot.suites.formats.yaml_lines import Lined, read_yaml
from bot.suites.loading import cases_in, remark_of, suite_in
from knowledge.errors import DocumentError
from knowledge.samples import SamplePlace, UnansweredQuestion, place_of, place_samples, same_place
from knowledge.script import comparable, encodable
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class Imported:
    """How many questions and cases an import added, and how many of both were ``known`` before."""

    questions: int
    cases: int
    known: int


def curated_suite(curated: Blobs) -> Suite | None:
    """Read the suite of curated test cases; return None if there is none. Raises `SuiteError`."""
    try:
        content = curated.read(SUITE)
    except OSError as error:
        raise SuiteError("suite-unreadable", name=SUITE, problem=error.strerror or str(error)) from error
    if content is None:
        return None
    if not is_as_written(content):
        raise SuiteError("suite-not-as-written", name=SUITE)
    return suite_in(content, SUITE)


def attach(curated: Blobs, passage: Passage, question: str) -> bool:
    """Make ``question`` a sample question of ``passage`` and of no other; return False if it already is one.

    Raises `EmptyQuestionError`, `CuratedError`, OSError; in these cases nothing has changed.
    """
    text = _cleaned(question)
    with curated.changing() as files:
        places = read_curated(files)
        new = place_of(passage, text)
        if any(same_place(place, new) and _holds(place, text) for place in places):
            return False
        _replace(files, _places_file(merged(places, [new])))
    return True


def attach_unanswered(
    curated: Blobs, passage: Passage, question: str, missing: str | None = None, *, elsewhere: bool = False
) -> bool:
    """Note ``question`` as an unanswered question whose nearest passage is ``passage``; return False if it is known.

    ``missing`` says in few words what it asks for; ``elsewhere`` says that it is on another subject. Raises the same
    errors as `attach`.
    """
    asked = UnansweredQuestion(question=_cleaned(question), missing=missing, elsewhere=elsewhere)
    with curated.changing() as files:
        places = read_curated(files)
        new = place_of(passage, asked.question).model_copy(update={"questions": [], "unanswered": [asked]})
        if any(same_place(place, new) and _holds_unanswered(place, asked) for place in places):
            return False
        _replace(files, _places_file(merged(places, [new])))
    return True


def detach(curated: Blobs, question: str) -> bool:
    """Delete ``question`` from the curated questions, answered or unanswered; return False if it is not there."""
    with curated.changing() as files:
        places = read_curated(files)
        left = without(places, question)
        if left == places:
            return False
        _replace(files, _places_file(left))
    return True


def add_case(curated: Blobs, case: Case) -> bool:
    """Add a test case under a unique id; return False if a case asks the same already. Raises `SuiteError`."""
    with curated.changing() as files:
        suite = curated_suite(files)
        cases = suite.cases if suite else ()
        longer = with_cases(cases, [case])
        if len(longer) == len(cases):
            return False
        _replace(files, _cases_file(longer))
    return True


def settle_drafted(curated: Blobs, ids: Iterable[str], cases: Sequence[Case] = ()) -> int:
    """Note that the drafted cases with these ``ids`` were dealt with, and add test ``cases``; return how many are new.

    Raises `SuiteError`, `CuratedError`, OSError; then nothing has changed.
    """
    with curated.changing() as files:
        suite, settled = curated_suite(files), settled_ids(files)
        old = suite.cases if suite else ()
        longer = with_cases(old, cases)
        noted = _settled_file(settled.union(ids))
        _replace(files, (_cases_file(longer) if len(longer) > len(old) else {}) | noted)
    return len(longer) - len(old)


def unplaced(places: Sequence[SamplePlace], passages: Sequence[Passage]) -> list[SamplePlace]:
    """Return the places that have none of ``passages``; an admin has to review their questions."""
    return place_samples(places, passages)[1]


def export_curated(curated: Blobs) -> str:
    """Return all that is curated as YAML, for `import_curated`.

    It holds the questions, the test cases, and which drafted cases were dealt with: without that, those that were
    dropped, or mended into other ones, would be drafted again where it is imported.
    """
    suite = curated_suite(curated)
    content = {
        "questions": [place.model_dump(exclude_defaults=True) for place in read_curated(curated)],
        "cases": yaml.safe_load(suite_yaml(suite))["cases"] if suite else [],
    }
    settled = sorted(settled_ids(curated))
    return _yaml(content | ({"settled": settled} if settled else {}))


def import_curated(curated: Blobs, text: str, name: str = "import.yaml") -> Imported:
    """Add what `export_curated` wrote: all of it, or nothing if it has a mistake.

    Raises `DocumentError`, `CuratedError` and `SuiteError`, which say what is wrong, and OSError.
    """
    places, cases, settled = _parsed(text, name)
    with curated.changing() as files:
        before, suite, known = read_curated(files), curated_suite(files), settled_ids(files)
        after, old = merged(before, places), suite.cases if suite else ()
        longer = with_cases(old, cases)
        new, new_cases = count_questions(after) - count_questions(before), len(longer) - len(old)
        _replace(
            files,
            (_places_file(after) if after != before else {})
            | (_cases_file(longer) if new_cases else {})
            | (_settled_file(known.union(settled)) if not known.issuperset(settled) else {}),
        )
    given = count_questions(places) + len(cases)
    return Imported(new, new_cases, given - new - new_cases)


def count_questions(places: Sequence[SamplePlace]) -> int:
    """Count the questions of the places, including the unanswered ones."""
    return sum(len(place.questions) + len(place.unanswered) for place in places)


def _parsed(text: str, name: str) -> tuple[list[SamplePlace], tuple[Case, ...], list[str]]:
    """Return the places of an export, with their questions cleaned, its cases, and the ids of settled drafted ones."""
    text = encodable(text)
    lined = read_yaml(text)
    if lined.mistakes:
        raise _mistaken(name, lined.mistakes)
    content = lined.data
    if not isinstance(content, dict) or not content.keys() <= {"questions", "cases", "settled"}:
        raise DocumentError("samples", name=name, problem="other-keys")
    try:
        places = TypeAdapter(list[SamplePlace]).validate_python(content.get("questions") or [])
    except ValidationError as error:
        raise _mistaken(name, [remark_of(first, lined, ("questions",)) for first in error.errors()]) from error
    cleaned = [
        place.model_copy(
            update={
                "questions": [clean_question(question) for question in place.questions],
                "unanswered": [
                    asked.model_copy(update={"question": clean_question(asked.question)}) for asked in place.unanswered
                ],
            }
        )
        for place in places
    ]
    asks_nothing = [path for number, place in enumerate(cleaned) for path in _empty(number, place)]
    if asks_nothing:
        remarks = [Remark(lined.line(path), ".".join(map(str, path)), "nothing-asked", {}) for path in asks_nothing]
        raise _mistaken(name, remarks)
    return cleaned, cases_in(text, name) if content.get("cases") else (), _settled(content, lined, name)


def _settled(content: dict[str, Any], lined: Lined, name: str) -> list[str]:
    try:
        return TypeAdapter(list[str]).validate_python(content.get("settled") or [])
    except ValidationError as error:
        raise _mistaken(name, [remark_of(first, lined, ("settled",)) for first in error.errors()]) from error


def _empty(number: int, place: SamplePlace) -> Iterator[tuple[str | int, ...]]:
    """Yield where questions of the place with that number are empty."""
    for row, question in enumerate(place.questions):
        if not question:
            yield "questions", number, "questions", row
    for row, asked in enumerate(place.unanswered):
        if not asked.question:
            yield "questions", number, "unanswered", row, "question"


def _mistaken(name: str, remarks: Sequence[Remark]) -> SuiteError:
    return SuiteError("suite-mistakes", name=name, mistakes=tuple(remarks), count=len(remarks))


def _cleaned(question: str) -> str:
    text = clean_question(question)
    if not text:
        raise EmptyQuestionError("question-empty")
    return text


def _holds(place: SamplePlace, question: str) -> bool:
    return comparable(question) in map(comparable, place.questions)


def _holds_unanswered(place: SamplePlace, asked: UnansweredQuestion) -> bool:
    known = [(comparable(other.question), other.missing, other.elsewhere) for other in place.unanswered]
    return (comparable(asked.question), asked.missing, asked.elsewhere) in known


def _places_file(places: Sequence[SamplePlace]) -> dict[str, str]:
    return {QUESTIONS: _yaml([place.model_dump(exclude_defaults=True) for place in places])}


def _cases_file(cases: Sequence[Case]) -> dict[str, str]:
    return {SUITE: suite_yaml(Suite(SUITE, tuple(SuiteFile(cases=tuple(cases)).cases)))}


def _settled_file(ids: Iterable[str]) -> dict[str, str]:
    return {SETTLED: _yaml(sorted(ids))}


def _yaml(content: Any) -> str:
    dumped: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    return dumped


def _replace(files: Blobs, texts: Mapping[str, str]) -> None:
    files.write({name: sealed(text).encode() for name, text in texts.items()})
