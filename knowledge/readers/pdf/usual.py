"""What is usual in the text of a PDF, and what is text in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.readers.pdf.lines import Line
from knowledge.readers.text import is_chinese, join_lines

HEADING_SIZE_RATIO = 1.15  # a line larger than this times the body's size is a heading
LINE_GAP_RATIO = 0.8  # of its size: lines of a heading are no further apart
_WIDE_GAP_RATIO = 2.0  # of its size: lines of a text are no further apart
_SENTENCE_WIDTH = 50  # half-width characters: what is wider and ends as a sentence is text, however large its print
_TEXT_WIDTH = 200  # half-width characters: no heading is wider
_MIN_TEXTS_WIDTH = 150  # half-width characters of text in a print that is none of headings
_SENTENCE_END = re.compile(r"[。！!.…；;][”’」』\"'）)]*\Z")
_SENTENCE = re.compile(r"[。！；]|[a-z]{2}[.;](?:\s|\Z)")  # the end of one; none in a list of headings
_Column = tuple[int, int]  # page, column


@dataclass(frozen=True, slots=True)
class Usual:
    """The size of a document's text, the gap between its lines, and each column's margins (points)."""

    size: float
    gap: float
    margins: dict[_Column, tuple[float, float]]

    def width(self, line: Line) -> float:
        """Return how wide the line's column is."""
        left, right = self.margins[line.page, line.column]
        return right - left

    def indent(self, line: Line) -> float:
        """Return how far from its column's left margin the line begins."""
        return line.left - self.margins[line.page, line.column][0]


def usual_in(lines: Sequence[Line], size: float) -> Usual:
    """Return what is usual in ``lines`` of text of that ``size``."""
    gaps = [after.top - before.bottom for before, after in pairwise(lines) if before.is_beside(after)]
    return Usual(size, median(gaps) if gaps else 0.0, _margins(lines))


def _margins(lines: Iterable[Line]) -> dict[_Column, tuple[float, float]]:
    margins: dict[_Column, tuple[float, float]] = {}
    for line in lines:
        column = line.page, line.column
        left, right = margins.get(column, (line.left, line.right))
        margins[column] = min(left, line.left), max(right, line.right)
    return margins


def width(text: str) -> int:
    """Return how wide a text is, in half-width characters."""
    return len(text) + sum(map(is_chinese, text))


def is_text(text: str) -> bool:
    """Say whether a paragraph is no heading, whatever its print: a sentence of some length, or very long.

    A question may be a heading of any length.
    """
    return width(text) > (_SENTENCE_WIDTH if _SENTENCE_END.search(text) else _TEXT_WIDTH)


def heading_sizes(lines: Iterable[Line], size: float) -> list[float]:
    """Return the sizes of headings in ``lines``, largest first: those larger than the text's ``size``.

    Print in which there is more text than headings is none: the main text above fine print, or one of two languages.
    A short paragraph in it, as below a title, tells nothing.
    """
    texts: dict[float, list[str]] = {}
    for group in _groups(line for line in lines if line.size > size * HEADING_SIZE_RATIO):
        texts.setdefault(group[0].size, []).append(join_lines(line.text for line in group))
    return sorted((each for each, of_size in texts.items() if not _are_text(of_size)), reverse=True)


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield lines in the same print that are close to each other together."""
    group: list[Line] = []
    for line in lines:
        if group and not (
            group[-1].size == line.size
            and group[-1].is_beside(line)
            and line.top - group[-1].bottom < _WIDE_GAP_RATIO * line.size
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _are_text(texts: Sequence[str]) -> bool:
    long = [width(text) for text in texts if is_text(text) and _SENTENCE.search(text)]
    return sum(long) > _MIN_TEXTS_WIDTH and 2 * sum(long) > sum(map(width, texts))
