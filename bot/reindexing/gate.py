"""The gate: the suites that a new index version must pass before it goes live."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.blobs.chosen import curated_files
from bot.curation.drafted import settled_ids
from bot.curation.files import curated_suite
from bot.reindexing.redrafting import DraftedResult, Scope, read_drafts, redraft
from bot.settings import Settings
from bot.suites.cases import Suite
from bot.suites.comparison import Change, Key, Standing, compare, standing
from bot.suites.drafting import Draft
from bot.suites.editions import fit_of, fitted, titles_written_for
from bot.suites.errors import SuiteError
from bot.suites.loading import SHIPPED_SUITE, read_suites
from bot.suites.messages import case_name
from bot.suites.outcomes import Outcome
from bot.suites.running import Runner
from bot.version_stores import version_store
from index.build import Advance, documents_of
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.documents import SHIPPED_TITLE
from knowledge.script import comparable
from knowledge.types import Document

_PASSED = ("passed", "unexpected-pass")
_MOST = 0.5  # share of the cases of a suite for another edition, beyond which failing is no matter of wording


class GateResult(BaseModel):
    """The results of the suites on a version, compared with the live one, which ``against`` names.

    ``judged`` counts the cases that are not known to fail, ``passed`` those of them that passed, and ``known`` the
    other cases, but for those ``skipped``, which do not hold for the documents of this version (those that hold
    ``partly`` are judged by that part). ``lost`` are the judged cases that fail now and passed on the live version;
    without a live version, those that fail and hold for what it has (see `_wrong_with_first`); the others that fail are
    ``tolerated``. Both are named with their suites if there are several. ``drafted`` says what became of drafted cases,
    which count nowhere else. A version with lost cases, or too many drafted ones of them, is held back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    suites: tuple[str, ...]
    judged: int
    passed: int
    known: int
    against: str | None
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    lost: tuple[str, ...]
    skipped: int = 0
    partly: int = 0
    tolerated: tuple[str, ...] = ()
    drafted: DraftedResult | None = None

    @property
    def good(self) -> bool:
        return not self.lost and (self.drafted is None or self.drafted.good)

    @property
    def count_lost(self) -> int:
        """The number of cases that passed before and fail now, drafted ones included."""
        return len(self.lost) + (len(self.drafted.lost) if self.drafted else 0)


def suites_for(settings: Settings, documents: Iterable[Document]) -> list[Suite]:
    """Return the suites to ask about ``documents``. Raises `SuiteError`.

    These are the suites that the settings name, else that of the shipped report if it is one of ``documents``; and in
    either case the suite of test cases that admins curated.
    """
    titles = {comparable(document.title) for document in documents}
    paths = list(settings.suites) or ([SHIPPED_SUITE] if comparable(SHIPPED_TITLE) in titles else [])
    curated = curated_suite(curated_files(settings))
    return [*read_suites(paths), *([curated] if curated else [])]


def check_version(
    settings: Settings,
    candidate: SearchIndex,
    live: SearchIndex | None,
    suites: Sequence[Suite],
    encoder: Encoder,
    stage: Callable[[str], None],
    advance: Advance,
) -> tuple[GateResult, tuple[Draft, ...]]:
    """Ask the suites and the drafted cases; return the result, and the drafted cases that ``candidate`` keeps.

    On ``stage`` and ``advance`` see `ask_suites`; while cases are drafted the stage is "drafting".
    """
    result = ask_suites(candidate, live, suites, encoder, stage, advance)
    if not settings.drafted_cases:
        return result, ()
    stage("drafting")
    titles = titles_written_for(suites, candidate.manifest.documents)
    scope = Scope(settings.drafted_cases, titles, settled_ids(curated_files(settings)))
    with _one_thread():
        before = _drafts_of(settings, live, scope, encoder, advance) if live else ()
        drafted = redraft(Runner(Assistant(snapshot_of(candidate), encoder)), before, scope, advance)
    lost = tuple(draft.question for draft in drafted.lost)
    told = DraftedResult(asked=drafted.carried, lost=lost, kept=len(drafted.kept), allowed=settings.max_drafted_lost)
    return result.model_copy(update={"drafted": told}), drafted.kept


def draft_unjudged(
    settings: Settings,
    candidate: SearchIndex,
    live: SearchIndex | None,
    encoder: Encoder,
    stage: Callable[[str], None],
    advance: Advance,
) -> tuple[Draft, ...]:
    """Return the drafted cases that ``candidate`` keeps, for the check of the next version; it is not judged by them.

    On ``stage`` and ``advance`` see `check_version`.
    """
    if not settings.drafted_cases:
        return ()
    stage("drafting")
    try:
        suites = suites_for(settings, documents_of(candidate))
    except SuiteError:  # who leaves the suites out may do so because one cannot be read
        suites = []
    titles = titles_written_for(suites, candidate.manifest.documents)
    scope = Scope(settings.drafted_cases, titles, settled_ids(curated_files(settings)))
    before = read_drafts(version_store(settings), live.manifest.version) if live else None
    with _one_thread():
        return redraft(Runner(Assistant(snapshot_of(candidate), encoder)), before or (), scope, advance).kept


