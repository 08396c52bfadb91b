"""Turn token ids into vectors with ONNX Runtime.

Each text is run alone, so its vector does not depend on the texts encoded with it, and nothing is padded. To encode
texts in parallel, callers use threads.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.bundled.inputs import SPECIAL_TOKENS, open_session, shared_inputs
from index.bundled.weights import Floats
from knowledge.script import encodable

# The name of what makes the vectors; change it with every change of that, so that different vectors are never compared.
IDENTITY = "multilingual-e5-small, int8 layers"
QUERY = "query: "
PASSAGE = "passage: "
LAYERS = Path(__file__).parent / "layers.onnx"
# The same layers, trained further on questions with the passages that answer them. Passages are encoded by the others.
SEARCH_LAYERS = Path(__file__).parent / "search_layers.onnx"

# Further text would change the vector little, but take as long. One character may become many tokens.
_MAX_TEXT_CHARACTERS = 1_000
_MAX_TEXT_TOKENS = 1_000


class Engine:
    """Loaded layers of the bundled encoder; safe to call from many threads, each call runs on the calling thread."""

    def __init__(self, layers: Path = LAYERS) -> None:
        self._inputs = shared_inputs()
        self._session = open_session(layers)

    def encode(self, prefix: str, text: str) -> Floats:
        """Return the vector of ``text`` after ``prefix`` (`QUERY` or `PASSAGE`), shape (384,), unit length."""
        ids = self._inputs.ids(prefix + encodable(text[:_MAX_TEXT_CHARACTERS]))[:_MAX_TEXT_TOKENS]
        size = self._inputs.longest
        windows = [self._inputs.rows(ids[start : start + size]) for start in range(0, len(ids), size)]
        return _pooled([self._session.run(None, {"rows": rows})[0][0] for rows in windows])


def _pooled(states: Sequence[Floats]) -> Floats:
    """Return the mean of all tokens' states, scaled to unit length.

    A text longer than the model reads comes in windows, whose means are weighted by their lengths.
    """
    means = np.stack([window.mean(axis=0) for window in states])
    lengths = np.array([len(window) - SPECIAL_TOKENS for window in states], np.float32)
    vector = lengths @ means
    unit: Floats = vector / np.linalg.norm(vector)
    return unit
