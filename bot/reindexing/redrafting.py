"""Draft cases for a new version, and see what of those that the live version passes is lost."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.suites.drafting import DRAFTED, Draft, Drafter, placed
from bot.suites.outcomes import Outcome
from bot.suites.running import Runner
from index.build import Advance
from index.errors import NoSuchVersionError
from index.store import VersionStore

_log = logging.getLogger(__name__)


class DraftedResult(BaseModel):
    """What became of the drafted cases: of those ``asked``, which the live version passes, these are ``lost``.

    ``kept`` counts the cases that the version passes and keeps. More than ``allowed`` percent lost holds it back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: int
    lost: tuple[str, ...]
    kept: int
    allowed: int

    @property
    def good(self) -> bool:
        return 100 * len(self.lost) <= self.allowed * self.asked


@dataclass(frozen=True, slots=True)
class Scope:
    """What is drafted: at most ``limit`` cases, none of the documents with ``titles``, and none with ``settled`` ids.

    The documents are those that a suite was written for, the ids those that admins confirmed or dropped.
    """

    limit: int
    titles: Collection[str] = ()
    settled: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Redrafted:
    """The drafted cases that a version passes and keeps, and of the ``carried`` ones those that it lost."""

    kept: tuple[Draft, ...]
    carried: int
    lost: tuple[Draft, ...]


def redraft(runner: Runner, before: Sequence[Draft], scope: Scope, advance: Advance) -> Redrafted:
    """Ask the cases ``before`` that still hold, and others on passages that have none, and keep those that pass.

    ``before`` are cases that the version before passes. ``advance`` gets how many were asked and how many will be.
    """
    drafter = Drafter(runner.assistant.snapshot.index)
    carried = {draft.case.id for draft in before if drafter.holds(draft)} - set(scope.settled)
    drafts = _chosen(drafter, runner, [draft for draft in before if draft.case.id in carried], scope)
    kept: list[Draft] = []
    lost: list[Draft] = []
    for done, draft in enumerate(drafts, start=1):
        passing = _as_it_passes(draft, runner.ask(DRAFTED, draft.case))
        if passing is not None:
            kept.append(passing)
        elif draft.case.id in carried:
            lost.append(draft)
        advance(done, len(drafts))
    return Redrafted(tuple(kept), sum(draft.case.id in carried for draft in drafts), tuple(lost))


def drafts_text(drafts: Sequence[Draft]) -> str:
    """Return drafted cases as they are kept beside a version, one a line."""
    return "".join(f"{draft.model_dump_json(exclude_defaults=True)}\n" for draft in drafts)


def read_drafts(store: VersionStore, version: str) -> tuple[Draft, ...] | None:
    """Read the drafted cases of ``version``; None if there are none or they cannot be read."""
    try:
        text = store.beside(version, DRAFTED)
        return tuple(map(Draft.model_validate_json, text.splitlines())) if text else None
    except (NoSuchVersionError, ValidationError) as error:
        _log.warning("the drafted cases of %s cannot be read: %s", version, error)
        return None


def _chosen(drafter: Drafter, runner: Runner, carried: Sequence[Draft], scope: Scope) -> list[Draft]:
    """Return the cases to ask: those ``carried``, others for passages that have none of these, up to the limit.

    Passages are taken in the order of their digests, which is an even sample, and the same from version to version.
    """
    had: dict[str, list[Draft]] = defaultdict(list)
    for draft in carried:
        had[draft.passage].append(draft)
    passages = runner.assistant.snapshot.index.passages
    rows = {drafter.digests[row]: row for row, passage in enumerate(passages) if passage.document not in scope.titles}
    chosen: dict[str, Draft] = {}
    for digest in sorted(rows):
        for draft in had.get(digest) or drafter.drafts(rows[digest]):
            if draft.case.id not in scope.settled:
                chosen.setdefault(draft.case.id, draft)
        if len(chosen) >= scope.limit:
            break
    return list(chosen.values())[: scope.limit]


def _as_it_passes(draft: Draft, outcome: Outcome) -> Draft | None:
    """Return ``draft`` if its case passed, also a heading that was taken for a place; else None."""
    if not outcome.unmet:
        return draft
    expect = draft.case.expect
    came = next((unmet.got for unmet in outcome.unmet if unmet.code == "intent"), "")
    if expect and not expect.intent and draft.there and not draft.look_alike and came.startswith("place "):
        return placed(draft, came)
    return None