def _drafts_of(
    settings: Settings, live: SearchIndex, scope: Scope, encoder: Encoder, advance: Advance
) -> tuple[Draft, ...]:
    """Return the drafted cases that were kept with the ``live`` version; draft them if it was built without."""
    kept = read_drafts(version_store(settings), live.manifest.version)
    if kept is not None:
        return kept
    return redraft(Runner(Assistant(snapshot_of(live), encoder)), (), scope, advance).kept


def ask_suites(
    candidate: SearchIndex,
    live: SearchIndex | None,
    suites: Sequence[Suite],
    encoder: Encoder,
    stage: Callable[[str], None],
    advance: Advance,
) -> GateResult:
    """Ask ``candidate`` the suites, then the ``live`` version, and compare the outcomes.

    Both are asked what holds for the documents of ``candidate``. ``stage`` is called with "asking" and "comparing",
    ``advance`` with the number of cases done and of all cases.
    """
    held = candidate.manifest.documents
    suites, unlike = fitted(suites, held), {suite.name for suite in suites if fit_of(suite.document, held) == "other"}
    if suites:
        stage("asking")
    outcomes = _ask(candidate, suites, encoder, advance)
    before: dict[Key, Standing] = {}
    if live is not None and suites:
        stage("comparing")
        before = {outcome.key: standing(outcome) for outcome in _ask(live, suites, encoder, advance)}
    return _judged(outcomes, before, live.manifest.version if live else None, suites, unlike)


def _judged(
    outcomes: Sequence[Outcome],
    before: Mapping[Key, Standing],
    against: str | None,
    suites: Sequence[Suite],
    unlike: Container[str],
) -> GateResult:
    """Return the result of the ``outcomes``, compared with the standings ``before`` if there is a version ``against``.

    The suites in ``unlike`` were written for another edition.
    """
    comparison = compare(before, outcomes, against or "")
    judged = [outcome for outcome in outcomes if not outcome.case.known_to_fail and not outcome.skipped]
    failed = [outcome for outcome in judged if outcome.verdict not in _PASSED]
    if against is not None:
        lost = [outcome for outcome in failed if before[outcome.key].verdict in _PASSED]
    else:
        lost = _wrong_with_first(judged, failed, unlike)
    tolerated = [outcome for outcome in failed if against is None and outcome not in lost]

    def named(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
        return tuple(case_name(*outcome.key, several=len(suites) > 1) for outcome in outcomes)

    return GateResult(
        suites=tuple(suite.name for suite in suites),
        judged=len(judged),
        passed=sum(outcome.verdict in _PASSED for outcome in judged),
        known=sum(bool(outcome.case.known_to_fail) and not outcome.skipped for outcome in outcomes),
        against=against,
        better=tuple(change for change in comparison.changes if change.better),
        worse=tuple(change for change in comparison.changes if not change.better),
        lost=named(lost),
        skipped=sum(outcome.skipped for outcome in outcomes),
        partly=sum(outcome.partly for outcome in outcomes),
        tolerated=named(tolerated),
    )


def _wrong_with_first(judged: Sequence[Outcome], failed: Sequence[Outcome], unlike: Container[str]) -> list[Outcome]:
    """Return which of the ``failed`` cases hold back a version that cannot be compared with a live one.

    Where a suite was written for another edition (it is ``unlike``), a single case may fail for the wording; only when
    most of its cases fail is something wrong with the version.
    """
    asked, missed = (Counter(outcome.suite for outcome in outcomes) for outcomes in (judged, failed))
    return [
        outcome
        for outcome in failed
        if outcome.suite not in unlike or missed[outcome.suite] > _MOST * asked[outcome.suite]
    ]


def read_gate_result(text: str | None) -> GateResult | None:
    """Parse the gate result that was kept with a version; return None if there is none that can be read."""
    try:
        return GateResult.model_validate_json(text) if text else None
    except ValidationError:
        return None


def _ask(index: SearchIndex, suites: Sequence[Suite], encoder: Encoder, advance: Advance) -> list[Outcome]:
    total = sum(suite.size for suite in suites)
    outcomes: list[Outcome] = []
    with _one_thread():
        for outcome in Runner(Assistant(snapshot_of(index), encoder)).run(suites):
            outcomes.append(outcome)
            advance(len(outcomes), total)
    return outcomes


def _one_thread() -> AbstractContextManager[object]:
    from threadpoolctl import threadpool_limits

    # More threads take twice as long and use every core; `bot.wiring` says why.
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits
