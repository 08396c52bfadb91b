"""Have the bundled reader read the best passages together with the question."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from index.search import Ranking, SearchIndex

Floats = npt.NDArray[np.float64]

_PASSAGES_READ = 2  # best passages: a third changes nothing in the verdict and takes half as long again
_PASSAGES_READ_WITHOUT_SAMPLES = 4  # here the right passage ranks lower, and the reader knows better which it is
_MAX_LEAD_MOVED = 2.0  # of a fused score (a sum of z-scores): a passage that leads by more stays first
_MAX_LEAD_MOVED_WITHOUT_SAMPLES = 6.0


def read_best(index: SearchIndex, ranking: Ranking, asked: Sequence[str]) -> tuple[Ranking, float]:
    """Return ``ranking`` with its best passages reordered by the reader, and the reader's highest logit for them.

    ``asked`` are the ways in which the question can be understood: alone, or with the question that it depends on
    before it; for each passage the way that it answers best counts. See `index.bundled.reader.Reader.read`.
    """
    from index.bundled.reader import shared_reader  # imported here: it loads all of ONNX Runtime

    reader = shared_reader()

    def read(numbers: list[int]) -> Floats:
        known = {number: index.beside(ranking.question, number) for number in numbers}
        pairs = [(text, number) for number in numbers for text in asked]
        found = _workers().map(lambda pair: reader.read(pair[0], index.passages[pair[1]].text, known[pair[1]]), pairs)
        words: Floats = np.array(list(found)).reshape(len(numbers), len(asked)).max(axis=1)
        return words

    return order_by(ranking, read, sampled=index.sampled)


def order_by(ranking: Ranking, read: Callable[[list[int]], Floats], *, sampled: bool) -> tuple[Ranking, float]:
    """Do what `read_best` does, with ``read`` giving the logits of passages by their numbers.

    For ``sampled`` see `SearchIndex.sampled`.
    """
    count, most = (
        (_PASSAGES_READ, _MAX_LEAD_MOVED)
        if sampled
        else (_PASSAGES_READ_WITHOUT_SAMPLES, _MAX_LEAD_MOVED_WITHOUT_SAMPLES)
    )
    best = np.argsort(-ranking.scores, kind="stable")[:count]
    words = read(ranking.numbers[best].tolist())
    scores = ranking.scores.copy()
    scores[best] += np.clip(words - words[0], -most, most)
    return replace(ranking, scores=scores), float(words.max())


def load_reader() -> None:
    """Load the reader now rather than with the first question that is in doubt."""
    from index.bundled.reader import shared_reader

    shared_reader()


@cache
def _workers() -> ThreadPoolExecutor:
    """Return threads for reading, as many as there are cores, because the reader runs outside Python."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reading")
