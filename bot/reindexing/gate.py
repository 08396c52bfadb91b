"""The gate: the suites that a new index version must pass before it goes live."""

from collections.abc import Callable, Iterable, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.curation.files import curated_suite
from bot.settings import Settings
from bot.suites.cases import Suite
from bot.suites.comparison import Change, Key, Standing, compare, standing
from bot.suites.loading import SHIPPED_SUITE, read_suites
from bot.suites.outcomes import Outcome
from bot.suites.running import Runner
from index.build import Advance
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.documents import SHIPPED_TITLE
from knowledge.script import comparable
from knowledge.types import Document

_PASSED = ("passed", "unexpected-pass")


class GateResult(BaseModel):
    """The results of the suites on a version, compared with the live one, which ``against`` names.

    ``judged`` counts the cases that are not known to fail, ``passed`` those of them that passed, and ``known`` the
    other cases. ``lost`` are the judged cases that fail now and passed on the live version; without a live version, all
    judged cases that fail. A version with lost cases is held back.
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

    @property
    def good(self) -> bool:
        return not self.lost


def suites_for(settings: Settings, documents: Iterable[Document]) -> list[Suite]:
    """Return the suites to ask about ``documents``. Raises `SuiteError`.

    These are the suites that the settings name, else that of the shipped report if it is one of ``documents``; and in
    either case the suite of test cases that admins curated.
    """
    titles = {comparable(document.title) for document in documents}
    paths = list(settings.suites) or ([SHIPPED_SUITE] if comparable(SHIPPED_TITLE) in titles else [])
    curated = curated_suite(settings.data_folder.curated)
    return [*read_suites(paths), *([curated] if curated else [])]


def ask_suites(
    candidate: SearchIndex,
    live: SearchIndex | None,
    suites: Sequence[Suite],
    encoder: Encoder,
    stage: Callable[[str], None],
    advance: Advance,
) -> GateResult:
    """Ask ``candidate`` the suites, then the ``live`` version, and compare the outcomes.

    ``stage`` is called with "asking" and "comparing", ``advance`` with the number of cases done and of all cases.
    """
    stage("asking")
    outcomes = _ask(candidate, suites, encoder, advance)
    before: dict[Key, Standing] = {}
    if live is not None and suites:
        stage("comparing")
        before = {outcome.key: standing(outcome) for outcome in _ask(live, suites, encoder, advance)}
    comparison = compare(before, outcomes, live.manifest.version if live else "")
    judged = [outcome for outcome in outcomes if not outcome.case.known_to_fail]
    failed = [outcome for outcome in judged if outcome.verdict not in _PASSED]
    if live is not None:
        failed = [outcome for outcome in failed if before[outcome.key].verdict in _PASSED]
    return GateResult(
        suites=tuple(suite.name for suite in suites),
        judged=len(judged),
        passed=sum(outcome.verdict in _PASSED for outcome in judged),
        known=len(outcomes) - len(judged),
        against=live.manifest.version if live else None,
        better=tuple(change for change in comparison.changes if change.better),
        worse=tuple(change for change in comparison.changes if not change.better),
        lost=tuple(outcome.case.id for outcome in failed),
    )


def read_gate_result(text: str | None) -> GateResult | None:
    """Parse the gate result that was kept with a version; return None if there is none that can be read."""
    try:
        return GateResult.model_validate_json(text) if text else None
    except ValidationError:
        return None


def _ask(index: SearchIndex, suites: Sequence[Suite], encoder: Encoder, advance: Advance) -> list[Outcome]:
    from threadpoolctl import threadpool_limits

    total = sum(len(suite.cases) for suite in suites)
    outcomes: list[Outcome] = []
    # More threads take twice as long and use every core; `bot.wiring` says why.
    with threadpool_limits(1, user_api="blas"):
        for outcome in Runner(Assistant(snapshot_of(index), encoder)).run(suites):
            outcomes.append(outcome)
            advance(len(outcomes), total)
    return outcomes
