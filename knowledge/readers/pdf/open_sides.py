"""Find the outer lines that a ruled table of a PDF lacks: its lines across go on to the left or right of all others."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Literal

from knowledge.readers.pdf.characters import Character
from knowledge.readers.pdf.lines import rows_of

_SAME_EDGE_POINTS = 3.0  # points
_MIN_LINES = 3  # across a table, which end at one place
_MIN_FILLED = 2  # rows of the outer column in which something stands

_Edge = dict[str, Any]  # of a line, as pdfplumber gives it
_Side = Literal["x0", "x1"]


def open_sides(edges: Iterable[_Edge], characters: list[Character]) -> list[_Edge]:
    """Return the lines down that lack at the ends of the lines across among ``edges``, which have been joined.

    There are none where several rows stand between two lines across: then these part no rows.
    """
    by_direction: dict[str, list[_Edge]] = {"h": [], "v": []}
    for edge in edges:
        by_direction[edge["orientation"]].append(edge)
    across, down = by_direction["h"], by_direction["v"]
    sides: tuple[_Side, _Side] = ("x0", "x1")
    return [
        edge for side in sides for run in _runs(across, down, side) for edge in _lacking(run, down, side, characters)
    ]


def _runs(across: list[_Edge], down: list[_Edge], side: _Side) -> Iterator[list[_Edge]]:
    """Yield the lines across that end at one place and that lines down lead from one to the next, from the top down."""
    for group in _at_one_place(across, side):
        run: list[_Edge] = []
        for line in sorted(group, key=lambda edge: float(edge["top"])):
            if run and not any(_leads(each, run[-1], line) for each in down):
                yield run
                run = []
            run.append(line)
        yield run


def _at_one_place(across: list[_Edge], side: _Side) -> Iterator[list[_Edge]]:
    """Yield the lines across whose ends on one side are near to one another."""
    group: list[_Edge] = []
    for line in sorted(across, key=lambda edge: float(edge[side])):
        if group and not _is_near(line[side], group[-1][side]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME_EDGE_POINTS


def _leads(line: _Edge, upper: _Edge, lower: _Edge) -> bool:
    """Say whether a line down leads from one line across to another."""
    reach = _SAME_EDGE_POINTS
    is_long: bool = line["top"] <= upper["top"] + reach and line["bottom"] >= lower["top"] - reach
    return is_long and _is_on(line, upper) and _is_on(line, lower)


def _is_on(line: _Edge, across: _Edge) -> bool:
    """Say whether a line down stands between the ends of a line across."""
    is_on: bool = across["x0"] - _SAME_EDGE_POINTS <= line["x0"] <= across["x1"] + _SAME_EDGE_POINTS
    return is_on


def _lacking(run: list[_Edge], down: list[_Edge], side: _Side, characters: list[Character]) -> Iterator[_Edge]:
    """Yield the line down at the ends of a ``run`` of lines across, if there is none and text stands beside it."""
    if len(run) < _MIN_LINES:
        return
    end, top, bottom = run[0][side], run[0]["top"], run[-1]["top"]
    inner = [line for line in down if _is_on(line, run[0]) and line["top"] < bottom - 1 and line["bottom"] > top + 1]
    nearest = min((line["x0"] for line in inner), key=lambda place: abs(place - end), default=end)
    if _is_near(nearest, end) or not _has_rows(run, end, nearest, characters):
        return
    line = {"object_type": "line", "x0": end, "x1": end, "top": top, "bottom": bottom, "orientation": "v"}
    yield {**line, "width": 0, "height": bottom - top, "doctop": top}


def _has_rows(run: list[_Edge], end: float, nearest: float, characters: list[Character]) -> bool:
    """Say whether text stands in the column between two places, and nowhere in several rows between two lines.

    A row stands on both sides of the column's border; what stands on one alone goes on with the row above.
    """
    filled = 0
    for upper, lower in pairwise(run):
        inside = [each for each in characters if upper["top"] < (each.top + each.bottom) / 2 < lower["top"]]
        sides = [{((piece.left < nearest) == (end < nearest)) for piece in row} for row in rows_of(inside)]
        filled += any(True in row for row in sides)
        if sum(len(row) > 1 for row in sides) > 1:
            return False
    return filled >= _MIN_FILLED
