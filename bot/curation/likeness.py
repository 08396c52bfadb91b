"""Which questions ask much the same, by the cosines of their vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Encoder, Vectors
from index.search import Background
from knowledge.script import has_chinese

# For centred vectors: the same question in other words has 0.65 and more, a question on a related subject 0.55.
_ALIKE_COSINE = 0.6


@dataclass(frozen=True, slots=True)
class Alike:
    """The ``rows`` of texts that ask much the same, in order; ``typical`` is the one nearest to the mean of all."""

    rows: tuple[int, ...]
    typical: int


def group_alike(
    texts: Sequence[str], encoder: Encoder, background: Background, times: Sequence[int] | None = None
) -> list[Alike]:
    """Group texts by likeness, in the order of their first ones; each counts as often as ``times`` says, or once.

    Each text joins the group whose first text is most like it, or begins a new group if none is similar enough. Call
    this in a worker thread, since it encodes every text. Raises `EncoderError`.
    """
    if not texts:
        return []
    vectors = _centred(texts, encoder, background)
    members: dict[int, list[int]] = {}
    for row in range(len(texts)):
        leaders = list(members)
        cosines = vectors[leaders] @ vectors[row] if leaders else np.empty(0)
        nearest = int(np.argmax(cosines)) if leaders else -1
        if nearest >= 0 and cosines[nearest] >= _ALIKE_COSINE:
            members[leaders[nearest]].append(row)
        else:
            members[row] = [row]
    counts = np.array(times or [1] * len(texts), np.float32)
    return [Alike(tuple(rows), _typical(rows, vectors, counts)) for rows in members.values()]


def _typical(rows: list[int], vectors: Vectors, counts: Vectors) -> int:
    mean = counts[rows] @ vectors[rows]
    return rows[int(np.argmax(vectors[rows] @ mean))]


def _centred(texts: Sequence[str], encoder: Encoder, background: Background) -> Vectors:
    """Encode ``texts`` and subtract the mean vector of their language; the results have unit length.

    Without the subtraction any two questions would look alike.
    """
    means = np.stack([background.chinese_mean if has_chinese(text) else background.english_mean for text in texts])
    vectors = encoder.questions(texts) - means
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
