from typing import Any

import numpy as np
import pytest

from index.bundled.tokenizer import Tokenizer, make_table, read_table, write_table
from index.bundled.weights import Weights
from scripts.benchmark.naive import library_tokenizer
from tests.index.bundled.conftest import mixed_texts


@pytest.fixture(scope="module")
def library() -> Any:
    return library_tokenizer()


def test_tokens_are_those_of_the_tokenizers_library(tokenizer: Tokenizer, library: Any) -> None:
    for text in mixed_texts(700):
        assert tokenizer.cut(text).tolist() == library.encode(text).ids[1:-1], text


def test_unknown_characters_in_a_row_are_one_token(tokenizer: Tokenizer, library: Any) -> None:
    for text in ("咣咣响", "a\U00013000\U00013001b", "\U00013000"):
        assert tokenizer.cut(text).tolist() == library.encode(text).ids[1:-1]


def test_the_kept_table_is_that_of_the_vocabulary(weights: Weights) -> None:
    kept, made = read_table(), make_table(weights.vocabulary)
    np.testing.assert_array_equal(kept.hashes, made.hashes)
    np.testing.assert_array_equal(kept.ids, made.ids)


def test_a_table_comes_back_as_it_was_written(weights: Weights, tmp_path: Any) -> None:
    made = read_table()
    write_table(made, tmp_path / "pieces.npz")
    np.testing.assert_array_equal(read_table(tmp_path / "pieces.npz").ids, made.ids)
