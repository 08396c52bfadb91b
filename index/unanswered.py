"""Compare a question with the unanswered questions of the index, as with its sample questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.dense import NO_SIMILARITY, Rows, inner_products
from index.encoder import Vectors
from index.samples import nearest_texts
from index.types import Unanswered


@dataclass(frozen=True, slots=True)
class UnansweredIndex:
    """The questions and, in the same order, their vectors (questions, dimension) and the passages nearest to them.

    ``elsewhere`` marks the questions that are on another subject altogether.
    """

    questions: tuple[Unanswered, ...]
    vectors: Vectors
    passages: Rows
    elsewhere: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.questions)

    @property
    def here(self) -> int:
        """The number of questions that are on the passages' subjects."""
        return len(self.questions) - int(self.elsewhere.sum())

    def similarities(self, query: Vectors) -> Vectors:
        """Return the inner products of ``query`` (dimension,) with all questions, shape (questions,)."""
        return inner_products(self.vectors, query)

    def nearest(self, cosines: Vectors, *, elsewhere: bool) -> float:
        """Return the largest of the ``cosines`` (questions,) of questions on the passages' subjects, or ``elsewhere``.

        Return -1 if there is no such question.
        """
        return float(cosines[self.elsewhere == elsewhere].max(initial=NO_SIMILARITY))

    def nearest_of(self, query: Vectors, passage: int, limit: int, but: str | None) -> tuple[str, ...]:
        """Return the questions nearest to ``query`` (dimension,) among those of ``passage``, without ``but``.

        They are at most ``limit``; those on another subject are left out.
        """
        rows = np.flatnonzero((self.passages == passage) & ~self.elsewhere)
        texts = [self.questions[row].question for row in rows.tolist()]
        return nearest_texts(texts, self.vectors[rows], query, limit, but)

    def like(self, cosines: Vectors, least: float) -> list[Unanswered]:
        """Return the questions on the passages' subjects with ``cosines`` of at least ``least``, the nearest first.

        ``cosines`` has shape (questions,).
        """
        rows = np.flatnonzero((cosines >= least) & ~self.elsewhere)
        return [self.questions[row] for row in rows[np.argsort(-cosines[rows], kind="stable")].tolist()]


def index_unanswered(questions: Sequence[Unanswered], vectors: Vectors) -> UnansweredIndex:
    """Index ``questions`` with their ``vectors`` (questions, dimension), in the same order."""
    return UnansweredIndex(
        tuple(questions),
        vectors,
        np.array([asked.passage for asked in questions], np.int64),
        np.array([asked.elsewhere for asked in questions], bool),
    )
