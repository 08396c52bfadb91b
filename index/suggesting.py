"""Choose sample questions to go on with, by the ranking and the vectors that are there already."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop

import numpy as np

from index.blanks import figure_is_blank
from index.conversation import leans
from index.dense import NO_SIMILARITY
from index.encoder import Vectors
from index.evidence import SAME_QUESTION_COSINE
from index.samples import SampleIndex
from index.search import Question, Ranking, SearchIndex
from knowledge.script import comparable, fold, has_chinese
from knowledge.table_text import sentence_text
from knowledge.types import Passage

_PASSAGES_LOOKED_AT = 10  # the best of a ranking; what comes behind has little to do with the question
_MAX_QUESTIONS_PAST, _MAX_PASSAGES_PAST = 8, 40  # that are remembered of a conversation

Reluctance = Callable[[str], tuple[int, ...] | None]  # of two questions the one with less is suggested; None: never


@dataclass(frozen=True, slots=True)
class Past:
    """The last ``questions`` of a conversation, and the ``passages`` (rows) that were shown in it."""

    questions: tuple[Question, ...] = ()
    passages: tuple[int, ...] = ()

    def with_more(self, questions: Sequence[Question], passages: Sequence[int]) -> "Past":
        """Return what is past after these ``questions`` and ``passages``, without what is long past."""
        everything = dict.fromkeys((*passages, *self.passages))
        return Past(
            (*self.questions, *questions)[-_MAX_QUESTIONS_PAST:],
            tuple(everything)[: max(_MAX_PASSAGES_PAST, len(passages))],
        )


def next_questions(
    index: SearchIndex, ranking: Ranking, past: Past, reluctance: Reluctance
) -> Iterator[tuple[int, str]]:
    """Yield the best passages of ``ranking`` that were not shown, each with one of its sample questions.

    The question is empty if the passage has none that may be suggested. A passage is left out if each of its questions
    was asked before, is answered by what was shown, asks the same as one yielded before, or has a blank for an answer.
    """
    best = ranking.numbers[np.argsort(-ranking.scores, kind="stable")]
    ahead = [number for number in best.tolist() if number not in past.passages][:_PASSAGES_LOOKED_AT]
    choice = _Choice(index, past, reluctance)
    for number in ahead:
        question = choice.best(range(number, number + 1))
        if question is not None:
            yield number, question


def typical_questions(index: SearchIndex, parts: Sequence[range], reluctance: Reluctance) -> list[str | None]:
    """Return for each part of the documents, given by its passages (rows), the sample question most typical of it.

    It is empty or None, as in `next_questions`, if there is none to suggest.
    """
    choice = _Choice(index, Past(), reluctance)
    return [choice.best(part) for part in parts]


class _Choice:
    """Chooses questions one after the other, each apart from all before it."""

    def __init__(self, index: SearchIndex, past: Past, reluctance: Reluctance) -> None:
        self._index, self._reluctance = index, reluctance
        self._texts = {comparable(question.text) for question in past.questions}
        self._taken = np.array([question.vector for question in past.questions], np.float32)
        if index.samples:
            vectors = index.samples.dense.vectors
            shown = [_rows_of(index.samples, range(number, number + 1)) for number in past.passages]
            answered = [vectors[rows.start : rows.stop] for rows in shown]
            self._taken = np.concatenate([self._taken.reshape(-1, vectors.shape[1]), *answered])

    def best(self, passages: range) -> str | None:
        """Return the sample question of these ``passages`` to suggest, and take it.

        Return an empty text if none of them may be suggested, None if all are taken or have no answer.
        """
        samples = self._index.samples
        rows = _rows_of(samples, passages) if samples else range(0)
        if not samples or not rows:
            return ""
        vectors = samples.dense.vectors[rows.start : rows.stop]
        typical = (vectors @ vectors.mean(axis=0)).tolist()
        texts = samples.questions[rows.start : rows.stop]
        # The first few are looked at, mostly the very first: sorting all would take most of the time.
        order = [
            (*against, -near, place)
            for place, (text, near) in enumerate(zip(texts, typical, strict=True))
            if (against := self._reluctance(text)) is not None
        ]
        if not order:
            return ""
        heapify(order)
        while order:
            place = int(heappop(order)[-1])
            text, vector = texts[place], vectors[place]
            passage = self._index.passages[int(samples.dense.owners[rows[place]])]
            if self._is_apart(text, vector) and _is_answered(text, passage):
                self._texts.add(comparable(text))
                self._taken = np.concatenate([self._taken, vector[None]])
                return text
        return None

    def _is_apart(self, text: str, vector: Vectors) -> bool:
        """Say whether a question asks something else than all that are taken."""
        if comparable(text) in self._texts:
            return False
        query = self._index.centred_vector(vector, chinese=has_chinese(text))
        return float((self._taken @ query).max(initial=NO_SIMILARITY)) < SAME_QUESTION_COSINE


@lru_cache(maxsize=20_000)
def _is_answered(text: str, passage: Passage) -> bool:
    """Say whether a question is understood alone, and the passage that answers it does so with more than a blank."""
    sentences = [sentence_text(passage, span) for span in passage.sentences]
    return not leans(fold(text)) and not figure_is_blank(text, sentences)


def _rows_of(samples: SampleIndex, passages: range) -> range:
    """Return the rows of the samples of these passages; samples are in the order of their passages."""
    starts = samples.dense.starts
    return range(int(starts[passages.start]), int(starts[passages.stop]))
