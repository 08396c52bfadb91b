"""Choose the passages that together answer a broad question, see `index.breadth`, and their sentences.

Each candidate is judged by its own evidence: how far it is behind the best for the question and for its subject, how
much of the subject it names, and what the reader says of it beside the best. Whether a question has several answers at
all is told by how many passages may be expected to belong so, by the leads of the best one, and by the wording. Both
were fitted on broad questions and on questions with one answer, each labelled with the passages that answer it, apart
for indexes with and without sample questions: without them the scores say less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from index.analysis import analyse
from index.breadth import Broad
from index.dense import Rows
from index.encoder import Vectors
from index.evidence import Evidence, counted, lead_of
from index.fusion import Scores
from index.search import Ranking, SearchIndex
from index.types import Hit

FEWEST_PASSAGES = 2  # one passage that answers is no sheet
MOST_PASSAGES = 12  # more are no answer but a search
_SPREAD_AMONG = 6  # best passages whose mean says how steeply the scores fall
_LEAST_LOGIT = -0.5  # of a passage that belongs; recall counts somewhat more than precision
_EXPECTED_AMONG = 6  # passages that are likeliest to belong; of the many others each is a little likely
FEWEST_SENTENCES, MOST_SENTENCES = 3, 8
_SENTENCES_OF_FEW = 2  # sentences of each passage, if there are so few passages that this is not too much
_FEW_PASSAGES = 3
_SAID_TWICE_COSINE = 0.985  # Two sentences of the shipped edition that say different things have 0.979 at most.


@dataclass(frozen=True, slots=True)
class _Belongs:
    """The weights of the evidence that a passage belongs, all added up to a logit.

    ``behind``: the score less the best score. ``spread``: the mean of that of the best passages. ``subject_behind``
    and ``subject_spread``: the same of the subject's ranking. ``share``: of the subject's words. ``section``: it is in
    the section that the question is on. ``asked_for``: the question asks for everything in so many words. ``reading``:
    the reader's logit less its highest. ``unread``: the passage was not read.
    """

    constant: float
    behind: float
    spread: float
    subject_behind: float
    subject_spread: float
    share: float
    section: float
    asked_for: float
    reading: float
    unread: float


@dataclass(frozen=True, slots=True)
class _Several:
    """The weights of the evidence that several passages answer, all added up to a logit of at least ``needed``.

    ``lead``, ``subject_lead``: of the best passage, for the question and its subject. ``expected``: how many passages
    may be expected to belong. ``section``: the question is on a section as a whole. ``list``, ``reasons`` and
    ``means``: how the question is worded. ``most_expected``: only 1 of 100 questions with several answers has more.
    """

    needed: float
    most_expected: float
    lead: float
    subject_lead: float
    expected: float
    section: float
    list: float
    reasons: float
    means: float


_BELONGS_SAMPLED = _Belongs(
    constant=0.541,
    behind=0.173,
    spread=-0.154,
    subject_behind=0.152,
    subject_spread=-0.171,
    share=1.686,
    section=1.738,
    asked_for=-0.098,
    reading=0.204,
    unread=-2.046,
)
_SEVERAL_SAMPLED = _Several(
    needed=-0.152,
    most_expected=4.5,
    lead=-0.136,
    subject_lead=-0.147,
    expected=0.437,
    section=1.491,
    list=0.193,
    reasons=0.517,
    means=-0.606,
)
_BELONGS = _Belongs(
    constant=-1.037,
    behind=0.223,
    spread=-0.259,
    subject_behind=0.212,
    subject_spread=-0.142,
    share=0.967,
    section=0.000,
    asked_for=0.121,
    reading=0.116,
    unread=-0.880,
)
_SEVERAL = _Several(
    needed=1.560,
    most_expected=2.5,
    lead=-0.094,
    subject_lead=-0.062,
    expected=0.721,
    section=0.000,
    list=0.683,
    reasons=-0.535,
    means=-0.353,
)


@dataclass(frozen=True, slots=True)
class Broadly:
    """How a broad question is ``asked``, its ``evidence`` and ``ranking``, and the ranking of its ``subject``."""

    asked: Broad
    evidence: Evidence
    ranking: Ranking
    subject: Ranking

    @property
    def chosen_from(self) -> Ranking:
        """The ranking whose candidates are judged: of the subject if everything is asked for in so many words."""
        return self.subject if self.asked.in_so_many_words else self.ranking


def has_several(asked: Broadly, logits: Scores) -> bool:
    """Say whether several passages answer a question that does not ask for everything in so many words.

    ``logits`` are those of all candidates, as `judged` returns them.
    """
    chances = np.sort(1 / (1 + np.exp(-logits)))[::-1][:_EXPECTED_AMONG]
    return _is_several(asked, float(chances.sum()))


def may_have_several(asked: Broadly) -> bool:
    """Say whether `has_several` may say so, whatever belongs."""
    return _is_several(asked, np.inf)


def _is_several(asked: Broadly, expected: float) -> bool:
    weights = _SEVERAL_SAMPLED if asked.evidence.sampled else _SEVERAL
    breadth = asked.asked.breadth
    return (
        weights.lead * counted(asked.evidence.lead)
        + weights.subject_lead * counted(lead_of(asked.subject))
        + weights.expected * min(expected, weights.most_expected)
        + weights.section * bool(asked.ranking.section)
        + weights.list * (breadth == "list")
        + weights.reasons * (breadth == "reasons")
        + weights.means * (breadth == "means")
    ) >= weights.needed


def judged(index: SearchIndex, asked: Broadly, readings: Mapping[int, float]) -> Scores:
    """Return the logit that a passage belongs, of each that ``asked`` is chosen from, shape (passages,).

    ``readings`` are logits of the best ones.
    """
    weights = _BELONGS_SAMPLED if index.sampled else _BELONGS
    logits: Scores = evidence_of(index, asked, asked.chosen_from.numbers, readings) @ np.array(astuple(weights))
    return logits


def belonging(asked: Broadly, logits: Scores, named: Rows) -> tuple[int, ...]:
    """Return the passages that answer a broad question, the best first: those `judged` so, and those ``named``.

    Of a subject that more passages name than a sheet can show, the best of these are enough.
    """
    numbers = asked.chosen_from.numbers
    order = np.argsort(-logits, kind="stable")
    naming = numbers[order][np.isin(numbers[order], named)]
    taken = naming if len(named) <= MOST_PASSAGES else naming[:MOST_SENTENCES]
    belongs = (logits >= _LEAST_LOGIT) | np.isin(numbers, taken)
    return tuple(numbers[order][belongs[order]].tolist())


def evidence_of(index: SearchIndex, asked: Broadly, numbers: Rows, readings: Mapping[int, float]) -> Scores:
    """Return the evidence of the passages ``numbers``, shape (passages, weights), in the order of `_Belongs`."""
    highest = max(readings.values())
    same = np.ones(len(numbers))
    behind, spread = _behind(asked.ranking, numbers)
    subject_behind, subject_spread = _behind(asked.subject, numbers)
    columns = [
        same,
        behind,
        same * spread,
        subject_behind,
        same * subject_spread,
        _shares(index, asked, numbers),
        np.isin(numbers, asked.ranking.section),
        same * asked.asked.in_so_many_words,
        np.array([readings.get(number, highest) - highest for number in numbers.tolist()]),
        ~np.isin(numbers, list(readings)),
    ]
    return np.stack(columns, axis=1)


def _behind(ranking: Ranking, numbers: Rows) -> tuple[Scores, float]:
    """Return how far the passages ``numbers`` are behind the best, and the mean of that of the best passages.

    One that is no candidate is as far behind as the last that is.
    """
    behind = ranking.scores - ranking.scores.max()
    known = dict(zip(ranking.numbers.tolist(), behind.tolist(), strict=True))
    last = float(behind.min())
    spread = float(np.sort(behind)[::-1][:_SPREAD_AMONG].mean())
    return np.array([known.get(number, last) for number in numbers.tolist()]), spread


def _shares(index: SearchIndex, asked: Broadly, numbers: Rows) -> Scores:
    """Return what share of the subject's words each of the passages ``numbers`` has."""
    shares: Scores = index.text.share(analyse(asked.asked.subject or asked.ranking.question.folded))[numbers]
    return shares


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sentences of a sheet: passages ``shown``, in the document's order, each with the positions of its sentences.

    ``more`` are the passages that belong to it besides, in that order.
    """

    shown: tuple[Hit, ...]
    more: tuple[Hit, ...]


def choose(index: SearchIndex, ranking: Ranking, numbers: Sequence[int]) -> Chosen:
    """Choose sentences of the passages ``numbers``, best first; none says what another says.

    A passage all of whose sentences that answer are said by others is left out. Of few passages, the next best
    sentences are taken too, until there are `FEWEST_SENTENCES` or no more.
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
        said += [index.sentences.vector(hit.number, position) for position in new]
        if new:
            (shown if room else more).append(replace(hit, key_sentences=new))
    shown = _filled_up(index, ranking, shown, said)
    return Chosen(*(tuple(sorted(part, key=lambda hit: hit.number)) for part in (shown, more)))


def _filled_up(index: SearchIndex, ranking: Ranking, shown: Sequence[Hit], said: list[Vectors]) -> list[Hit]:
    """Return the hits with their next best sentences, those of the best hit first, until there are enough."""
    filled = []
    lacking = FEWEST_SENTENCES - sum(len(hit.key_sentences) for hit in shown)
    for hit in shown:
        if lacking > 0 and hit.passage.table is None:
            scores = index.sentence_scores(ranking.question, hit.number)
            others = [n for n in np.argsort(-scores, kind="stable").tolist() if n not in hit.key_sentences]
            new = _not_said(index, replace(hit, key_sentences=tuple(others)), said)[:lacking]
            lacking -= len(new)
            hit = replace(hit, key_sentences=(*hit.key_sentences, *new))
        filled.append(hit)
    return filled


def _not_said(index: SearchIndex, hit: Hit, said: Sequence[Vectors]) -> tuple[int, ...]:
    """Return the key sentences of a passage that say what none in ``said`` says, the best first."""
    vectors = {position: index.sentences.vector(hit.number, position) for position in hit.key_sentences}
    return tuple(
        position
        for position, vector in vectors.items()
        if not said or max(float(vector @ other) for other in said) < _SAID_TWICE_COSINE
    )
