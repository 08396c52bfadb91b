"""Which cases got better or worse from one run to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.suites.outcomes import CaseVerdict, Outcome

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case came out: its verdict, how many expectations it left unmet, ranks of its turns that expect passages.

    Answer times are left out: they differ from run to run.
    """

    verdict: CaseVerdict
    unmet: int
    ranks: tuple[int | None, ...]

    @property
    def order(self) -> tuple[int, float]:
        """Larger is better: fewer unmet expectations, then expected passages nearer the top."""
        return -self.unmet, sum(1 / rank for rank in self.ranks if rank)


@dataclass(frozen=True, slots=True)
class Change:
    """A case that got better or worse, by verdict and ranks."""

    case: str
    better: bool
    before: tuple[CaseVerdict, tuple[int | None, ...]]
    now: tuple[CaseVerdict, tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside the one it is compared with, named ``before``: changes, and how many cases are the same or in one
    of them only."""

    before: str
    changes: tuple[Change, ...]
    same: int
    added: int
    gone: int


def standing(outcome: Outcome) -> Standing:
    """How ``outcome`` stands for a comparison."""
    unmet = [unmet for unmet in outcome.unmet if unmet.code != "time"]
    ranks = tuple(reply.rank for reply in outcome.replies if reply.expected)
    return Standing(outcome.verdict, len(unmet), ranks)


def compare(before: Mapping[Key, Standing], now: Sequence[Outcome], name: str) -> Comparison:
    """The cases of ``now`` against how they stood ``before``, a run called ``name``."""
    changes: list[Change] = []
    same = 0
    for outcome in now:
        new, old = standing(outcome), before.get(outcome.key)
        if old is None:
            continue
        if new.order == old.order:
            same += 1
        else:
            better = new.order > old.order
            change = Change(outcome.case.id, better, (old.verdict, old.ranks), (new.verdict, new.ranks))
            changes.append(change)
    known = {outcome.key for outcome in now}
    return Comparison(
        before=name,
        changes=tuple(sorted(changes, key=lambda change: change.better)),
        same=same,
        added=len(known - before.keys()),
        gone=len(before.keys() - known),
    )
