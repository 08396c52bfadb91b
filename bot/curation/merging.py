"""Put curated questions and test cases to those that are there: a question has one place, a case an id of its own.

All take time with the number of questions and cases, not with its square.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.answering.assistant import clean_question
from bot.suites.cases import Case
from knowledge.samples import SamplePlace, UnansweredQuestion, place_identity
from knowledge.script import comparable

_ID_CHARACTERS = 40  # of a question, by which its test case is known
_MAX_STEM_CHARACTERS = 90  # This leaves room for a number after the id, since a suite allows 100 characters.


def merged(places: Sequence[SamplePlace], given: Iterable[SamplePlace]) -> list[SamplePlace]:
    """Return ``places`` with the questions that are ``given``, which leave the places where they were before.

    Of a question that is given twice, the last counts. The places keep their order; new ones come last.
    """
    where: dict[str, tuple[SamplePlace, str | UnansweredQuestion]] = {}
    for place in given:
        for asked in _questions(place):
            key = _key(asked)
            where.pop(key, None)  # so that the order is that of the last
            where[key] = place, asked
    kept = [_without(place, where.keys()) for place in places]
    numbers = {place_identity(place): number for number, place in reversed(list(enumerate(kept)))}
    added: dict[int, list[str | UnansweredQuestion]] = defaultdict(list)
    for place, asked in where.values():
        number = numbers.setdefault(place_identity(place), len(kept))
        if number == len(kept):
            kept.append(_emptied(place))
        added[number].append(asked)
    return [place for place in (_with(place, added[number]) for number, place in enumerate(kept)) if _questions(place)]


def without(places: Iterable[SamplePlace], question: str) -> list[SamplePlace]:
    """Return ``places`` without ``question``, and without those that then have no question left."""
    return [place for place in (_without(place, {_key(question)}) for place in places) if _questions(place)]


def with_cases(cases: Sequence[Case], given: Iterable[Case]) -> list[Case]:
    """Return ``cases`` and, under ids of their own, those of ``given`` that ask something else."""
    all_cases = list(cases)
    asked, taken = {_conversation(case) for case in cases}, {case.id for case in cases}
    numbers: dict[str, int] = defaultdict(lambda: 2)
    for case in given:
        if _conversation(case) in asked:
            continue
        name, stem = case.id, case.id[:_MAX_STEM_CHARACTERS]
        while name in taken:
            name = f"{stem}-{numbers[stem]}"
            numbers[stem] += 1
        all_cases.append(case.model_copy(update={"id": name}))
        asked.add(_conversation(case))
        taken.add(name)
    return all_cases


def case_named(question: str) -> str:
    """Return the id of a test case that asks ``question``; people read it where a build says which cases fail."""
    shown = "".join(character if character.isprintable() else " " for character in question)
    return " ".join(shown.split())[:_ID_CHARACTERS] or "?"


def _questions(place: SamplePlace) -> list[str | UnansweredQuestion]:
    return [*place.questions, *place.unanswered]


def _key(asked: str | UnansweredQuestion) -> str:
    return comparable(clean_question(asked if isinstance(asked, str) else asked.question))


def _without(place: SamplePlace, keys: Iterable[str]) -> SamplePlace:
    questions = [each for each in place.questions if _key(each) not in keys]
    unanswered = [each for each in place.unanswered if _key(each) not in keys]
    return place.model_copy(update={"questions": questions, "unanswered": unanswered})


def _emptied(place: SamplePlace) -> SamplePlace:
    return place.model_copy(update={"questions": [], "unanswered": []})


def _with(place: SamplePlace, added: Iterable[str | UnansweredQuestion]) -> SamplePlace:
    questions, unanswered = list(place.questions), list(place.unanswered)
    for asked in added:
        if isinstance(asked, str):
            questions.append(asked)
        else:
            unanswered.append(asked)
    return place.model_copy(update={"questions": questions, "unanswered": unanswered})


def _conversation(case: Case) -> tuple[str, ...]:
    return tuple(comparable(turn.question) for turn in case.conversation)
