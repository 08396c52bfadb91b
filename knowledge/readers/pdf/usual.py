"""What is usual in the text of a PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.readers.pdf.lines import Line
from knowledge.readers.text import is_chinese

HEADING_SIZE_RATIO = 1.15  # a line larger than this times the body's size is a heading
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
