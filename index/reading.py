"""The best passages read together with the question, by the bundled reader."""

from collections.abc import Sequence
from dataclasses import replace

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
    words = np.array([max(reader.read(text, passage.text) for text in asked) for passage in passages])
    scores = ranking.scores.copy()
    scores[best] += np.clip(words - words[0], -_MOST_MOVED, _MOST_MOVED)
    return replace(ranking, scores=scores), float(words.max())
