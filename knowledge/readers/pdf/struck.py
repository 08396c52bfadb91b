"""Find the words on a PDF's page with a line drawn through them: they are no longer said."""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MIN_HEIGHT_RATIO, _MAX_HEIGHT_RATIO = 0.15, 0.5  # of the size: so far above its foot a line runs through a character
_MAX_THICKNESS_RATIO = 0.2  # of the character's size; what is thicker is a bar
_END_RATIO = 0.4  # of the size: so near to the ends of the words the line ends, unlike a rule or the grid of a chart
_MIN_CHARACTERS = 2  # under one line; a stroke through one may be part of a sign
_MAX_LINES = 4_000  # a page with more is a drawing
_MAX_SIZE_POINTS = 100.0  # points; of no larger characters is a line looked for


def struck_out(page: "Page") -> list[list[dict[str, Any]]]:
    """Return the characters of a page under each line that strikes them out."""
    thin = [each for each in (*page.lines, *page.rects) if each["x1"] - each["x0"] > abs(each["top"] - each["bottom"])]
    if len(thin) > _MAX_LINES:
        return []
    characters = sorted((each for each in page.chars if _is_upright(each)), key=_foot)
    feet = [*map(_foot, characters)]
    found = []
    for line in thin:
        middle = (line["y0"] + line["y1"]) / 2
        near = characters[bisect_left(feet, middle - _MAX_HEIGHT_RATIO * _MAX_SIZE_POINTS) : bisect_left(feet, middle)]
        struck = [each for each in near if _runs_through(line, middle, each)]
        if sum(bool(each["text"].strip()) for each in struck) >= _MIN_CHARACTERS and _ends_with(line, struck):
            found.append(struck)
    return found


def _is_upright(each: dict[str, Any]) -> bool:
    a, b, c, d = each["matrix"][:4]
    return bool(a > 0 and d > 0 and b == c == 0)


def _foot(each: dict[str, Any]) -> float:
    """Return the height of the line that a character stands on, in points from below."""
    return float(each["matrix"][5])


def _runs_through(line: dict[str, Any], middle: float, each: dict[str, Any]) -> bool:
    size = each["size"]
    thickness = max(line["y1"] - line["y0"], line["linewidth"] or 0)
    is_over = line["x0"] < (each["x0"] + each["x1"]) / 2 < line["x1"] and thickness <= _MAX_THICKNESS_RATIO * size
    return bool(is_over and _MIN_HEIGHT_RATIO * size <= middle - _foot(each) <= _MAX_HEIGHT_RATIO * size)


def _ends_with(line: dict[str, Any], struck: list[dict[str, Any]]) -> bool:
    left, right = min(each["x0"] for each in struck), max(each["x1"] for each in struck)
    reach = _END_RATIO * max(each["size"] for each in struck)
    return bool(abs(line["x0"] - left) <= reach and abs(line["x1"] - right) <= reach)
