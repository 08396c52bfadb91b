"""The best passages read together with the question, by the bundled reader."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np

from index.search import Ranking, SearchIndex

_READ = 3  # best passages: in nine of ten questions the right one is among them
_MOST_MOVED = 2.0  # of a fused score (a sum of z-scores): what leads by more stays first


def read_best(index: SearchIndex, ranking: Ranking, asked: Sequence[str]) -> tuple[Ranking, float]:
    """``ranking`` with its best passages ordered by what the reader makes of them too, and its highest word.

    ``asked`` are the ways in which the question can be understood: alone, or with what it leans on before it; the one
    that a passage answers best counts. A logit; see `index.bundled.reader.Reader.read`.
    """
    from index.bundled.reader import shared_reader  # with all of ONNX Runtime

    reader = shared_reader()
    best = np.argsort(-ranking.scores, kind="stable")[:_READ]
    passages = [index.passages[number] for number in ranking.numbers[best].tolist()]
    pairs = [(text, passage.text) for passage in passages for text in asked]
    read = _workers().map(lambda pair: reader.read(*pair), pairs)
    words = np.array(list(read)).reshape(len(passages), len(asked)).max(axis=1)
    scores = ranking.scores.copy()
    scores[best] += np.clip(words - words[0], -_MOST_MOVED, _MOST_MOVED)
    return replace(ranking, scores=scores), float(words.max())


def load_reader() -> None:
    """Load the reader now rather than with the first question that is in doubt."""
    from index.bundled.reader import shared_reader

    shared_reader()


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads that read, as many as there are cores: the reader works outside Python."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reading")
