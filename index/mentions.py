"""What a question names that the documents never mention.

Names come from three sources: a list of platforms, brands, people, laws and the like; jieba's dictionary, which
tags people and places; and whatever looks like a name to a dictionary that does not know it, a run of characters
that make no word (迪 卡 侬) or a Latin word in capitals. Other words that are nowhere in the documents are topics:
weaker evidence, since a question may well use other words than the text.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from index.analysis import is_thesaurus_word, stem
from index.resources import common_words, known_names
from knowledge.script import fold

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z][a-z0-9]+")
_CAPITALISED = re.compile(r"\b(?:[A-Z]+[a-z0-9]*[A-Z0-9][A-Za-z0-9]*|(?<=[^.?!\s] )[A-Z][a-z]+)")
_PIECE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACE_TAGS = ("ns", "nt")  # jieba's tags of places and organisations
_PERSON_TAGS = ("nr", "nrt", "nrfg")
_SHORTEST_LOOSE = 3  # characters; two that make no word are more often a spoken verb than a name


@dataclass(frozen=True, slots=True)
class Mentions:
    """``names`` and ``topics`` (other words) that the documents lack; ``words`` counts all words weighed."""

    names: tuple[str, ...]
    topics: tuple[str, ...]
    words: int


def unmentioned(question: str, text: Container[str], samples: Container[str]) -> Mentions:
    """Compare a question with the vocabulary of the documents' ``text`` and of ``samples`` (text included).

    Names are looked for in the text alone: that a sample question names something proves nothing.
    """
    folded = fold(question)
    found = _listed_names(folded)
    rest = list(folded)
    for start, end in found:
        rest[start:end] = " " * (end - start)
    listed = dict.fromkeys(folded[start:end] for start, end in found)
    words = list(dict.fromkeys(_content_words("".join(rest))))
    capitalised = {match[0].casefold() for match in _CAPITALISED.finditer(question)}
    looking_so = [word for word in words if _is_name(word, capitalised)]
    names = [name for name in [*listed, *looking_so] if not _has(name, text)]
    topics = [word for word in words if word not in names and not _covered(word, samples)]
    written = tuple(_as_written(name, question, folded) for name in names)
    return Mentions(written, tuple(topics), len(words) + len(listed))


def load_dictionary() -> None:
    """Load jieba's dictionary now rather than with the first question."""
    _jieba()


def _listed_names(folded: str) -> list[tuple[int, int]]:
    """Spans of names of the list in the question, the longest at each place."""
    names, longest = known_names(), _longest_name()
    spans = []
    position = 0
    while position < len(folded):
        ends = range(min(len(folded), position + longest), position + 1, -1)
        end = next((e for e in ends if folded[position:e] in names and _stands_alone(folded, position, e)), position)
        if end > position:
            spans.append((position, end))
        position = max(end, position + 1)
    return spans


@cache
def _longest_name() -> int:
    return max(len(name) for name in known_names())


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """A Latin name is no part of a longer word: "ups" is not in "groups"."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    latin_before = folded[start].isascii() and before.isascii() and before.isalnum()
    latin_after = folded[end - 1].isascii() and after.isascii() and after.isalnum()
    return not (latin_before or latin_after)


def _content_words(folded: str) -> Iterator[str]:
    """Words that say what a question is about; single characters that make no word are joined."""
    loose = ""
    for word in [*_jieba().cut(folded, False), " "]:
        if len(word) == 1 and _CHINESE.match(word) and word not in common_words():
            loose += word
            continue
        if len(loose) > 1:
            yield loose
        loose = ""
        if word in common_words():
            continue
        if _LATIN.fullmatch(word) or _YEAR.fullmatch(word) or (len(word) > 1 and _CHINESE.match(word)):
            yield word


def _is_name(word: str, capitalised: Container[str]) -> bool:
    if not _CHINESE.match(word):
        known = _is_common_latin(word) or is_thesaurus_word(word)
        return bool(_YEAR.fullmatch(word)) or (word in capitalised and not known)
    tag = _tag(word)
    if tag is None:
        return len(word) >= _SHORTEST_LOOSE
    return tag in _PLACE_TAGS or (tag in _PERSON_TAGS and len(word) >= _SHORTEST_LOOSE)


def _has(word: str, vocabulary: Container[str]) -> bool:
    """Whether all tokens of ``word`` are in a vocabulary of characters, pairs and Latin words."""
    return all(token in vocabulary for token in _tokens(word))


def _covered(word: str, vocabulary: Container[str]) -> bool:
    return is_thesaurus_word(word) or _is_common_latin(word) or _has(word, vocabulary)


def _tokens(word: str) -> Iterable[str]:
    for piece in _PIECE.findall(word):
        if piece.isascii() or len(piece) == 1:
            yield piece
        else:
            yield from (piece[i : i + 2] for i in range(len(piece) - 1))


def _as_written(name: str, question: str, folded: str) -> str:
    """``name`` as the question writes it, where folding kept the positions."""
    start = folded.find(name)
    return question[start : start + len(name)] if len(folded) == len(question) and start >= 0 else name


def _is_common_latin(word: str) -> bool:
    return word in common_words() or stem(word) in _common_stems()


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in common_words() if word.isascii())


def _tag(word: str) -> str | None:
    """jieba's tag of a word in its dictionary, None of any other."""
    tagged = _jieba().tag(word, False)
    return str(tagged[0][1]) if len(tagged) == 1 else None


@cache
def _jieba() -> Any:
    import rjieba  # its dictionary takes a moment to load

    return rjieba
