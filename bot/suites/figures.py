"""Figures of a run, for all its cases and for each language and tag."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.suites.outcomes import MAX_RANK, Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and shares of a group of cases; a share of no cases is None.

    ``questions`` counts the turns that expect passages. ``hit_at_1`` and ``hit_at_3`` are the shares of them with an
    expected passage first, or among the first three. ``mrr`` is the mean of the reciprocal of its rank, with 0 if it is
    not among the first ten (Voorhees 1999, TREC-8 question answering). ``refusal_precision`` is the share of the
    refused questions that may be refused, ``refusal_recall`` the share of the questions to refuse that were refused.
    ``piece_recall`` is the mean share of the expected sentences that were among an answer's places, ``piece_precision``
    that of the places that have one.
    """

    name: str
    kind: str
    cases: int
    passed: int
    failed: int
    known_failures: int
    unexpected_passes: int
    skipped: int
    partly: int
    questions: int
    hit_at_1: float | None
    hit_at_3: float | None
    mrr: float | None
    refusal_precision: float | None
    refusal_recall: float | None
    piece_recall: float | None = None
    piece_precision: float | None = None

    @property
    def share_passed(self) -> float:
        """The share of the cases not known to fail that passed, 1 if there are none."""
        return self.passed / (self.passed + self.failed) if self.passed or self.failed else 1.0

    @property
    def known(self) -> int:
        """The number of cases that are marked as known to fail, whether they failed or not."""
        return self.known_failures + self.unexpected_passes


def summarise(outcomes: Sequence[Outcome]) -> list[Figures]:
    """Return the figures of all cases (kind "all"), then of each language and tag, in the order of first appearance."""
    groups: dict[tuple[str, str], list[Outcome]] = {("all", ""): list(outcomes)}
    asked = [outcome for outcome in outcomes if not outcome.skipped]
    for language in dict.fromkeys(outcome.case.spoken for outcome in asked):
        groups["language", language] = [outcome for outcome in asked if outcome.case.spoken == language]
    for tag in dict.fromkeys(tag for outcome in asked for tag in outcome.case.tags):
        groups["tag", tag] = [outcome for outcome in asked if tag in outcome.case.tags]
    return [_figures(name, kind, group) for (kind, name), group in groups.items()]


def _figures(name: str, kind: str, outcomes: list[Outcome]) -> Figures:
    verdicts = [outcome.verdict for outcome in outcomes]
    ranks = ranks_of(outcomes)
    may_refuse, must_refuse = _refusals(outcomes)
    pieces = [reply.pieces for outcome in outcomes for reply in outcome.replies if reply.pieces]
    return Figures(
        name=name,
        kind=kind,
        cases=len(outcomes),
        passed=verdicts.count("passed"),
        failed=verdicts.count("failed"),
        known_failures=verdicts.count("known-failure"),
        unexpected_passes=verdicts.count("unexpected-pass"),
        skipped=verdicts.count("skipped"),
        partly=sum(outcome.partly for outcome in outcomes),
        questions=len(ranks),
        hit_at_1=_share(rank is not None and rank <= 1 for rank in ranks),
        hit_at_3=_share(rank is not None and rank <= 3 for rank in ranks),
        mrr=_mean([1 / rank if rank else 0.0 for rank in ranks]),
        refusal_precision=_share(may_refuse),
        refusal_recall=_share(must_refuse),
        piece_recall=_mean([each.found / each.wanted for each in pieces]),
        piece_precision=_mean([each.right / each.places for each in pieces if each.places]),
    )


def ranks_of(outcomes: Iterable[Outcome]) -> list[int | None]:
    """Return the best rank of an expected passage for each turn that expects one; None beyond `MAX_RANK` or if none."""
    ranks: list[int | None] = []
    for outcome in outcomes:
        ranks += [r.rank if r.rank and r.rank <= MAX_RANK else None for r in outcome.replies if r.expected]
        ranks += [None for unmet in outcome.unmet if unmet.code == "nowhere"]
    return ranks


def _refusals(outcomes: Iterable[Outcome]) -> tuple[list[bool], list[bool]]:
    """Return whether each refused question may be refused, and whether each that must be refused was."""
    may: list[bool] = []
    must: list[bool] = []
    for outcome in outcomes:
        if outcome.skipped:
            continue
        for turn, reply in zip(outcome.case.conversation, outcome.replies, strict=True):
            if turn.expect is None or not turn.expect.allowed:
                continue
            if reply.status == "refused":
                may.append("refused" in turn.expect.allowed)
            if turn.expect.allowed == ("refused",):
                must.append(reply.status == "refused")
    return may, must


def _share(flags: Iterable[bool]) -> float | None:
    return _mean([float(flag) for flag in flags])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
