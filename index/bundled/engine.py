"""Token ids to vectors, by ONNX Runtime.

A text is run for itself: its vector does not depend on what it is encoded beside, and nothing is padded. Texts side by
side are the callers' threads.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled.tokenizer import Ids, Tokenizer, read_table
from index.bundled.weights import Floats, open_weights
from knowledge.script import encodable

# What makes the vectors what they are; another name for each change, so that vectors of two kinds are never compared.
IDENTITY = "multilingual-e5-small, int8 layers"
QUERY = "query: "
PASSAGE = "passage: "
LAYERS = Path(__file__).parent / "layers.onnx"

_LONGEST_TEXT = 1_000  # characters; what follows changes a passage's vector little and costs as much as the rest
_SPECIAL = 2  # tokens: a text's begin and end


class Engine:
    """The bundled encoder, loaded; safe to call from many threads, each call on the thread that makes it."""

    def __init__(self) -> None:
        self._weights = open_weights()
        self._tokenizer = Tokenizer(self._weights.vocabulary, read_table())
        self._session = _open_session(LAYERS)
        places = self._weights.floats("emb.pos").reshape(self._weights.longest, -1)
        self._places = places + self._weights.floats("emb.type")[: self._weights.width]

    def encode(self, prefix: str, text: str) -> Floats:
        """The vector of ``text`` read as ``prefix`` (`QUERY` or `PASSAGE`) says, shape (384,), unit length."""
        ids = self._tokenizer.cut(prefix + encodable(text[:_LONGEST_TEXT]))
        size = self._weights.longest - _SPECIAL
        return _pooled([self._run(ids[start : start + size]) for start in range(0, len(ids), size)])

    def _run(self, ids: Ids) -> Floats:
        """The states of a window's tokens, those of its begin and end with them, shape (tokens and 2, 384)."""
        vocabulary = self._weights.vocabulary
        marked = np.concatenate([[vocabulary.begin], ids, [vocabulary.end]])
        rows = self._weights.word_rows(marked) + self._places[: len(marked)]
        states: Floats = self._session.run(None, {"rows": rows[None]})[0][0]
        return states


def _pooled(states: Sequence[Floats]) -> Floats:
    """The mean of all tokens' states; of a text longer than the model reads, that of its windows by their lengths."""
    means = np.stack([window.mean(axis=0) for window in states])
    lengths = np.array([len(window) - _SPECIAL for window in states], np.float32)
    return _unit(lengths @ means)


def _unit(vector: Floats) -> Floats:
    unit: Floats = vector / np.linalg.norm(vector)
    return unit


def _open_session(layers: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread a call: beside another busy process a second one costs more than it gains.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The graph is written as it is to be run: looking for better takes longer than it gains.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(layers), options, providers=["CPUExecutionProvider"])
