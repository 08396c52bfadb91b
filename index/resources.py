"""The word lists that ship with the index: synonyms, everyday sentences, common words, names, sounds and more."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from knowledge.script import fold

_DATA = Path(__file__).parent / "data"
_THESAURUS = _DATA / "thesaurus.txt"
_BACKGROUND = _DATA / "background.txt"
_COMMON_WORDS = _DATA / "common_words.txt"
_NAMES = _DATA / "names.txt"
_POLYPHONES = _DATA / "polyphones.txt"
_COMPARISONS = _DATA / "comparisons.txt"
_SYNONYMS = _DATA / "synonyms.txt"


@cache
def thesaurus_groups() -> tuple[tuple[str, ...], ...]:
    """Return groups of words with one meaning, the reports' own word first; folded."""
    return tuple(tuple(line.split(", ")) for _, line in headed_lines(fold(_THESAURUS.read_text("utf-8"))))


def synonyms() -> Iterator[tuple[str, ...]]:
    """Yield groups of general words that mean the same; the file holds them folded."""
    for _, line in headed_lines(_SYNONYMS.read_text("utf-8")):
        yield tuple(line.split(", "))


@cache
def background_sentences() -> dict[str, tuple[str, ...]]:
    """Return everyday sentences and questions of other fields by language: "zh-Hans", "zh-Hant", "en"."""
    languages: dict[str, list[str]] = {}
    for language, line in headed_lines(_BACKGROUND.read_text("utf-8")):
        languages.setdefault(language, []).append(line)
    return {language: tuple(lines) for language, lines in languages.items()}


@cache
def common_words() -> frozenset[str]:
    """Return words that are no subject: question words, particles, general verbs and nouns; folded."""
    return frozenset(line for _, line in headed_lines(fold(_COMMON_WORDS.read_text("utf-8"))))


@cache
def known_names() -> frozenset[str]:
    """Return the names of platforms, brands, people, places, laws and technologies; folded."""
    return frozenset(line for _, line in headed_lines(fold(_NAMES.read_text("utf-8"))))


@cache
def brand_names() -> frozenset[str]:
    """Return those of the known names that are of platforms, companies and brands; folded."""
    kinds = ("platforms", "companies and brands")
    return frozenset(line for kind, line in headed_lines(fold(_NAMES.read_text("utf-8"))) if kind in kinds)


@cache
def comparison_forms() -> dict[str, tuple[str, ...]]:
    """Return the forms of questions that compare two things, and the lists of words in them; regular expressions."""
    kinds: dict[str, list[str]] = {}
    for kind, form in headed_lines(_COMPARISONS.read_text("utf-8")):
        kinds.setdefault(kind, []).append(form)
    return {kind: tuple(forms) for kind, forms in kinds.items()}


@cache
def polyphones() -> dict[str, list[str]]:
    """Return the pinyin, without tones, of words in which a character sounds otherwise than it does alone."""
    rows = (line.split() for _, line in headed_lines(_POLYPHONES.read_text("utf-8")))
    return {word: sounds for word, *sounds in rows}


@cache
def fingerprint() -> str:
    """Return the SHA-256 of the word lists that decide a text's tokens and what questions are compared with."""
    digest = hashlib.sha256()
    for path in (_THESAURUS, _BACKGROUND):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def headed_lines(text: str) -> list[tuple[str, str]]:
    """Return each line with the ``## heading`` above it, without ``# comments``."""
    found = []
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line and not line.startswith("# "):
            found.append((heading, line))
    return found
