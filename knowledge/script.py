"""Simplified and Traditional characters: folding for comparison, converting for readers."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal, Protocol

Script = Literal["zh-Hans", "zh-Hant"]

# Normalising sorts the marks on a character, in time with the square of their number. Unicode's stream-safe format
# (UAX 15) allows so many; no language needs more than a few.
_MAX_MARKS = 30
_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MAX_MARKS + 1},}}")  # and other characters that are no letters
# The mark of a note behind a figure or a word is no part of it; normalising would make a digit of it. m² stays.
_NOTE_MARKS = re.compile("(?<![A-Za-z])[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
# "s2tw" takes the character forms of Taiwan (為, 裡, 眾) but no words of Taiwan ("s2twp"): a quotation keeps its words.
_CONFIGURATIONS: dict[Script, str] = {"zh-Hans": "t2s", "zh-Hant": "s2tw"}


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=4)
def _converter(configuration: str) -> _Converter:
    from opencc import OpenCC  # its tables take a moment; `--help` needs none

    loaded: _Converter = OpenCC(configuration)
    return loaded


def fold(text: str) -> str:
    """Return ``text`` as it is compared: Simplified characters, half width, lower case.

    For matching only; people see the text as written.
    """
    if not text.isascii():
        text = _NOTE_MARKS.sub("", _MARKS.sub(_few_marks, text))
        text = simplified(unicodedata.normalize("NFKC", text))
    return text.casefold()


def simplified(text: str) -> str:
    """Return ``text`` in Simplified characters, with lone surrogates replaced by ``?``."""
    # OpenCC keeps 著, also where it stands for 着.
    return text if text.isascii() else _converter("t2s").convert(encodable(text)).replace("著", "着")


def _few_marks(run: re.Match[str]) -> str:
    """Return a run of characters with no more than `_MAX_MARKS` combining ones in a row."""
    kept = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def convert(text: str, script: Script) -> str:
    """Return ``text`` in the characters of ``script``, word by word where a character has several forms.

    Traditional characters are those in use in Taiwan.
    """
    return _converter(_CONFIGURATIONS[script]).convert(text)


def has_chinese(text: str) -> bool:
    """Say whether ``text`` holds a Chinese character."""
    return any("\u3400" <= character <= "\u9fff" for character in text)


def beginning(text: str, limit: int) -> str:
    """Return the beginning of ``text`` that has at most ``limit`` characters when it is normalised.

    A single character may be written out as up to 18 (U+FDFA), so a text's length says little of the work it makes.
    """
    written = 0
    for position, character in enumerate(text[:limit]):
        written += len(unicodedata.normalize("NFKC", character))
        if written > limit:
            return text[:position]
    return text[:limit]


def encodable(text: str) -> str:
    """Return ``text`` with lone surrogates, which UTF-8 cannot hold, replaced by ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def comparable(text: str) -> str:
    """Return ``text`` folded and without white space, so that texts of the same words are equal."""
    return "".join(fold(text).split())
