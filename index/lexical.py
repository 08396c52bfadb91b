"""Score passages by BM25, with everything that does not depend on the question computed beforehand.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's
idf, which is never negative: ``ln(1 + (N - n + 0.5) / (n + 0.5))``.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_K1 = 1.2
_B = 0.75
_LEAST_WEIGHT = 1e-9  # an idf; instead of none where the index knows no token
MAX_POSTINGS = 20_000  # a token in more passages than this tells almost nothing and costs the most


class LexicalScores(NamedTuple):
    """``scores``: float64, one per passage; ``coverage``: how much of the question the index knows, 0 to 1."""

    scores: npt.NDArray[np.float64]
    coverage: float


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Postings by token, compressed sparse columns: token ``t`` has rows ``starts[t]:starts[t + 1]``.

    ``passages`` (int32) and ``impacts`` (float32) hold a posting's passage and its part of the score; ``frequencies``
    (int32) say how often the passage has the token, and ``lengths`` (int64) how many tokens each passage has, if the
    index was built here and not read from files.
    """

    vocabulary: dict[str, int]
    starts: npt.NDArray[np.int64]
    passages: npt.NDArray[np.int32]
    impacts: npt.NDArray[np.float32]
    count: int
    frequencies: npt.NDArray[np.int32] | None = None
    lengths: npt.NDArray[np.int64] | None = None

    def score(self, tokens: Iterable[str], rarity: Callable[[str], float] = lambda _: 1.0) -> LexicalScores:
        """Return the BM25 score of every passage for the distinct ``tokens`` of a question.

        Each token counts as often as ``rarity`` says.
        """
        spans: list[tuple[int, int, float]] = []  # where the postings of a token begin and end, and its rarity
        unknown = 0.0
        for token in dict.fromkeys(tokens):  # a set's order, and so the last digit of a sum, differs from run to run
            number = self.vocabulary.get(token)
            if number is None:
                unknown += rarity(token)
            else:
                spans.append((int(self.starts[number]), int(self.starts[number + 1]), rarity(token)))
        found = sum(idf(end - start, self.count) * rare for start, end, rare in spans)
        total = found + unknown * idf(0, self.count)
        useful = [(slice(start, end), rare) for start, end, rare in spans if end - start <= MAX_POSTINGS]
        if not useful:
            return LexicalScores(np.zeros(self.count), 0.0)
        passages = np.concatenate([self.passages[span] for span, _ in useful])
        impacts = np.concatenate([self.impacts[span] * np.float32(rare) for span, rare in useful])
        return LexicalScores(np.bincount(passages, impacts, self.count).astype(np.float64), found / total)

    def weights(self, tokens: Iterable[str]) -> dict[str, float]:
        """Return the idf of those ``tokens`` that the index knows."""
        numbers = {token: number for token in tokens if (number := self.vocabulary.get(token)) is not None}
        return {
            token: idf(int(self.starts[number + 1] - self.starts[number]), self.count)
            for token, number in numbers.items()
        }

    def share(self, tokens: Iterable[str]) -> npt.NDArray[np.float64]:
        """Return what share of the distinct ``tokens`` that the index knows each passage has, weighted by their idf."""
        shares = np.zeros(self.count)
        weights = self.weights(tokens)
        for token, weight in weights.items():
            number = self.vocabulary[token]
            shares[self.passages[self.starts[number] : self.starts[number + 1]]] += weight
        return shares / max(sum(weights.values()), _LEAST_WEIGHT)

    def extended(
        self, more: Mapping[int, Sequence[str]], everything: Callable[[], Sequence[Sequence[str]]]
    ) -> "LexicalIndex":
        """Return the index of ``everything``; how often a token stands in a passage is not kept."""
        return build_lexical(everything())


def held_words(part: object) -> LexicalIndex:
    """Return a part of an index as one that is held in memory. Raises `TypeError` if it is not."""
    if not isinstance(part, LexicalIndex):
        raise TypeError("these words are not held in memory")
    return part


def build_lexical(documents: Iterable[Sequence[str]]) -> LexicalIndex:
    """Index the tokens of each passage, given in the passages' order."""
    vocabulary: dict[str, int] = {}
    lengths = array("q")
    # A machine number each instead of objects: a million passages have hundreds of millions of postings.
    passages: list[array[int]] = []
    frequencies: list[array[int]] = []
    for row, tokens in enumerate(documents):
        lengths.append(len(tokens))
        for token, frequency in Counter(tokens).items():
            number = vocabulary.setdefault(token, len(vocabulary))
            if number == len(passages):
                passages.append(array("i"))
                frequencies.append(array("i"))
            passages[number].append(row)
            frequencies[number].append(frequency)
    count = len(lengths)
    sizes = [len(postings) for postings in passages]
    all_lengths = np.array(lengths, np.int64)
    added = norms(all_lengths)
    parts = [
        impacts(idf(len(rows), count), np.array(often), added[np.array(rows)])
        for rows, often in zip(passages, frequencies, strict=True)
    ]
    return LexicalIndex(
        vocabulary=vocabulary,
        starts=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
        passages=_joined(passages),
        impacts=np.concatenate([np.empty(0, np.float32), *parts]),
        count=count,
        frequencies=_joined(frequencies),
        lengths=all_lengths,
    )


def _joined(parts: "Iterable[array[int]]") -> npt.NDArray[np.int32]:
    return np.concatenate([np.empty(0, np.int32), *(np.frombuffer(part, np.int32) for part in parts)])


def norms(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return what the length of each passage adds to the denominator of BM25."""
    if not len(lengths):
        return np.zeros(0)
    return _K1 * (1 - _B + _B * lengths.astype(np.float64) / max(float(lengths.mean()), 1.0))


def impacts(
    weights: npt.NDArray[np.float64] | float, frequencies: npt.NDArray[np.integer], norms: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Return the part of the score of each posting, given the idf of its token and the norm of its passage."""
    often = frequencies.astype(np.float64)
    parts: npt.NDArray[np.float32] = (weights * often * (_K1 + 1) / (often + norms)).astype(np.float32)
    return parts


def idf(passages: int, count: int) -> float:
    """Return the weight of a token that is in ``passages`` of ``count``."""
    return log1p((count - passages + 0.5) / (passages + 0.5))
