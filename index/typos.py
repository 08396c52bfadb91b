"""Guess what a question with typing errors may mean: homophones, pinyin, misspelt English.

Only words that the index lacks are replaced, and only by words of the word lists. The caller has to check whether the
corrected question finds more.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from index.analysis import stem
from index.bundled.inputs import shared_inputs
from index.resources import common_words, polyphones, thesaurus_groups
from knowledge.pinyin import pinyin_library
from knowledge.script import fold

_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN_RUN = re.compile(r"[a-z]+(?: [a-z]+)*")
_LATIN_WORD = re.compile(r"[a-z]{4,}")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_MAX_TERM_CHARACTERS = 4  # characters of the longest term that a homophone is replaced by
_MAX_SPELT_LETTERS = 24  # letters of a term in pinyin
_MAX_CHARACTERS = 100  # characters; a longer question is understood in spite of an error, and takes long to look up
_LIKE_RATIO = 0.85  # difflib's ratio from which a word is taken for another
_COMMONEST = "的是不了在有我他这个来到时大地为"  # the commonest of the characters that sound alike
_SINGLE_CHARACTER_COST = 3.0  # cost of a term of a single character, against 1 of a longer term


def read_as(question: str, vocabulary: Container[str]) -> str:
    """Return ``question`` as it may be meant, folded, or unchanged if nothing in it looks like a typing error.

    ``vocabulary`` has the tokens of the index, sample questions included. A long question is left as it is.
    """
    if len(question) > _MAX_CHARACTERS:
        return question
    folded = fold(question)
    meant = _CHINESE_RUN.sub(lambda match: _by_sound(match[0], vocabulary), folded)
    meant = _LATIN_RUN.sub(lambda match: _from_pinyin(match[0], vocabulary), meant)
    meant = _LATIN_WORD.sub(lambda match: _respelt(match[0], vocabulary), meant)
    return _GAP.sub("", meant) if meant != folded else question


def _by_sound(run: str, vocabulary: Container[str]) -> str:
    """Replace the parts of ``run`` that are no words by terms that sound like them."""
    position = 0
    read = ""
    while position < len(run):
        ends = range(min(len(run), position + _MAX_TERM_CHARACTERS), position + 1, -1)
        found = next((term for end in ends if (term := _term_for(run, position, end, vocabulary))), "")
        read += found or run[position]
        position += len(found) or 1
    return read


def _term_for(run: str, start: int, end: int, vocabulary: Container[str]) -> str:
    """Return the term that sounds like ``run[start:end]`` and differs in one character; empty if there is no error."""
    written = run[start:end]
    pairs = [written[i : i + 2] for i in range(len(written) - 1)]
    if all(pair in vocabulary for pair in pairs) or _is_known(written):
        return ""
    # The last two characters of 奖金要 sound like 紧要, but the first of them belongs to the word before.
    across = [run[i : i + 2] for i in (start - 1, end - 1) if i >= 0 and i + 2 <= len(run)]
    if any(map(_is_known, across)):
        return ""
    alike = _terms_by_sound().get(_sound(written), ())
    return next((term for term in alike if _shared(term, written) == len(written) - 1), "")


def _is_known(written: str) -> bool:
    return written in common_words() or written in _chinese_terms() or _is_word(written)


def _is_word(text: str) -> bool:
    """Say whether ``text`` is so common that the encoder's vocabulary has it whole."""
    return shared_inputs().pieces(text) == [text]


def _shared(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))


def _from_pinyin(run: str, vocabulary: Container[str]) -> str:
    """Return ``run`` in Chinese characters if all of it is pinyin and not all of it is English."""
    if all(_is_english(word, vocabulary) for word in run.split()):
        return run
    letters = run.replace(" ", "")
    # For each position the cost and the terms of the cheapest reading up to it.
    best: list[tuple[float, str]] = [(0.0, "")] + [(float("inf"), "")] * len(letters)
    for start in range(len(letters)):
        cost, terms = best[start]
        if cost == float("inf"):
            continue
        for end in range(start + 1, min(len(letters), start + _MAX_SPELT_LETTERS) + 1):
            term = _terms_by_spelling().get(letters[start:end])
            if term is None:
                continue
            more = cost + (1.0 if len(term) > 1 else _SINGLE_CHARACTER_COST)
            if more < best[end][0]:
                best[end] = more, terms + term
    return best[-1][1] or run


def _respelt(word: str, vocabulary: Container[str]) -> str:
    if _is_english(word, vocabulary) or _is_word(word):
        return word
    swapped = (f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in range(len(word) - 1))
    known = next((other for other in swapped if other in _english_terms()), "")
    if known:
        return known
    alike = [other for other in _english_terms() if other[0] == word[0] and abs(len(other) - len(word)) <= 1]
    close = get_close_matches(word, alike, n=1, cutoff=_LIKE_RATIO)
    return close[0] if close else word


def _is_english(word: str, vocabulary: Container[str]) -> bool:
    return len(word) < 3 or word in _english_terms() or word in vocabulary or stem(word) in _english_stems()


@cache
def _chinese_terms() -> frozenset[str]:
    words = [word for group in thesaurus_groups() for word in group]
    return frozenset(word for word in [*words, *common_words()] if _CHINESE_RUN.fullmatch(word))


@cache
def _english_terms() -> tuple[str, ...]:
    words = [word for group in thesaurus_groups() for term in group if term.isascii() for word in term.split()]
    return tuple(dict.fromkeys(word for word in [*words, *common_words()] if word.isascii() and word.isalpha()))


@cache
def _english_stems() -> frozenset[str]:
    return frozenset(map(stem, _english_terms()))


@cache
def _terms_by_sound() -> Mapping[str, list[str]]:
    """Return the terms by their sound, words of the thesaurus before common words."""
    found: dict[str, list[str]] = {}
    for term in _ordered_terms():
        if len(term) <= _MAX_TERM_CHARACTERS:
            found.setdefault(_sound(term), []).append(term)
    return found


@cache
def _terms_by_spelling() -> Mapping[str, str]:
    """Return the first term for each pinyin without spaces, including single common characters."""
    singles = sorted(word for word in common_words() if len(word) == 1)
    found: dict[str, str] = {}
    for term in [*_ordered_terms(), *_COMMONEST, *singles]:
        found.setdefault("".join(_syllables()(term)), term)
    return found


def _ordered_terms() -> Iterator[str]:
    for group in thesaurus_groups():
        yield from (word for word in group if _CHINESE_RUN.fullmatch(word))
    yield from sorted(word for word in common_words() if _CHINESE_RUN.fullmatch(word))


@lru_cache(maxsize=20_000)
def _sound(text: str) -> str:
    """Return the pinyin of ``text`` without tones, syllables separated by spaces.

    A final "ng" becomes "n", because many people do not tell the two apart.
    """
    return " ".join(re.sub(r"ng$", "n", syllable) for syllable in _syllables()(text))


@cache
def _syllables() -> Callable[[str], list[str]]:
    library = pinyin_library()
    library.load_phrases_dict({word: [[sound] for sound in sounds] for word, sounds in polyphones().items()})
    syllables: Callable[[str], list[str]] = library.lazy_pinyin
    return syllables
