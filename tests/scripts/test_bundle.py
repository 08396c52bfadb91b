"""Making what the bundled encoder ships with."""

from pathlib import Path
from typing import Any

import numpy as np

from index.bundled.weights import open_weights
from scripts.bundle.trained import TrainedWeights


def test_trained_layers_take_the_place_of_the_bundled_ones_and_nothing_else(tmp_path: Path) -> None:
    weights = open_weights()
    rows = np.full((1536, 384), 3, np.int8)
    scales = np.linspace(0.1, 0.2, 1536)
    trained: dict[str, Any] = {
        "l5.intermediate.dense.q": rows,
        "l5.intermediate.dense.s": scales,
        "l5.intermediate.dense.b": np.arange(1536.0),
        "l5.output.LayerNorm.w": np.full(384, 2.0),
        "head.w": np.ones((2, 384)),
        "head.b": np.zeros(2),
    }
    np.savez(tmp_path / "trained.npz", **trained)
    both = TrainedWeights(weights, [tmp_path / "trained.npz"])
    np.testing.assert_allclose(both.matrix("l5.fi.w", 1536), rows * scales[:, None], rtol=1e-6)
    np.testing.assert_array_equal(both.floats("l5.fi.b"), np.arange(1536.0))
    np.testing.assert_array_equal(both.floats("l5.oln.w"), np.full(384, 2.0))
    np.testing.assert_array_equal(both.floats("l4.fi.b"), weights.floats("l4.fi.b"))
    np.testing.assert_array_equal(both.floats("emb.ln.w"), weights.floats("emb.ln.w"))
    assert both.head[0].shape == (2, 384)
    assert both.longest == weights.longest
