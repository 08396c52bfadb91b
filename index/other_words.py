"""How much a passage says in other words of what a question asks.

People ask in everyday words, and documents answer in their own: 迁址 for 搬家, "off the shelf" for "ready-made". A list
of general words that mean the same (``data/synonyms.txt``) joins them: a passage that has another word of a group than
the question counts by how rare that is. A word that both have is no other word; it counts in BM25.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from index.analysis import term_key, terms_in
from index.fusion import Scores
from index.lexical import idf
from index.rarity import rarity
from index.resources import synonyms
from knowledge.script import fold
from knowledge.types import Passage

_KEPT = 1024  # passages of which the groups are kept
_KEPT_SENTENCES = 4096

Groups = Mapping[int, frozenset[str]]


def in_other_words(question: str, passages: Sequence[Passage]) -> Scores:
    """Return how much each of ``passages`` says in other words of a folded ``question``, shape (passages,).

    Each word of the question counts for the group by which it says most: the idf of that group among ``passages``,
    times how rare both words are in general text.
    """
    asked = _groups_in(question)
    links = [dict(_links(asked, _groups_of(passage))) for passage in passages]
    having = Counter(group for linked in links for group in linked)
    weights = {group: idf(count, len(passages)) for group, count in having.items()}
    return np.array([_said(asked, linked, weights) for linked in links])


def sentences_in_other_words(question: str, sentences: Sequence[str]) -> Scores:
    """Return what `in_other_words` does for folded ``sentences`` of a passage, each group counting as much."""
    asked = _groups_in(question)
    alike = dict.fromkeys(asked, 1.0)
    return np.array([_said(asked, dict(_links(asked, _groups_of_sentence(sentence))), alike) for sentence in sentences])


def _said(asked: Groups, linked: Groups, weights: Mapping[int, float]) -> float:
    best: dict[frozenset[str], float] = {}
    for group, said in linked.items():
        weight = weights[group] * _rarest(asked[group]) * _rarest(said)
        best[asked[group]] = max(best.get(asked[group], 0.0), weight)
    return sum(best.values())


def load_groups() -> None:
    """Load the list now rather than with the first question."""
    _groups()


def _links(asked: Groups, said: Groups) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield the groups of which a question has words and a passage only others, and these."""
    for group, terms in asked.items():
        others = said.get(group, frozenset())
        if others and not terms & others:
            yield group, others


@lru_cache(_KEPT)
def _groups_of(passage: Passage) -> Groups:
    return _groups_in(fold("\n".join([*passage.headings, passage.text])))


@lru_cache(_KEPT_SENTENCES)
def _groups_of_sentence(folded: str) -> Groups:
    return _groups_in(folded)


def _groups_in(folded: str) -> Groups:
    """Return the numbers of the groups that a folded text has words of, and these words."""
    groups = _groups()
    found: dict[int, set[str]] = defaultdict(set)
    for term in terms_in(folded, groups):
        for group in groups[term]:
            found[group].add(term)
    return {group: frozenset(terms) for group, terms in found.items()}


def _rarest(terms: frozenset[str]) -> float:
    return max(map(rarity, terms))


@cache
def _groups() -> dict[str, tuple[int, ...]]:
    """Return the numbers of the groups of each term."""
    found: dict[str, tuple[int, ...]] = {}
    for number, terms in enumerate(synonyms()):
        own = (number,)  # the same object for most terms of a group, since there are so many terms
        for key in dict.fromkeys(map(term_key, terms)):
            found[key] = found[key] + own if key in found else own
    return found
