"""Find the lines on a PDF's page that stand right below a short rule, which may part notes from the text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.readers.pdf.lines import Line

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MIN_SHARE, _MAX_SHARE = 0.1, 0.5  # of the page's width that the rule is long
_MAX_THICKNESS_POINTS = 2.0  # points
_MIN_DEPTH = 0.3  # of the page's height: higher up are no notes
_MAX_RULES = 50  # on a page; one with more is a form or a drawing
_UNDERLINE_RATIO = 0.5  # of a line's size: no further below it is what underlines it
_OVERLAP_POINTS = 2.0  # points: so much of a line may stand above the rule


def below_rules(page: "Page", lines: Sequence[Line]) -> list[Line]:
    """Return the ``lines`` of a page with those marked that are the first below a short rule."""
    rules = [rule for rule in _rules(page) if not any(_is_by_text(rule, line) for line in lines)]
    if not rules or len(rules) > _MAX_RULES:
        return [*lines]
    below = (min((line.top for line in lines if line.top >= rule - _OVERLAP_POINTS), default=None) for rule in rules)
    tops = {top for top in below if top is not None}
    return [replace(line, below_rule=True) if line.top in tops else line for line in lines]


def _is_by_text(rule: float, line: Line) -> bool:
    """Say whether a rule underlines a line, or is a blank to be filled in beside it."""
    return line.top < rule < line.bottom + _UNDERLINE_RATIO * line.size


def _rules(page: "Page") -> Iterator[float]:
    """Yield the heights of the short rules of a page, in points from its top."""
    for each in (*page.lines, *page.rects):
        is_short = _MIN_SHARE * page.width <= each["x1"] - each["x0"] <= _MAX_SHARE * page.width
        is_thin = each["bottom"] - each["top"] <= _MAX_THICKNESS_POINTS
        if is_short and is_thin and each["top"] >= _MIN_DEPTH * page.height:
            yield float(each["top"])
