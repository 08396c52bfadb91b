"""Write texts as tokens, for programs that train on them where this project is not installed."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from index.bundled.inputs import Inputs
from index.bundled.weights import open_weights


def token_arrays(texts: Iterable[str]) -> dict[str, Any]:
    """Return the ``tokens`` of all texts and each one's number of them (``lengths``), as arrays to be saved.

    Texts become tokens of a smaller vocabulary, which has only the tokens used: ``words`` are their rows of the
    encoder's, shape (words, width); ``marks`` are begin, end and padding in it. ``places`` and ``norm`` are the rest of
    what the encoder's layers are given.
    """
    inputs, weights = Inputs(), open_weights()
    marks = weights.vocabulary
    ids = [inputs.ids(text) for text in texts]
    special = np.array([marks.begin, marks.end, marks.padding])
    used, where = np.unique(np.concatenate([special, *ids]), return_inverse=True)
    return {
        "tokens": where[len(special) :].astype(np.uint32),
        "lengths": np.array([len(each) for each in ids], np.int32),
        "marks": where[: len(special)],
        "words": weights.word_rows(used).astype(np.float16),
        "places": inputs.places,
        "norm": np.stack([weights.floats("emb.ln.w"), weights.floats("emb.ln.b")]),
    }
