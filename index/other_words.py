"""How much a passage says in other words of what a question asks.

People ask in everyday words, and documents answer in their own: 迁址 for 搬家, "off the shelf" for "ready-made". A list
of general words that mean the same (``data/synonyms.txt``) joins them: a passage that has another word of a group than
the question counts by how rare that is. A word that both have is no other word; it counts in BM25.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from index.analysis import phrases_in, term_key
from index.fusion import Scores
from index.lexical import idf
from index.rarity import rarity
from index.resources import synonyms
from knowledge.script import fold
from knowledge.types import Passage

_KEPT = 256  # passages of which the terms are kept
_KEPT_SENTENCES = 1024
_KEPT_QUESTIONS = 64  # each is asked of all passages, and of all their sentences
_RAREST = 1.0  # what a term counts at most, however many words it has
_MIN_STEM_LETTERS = 3
_MIN_LETTERS_WITH_E = 6  # paste is no past
_ENDED_IN_E = re.compile(r"[a-z][aeiou][bcdfghjklmnpqrstvz]")  # coded is of code; of cod it would be codded

Terms = frozenset[str]


def in_other_words(question: str, passages: Sequence[Passage]) -> Scores:
    """Return how much each of ``passages`` says in other words of a folded ``question``, shape (passages,).

    A term of the question counts by the group that says most: how few of ``passages`` have a word of that group (idf),
    times how rare both words are in general text. Of terms within each other only one counts.
    """
    asked = _asked(question)
    said = [_said(asked, _terms_of(passage)) for passage in passages]
    having = {group: sum(group in each for each in said) for group in asked}
    weights = {group: idf(count, len(passages)) for group, count in having.items()}
    return np.array([_score(asked, each, weights, question) for each in said], np.float64)


def sentences_in_other_words(question: str, sentences: Sequence[str]) -> Scores:
    """Return what `in_other_words` does for folded ``sentences`` of a passage, with all groups counting alike."""
    asked = _asked(question)
    alike = dict.fromkeys(asked, 1.0)
    said = [_said(asked, _terms_of_sentence(sentence)) for sentence in sentences]
    return np.array([_score(asked, each, alike, question) for each in said], np.float64)


def load_groups() -> None:
    """Load the list now rather than with the first question."""
    _groups()


@lru_cache(_KEPT_QUESTIONS)
def _asked(question: str) -> Mapping[int, set[str]]:
    """Return the groups that a folded question has terms of, and these terms."""
    asked: dict[int, set[str]] = {}
    for term in _terms_in(question):
        for group in _groups()[term]:
            asked.setdefault(group, set()).add(term)
    return asked


def _said(asked: Mapping[int, set[str]], terms: Terms) -> dict[int, set[str]]:
    """Return those of the groups ``asked`` that a passage with these ``terms`` has terms of, and these terms."""
    said: dict[int, set[str]] = {}
    for term in terms:
        for group in _groups()[term]:
            if group in asked:
                said.setdefault(group, set()).add(term)
    return said


def _score(
    asked: Mapping[int, set[str]], said: Mapping[int, set[str]], weights: Mapping[int, float], question: str
) -> float:
    links = (
        (weights[group] * _weight(term) * max(map(_weight, others)), term)
        for group, own in said.items()
        if own.isdisjoint(asked[group]) and (others := [other for other in own if not _is_within(other, question)])
        for term in asked[group]
    )
    total, counted = 0.0, list[str]()
    for weight, term in sorted(links, reverse=True):
        if not any(term in other or other in term for other in counted):
            counted.append(term)
            total += weight
    return total


def _is_within(term: str, question: str) -> bool:
    """Say whether a Chinese term has only characters of the folded question, as 密码重置 has of 重置密码."""
    return not term.isascii() and set(term) <= set(question)


def _weight(term: str) -> float:
    return min(rarity(term), _RAREST)


@lru_cache(_KEPT)
def _terms_of(passage: Passage) -> Terms:
    return frozenset(_terms_in(fold("\n".join([*passage.headings, passage.text]))))


@lru_cache(_KEPT_SENTENCES)
def _terms_of_sentence(folded: str) -> Terms:
    return frozenset(_terms_in(folded))


def _terms_in(folded: str) -> Iterator[str]:
    return phrases_in(folded, _groups(), _base_form)


@cache
def _groups() -> dict[str, tuple[int, ...]]:
    """Return the numbers of the groups of each term; an English one is given by the base forms of its words."""
    found: dict[str, tuple[int, ...]] = {}
    for number, terms in enumerate(synonyms()):
        own = (number,)  # the same object for most terms of a group, since there are so many terms
        for key in dict.fromkeys(term_key(term, _base_form) for term in terms):
            found[key] = found[key] + own if key in found else own
    return found


@lru_cache(2**14)
def _base_form(word: str) -> str:
    """Return an English word without the endings of its plural, of -ing and of -ed.

    `index.analysis.stem` takes more off, and so makes one of "number" and "numb", "code" and "cod".
    """
    if word.endswith("ies") and len(word) > _MIN_STEM_LETTERS + 1:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _MIN_STEM_LETTERS:
        word = word[:-1]
    for suffix in ("ing", "ed"):
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM_LETTERS:
            word = word.removesuffix(suffix)
            if _ENDED_IN_E.fullmatch(word):
                return f"{word}e"
            return word[:-1] if word[-1] == word[-2] and word[-1] not in "lsz" else word
    return word[:-1] if word.endswith("e") and len(word) >= _MIN_LETTERS_WITH_E else word
