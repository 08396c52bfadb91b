"""Choose the sentences to show of two things side by side, of the passages that were found for each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.analysis import analyse
from index.passage_reading import read_sentence
from index.search import Question, Ranking, SearchIndex
from index.sides import Found
from index.types import Hit
from knowledge.script import fold
from knowledge.table_text import sentence_text
from knowledge.types import Passage

MOST_OF_A_SIDE = 4  # passages shown of each side
_SENTENCES_OF_FEW = 2  # sentences of each passage of a side that has so few passages that this is not too much
_FEW_PASSAGES = 2
_NEARLY_AS_GOOD_Z = 2.0  # sum of z-scores; a second sentence behind the first by no more than this is shown then
_MOST_OF_BOTH = 3  # passages shown of both at once
# What pairs two passages besides the cosine of their sentences: that they are one, or of one section.
_ONE_PASSAGE = 1.0
_ONE_SECTION = 0.1
_ANSWERS = 0.0  # logit; a sentence of which the reader says so much answers
_OTHERS_TRIED = 2  # sentences of a passage in place of one that speaks only of the other side


@dataclass(frozen=True, slots=True)
class Chosen:
    """The passages to show: of ``both`` at once, then of each side, in pairs as far as both have some.

    The key sentences of each are those that speak of its side. ``more`` are the passages that belong besides.
    """

    both: tuple[Hit, ...]
    sides: tuple[tuple[Hit, ...], tuple[Hit, ...]]
    more: tuple[Hit, ...]


def choose_sides(index: SearchIndex, found: Found) -> Chosen:
    """Choose the sentences to show of each side; a passage whose best sentence is one for both stands before both."""
    of_each = [_hits(index, *each) for each in zip(found.rankings, found.numbers, strict=True)]
    both, (first, second) = _parted(index, found, of_each[0], of_each[1])
    together = sorted(both[:_MOST_OF_BOTH], key=lambda hit: hit.number)
    room = MOST_OF_A_SIDE - len(together)
    pairs = _paired(index, first[:room], second[:room])
    seen = {hit.number for hits in (together, *pairs) for hit in hits}
    rest = {hit.number: hit for hits in of_each for hit in hits if hit.number not in seen}
    return Chosen(
        _shortened(together),
        (_shortened(pairs[0]), _shortened(pairs[1])),
        tuple(rest[number] for number in sorted(rest)),
    )


def _parted(
    index: SearchIndex, found: Found, first: Sequence[Hit], second: Sequence[Hit]
) -> tuple[list[Hit], tuple[list[Hit], list[Hit]]]:
    """Return the passages of which a sentence speaks of both sides, and those of each.

    Of a passage whose best sentence is one for both, but speaks only of one, the other side has another sentence.
    """
    sides: tuple[dict[int, Hit], dict[int, Hit]] = (
        {hit.number: hit for hit in first},
        {hit.number: hit for hit in second},
    )
    both = []
    for number in [hit.number for hit in first if _is_best_of_both(hit, sides[1])]:
        hits = sides[0][number], sides[1][number]
        shared = [n for n in hits[0].key_sentences if _speaks_of_both(index, found, hits[0].passage, n)]
        if shared:
            both.append(replace(hits[0], key_sentences=tuple(shared)))
            del sides[0][number], sides[1][number]
            continue
        less = _less_spoken_of(index, found, hits[0])
        another = _another(index, found.rankings[less].question, hits[less])
        if another is not None:
            sides[less][number] = replace(hits[less], key_sentences=(another,))
        elif len(sides[less]) > 1:  # else it would be said that the documents say nothing of it
            del sides[less][number]
    return both, (list(sides[0].values()), list(sides[1].values()))


def _is_best_of_both(hit: Hit, others: dict[int, Hit]) -> bool:
    return hit.number in others and others[hit.number].key_sentences[0] == hit.key_sentences[0]


def _speaks_of_both(index: SearchIndex, found: Found, passage: Passage, sentence: int) -> bool:
    """Say whether a sentence has a word of each side's name that the other lacks, or answers both by the reader."""
    first, second = ({word for word in analyse(fold(name)) if len(word) > 1} for name in found.asked.names)
    here = set(analyse(fold(sentence_text(passage, passage.sentences[sentence]))))
    if here & (first - second) and here & (second - first):
        return True
    return min(_readings(index, found, passage, sentence)) >= _ANSWERS


