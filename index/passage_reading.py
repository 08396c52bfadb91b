"""Have the bundled reader read the best passages together with the question."""

import os
from collections.abc import Callable
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


def read_best(index: SearchIndex, ranking: Ranking) -> tuple[Ranking, float]:
    """Return ``ranking`` with its best passages reordered by the reader, and the reader's highest logit for them.

    The question is read alone, also where it depends on the one before it: read after that one, it seems to be answered
    by what answers that one. See `index.bundled.reader.Reader.read`.
    """
    from index.bundled.reader import shared_reader  # imported here: it loads all of ONNX Runtime

    reader, question = shared_reader(), ranking.question

    def read_one(number: int) -> float:
        return reader.read(question.text, index.passages[number].text, index.beside(question, number))

    def read(numbers: list[int]) -> Floats:
        return np.array(list(_workers().map(read_one, numbers)))

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
