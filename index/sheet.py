"""Choose the passages that together answer a broad question, see `index.breadth`, and their sentences.

Each candidate is judged by its own evidence: how far it is behind the best, how much of the subject it
names, and how near the question is to a sample question of its section. Whether a question that does not
ask for everything in so many words has several answers is told by the lead of the best passage and by what the reader
says of the next two. Both were fitted on broad questions of our own (``tests/data/sheets``) and on questions whose
writers had not opened the report, each labelled with the passages that answer it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.analysis import analyse, concepts, words
from index.breadth import Broad
from index.dense import Rows, inner_products
from index.encoder import Vectors
from index.evidence import Evidence, counted_lead
from index.fusion import Scores
from index.search import Question, Ranking, SearchIndex
from index.types import Hit

FEWEST_PASSAGES = 2  # one passage that answers is no sheet
_CANDIDATES = 30  # best passages that are judged
_SPREAD_AMONG = 6  # best passages whose mean says how steeply the scores fall
_LEAST_LOGIT = -1.7  # of a passage that belongs; recall counts somewhat more than precision
_NAMED_SHARE = 0.95  # of the subject's words; a passage that has so many names the subject
_MAX_NAMING = 12  # passages; a subject that more of them name is what the document is about
_LEAST_SEVERAL = 0.9  # logit
MOST_SENTENCES = 8
_SENTENCES_OF_FEW = 2  # sentences of each passage, if there are so few passages that this is not too much
_FEW_PASSAGES = 3
_SAID_TWICE_COSINE = 0.985  # Two sentences of the shipped edition that say different things have 0.979 at most.
_HIGHEST_READING = 7.0  # the highest logit that the reader gives


@dataclass(frozen=True, slots=True)
class _Weights:
    """The weights of the evidence that a passage belongs, all added up to a logit.

    ``behind``: the score less the best score. ``spread``: the mean of that of the best passages. ``share``: of the
    subject's words. ``place``: the largest cosine of a question of the section less the largest of all. ``asked_for``:
    the question asks for everything in so many words.
    """

    constant: float = -0.538
    behind: float = 0.407
    spread: float = -0.334
    share: float = 1.071
    place: float = 30.5
    asked_for: float = 1.618


_WEIGHTS = _Weights()


def has_several(evidence: Evidence, best: float, asked: Broad, readings: Sequence[float]) -> bool:
    """Say whether several passages answer a question that does not ask for everything in so many words.

    ``best`` is the highest fused score, ``readings`` are the reader's logits of the second and the third passage.
    """
    second, third = readings
    logit = (
        1.40
        - 0.153 * counted_lead(evidence)
        + 0.0625 * best
        - 1.18 * (asked.breadth == "means")
        + 1.25 * bool(evidence.overview)
        + 0.152 * third
        + 0.203 * second
    )
    return logit >= _LEAST_SEVERAL


def may_have_several(evidence: Evidence, best: float, asked: Broad) -> bool:
    """Say whether `has_several` may say so, whatever the reader says."""
    return has_several(evidence, best, asked, (_HIGHEST_READING, _HIGHEST_READING))


def naming(index: SearchIndex, ranking: Ranking, asked: Broad) -> Rows:
    """Return the candidates that name the subject; none if more do than a sheet can show, as of the main theme."""
    named = ranking.numbers[_shares(index, ranking, asked) >= _NAMED_SHARE]
    is_known = all(word in index.text.vocabulary or concepts(word) for word in words(asked.subject))
    return named if asked.in_so_many_words and is_known and len(named) <= _MAX_NAMING else named[:0]


def belonging(index: SearchIndex, ranking: Ranking, asked: Broad) -> tuple[int, ...]:
    """Return the passages that answer a broad question, the best first.

    ``ranking`` is that of the subject if everything is asked for in so many words, else that of the question.
    """
    evidence = evidence_of(index, ranking, asked)
    logits = evidence @ np.array(_order(_WEIGHTS))
    belongs = (logits >= _LEAST_LOGIT) & (ranking.scores >= np.sort(ranking.scores)[-_CANDIDATES:][0])
    belongs |= np.isin(ranking.numbers, naming(index, ranking, asked))
    order = np.argsort(-logits, kind="stable")
    return tuple(ranking.numbers[order][belongs[order]].tolist())


def evidence_of(index: SearchIndex, ranking: Ranking, asked: Broad) -> Scores:
    """Return the evidence of all candidates, shape (candidates, weights), in the order of `_Weights`."""
    behind = ranking.scores - ranking.scores.max()
    columns = [
        np.ones(len(behind)),
        behind,
        np.full(len(behind), np.sort(behind)[::-1][:_SPREAD_AMONG].mean()),
        _shares(index, ranking, asked),
        _places(index, ranking.question, ranking.numbers),
        np.full(len(behind), float(asked.in_so_many_words)),
    ]
    return np.stack(columns, axis=1)


def _shares(index: SearchIndex, ranking: Ranking, asked: Broad) -> Scores:
    """Return what share of the subject's words each candidate has."""
    shares: Scores = index.text.share(analyse(asked.subject or ranking.question.folded))[ranking.numbers]
    return shares


