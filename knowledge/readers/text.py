"""Clean, join and split text; shared by all readers."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from knowledge.errors import DocumentError
from knowledge.types import Block, Note


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader finds in a file's bytes."""

    blocks: tuple[Block, ...]
    title: str | None = None
    notes: tuple[Note, ...] = ()


# Each line, and each bracket that may begin a link, takes up to a tenth of a millisecond, however short it is. So many
# of them are read in any case, and in a large file one for so many bytes: no more than a few seconds for a megabyte.
_FREE_MARKS = 20_000
_BYTES_A_MARK = 16  # bytes
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Soft hyphens and blanks without width, which stay inside words; joiners, but between the parts of an emoji.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\u180e]|(?<=\\w)[\u200c\u200d](?=\\w)")
_UNWANTED = "\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BLANK_LINES = re.compile(r"\n\s*\n")
# Symbols, punctuation, kana, ideographs, full-width forms: scripts written without spaces between words.
_CJK = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")
# How reports number their points: (1)  （一）  1.  1.2  1、  一、  第一章  ①; not "1.5 亿元" and not "2021.".
NUMBERED = re.compile(
    r"[^\S\n]*(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,3}(?:[、)）]|[.．](?![0-9０-９]))"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}[.、]?\s+(?=[^\s0-9%％亿億万萬元倍])"
    r"|[一二三四五六七八九十]{1,3}[、.．]|第[0-9一二三四五六七八九十百]{1,4}[章节節篇部]|[①-⑳])"
)


def check_density(text: str, marks: str, data: bytes, name: str) -> None:
    """Raise `DocumentError` ("too-dense") if ``text`` has so many ``marks`` that reading it would take minutes."""
    if sum(map(text.count, marks)) > max(_FREE_MARKS, len(data) // _BYTES_A_MARK):
        raise DocumentError("too-dense", name=name)


def clean(text: str) -> str:
    """Return ``text`` with every line end as a newline and without control characters."""
    text = _LINE_ENDS.sub("\n", text)
    if text.isprintable():
        return text
    return "".join(filter(_is_wanted, _UNSEEN.sub("", text)))


def _is_wanted(character: str) -> bool:
    # Half surrogates (from PDF fonts) cannot be written as UTF-8; marks of direction would turn a quotation around.
    return character in "\n\t" or (unicodedata.category(character) not in ("Cc", "Cs") and character not in _UNWANTED)


def width_of(text: str) -> int:
    """Return the width of a line in a font of one width, in characters of Latin script; a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of one paragraph: nothing between two Chinese characters, else one space."""
    parts = [part for line in lines if (part := line.strip())]
    joints = ("" if ends_chinese(before) and is_chinese(after[0]) else " " for before, after in pairwise(parts))
    return "".join(parts[:1]) + "".join(map(str.__add__, joints, parts[1:]))


def is_chinese(character: str) -> bool:
    """Say whether a character belongs to Chinese text, which has no spaces."""
    return _CJK.match(character) is not None


def ends_chinese(text: str) -> bool:
    """Say whether a text ends in Chinese, possibly followed by half-width punctuation, which many people type there."""
    return is_chinese(text.rstrip(",;:.!?")[-1:])


def paragraphs(text: str) -> list[str]:
    """Split a text with line breaks at blank lines and before lines that the author numbered."""
    parts: list[list[str]] = []
    for piece in _BLANK_LINES.split(text):
        for number, line in enumerate(piece.split("\n")):
            if number == 0 or NUMBERED.match(line):
                parts.append([])
            parts[-1].append(line.strip())
    return [joined for part in parts if (joined := "\n".join(part).strip())]
