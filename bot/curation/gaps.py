"""Gaps, which are questions that were not answered well, grouped by similarity."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.state.curation import Gap
from index.encoder import Encoder, Vectors
from index.search import Background
from knowledge.script import comparable, has_chinese

# For centred vectors: the same question in other words has 0.65 and more, a question on a related subject 0.55.
_ALIKE_COSINE = 0.6


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask much the same, the newest first; ``gaps[0]`` represents the group."""

    gaps: tuple[Gap, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The different wordings of the question."""
        return tuple({comparable(gap.text): gap.text for gap in reversed(self.gaps)}.values())[::-1]


def group_gaps(gaps: Sequence[Gap], encoder: Encoder, background: Background) -> list[Group]:
    """Group questions by similarity, the largest group first.

    Each question joins the group whose first question is most like it, or begins a new group if none is similar enough.
    Call this in a worker thread, since it encodes every question. Raises `EncoderError`.
    """
    if not gaps:
        return []
    vectors = _centred([gap.text for gap in gaps], encoder, background)
    leaders: list[int] = []
    members: dict[int, list[Gap]] = {}
    for row, gap in enumerate(gaps):
        cosines = vectors[leaders] @ vectors[row] if leaders else np.empty(0)
        nearest = int(np.argmax(cosines)) if len(cosines) else -1
        if nearest >= 0 and cosines[nearest] >= _ALIKE_COSINE:
            members[leaders[nearest]].append(gap)
        else:
            leaders.append(row)
            members[row] = [gap]
    groups = [Group(tuple(found)) for found in members.values()]
    return sorted(groups, key=lambda group: -len(group.gaps))


def _centred(texts: Sequence[str], encoder: Encoder, background: Background) -> Vectors:
    """Encode ``texts`` and subtract the mean vector of their language; the results have unit length.

    Without the subtraction any two questions would look alike.
    """
    means = np.stack([background.chinese_mean if has_chinese(text) else background.english_mean for text in texts])
    vectors = encoder.questions(texts) - means
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
