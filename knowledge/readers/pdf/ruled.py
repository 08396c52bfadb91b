"""Find the tables with ruled lines on a PDF's page."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from knowledge.readers.pdf.characters import Character, lying_in, on_their_side, usual_size
from knowledge.readers.pdf.lines import Piece, rows_of
from knowledge.readers.pdf.open_sides import open_sides
from knowledge.readers.tables import MAX_COLUMNS
from knowledge.readers.text import join_lines

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

_MAX_EDGES = 4_000  # a page with more ruled lines is a drawing; looking for tables in it takes minutes
_SAME_EDGE_POINTS = 4.0  # points
_STAMP_RATIO = 1.5  # of the size of a table's text: a stamp across it is as large

_Box = tuple[float, float, float, float]  # points from the top left corner: left, top, right, bottom


def ruled_tables(page: "Page", characters: list[Character]) -> list[Piece]:
    """Return the ruled tables of a page, with those of its ``characters`` that stand in their cells."""
    if len(page.edges) > _MAX_EDGES:
        return []
    lying = on_their_side(page.chars)
    pieces = (_ruled(table, float(page.height), characters, lying) for table in _tables(page, characters))
    return [piece for piece in pieces if piece is not None]


def _tables(page: "Page", characters: list[Character]) -> list["Table"]:
    """Return a page's tables, as if their outer lines down were there."""
    found = page.debug_tablefinder()
    lacking = open_sides(found.edges, characters)
    return page.find_tables({"explicit_vertical_lines": lacking}) if lacking else found.tables


def _ruled(table: "Table", height: float, characters: list[Character], lying: list[dict[str, Any]]) -> Piece | None:
    """Return a table, None for a frame around text or the grid of a drawing."""
    left, top, right, bottom = table.bbox
    if top < -_SAME_EDGE_POINTS or bottom > height + _SAME_EDGE_POINTS:
        return None  # around several pages: a browser prints such frames
    edges = sorted({cell[0] for row in table.rows for cell in row.cells if cell})
    if not 2 <= len(edges) <= MAX_COLUMNS:
        return None
    inside = _without_stamps([each for each in characters if _is_in(each, table.bbox)])
    rows, heads = _grid(table, edges, inside, lying)
    if sum(bool(cell) for row in rows for cell in row) < 2 or max(sum(map(bool, row)) for row in rows) < 2:
        return None
    return Piece("", left, top, right, bottom, 0.0, tuple(rows), tuple(edges), heads)


def _is_in(each: Character, box: _Box) -> bool:
    left, top, right, bottom = box
    return left <= (each.left + each.right) / 2 < right and top <= (each.top + each.bottom) / 2 < bottom


def _without_stamps(characters: list[Character]) -> list[Character]:
    """Return the characters in a table without those in large print of which some cover others."""
    least = _STAMP_RATIO * usual_size(characters)
    small = [each for each in characters if each.size < least]
    large = sorted((each for each in characters if each.size >= least), key=lambda each: each.bottom)
    stamps = set()
    for _, group in groupby(large, key=lambda each: (each.bottom, each.size)):
        line = [*group]
        if any(_covers(each, other) for each in line for other in small):
            stamps.update(line)
    return [each for each in characters if each not in stamps]


def _covers(each: Character, other: Character) -> bool:
    is_beside = each.left < (other.left + other.right) / 2 < each.right
    return is_beside and each.top + 1 < (other.top + other.bottom) / 2 < each.bottom - 1


def _grid(
    table: "Table", edges: list[float], characters: list[Character], lying: list[dict[str, Any]]
) -> tuple[list[tuple[str, ...]], int]:
    """Return the cells of each row, and how many rows head the columns, if merged cells tell.

    What is merged over rows stands in each of them; what is merged over columns in the first, but in heads in each.
    """
    tops = [row.bbox[1] for row in table.rows]
    grid = [[""] * len(edges) for _ in tops]
    heads = _heads(table, tops)
    for number, row in enumerate(table.rows):
        in_row = [each for each in characters if _is_in(each, row.bbox)]
        for box in row.cells:
            text = _text(box, in_row, lying) if box else ""
            if box is None or not text:
                continue
            across = range(bisect_left(edges, box[0] - 1), bisect_left(edges, box[2] - 1))
            for at in range(number, max(bisect_left(tops, box[3] - 1), number + 1)):
                for column in across if number < heads else across[:1]:
                    grid[at][column] = text
    return [tuple(row) for row in grid if any(row)], heads


def _text(box: _Box, in_row: Iterable[Character], lying: list[dict[str, Any]]) -> str:
    """Return the text of a cell; text on its side is read where nothing else stands."""
    characters = [each for each in in_row if _is_in(each, box)] or lying_in(lying, box)
    return join_lines(" ".join(piece.text for piece in row) for row in rows_of(characters))


def _heads(table: "Table", tops: list[float]) -> int:
    """Return over how many rows the first cell goes down, if others beside it do not."""
    cells = [cell for cell in table.rows[0].cells if cell]
    down = [sum(top < cell[3] - 1 for top in tops) for cell in cells]
    return down[0] if down and min(down) < down[0] < len(tops) else 0
