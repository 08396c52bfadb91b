"""Ranking, refusal and blank figures on a question set.

A set is JSON lines: ``{"question", "relevant": [refs], "kind", "lang", "previous"?, "blank"?}``. Kind "far" is another
subject, "near" is on the theme but not answered; all other kinds are answered by any of ``relevant``.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.assistant import Answer, Assistant
from scripts.benchmark.report import Measurement

_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Result:
    """A question of the set and its answer."""

    kind: str
    language: str
    relevant: frozenset[str]
    blank: bool
    answer: Answer

    @property
    def answerable(self) -> bool:
        return bool(self.relevant)

    @property
    def rank(self) -> float:
        """Rank of the first relevant passage, from 1; infinite where it is not among the first ten."""
        refs = [quote.ref for quote in self.answer.quotes]
        return next((i for i, ref in enumerate(refs, start=1) if ref in self.relevant), float("inf"))


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The rows of a question set."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def ask_all(assistant: Assistant, rows: Iterable[dict[str, Any]], advance: Callable[[], None]) -> list[Result]:
    """Answer every question of the set."""
    results = []
    for row in rows:
        answer = assistant.ask(row["question"], row.get("previous"), _LIMIT)
        relevant = frozenset(row["relevant"])
        results.append(Result(row["kind"], row.get("lang", ""), relevant, bool(row.get("blank")), answer))
        advance()
    return results


def summarise(results: list[Result]) -> list[Measurement]:
    """Figures over the answerable questions, the others, and each kind and language (all in percent but MRR)."""
    answerable = [result for result in results if result.answerable]
    rows = [Measurement("answerable", _ranking(answerable) | _statuses(answerable))]
    for name, group in _groups(results):
        rows.append(Measurement(name, (_ranking(group) if group[0].answerable else {}) | _statuses(group)))
    rows.append(Measurement("blank, where it is", _blanks([r for r in results if r.blank])))
    rows.append(Measurement("blank, claimed elsewhere", _blanks([r for r in answerable if not r.blank])))
    return rows


def _groups(results: list[Result]) -> Iterable[tuple[str, list[Result]]]:
    for kind in dict.fromkeys(result.kind for result in results):
        yield kind, [result for result in results if result.kind == kind]
    for language in dict.fromkeys(result.language for result in results if result.language):
        answerable = [result for result in results if result.language == language and result.answerable]
        if answerable:
            yield language, answerable


def _ranking(results: list[Result]) -> dict[str, float | int | str]:
    return {
        "questions": len(results),
        "hit@1": _percent(result.rank <= 1 for result in results),
        "hit@3": _percent(result.rank <= 3 for result in results),
        "MRR": sum(1 / result.rank for result in results) / max(len(results), 1),
    }


def _statuses(results: list[Result]) -> dict[str, float | int | str]:
    statuses = ("answered", "hedged", "refused")
    shares = {status: _percent(result.answer.status == status for result in results) for status in statuses}
    return {"questions": len(results), **shares}


def _blanks(results: list[Result]) -> dict[str, float | int | str]:
    return {"questions": len(results), "blank": _percent(result.answer.blank for result in results)}


def _percent(flags: Iterable[bool]) -> float:
    values = list(flags)
    return 100 * sum(values) / max(len(values), 1)
