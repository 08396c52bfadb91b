"""What admins do with drafted cases: confirm them, mend their questions, or drop them.

A case that was confirmed is written: one of the curated suite, which decides alone whether a version goes live.
"""

from collections.abc import Sequence

from bot.answering.assistant import EmptyQuestionError, clean_question
from bot.blobs.seam import Blobs
from bot.curation.drafted import settled_ids
from bot.curation.files import settle_drafted
from bot.curation.merging import case_named
from bot.suites.cases import Case
from bot.suites.drafting import Draft

_TAG = "curated"


def pending(curated: Blobs, drafts: Sequence[Draft]) -> list[Draft]:
    """Return those of the ``drafts`` that nobody has dealt with. Raises `CuratedError`."""
    settled = settled_ids(curated)
    return [draft for draft in drafts if draft.case.id not in settled]


def confirm(curated: Blobs, drafts: Sequence[Draft]) -> int:
    """Make written cases of ``drafts``; return how many are new. Raises `SuiteError`, `CuratedError`, OSError."""
    ids = [draft.case.id for draft in drafts]
    return settle_drafted(curated, ids, [_written(draft, draft.question) for draft in drafts])


def mend(curated: Blobs, draft: Draft, question: str) -> int:
    """Make a written case of ``draft`` that asks ``question`` in place of its own; see `confirm`.

    Raises `EmptyQuestionError`, too.
    """
    text = clean_question(question)
    if not text:
        raise EmptyQuestionError("question-empty")
    return settle_drafted(curated, [draft.case.id], [_written(draft, text)])


def drop(curated: Blobs, draft: Draft) -> None:
    """Have ``draft`` neither asked nor drafted again. Raises `SuiteError`, `CuratedError`, OSError."""
    settle_drafted(curated, [draft.case.id])


def _written(draft: Draft, question: str) -> Case:
    return Case(id=case_named(question), question=question, tags=(_TAG,), expect=draft.case.expect)
