"""Compare a question with the sample questions of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.dense import DenseIndex, Rows, inner_products
from index.encoder import Vectors
from index.fusion import Scores

_BEST_SAMPLES = 3  # samples of a passage that count; their mean is steadier than the best alone


@dataclass(frozen=True, slots=True)
class SampleIndex:
    """The sample questions, ordered by their passages, and their vectors.

    ``slots``, shape (passages, most samples of a passage), holds the rows of each passage's samples; free slots hold
    the number of rows, one past the last.
    """

    questions: tuple[str, ...]
    dense: DenseIndex
    slots: Rows

    def similarities(self, query: Vectors) -> Vectors:
        """Return the inner products of ``query`` (dimension,) with all samples, shape (samples,)."""
        return inner_products(self.dense.vectors, query)

    def by_passage(self, cosines: Vectors, passages: Rows) -> Scores:
        """Return the mean of each passage's three best ``cosines``, shape (passages,).

        A passage without samples gets the mean of the others, which speaks neither for it nor against it.
        """
        by_passage = np.append(cosines, -np.inf)[self.slots[passages]]
        width = min(_BEST_SAMPLES, by_passage.shape[1])
        best = np.partition(by_passage, by_passage.shape[1] - width, axis=1)[:, -width:]
        present = np.isfinite(best)
        counts = present.sum(axis=1)
        sums = np.where(present, best, 0.0).sum(axis=1)
        neutral = sums.sum() / max(int(counts.sum()), 1)
        means: Scores = np.where(counts > 0, sums / np.maximum(counts, 1), neutral)
        return means

    def best_of(self, cosines: Vectors, passages: Rows) -> Vectors:
        """Return the largest of each passage's ``cosines``, shape (passages,); minus infinity for one without."""
        best: Vectors = np.append(cosines, np.float32(-np.inf))[self.slots[passages]].max(axis=1)
        return best

    def nearest_of(self, query: Vectors, passage: int, limit: int, but: str | None) -> tuple[str, ...]:
        """Return the passage's questions nearest to ``query`` (dimension,), at most ``limit``, without ``but``."""
        rows = self.slots[passage]
        rows = rows[rows < len(self.questions)]
        texts = [self.questions[row] for row in rows.tolist()]
        return nearest_texts(texts, self.dense.vectors[rows], query, limit, but)


def index_samples(questions: tuple[str, ...], dense: DenseIndex) -> SampleIndex:
    """Index ``questions`` by passage; the rows of ``dense`` hold their vectors in the same order."""
    sizes = dense.starts[1:] - dense.starts[:-1]
    slots = dense.starts[:-1, None] + np.arange(max(int(sizes.max(initial=0)), 1))
    free = slots >= dense.starts[1:, None]
    return SampleIndex(questions, dense, np.where(free, len(questions), slots))


def nearest_texts(
    texts: Sequence[str], vectors: Vectors, query: Vectors, limit: int, but: str | None
) -> tuple[str, ...]:
    """Return the ``texts`` whose ``vectors`` (texts, dimension) are nearest to ``query`` (dimension,).

    They are at most ``limit``, without ``but``, the nearest first.
    """
    best = np.argsort(-(vectors @ query), kind="stable").tolist()
    return tuple(islice((texts[row] for row in best if texts[row] != but), limit))


def mean_of_best(cosines: Vectors) -> float:
    """Return the mean of the three best ``cosines`` (samples,), or of all if there are fewer."""
    count = min(_BEST_SAMPLES, len(cosines))
    return float(np.partition(cosines, -count)[-count:].mean())
