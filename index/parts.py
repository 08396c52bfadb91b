"""What finding asks of the parts of an index, which may be held in memory or stay in a database.

Ranking, verdict and conversation are one code for both: a part finds candidates and scores the passages that it is
given. People write sample questions, so these are few, and are held in memory in either case.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from index.dense import Rows
from index.encoder import Vectors
from index.lexical import LexicalScores
from knowledge.types import Passage


class DensePart(Protocol):
    """Vectors of passages, or of their sentences; see `index.dense.DenseIndex`, which holds them in memory."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def vector(self, passage: int, position: int) -> Vectors:
        """Return the vector at that position among those of a passage, shape (dimension,)."""

    def nearest(self, query: Vectors, count: int) -> Rows:
        """Return the passages of the ``count`` vectors with the largest inner product with ``query`` (dimension,)."""

    def similarities(self, query: Vectors, passages: Rows) -> tuple[Vectors, Rows]:
        """Return inner products of ``query`` and the vectors of ``passages`` (ascending), and where each one's begin.

        The second array has one entry more than ``passages``: the end of the last passage's.
        """


class LexicalPart(Protocol):
    """The words of passages; see `index.lexical.LexicalIndex`, which holds them in memory."""

    @property
    def vocabulary(self) -> Container[str]:
        """All tokens."""

    def score(self, tokens: Iterable[str], rarity: Callable[[str], float] = ...) -> LexicalScores:
        """Return the BM25 score of every passage for the distinct ``tokens``, each as often as ``rarity`` says."""

    def weights(self, tokens: Iterable[str]) -> dict[str, float]:
        """Return the idf of those ``tokens`` that the index knows."""

    def share(self, tokens: Iterable[str]) -> npt.NDArray[np.float64]:
        """Return what share of the distinct ``tokens`` that the index knows each passage has, weighted by their idf."""

    def extended(
        self, more: Mapping[int, Sequence[str]], everything: Callable[[], Sequence[Sequence[str]]]
    ) -> "LexicalPart":
        """Return the words of the same passages with ``more`` tokens in some of them, given by their numbers.

        ``everything`` returns the tokens of all passages, those included, for a part that has to be built anew.
        """


@runtime_checkable
class FetchedPassages(Protocol):
    """Passages that are not held in memory, so that several are better fetched at once."""

    def at(self, numbers: Sequence[int]) -> list[Passage]:
        """Return the passages with these ``numbers``, in their order."""
