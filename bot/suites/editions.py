"""Which cases of a suite hold for an index that has another edition of the document that the suite was written for.

What a case expects of a text's wording holds for that edition only; a place, a status or an intent for all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from bot.suites.cases import Case, CaseTurn, Expectation, Suite, SuiteDocument
from index.types import IndexedDocument
from knowledge.script import comparable
from knowledge.types import Document

Held = Sequence[Document] | Sequence[IndexedDocument]
Fit = Literal["same", "other", "absent"]


def fit_of(document: SuiteDocument | None, held: Held) -> Fit:
    """Say whether the edition that a suite was written for is ``held``, only another edition of it, or none.

    A suite that names no document holds for all.
    """
    if document is None or any(each.sha256 in document.sha256 for each in held):
        return "same"
    if comparable(document.title) not in {comparable(each.title) for each in held}:
        return "absent"
    return "other" if document.sha256 else "same"


def titles_written_for(suites: Iterable[Suite], held: Held) -> frozenset[str]:
    """Return the titles of the documents ``held`` of which a suite names this very edition."""
    named = {sha256 for suite in suites if suite.document for sha256 in suite.document.sha256}
    return frozenset(each.title for each in held if each.sha256 in named)


def fitted(suites: Iterable[Suite], held: Held) -> list[Suite]:
    """Return ``suites`` with only what holds for the documents ``held``; cases with nothing left are ``skipped``."""
    return [_fitted(suite, fit_of(suite.document, held)) for suite in suites]


def _fitted(suite: Suite, fit: Fit) -> Suite:
    if fit == "same":
        return suite
    kept = [_without_wording(case) if fit == "other" else None for case in suite.cases]
    pairs = list(zip(suite.cases, kept, strict=True))
    return replace(
        suite,
        cases=tuple(case for case in kept if case),
        skipped=(*suite.skipped, *(case for case, left in pairs if left is None)),
        partly=frozenset(left.id for case, left in pairs if left is not None and left != case),
    )


def _without_wording(case: Case) -> Case | None:
    """Return ``case`` without what it expects of the wording; None if it expects nothing else."""
    turns = [_turn_without_wording(turn) for turn in case.conversation]
    if not any(turn.expect for turn in turns):
        return None
    if case.question is None:
        return case.model_copy(update={"turns": tuple(turns)})
    return case.model_copy(update={"expect": turns[0].expect})


def _turn_without_wording(turn: CaseTurn) -> CaseTurn:
    expect = turn.expect
    if expect is None:
        return turn
    # Where one of several passages is known by its text, the others alone are not all that would be right.
    by_text = any(passage.quote for passage in expect.passages)
    left = dict.fromkeys(("contains", "lacks", "sentences", "sides"), ()) | {"blank": None}
    left |= {"passages": ()} if by_text else {}
    return turn.model_copy(update={"expect": _or_none(expect.model_copy(update=left))})


def _or_none(expect: Expectation) -> Expectation | None:
    return expect if expect.expects_something else None
