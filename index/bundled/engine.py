"""Token ids to vectors, by ONNX Runtime.

A text is run for itself: its vector does not depend on what it is encoded beside, and nothing is padded. Texts side by
side are the callers' threads.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.bundled.inputs import SPECIAL_TOKENS, open_session, shared_inputs
from index.bundled.weights import Floats
from knowledge.script import encodable

# What makes the vectors what they are; another name for each change, so that vectors of two kinds are never compared.
IDENTITY = "multilingual-e5-small, int8 layers"
QUERY = "query: "
PASSAGE = "passage: "
LAYERS = Path(__file__).parent / "layers.onnx"

_MAX_TEXT_CHARACTERS = 1_000  # characters; what follows changes a passage's vector little and costs as much as the rest


class Engine:
    """The bundled encoder, loaded; safe to call from many threads, each call on the thread that makes it."""

    def __init__(self) -> None:
        self._inputs = shared_inputs()
        self._session = open_session(LAYERS)

    def encode(self, prefix: str, text: str) -> Floats:
        """The vector of ``text`` read as ``prefix`` (`QUERY` or `PASSAGE`) says, shape (384,), unit length."""
        ids = self._inputs.ids(prefix + encodable(text[:_MAX_TEXT_CHARACTERS]))
        size = self._inputs.longest
        windows = [self._inputs.rows(ids[start : start + size]) for start in range(0, len(ids), size)]
        return _pooled([self._session.run(None, {"rows": rows})[0][0] for rows in windows])


def _pooled(states: Sequence[Floats]) -> Floats:
    """The mean of all tokens' states; of a text longer than the model reads, that of its windows by their lengths."""
    means = np.stack([window.mean(axis=0) for window in states])
    lengths = np.array([len(window) - SPECIAL_TOKENS for window in states], np.float32)
    vector = lengths @ means
    unit: Floats = vector / np.linalg.norm(vector)
    return unit
