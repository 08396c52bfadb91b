"""Choose the passages that are scored for a question: all of them, or of many the best by each kind of score."""

from collections.abc import Sequence

import numpy as np

from index.dense import Rows
from index.encoder import Vectors
from index.fusion import Scores
from index.parts import DensePart

_MAX_PASSAGES_SCORED_WHOLE = 256  # passages; where there are no more than this, all are scored
_CANDIDATES = 100  # candidates taken from each ranking of more passages


def candidates(
    lexical: Scores, lookups: Sequence[tuple[DensePart, Vectors]], passages: int, among: Rows | None
) -> Rows:
    """Return the numbers of the passages to score, ascending; of those ``among`` only, or of all ``passages``.

    ``lexical`` holds the BM25 score of every passage; each of ``lookups`` is a part and the vector to look up in it.
    The parts find the nearest of all passages, so where many documents are searched for one long one, candidates may
    come by its words alone.
    """
    searched = np.arange(passages) if among is None else among
    if len(searched) <= _MAX_PASSAGES_SCORED_WHOLE:
        return searched
    by_words = searched[np.argpartition(-lexical[searched], _CANDIDATES)[:_CANDIDATES]]
    found = [by_words, *(part.nearest(vector, _CANDIDATES) for part, vector in lookups)]
    best = np.unique(np.concatenate(found))
    return best if among is None else np.intersect1d(best, among, assume_unique=True)
