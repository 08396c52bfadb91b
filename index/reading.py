"""The best passages read together with the question, by the bundled reader."""

from dataclasses import replace

import numpy as np

from index.search import Ranking, SearchIndex

_READ = 3  # best passages: in nine of ten questions the right one is among them
_MOST_MOVED = 2.0  # of a fused score (a sum of z-scores): what leads by more stays first


def read_best(index: SearchIndex, ranking: Ranking, asked: str) -> tuple[Ranking, float]:
    """``ranking`` with its best passages ordered by what the reader makes of them too, and its highest word.

    ``asked`` is the question as it is to be understood, what it leans on before it. A logit; see
    `index.bundled.reader.Reader.read`.
    """
    from index.bundled.reader import shared_reader  # with all of ONNX Runtime

    reader = shared_reader()
    best = np.argsort(-ranking.scores, kind="stable")[:_READ]
    passages = [index.passages[number] for number in ranking.numbers[best].tolist()]
    words = np.array([reader.read(asked, passage.text) for passage in passages])
    scores = ranking.scores.copy()
    scores[best] += np.clip(words - words[0], -_MOST_MOVED, _MOST_MOVED)
    return replace(ranking, scores=scores), float(words.max())
