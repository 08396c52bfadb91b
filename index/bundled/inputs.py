"""Prepare the input of the layers: a text's tokens, and the embedding rows of these words and their positions."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled.tokenizer import Ids, Tokenizer, read_table
from index.bundled.weights import Floats, open_weights

SPECIAL_TOKENS = 2  # tokens: a text's begin and end


class Inputs:
    """The opened vocabulary and its embedding rows; safe to use from many threads."""

    def __init__(self) -> None:
        self._weights = open_weights()
        self._tokenizer = Tokenizer(self._weights.vocabulary, read_table())
        places = self._weights.floats("emb.pos").reshape(self._weights.longest, -1)
        self.places = places + self._weights.floats("emb.type")[: self._weights.width]
        self.longest = self._weights.longest - SPECIAL_TOKENS

    def ids(self, text: str) -> Ids:
        """Return the ids of the text's tokens, without those of its begin and end."""
        return self._tokenizer.cut(text)

    def pieces(self, text: str) -> list[str]:
        """Return the text's tokens as written, without the mark of a space; most of them are words."""
        return self._tokenizer.written(self.ids(text))

    def improbability(self, word: str) -> float:
        """Return how improbable a word is in general text, in nats; see `index.rarity`."""
        return -float(self._weights.vocabulary.scores[self.ids(word)].sum())

    def rows(self, ids: Ids) -> Floats:
        """Return the rows of at most ``longest`` tokens between begin and end, shape (1, tokens + 2, width)."""
        marks = self._weights.vocabulary
        marked = np.concatenate([[marks.begin], ids, [marks.end]])
        rows: Floats = self._weights.word_rows(marked) + self.places[: len(marked)]
        return rows[None]


@cache
def shared_inputs() -> Inputs:
    """Return the inputs that encoder and reader share."""
    return Inputs()


def open_session(layers: Path) -> Any:
    """Open the graph at ``layers``; each run uses only the thread that calls it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread per call: while other processes are busy, a second thread costs more than it gains.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The graph is stored in the form in which it is run: optimising it takes longer than it gains.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(layers), options, providers=["CPUExecutionProvider"])
