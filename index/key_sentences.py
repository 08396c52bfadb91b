"""Which sentences of a passage answer a question best."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.encoder import Vectors
from index.fusion import Scores, standardise
from index.other_words import sentences_in_other_words
from knowledge.script import fold
from knowledge.table_text import lines_above, sentence_text
from knowledge.types import Passage

_MAX_KEY_SENTENCES = 2
_AS_GOOD_Z = 0.5  # sum of z-scores; a sentence behind the best by no more than this is as good
# Fitted on 478 questions about twelve documents without sample questions; the weights of both z-scores make two.
_OTHER_WORDS = 6.0  # times the idf of a word
_MEANING_BESIDE_OTHER_WORDS, _WORDS_WITH_OTHERS = 1.2, 0.8


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a question with their ``weights``, and the ``folded`` question if other words count; else empty."""

    weights: Mapping[str, float]
    folded: str = ""


def score_sentences(passage: Passage, cosines: Vectors, asked: QuestionWords) -> Scores:
    """Return how well each sentence of a passage answers, by meaning and words, shape (sentences,).

    ``cosines`` are those of the sentences with the question, shape (sentences,). What stands above a table has -inf,
    since its rows answer.
    """
    sentences = _folded_sentences(passage)
    words = np.array([sum(w for word, w in asked.weights.items() if word in sentence) for sentence in sentences])
    if asked.folded:
        words = words + _OTHER_WORDS * sentences_in_other_words(asked.folded, sentences)
        scores = _MEANING_BESIDE_OTHER_WORDS * standardise(cosines) + _WORDS_WITH_OTHERS * standardise(words)
    else:
        scores = standardise(cosines) + standardise(words)
    scores[: lines_above(passage)] = -np.inf
    return scores


def key_sentences(passage: Passage, cosines: Vectors, asked: QuestionWords) -> tuple[int, ...]:
    """Return the position of the sentence that answers best by meaning and words, and another if it is as good.

    In a table that is a row, not the line above it. For ``cosines`` see `score_sentences`.
    """
    scores = score_sentences(passage, cosines, asked)
    order = np.argsort(-scores, kind="stable").tolist()
    return tuple(i for i in order[:_MAX_KEY_SENTENCES] if scores[i] >= scores[order[0]] - _AS_GOOD_Z)


@lru_cache(maxsize=4096)
def _folded_sentences(passage: Passage) -> tuple[str, ...]:
    return tuple(fold(sentence_text(passage, span)) for span in passage.sentences)
