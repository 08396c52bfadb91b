"""Find the bar charts on a PDF's page: what is written in them says nothing without the bars."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.readers.pdf.characters import Character

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MIN_BARS = 4  # of a chart that stand on one line
_MIN_HEIGHTS = 3  # different ones; the shades behind the cells of a table's row are of one height
_MIN_BAR_POINTS = 3.0  # points, both ways: thinner are lines
_MAX_BARS = 4_000  # a page with more is a drawing of another kind
_LABEL_RATIO = 1.6  # of a label's size: so far above its bar, or below all bars, its middle is at most


@dataclass(frozen=True, slots=True)
class Chart:
    """The place of a chart's bars on the page, in points from the top left corner; ``pitch`` is from bar to bar."""

    left: float
    top: float
    right: float
    bottom: float
    pitch: float

    def has(self, each: Character) -> bool:
        """Say whether a character is of a label in the chart: on a bar, over one, or on the axis below."""
        across, down, reach = (each.left + each.right) / 2, (each.top + each.bottom) / 2, _LABEL_RATIO * each.size
        is_beside = self.left - self.pitch <= across <= self.right + self.pitch
        return is_beside and self.top - reach <= down <= self.bottom + reach


def charts_of(page: "Page") -> list[Chart]:
    """Return the charts of a page with bars that stand on one line."""
    bars = [each for each in page.rects if each["fill"] and min(each["width"], each["height"]) >= _MIN_BAR_POINTS]
    standing: dict[int, list[dict[str, Any]]] = {}
    for bar in bars if len(bars) <= _MAX_BARS else ():
        standing.setdefault(round(bar["bottom"]), []).append(bar)
    return [_chart(row) for row in standing.values() if _is_chart(row)]


def _is_chart(bars: list[dict[str, Any]]) -> bool:
    heights = {round(bar["height"]) for bar in bars}
    places = {round(bar["x0"]) for bar in bars}
    return len(places) >= _MIN_BARS and len(heights) >= _MIN_HEIGHTS


def _chart(bars: Iterable[dict[str, Any]]) -> Chart:
    row = sorted(bars, key=lambda bar: float(bar["x0"]))
    left, right = float(row[0]["x0"]), max(float(bar["x1"]) for bar in row)
    bottom = max(float(bar["bottom"]) for bar in row)
    return Chart(left, min(float(bar["top"]) for bar in row), right, bottom, (right - left) / len(row))
