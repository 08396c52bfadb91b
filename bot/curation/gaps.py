"""Gaps, which are questions that were not answered well, grouped by similarity."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.curation.likeness import group_alike
from bot.state.curation import Gap
from index.encoder import Encoder
from index.search import Background
from knowledge.script import comparable


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask much the same, the newest first; ``gaps[0]`` represents the group."""

    gaps: tuple[Gap, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The different wordings of the question."""
        return tuple({comparable(gap.text): gap.text for gap in reversed(self.gaps)}.values())[::-1]


def group_gaps(gaps: Sequence[Gap], encoder: Encoder, background: Background) -> list[Group]:
    """Group questions, the newest first, by similarity, the largest group first.

    Call this in a worker thread, since it encodes every question. Raises `EncoderError`.
    """
    found = group_alike([gap.text for gap in gaps], encoder, background)
    groups = [Group(tuple(gaps[row] for row in alike.rows)) for alike in found]
    return sorted(groups, key=lambda group: -len(group.gaps))
