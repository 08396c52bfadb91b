"""Read the layers of a reader: the encoder's, trained further to tell whether a passage answers a question.

`scripts.bundle.pairs` makes what they are trained on: targets are (1, 1) for a question with the passage that answers
it, (0, 1) with one that is only about it, and (0, 0) with others that are near by their vectors.
`scripts.bundle.train` trains them, from layers that had seen public question sets. `scripts.bundle.train_order` trains
the upper half further for documents without sample questions.

The files of trained layers hold, for layer ``n``, ``ln.attention.self.query.q`` (int8, by rows), ``.s`` (the rows'
scales), ``.b``, and so on by BERT's names; and ``head.w``, ``head.b``.
"""

from pathlib import Path
from typing import Any

import numpy as np

from index.bundled.weights import Floats, Weights

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}


class TrainedWeights:
    """The trained layers in ``files`` and all else from the bundled ``weights``, as `write_layers` needs them."""

    def __init__(self, weights: Weights, files: list[Path]) -> None:
        self._weights = weights
        self._trained: dict[str, Any] = {}
        for file in files:
            with np.load(file, allow_pickle=False) as arrays:
                self._trained |= dict(arrays)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._weights, name)

    def floats(self, name: str) -> Floats:
        layer, _, rest = name.partition(".")
        part, _, kind = rest.rpartition(".")
        trained = self._trained.get(f"{layer}.{PARTS.get(part, '')}.{kind}")
        return self._weights.floats(name) if trained is None else np.asarray(trained, np.float32)

    def matrix(self, name: str, rows: int) -> Floats:
        layer, part, _ = name.split(".")
        trained = f"{layer}.{PARTS[part]}"
        whole: Floats = self._trained[f"{trained}.q"].astype(np.float32) * self._trained[f"{trained}.s"][:, None]
        assert len(whole) == rows
        return whole

    @property
    def head(self) -> tuple[Floats, Floats]:
        """The weights, shape (2, width), and the bias of the two outputs."""
        return np.asarray(self._trained["head.w"], np.float32), np.asarray(self._trained["head.b"], np.float32)