def _order(weights: _Weights) -> list[float]:
    return [getattr(weights, name) for name in _Weights.__slots__]


def _places(index: SearchIndex, question: Question, numbers: Rows) -> Scores:
    """Return for each passage the largest cosine of a sample question of its section, less the largest of all."""
    if not index.places:
        return np.zeros(len(numbers))
    cosines = inner_products(index.place_vectors, index.centred(question))
    nearest = np.full(len(index.passages), cosines.min())
    for place, cosine in zip(index.places, cosines.tolist(), strict=True):
        rows = list(place.passages)
        nearest[rows] = np.maximum(nearest[rows], cosine)
    behind: Scores = (nearest[numbers] - nearest.max()).astype(np.float64)
    return behind


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sentences of a sheet: passages ``shown``, in the document's order, each with the positions of its sentences.

    ``more`` are the passages that belong to it besides, in that order.
    """

    shown: tuple[Hit, ...]
    more: tuple[Hit, ...]


def choose(index: SearchIndex, ranking: Ranking, numbers: Sequence[int]) -> Chosen:
    """Choose sentences of the passages ``numbers``, best first; none says what another says.

    A passage all of whose sentences that answer are said by others is left out.
    """
    hits = index.hits(ranking, len(numbers), among=tuple(numbers))
    by_number = {hit.number: hit for hit in hits}
    each = _SENTENCES_OF_FEW if len(numbers) <= _FEW_PASSAGES else 1
    said: list[Vectors] = []
    shown: list[Hit] = []
    more: list[Hit] = []
    for hit in (by_number[number] for number in numbers):
        room = MOST_SENTENCES - sum(len(other.key_sentences) for other in shown)
        new = _not_said(index, hit, said)[: min(each, room) or 1]
        said += [_vector(index, hit.number, position) for position in new]
        if new:
            (shown if room else more).append(replace(hit, key_sentences=new))
    return Chosen(*(tuple(sorted(part, key=lambda hit: hit.number)) for part in (shown, more)))


def _not_said(index: SearchIndex, hit: Hit, said: Sequence[Vectors]) -> tuple[int, ...]:
    """Return the key sentences of a passage that say what none in ``said`` says, the best first."""
    vectors = {position: _vector(index, hit.number, position) for position in hit.key_sentences}
    return tuple(
        position
        for position, vector in vectors.items()
        if not said or max(float(vector @ other) for other in said) < _SAID_TWICE_COSINE
    )


def _vector(index: SearchIndex, number: int, position: int) -> Vectors:
    """Return the vector of a sentence of a passage, shape (dimension,)."""
    row: Vectors = index.sentences.vectors[index.sentences.starts[number] + position]
    return row
