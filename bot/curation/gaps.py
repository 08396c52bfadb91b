"""Questions that were not answered well, grouped by likeness."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.state.curation import Gap
from index.encoder import Encoder, Vectors
from index.search import Background
from knowledge.script import comparable, has_chinese

_ALIKE_COSINE = 0.6  # cosine of centred vectors: the same asked in other words has 0.65 and more, related subjects 0.55


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask much the same, the newest first; ``gaps[0]`` stands for all."""

    gaps: tuple[Gap, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The different wordings."""
        return tuple({comparable(gap.text): gap.text for gap in reversed(self.gaps)}.values())[::-1]


def group_gaps(gaps: Sequence[Gap], encoder: Encoder, background: Background) -> list[Group]:
    """Group questions with the first of each group that is alike enough, the largest group first.

    Takes an encoder call a question: for a worker thread. Raises `EncoderError`.
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
    """Vectors less what all sentences of their language share, else any two questions are alike; unit length."""
    means = np.stack([background.chinese_mean if has_chinese(text) else background.english_mean for text in texts])
    vectors = encoder.questions(texts) - means
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
