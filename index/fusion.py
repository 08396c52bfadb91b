"""Combine several rankings of the same candidates into one.

Scores of different kinds are standardised over the question's candidates before they are added; a plain sum of
z-scores ranked better than reciprocal ranks on every set tried. The weights were fitted by a softmax regression on
questions of our own, written from the report apart from the sample questions, and rounded; the weights for passages
without headings were fitted on public retrieval sets (CMRC2018, DRCD, XQuAD).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

_LEAST_SPREAD = 1e-9  # a smaller spread of scores comes from rounding


@dataclass(frozen=True, slots=True)
class Components:
    """Scores of the same candidates, each shape (candidates,).

    ``passage``, ``sentence``, ``samples``: cosines of the passage, of its best sentence, and the mean of those of its
    three best sample questions. ``text``, ``all_text``: BM25 of the passage's own words, and of these together with its
    sample questions' words. ``text_coverage`` and ``all_text_coverage``: how much of the question the vocabulary holds,
    0 to 1. ``samples`` is None if the index has no sample questions. ``headed``: the words of a passage include those
    of its headings.
    """

    passage: Scores
    sentence: Scores
    text: Scores
    text_coverage: float
    headed: bool = True
    samples: Scores | None = None
    all_text: Scores | None = None
    all_text_coverage: float = 0.0


def fuse(components: Components) -> Scores:
    """Return one score per candidate, shape (candidates,)."""
    passage, sentence = standardise(components.passage), standardise(components.sentence)
    text = components.text_coverage * standardise(components.text)
    if not components.headed:
        # Headings say what a passage is about in the words that people use; without headings, words are worth less.
        return passage + 1.2 * sentence + 1.35 * text
    if components.samples is None or components.all_text is None:
        return passage + 1.4 * sentence + 1.3 * text
    all_text = components.all_text_coverage * standardise(components.all_text)
    return passage + sentence + 0.7 * text + 1.4 * standardise(components.samples) + 2.3 * all_text


def standardise(scores: npt.NDArray[np.floating]) -> Scores:
    """Return the z-scores, all 0 if all scores are equal."""
    deviations = np.asarray(scores - scores.mean(), dtype=np.float64)
    spread = sqrt(float(deviations @ deviations) / len(deviations))
    return deviations / spread if spread > _LEAST_SPREAD else np.zeros_like(deviations)
