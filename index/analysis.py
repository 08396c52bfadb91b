"""Turn texts into the tokens of the lexical index.

A text gives its characters and pairs of neighbouring characters (so Chinese needs no dictionary), its Latin words and
numbers, and, for each thesaurus word in it, one token that all words of that meaning share. Through these shared tokens
a spoken or an English question matches the words of a report.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from functools import cache

from index.resources import thesaurus_groups

_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"(?P<chinese>[{_CHINESE}]+)|[^\W_{_CHINESE}]+")
_WORD = re.compile(r"[a-z0-9]+")
_SUFFIXES = ("ing", "ed", "er")
_MIN_STEM_LETTERS = 3
_MAX_TERM_CHARACTERS = 8  # characters; longer Chinese terms are not looked up
_MAX_PHRASE_WORDS = 3  # words of an English term

Terms = dict[str, tuple[str, ...]]


def analyse(folded: str) -> list[str]:
    """Return all tokens of a folded text (see `knowledge.script.fold`), repeated as often as they occur."""
    return [*words(folded), *concepts(folded)]


def words(folded: str) -> list[str]:
    """Return the Chinese characters of a folded text, pairs of neighbouring ones, Latin words and numbers."""
    tokens: list[str] = []
    for match in _RUN.finditer(folded):
        run = match[0]
        if match["chinese"]:
            tokens.extend(run)
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            tokens.append(run)
    return tokens


def concepts(folded: str) -> list[str]:
    """Return one token for each meaning of each thesaurus word in a folded text.

    Of Chinese words that begin at the same place, only the longest counts.
    """
    terms = _terms()
    mixed = (token for term in _mixed_terms() if term in folded for token in terms[term])
    found = (*_chinese_terms(folded, terms), *_latin_terms(folded, terms, stem))
    return [*(token for term in found for token in terms[term]), *mixed]


def phrases_in(folded: str, terms: Container[str], base_form: Callable[[str], str]) -> Iterator[str]:
    """Yield those of ``terms`` that are in a folded text, also within each other, as often as they occur.

    `term_key` says how they are written. Terms that mix Chinese with Latin letters are not found.
    """
    for match in _RUN.finditer(folded):
        run = match[0] if match["chinese"] else ""
        for start in range(len(run) - 1):
            for end in range(start + 2, min(start + _MAX_TERM_CHARACTERS, len(run)) + 1):
                if run[start:end] in terms:
                    yield run[start:end]
    yield from _latin_terms(folded, terms, base_form)


def _chinese_terms(folded: str, terms: Container[str]) -> Iterator[str]:
    for match in _RUN.finditer(folded):
        run = match[0] if match["chinese"] else ""
        position = 0
        while position < len(run) - 1:
            longest = min(_MAX_TERM_CHARACTERS, len(run) - position)
            length = next((n for n in range(longest, 1, -1) if run[position : position + n] in terms), 0)
            if length:
                yield run[position : position + length]
            # The last character of a long term may begin the next one: 直播电商家 holds 直播电商 and 商家.
            position += max(1, length - 1) if length > 2 else 1


def _latin_terms(folded: str, terms: Container[str], base_form: Callable[[str], str]) -> Iterator[str]:
    stems = [base_form(word) for word in _WORD.findall(folded)]
    for length in range(_MAX_PHRASE_WORDS, 0, -1):
        for start in range(len(stems) - length + 1):
            term = " ".join(stems[start : start + length])
            if term in terms:
                yield term


def meanings(folded: str) -> list[tuple[str, ...]]:
    """Return for each English word of a folded text the tokens of which any stands for it: itself, and its meanings.

    Words that are a term together, such as "after-sales service", have those of the term alone.
    """
    terms, found = _terms(), _WORD.findall(folded)
    stems = [stem(word) for word in found]
    tokens: list[tuple[str, ...]] = []
    start = 0
    while start < len(found):
        lengths = range(min(_MAX_PHRASE_WORDS, len(found) - start), 0, -1)
        length = next((n for n in lengths if " ".join(stems[start : start + n]) in terms), 1)
        itself = (found[start],) if length == 1 else ()
        tokens.append((*itself, *terms.get(" ".join(stems[start : start + length]), ())))
        start += length
    return tokens


def stem(word: str) -> str:
    """Return an English word without its inflectional endings; crude, but the same for question and text."""
    if len(word) > _MIN_STEM_LETTERS:
        if word.endswith("ies"):
            word = f"{word[:-3]}y"
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    suffix = next((s for s in _SUFFIXES if word.endswith(s) and len(word) - len(s) >= _MIN_STEM_LETTERS), "")
    word = word.removesuffix(suffix)
    if len(word) > _MIN_STEM_LETTERS:
        word = word.removesuffix("e")
    return word[:-1] if len(word) > _MIN_STEM_LETTERS and word[-1] == word[-2] else word


@cache
def _terms() -> Terms:
    """Return the tokens of each term; an English term is given by its stems, a Chinese or mixed one as it is."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in thesaurus_groups():
        for term in group:
            found[term_key(term)].add(f"={group[0]}")
    return {term: tuple(sorted(tokens)) for term, tokens in found.items()}


@cache
def _mixed_terms() -> tuple[str, ...]:
    """Return the terms that mix Chinese with Latin letters or digits (直播app, 双11): few enough to try each."""
    return tuple(term for term in _terms() if not term.isascii() and _WORD.search(term))


def term_key(term: str, base_form: Callable[[str], str] = stem) -> str:
    """Return a folded term as it is looked up: an English one by its base forms, a Chinese or mixed one as it is."""
    return " ".join(map(base_form, _WORD.findall(term))) if term.isascii() else term


def concepts_of(word: str) -> tuple[str, ...]:
    """Return the tokens of all meanings of one folded word, none if the thesaurus does not know it."""
    return _terms().get(term_key(word), ())


def is_thesaurus_word(folded: str) -> bool:
    """Say whether the thesaurus knows the folded word, or an English word in any inflection."""
    return term_key(folded) in _terms()
