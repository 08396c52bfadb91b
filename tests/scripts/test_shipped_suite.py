"""The scripted questions over the shipped edition, each a test: asked of the assistant that every front end uses."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.suites.cases import Case
from bot.suites.messages import explain_outcome
from bot.suites.outcomes import Outcome
from bot.suites.reading import SHIPPED_SUITE, read_suite
from bot.suites.running import Runner
from bot.wiring import open_assistant

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.xdist_group("shipped")]

SUITE = read_suite(SHIPPED_SUITE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def outcomes(shipped_home: Path) -> dict[str, Outcome]:
    """What came of every case, asked in a thread as a bot asks; answer times need the whole suite."""

    def run() -> list[Outcome]:
        runner = Runner(open_assistant(Settings(data_dir=shipped_home)))
        return runner.judge_times(list(runner.run([SUITE])))

    return {outcome.case.id: outcome for outcome in await asyncio.to_thread(run)}


def as_parameter(case: Case) -> object:
    known = [pytest.mark.xfail(reason=case.known_to_fail, strict=False)] if case.known_to_fail else []
    return pytest.param(case, id=case.id, marks=known)


@pytest.mark.parametrize("case", [as_parameter(case) for case in SUITE.cases])
async def test_scripted_question(case: Case, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.id]
    assert not outcome.unmet, explain_outcome(outcome, "en")
