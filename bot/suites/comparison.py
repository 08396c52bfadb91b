"""Compare two runs: which cases got better or worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.suites.outcomes import CaseVerdict, Outcome

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a case: its verdict, the number of unmet expectations, and the ranks of the expected passages.

    ``ranks`` has an entry for each turn that expects passages. Answer times are left out, as they differ between runs.
    """

    verdict: CaseVerdict
    unmet: int
    ranks: tuple[int | None, ...]

    @property
    def order(self) -> tuple[int, float]:
        """A sort key that is larger for fewer unmet expectations, and then for expected passages nearer the top."""
        return -self.unmet, sum(1 / rank for rank in self.ranks if rank)


@dataclass(frozen=True, slots=True)
class Change:
    """A case that got better or worse, with its verdict and ranks ``before`` and ``now``."""

    case: str
    better: bool
    before: tuple[CaseVerdict, tuple[int | None, ...]]
    now: tuple[CaseVerdict, tuple[int | None, ...]]
    suite: str = ""  # an older program kept none with a version


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run compared with an earlier one, which ``before`` names.

    ``same`` counts the cases that are neither better nor worse, ``added`` and ``gone`` those in only one of the runs.
    """

    before: str
    changes: tuple[Change, ...]
    same: int
    added: int
    gone: int


def standing(outcome: Outcome) -> Standing:
    """Return the standing of ``outcome``."""
    unmet = [unmet for unmet in outcome.unmet if unmet.code != "time"]
    ranks = tuple(reply.rank for reply in outcome.replies if reply.expected)
    return Standing(outcome.verdict, len(unmet), ranks)


def compare(before: Mapping[Key, Standing], now: Sequence[Outcome], name: str) -> Comparison:
    """Compare the outcomes ``now`` with the standings ``before``, from a run called ``name``.

    A case that was skipped counts as not in the run.
    """
    before = {key: standing for key, standing in before.items() if standing.verdict != "skipped"}
    now = [outcome for outcome in now if not outcome.skipped]
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
            standings = (old.verdict, old.ranks), (new.verdict, new.ranks)
            changes.append(Change(outcome.case.id, better, *standings, outcome.suite))
    known = {outcome.key for outcome in now}
    return Comparison(
        before=name,
        changes=tuple(sorted(changes, key=lambda change: change.better)),
        same=same,
        added=len(known - before.keys()),
        gone=len(before.keys() - known),
    )
