"""Read trained layers, and write those of a graph as such, to train them further.

`scripts.bundle.pairs` makes what the reader is trained on: targets are (1, 1) for a question with the passage that
answers it, (0, 1) with one that is only about it, and (0, 0) with others that are near by their vectors.
`scripts.bundle.train` trains it, from layers that had seen public question sets. `scripts.bundle.train_order` trains it
further for documents without sample questions, and `scripts.bundle.train_search` the encoder's layers for questions
about such documents.

The files of trained layers hold, for layer ``n``, ``ln.attention.self.query.q`` (int8, by rows), ``.s`` (the rows'
scales), ``.b``, and so on by BERT's names; and ``head.w``, ``head.b``.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

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


# What comes into a product is scaled in the graph, by the factors of this name; see `scripts.bundle.layers`.
_SCALED = {"q": "attention", "k": "attention", "v": "attention", "ao": "context", "fi": "attended", "fo": "active"}


def weights_of(graph: Path) -> dict[str, Any]:
    """Return the weights in a graph that `scripts.bundle.layers` wrote, as files of trained layers hold them.

    The rows are float32 here, since the graph's own factors have been multiplied into them.
    """
    found = {each.name: numpy_helper.to_array(each) for each in onnx.load(graph).graph.initializer}
    weights: dict[str, Any] = {name: found[name] for name in ("head.w", "head.b") if name in found}
    for layer in sorted({name.partition(".")[0] for name in found if name.endswith(".q.w")}):
        for part, scaled in _SCALED.items():
            key = f"{layer}.{PARTS[part]}"
            weights[f"{key}.q"] = found[f"{layer}.{part}.w"].T * found[f"{layer}.{scaled}.smooth"][None, :]
            weights[f"{key}.s"] = found[f"{layer}.{part}.scales"]
            weights[f"{key}.b"] = found[f"{layer}.{part}.b"]
        for part in ("aln", "oln"):
            weights |= {f"{layer}.{PARTS[part]}.{kind}": found[f"{layer}.{part}.{kind}"] for kind in "wb"}
    return weights


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
