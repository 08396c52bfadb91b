"""Reports of runs as JSON, for programs to read and for comparison with later runs.

A report holds no times, so two runs on one index give equal files, unless a case depends on an answer's time.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.suites.comparison import Key, Standing
from bot.suites.coverage import Coverage, cover
from bot.suites.errors import SuiteError
from bot.suites.figures import Figures, summarise
from bot.suites.outcomes import CaseVerdict, Outcome, Reply
from bot.suites.running import Runner
from knowledge.types import Passage

_FORMAT = 1


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)

    rank: int | None
    expected: list[str]


class _Unmet(BaseModel):
    model_config = ConfigDict(frozen=True)

    code: str


class _Case(BaseModel):
    model_config = ConfigDict(frozen=True)

    suite: str
    id: str
    verdict: CaseVerdict
    unmet: list[_Unmet]
    replies: list[_Reply]


class _Report(BaseModel):
    """The part of a report that `read_report` needs; the report may hold more."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1]
    index: str
    cases: list[_Case]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of suites on the index ``version`` with its ``passages``: the ``outcomes`` so far of ``total`` cases."""

    version: str
    passages: Sequence[Passage]
    total: int
    outcomes: tuple[Outcome, ...]
    figures: tuple[Figures, ...]
    coverage: Coverage

    @property
    def several(self) -> bool:
        """Whether cases of more than one suite were asked, so that a case is known only with its suite."""
        return len({outcome.suite for outcome in self.outcomes}) > 1

    @property
    def complete(self) -> bool:
        return len(self.outcomes) == self.total

    def passed(self, minimum: float) -> bool:
        """Say whether at least the share ``minimum`` of the cases that are not known to fail passed."""
        return self.figures[0].share_passed >= minimum


def conclude(runner: Runner, outcomes: Sequence[Outcome], total: int) -> Run:
    """Summarise a run from the ``outcomes`` that ``runner`` gave before it ended or was interrupted."""
    index = runner.assistant.snapshot.index
    return Run(
        version=index.manifest.version,
        passages=index.passages,
        total=total,
        outcomes=tuple(outcomes),
        figures=tuple(summarise(outcomes)),
        coverage=cover(outcomes, index.passages),
    )


def write_report(run: Run, path: Path) -> None:
    """Write ``run`` as JSON. Raises `OSError`."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(report_of(run), file, ensure_ascii=False, indent=1)
        file.write("\n")


def report_of(run: Run) -> dict[str, Any]:
    """Return the report of ``run`` as values that JSON can hold."""
    return {
        "format": _FORMAT,
        "index": run.version,
        "complete": run.complete,
        "summary": [asdict(group) | {"share_passed": group.share_passed} for group in run.figures],
        "coverage": asdict(run.coverage),
        "cases": [_case_record(outcome, run.passages) for outcome in run.outcomes],
    }


def read_report(path: Path) -> tuple[str, dict[Key, Standing]]:
    """Read the index version of a report and the standing of each case. Raises `SuiteError`."""
    try:
        report = _Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SuiteError("suite-unreadable", name=path.name, problem=error.strerror or str(error)) from error
    except ValidationError as error:
        raise SuiteError("suite-no-report", name=path.name) from error
    return report.index, {(case.suite, case.id): _standing(case) for case in report.cases}


def _standing(case: _Case) -> Standing:
    unmet = sum(unmet.code != "time" for unmet in case.unmet)
    return Standing(case.verdict, unmet, tuple(reply.rank for reply in case.replies if reply.expected))


def _case_record(outcome: Outcome, passages: Sequence[Passage]) -> dict[str, Any]:
    case = outcome.case
    return {
        "suite": outcome.suite,
        "id": case.id,
        "language": case.spoken,
        "tags": list(case.tags),
        "known_to_fail": case.known_to_fail,
        "verdict": outcome.verdict,
        "partly": outcome.partly,
        "unmet": [asdict(unmet) | ({"got": ""} if unmet.code == "time" else {}) for unmet in outcome.unmet],
        "replies": [_reply_record(reply, passages) for reply in outcome.replies],
    }


def _reply_record(reply: Reply, passages: Sequence[Passage]) -> dict[str, Any]:
    top = [{"ref": found.ref, "headings": found.headings, "score": found.score} for found in reply.top]
    return {
        "question": reply.question,
        "status": reply.status,
        "blank": reply.blank,
        "missing": reply.missing,
        "expected": [passages[number].ref for number in reply.expected],
        "rank": reply.rank,
        "passages": top,
    }