def _less_spoken_of(index: SearchIndex, found: Found, hit: Hit) -> int:
    """Return of which side, 0 or 1, the best sentence says less by the reader."""
    first, second = _readings(index, found, hit.passage, hit.key_sentences[0])
    return 0 if first < second else 1


def _readings(index: SearchIndex, found: Found, passage: Passage, sentence: int) -> tuple[float, float]:
    first, second = (_reading(index, ranking.question, passage, sentence) for ranking in found.rankings)
    return first, second


def _reading(index: SearchIndex, question: Question, passage: Passage, sentence: int) -> float:
    return read_sentence(index, question, sentence_text(passage, passage.sentences[sentence]))


def _another(index: SearchIndex, question: Question, hit: Hit) -> int | None:
    """Return another sentence that answers at least as well by the reader as the best one, None if there is none."""
    best = hit.key_sentences[0]
    scores = index.sentence_scores(question, hit.number)
    order = [n for n in np.argsort(-scores, kind="stable").tolist() if n != best and np.isfinite(scores[n])]
    least = _reading(index, question, hit.passage, best)
    others = (n for n in order[:_OTHERS_TRIED] if _reading(index, question, hit.passage, n) >= least)
    return next(others, None)


def _hits(index: SearchIndex, ranking: Ranking, numbers: tuple[int, ...]) -> list[Hit]:
    """Return the passages ``numbers`` as hits, in their order, each with up to two key sentences."""
    by_number = {hit.number: hit for hit in index.hits(ranking, len(numbers), among=numbers)} if numbers else {}
    return [_with_second(index, ranking.question, by_number[number]) for number in numbers]


def _with_second(index: SearchIndex, question: Question, hit: Hit) -> Hit:
    """Return ``hit`` with a second key sentence if one is nearly as good; in a table each row speaks for itself."""
    if hit.passage.table is not None:
        return hit
    scores = index.sentence_scores(question, hit.number)
    order = np.argsort(-scores, kind="stable")[:_SENTENCES_OF_FEW].tolist()
    return replace(hit, key_sentences=tuple(i for i in order if scores[i] >= scores[order[0]] - _NEARLY_AS_GOOD_Z))


def _shortened(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return ``hits`` with the best key sentence only, unless they are few."""
    most = _SENTENCES_OF_FEW if len(hits) <= _FEW_PASSAGES else 1
    return tuple(replace(hit, key_sentences=hit.key_sentences[:most]) for hit in hits)


def _paired(index: SearchIndex, first: Sequence[Hit], second: Sequence[Hit]) -> tuple[list[Hit], list[Hit]]:
    """Order both sides so that sentences that speak of the same thing stand beside each other, the most alike first."""
    left, right = sorted(first, key=lambda hit: hit.number), sorted(second, key=lambda hit: hit.number)
    ordered: tuple[list[Hit], list[Hit]] = ([], [])
    while left and right:
        alike = np.array([[_alikeness(index, one, other) for other in right] for one in left])
        row, column = divmod(int(alike.argmax()), len(right))
        ordered[0].append(left.pop(row))
        ordered[1].append(right.pop(column))
    return ordered[0] + left, ordered[1] + right


def _alikeness(index: SearchIndex, one: Hit, other: Hit) -> float:
    """Return the cosine of the best sentences of two hits, more if they stand in one passage or section."""
    beside = _ONE_SECTION * (one.passage.headings == other.passage.headings) + _ONE_PASSAGE * (
        one.number == other.number
    )
    best, other_best = (index.sentences.vector(hit.number, hit.key_sentences[0]) for hit in (one, other))
    return float(best @ other_best) + beside
