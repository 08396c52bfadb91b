"""Find the names and topics in a question that the documents never mention, and the passages that name a subject.

A name is in the list of platforms, brands, people, places, laws and the like, or looks like a name: a Latin word with
capitals, or a year. Other words that are nowhere in the documents are topics. Chinese is cut into words by the bundled
encoder's vocabulary, which is loaded anyway.
"""

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from index.analysis import analyse, concepts, concepts_of, is_thesaurus_word, meanings, stem, words
from index.bundled.inputs import shared_inputs
from index.parts import LexicalPart
from index.resources import common_words, known_names
from knowledge.script import fold, has_chinese

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z][a-z0-9]+")
_CAPITALISED = re.compile(r"\b(?:[A-Z]+[a-z0-9]*[A-Z0-9][A-Za-z0-9]*|(?<=[^.?!\s] )[A-Z][a-z]+)")
_PIECE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
_PARTICLES = "的了"
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAMED_SHARE = 0.95  # of a subject's words; a passage that has so many names the subject


def unmentioned_names(question: str, text: Container[str]) -> tuple[str, ...]:
    """Return the names in a question that the vocabulary of the documents' ``text`` lacks, as the question writes them.

    That vocabulary has no words of sample questions: a name in one does not prove that the documents mention it.
    """
    folded = fold(question)
    return tuple(_as_written(name, question, folded) for name in _names_lacking(question, folded, text))


def unmentioned_topics(question: str, text: Container[str], samples: Container[str]) -> tuple[str, ...]:
    """Return the other words of a question that the vocabulary of ``samples`` (text included) lacks."""
    folded = fold(question)
    names = _names_lacking(question, folded, text)
    topics = dict.fromkeys(content_words(_without(folded, _listed_names(folded))))
    return tuple(word for word in topics if word not in names and not _covered(word, samples))


def _names_lacking(question: str, folded: str, text: Container[str]) -> list[str]:
    spans = _listed_names(folded)
    listed = [folded[start:end] for start, end in spans]
    capitalised = {match[0].casefold() for match in _CAPITALISED.finditer(question)}
    looking_so = [word for word in _latin_words(_without(folded, spans)) if _is_name(word, capitalised)]
    return [name for name in dict.fromkeys([*listed, *looking_so]) if not _names(name, text)]


def _without(folded: str, spans: list[tuple[int, int]]) -> str:
    """Return ``folded`` with blanks in place of ``spans``."""
    rest = list(folded)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return "".join(rest)


def _listed_names(folded: str) -> list[tuple[int, int]]:
    """Return the spans of listed names in the question, the longest at each place."""
    names, longest = _listed()
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
def _listed() -> tuple[frozenset[str], int]:
    """Return the listed names that are not common words, and the length of the longest."""
    names = known_names() - common_words()
    return names, max(map(len, names))


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Say whether a span is not part of a longer Latin word: the name "ups" is not in "groups"."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    latin_before = folded[start].isascii() and before.isascii() and before.isalnum()
    latin_after = folded[end - 1].isascii() and after.isascii() and after.isalnum()
    return not (latin_before or latin_after)


def content_words(folded: str) -> Iterator[str]:
    """Yield the words of a folded text that say what it is about, in their order."""
    for run in _PIECE.findall(folded):
        yield from _chinese_words(run) if _CHINESE.match(run) else _latin_words(run)


def _latin_words(folded: str) -> Iterator[str]:
    """Yield years and words of Latin letters, except common words."""
    for run in _PIECE.findall(folded):
        if run not in common_words() and (_LATIN.fullmatch(run) or _YEAR.fullmatch(run)):
            yield run


def _chinese_words(run: str) -> Iterator[str]:
    """Yield the words in a run of Chinese characters, except common words; join single characters that are no words."""
    loose = ""
    for piece in [*_pieces(run), ""]:
        if len(piece) == 1 and piece not in common_words():
            loose += piece
            continue
        if len(loose) > 1:
            yield loose
        loose = ""
        if len(piece) > 1 and piece not in common_words():
            yield piece


def _pieces(run: str) -> list[str]:
    """Cut ``run`` into words and remove particles that were cut as part of them (的比例)."""
    return [piece.lstrip(_PARTICLES) or piece for piece in shared_inputs().pieces(run) if piece]


def _is_name(word: str, capitalised: Container[str]) -> bool:
    known = _is_common_latin(word) or is_thesaurus_word(word)
    return bool(_YEAR.fullmatch(word)) or (word in capitalised and not known)


def _has(word: str, vocabulary: Container[str]) -> bool:
    """Say whether all tokens of ``word`` are in a vocabulary of characters, pairs and Latin words."""
    return all(token in vocabulary for token in _tokens(word))


def _names(name: str, text: Container[str]) -> bool:
    """Say whether the text has ``name``; one not all Chinese may also match by meaning: China 中国, 双11 双十一."""
    chinese = all(map(_CHINESE.match, name))
    return _has(name, text) or (not chinese and any(concept in text for concept in concepts_of(name)))


def _covered(word: str, vocabulary: Container[str]) -> bool:
    return is_thesaurus_word(word) or _is_common_latin(word) or _has(word, vocabulary)


def _tokens(word: str) -> Iterable[str]:
    for piece in _PIECE.findall(word):
        if piece.isascii() or len(piece) == 1:
            yield piece
        else:
            yield from (piece[i : i + 2] for i in range(len(piece) - 1))


def _as_written(name: str, question: str, folded: str) -> str:
    """Return ``name`` as the question writes it, if folding has not shifted the characters."""
    start = folded.find(name)
    return question[start : start + len(name)] if len(folded) == len(question) and start >= 0 else name


def _is_common_latin(word: str) -> bool:
    return word in common_words() or stem(word) in _common_stems()


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in common_words() if word.isascii())


def passages_naming(text: LexicalPart, subject: str) -> Iterator[npt.NDArray[np.bool_]]:
    """Yield which passages name all of a folded ``subject``, in a wide and in a narrow sense, each shape (passages,).

    An English word is named by any of its meanings, or by all: a brand is a trade mark as well.
    """
    if not has_chinese(subject):
        yield np.all([text.share(tokens) > 0 for tokens in meanings(subject)], axis=0)
    if all(word in text.vocabulary or concepts(word) for word in words(subject)):
        yield text.share(analyse(subject)) >= _NAMED_SHARE
