"""Read plain text: a line is a paragraph, unless the text is wrapped at a fixed width."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from statistics import quantiles

from knowledge.readers.encoding import decode
from knowledge.readers.text import NUMBERED, Content, check_density, join_lines
from knowledge.types import Block

_MIN_LINES = 5  # fewer tell nothing of a width
_MIN_COLUMNS = 30  # of a wrapped line; a Chinese character takes two
_MIN_FULL_SHARE = 0.35  # of the lines that are as long as the longest, where a text is wrapped
_SLACK_COLUMNS = 12  # by which a wrapped line may be shorter, as the next word did not fit
_MIN_BROKEN_SHARE = 0.5  # of those lines that stop within a sentence
_INDENTED = re.compile(r"[ \t\u3000]{2,}|\u3000")
_SENTENCE_END = re.compile(r"[。！？!?.:：;；…][”’」』\"'）)]*\s*\Z")


def read(data: bytes, name: str) -> Content:
    """Return the paragraphs. Raises `DocumentError` ("binary", "encoding", "too-dense")."""
    text = decode(data, name)
    check_density(text, "\n", data, name)
    lines = text.split("\n")
    width = _width(lines)
    paragraphs = _unwrapped(lines, width) if width else (line.strip() for line in lines)
    return Content(tuple(Block("paragraph", each) for each in paragraphs if each))


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _width(lines: list[str]) -> int:
    """Return the columns at which the text is wrapped, 0 if it is not.

    It is if many lines are about as long as the longest ones and stop within a sentence.
    """
    lengths = {number: _columns(line.rstrip()) for number, line in enumerate(lines) if line.strip()}
    if len(lengths) < _MIN_LINES:
        return 0
    width = round(quantiles(lengths.values(), n=20)[-1])
    if width < _MIN_COLUMNS or max(lengths.values()) > width + _SLACK_COLUMNS:
        return 0
    full = [number for number, length in lengths.items() if length >= width - _SLACK_COLUMNS]
    broken = sum(_SENTENCE_END.search(lines[number]) is None for number in full)
    wrapped = len(full) >= _MIN_FULL_SHARE * len(lengths) and broken >= _MIN_BROKEN_SHARE * len(full)
    return width if wrapped else 0


def _unwrapped(lines: list[str], width: int) -> Iterator[str]:
    """Yield paragraphs: a line goes on with the one before if that is full and this one begins nothing new."""
    paragraph: list[str] = []
    for before, line in pairwise(["", *lines]):
        begins = not before.strip() or _columns(before.rstrip()) < width - _SLACK_COLUMNS
        if begins or _INDENTED.match(line) or NUMBERED.match(line):
            yield join_lines(paragraph)
            paragraph = []
        paragraph.append(line)
    yield join_lines(paragraph)
