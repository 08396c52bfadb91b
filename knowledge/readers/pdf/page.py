"""Read a page of a PDF as lines and tables, in the order in which people read them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from knowledge.readers.pdf.characters import Character, characters_of
from knowledge.readers.pdf.charts import Chart
from knowledge.readers.pdf.columns import Row, regions
from knowledge.readers.pdf.drop_caps import with_drop_caps
from knowledge.readers.pdf.fields import characters_typed
from knowledge.readers.pdf.lines import Line, Piece, rows_of
from knowledge.readers.pdf.note_rules import below_rules
from knowledge.readers.pdf.ruled import ruled_tables
from knowledge.readers.pdf.tables import unruled_tables
from knowledge.readers.pdf.weight import least_weight

if TYPE_CHECKING:
    from pdfplumber.page import Page

_CONTENTS_LINE = re.compile(r".*(?:[.·…․‥]\s*){3,}\d{1,4}")
_MARK = re.compile(r"\W{1,2}|[(（]?\w{1,4}[)）.、．]?|\d[\d.]{1,8}|.{1,12}[:：]")  # with a gap behind it
_WORD_GAP_RATIO = 0.1  # of the size: characters of a word are no further apart
_PAGE = re.compile(r"\d{1,4}|[ivxlc]{1,6}")


def lines_of(page: "Page", charts: Sequence[Chart] = (), struck: Iterable[dict[str, Any]] = ()) -> Iterator[Line]:
    """Yield the lines and tables of a page in reading order, without its ``struck`` characters and its ``charts``."""
    unread = frozenset(map(id, struck))
    characters, is_upright = characters_of(_on_paper(page), float(page.width), float(page.height), unread)
    if is_upright:
        characters += characters_typed(page, characters)
    tables = ruled_tables(page, characters) if is_upright else []
    if is_upright and charts:
        characters = [each for each in characters if not any(chart.has(each) for chart in charts)]
    outside = [each for each in characters if not any(_is_inside(each, table) for table in tables)]
    outside = with_drop_caps(outside)
    rows = sorted([*rows_of(outside), *([table] for table in tables)], key=lambda row: row[0].top)
    yield from below_rules(page, [*lines_in(rows, page.page_number)])


def _on_paper(page: "Page") -> list[dict[str, Any]]:
    """Return the characters within the crop box, as viewers show them; all, if none are within it.

    A word at its edge is whole. On pages to be turned the library mirrors the box.
    """
    if page.rotation:
        return page.chars
    left, top, right, bottom = page.cropbox
    inside: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None  # the character before, if it is read
    for each in page.chars:
        is_in = left <= (each["x0"] + each["x1"]) / 2 <= right and top <= (each["top"] + each["bottom"]) / 2 <= bottom
        before = each if is_in or (before is not None and _is_in_word(each, before)) else None
        inside += [before] if before is not None else []
    return inside or page.chars


def _is_in_word(each: dict[str, Any], before: dict[str, Any]) -> bool:
    """Say whether a character goes on with the Latin word or figure of the one before it in the file."""
    is_near = each["top"] == before["top"] and abs(each["x0"] - before["x1"]) < _WORD_GAP_RATIO * each["size"]
    return bool(is_near and before["text"].isalnum() and each["text"].isascii() and each["text"].strip())


def lines_in(rows: list[Row], page: int) -> Iterator[Line]:
    """Yield the lines and tables that the ``rows`` of a page make, in reading order."""
    for column, region in enumerate(regions(rows)):
        for row in unruled_tables(region):
            yield _line(row, page, column)


def _is_inside(each: Character, table: Piece) -> bool:
    across, down = (each.left + each.right) / 2, (each.top + each.bottom) / 2
    return table.left <= across <= table.right and table.top <= down <= table.bottom


def _line(row: Row, page: int, column: int) -> Line:
    first, last = row[0], row[-1]
    if first.rows:
        box = (first.left, first.top, first.right, first.bottom)
        return Line("", *box, rows=first.rows, edges=first.edges, heads=first.heads, page=page, column=column)
    pitch = _pitch(row)
    text = " ".join(piece.text for piece in row)
    longest = max(row, key=lambda piece: len(piece.text))
    top, bottom = min(piece.top for piece in row), longest.bottom
    alone = _CONTENTS_LINE.fullmatch(text) is not None or (len(row) > 1 and _PAGE.fullmatch(last.text) is not None)
    spaced = _spaced(row, pitch) if pitch else ""
    box, weight = (first.left, top, last.right, bottom), least_weight((piece.text, piece.weight) for piece in row)
    hang = first.hang or (row[1].left if len(row) > 1 and _MARK.fullmatch(first.text) else 0.0)
    return Line(
        text,
        *box,
        longest.size,
        weight=weight,
        page=page,
        column=column,
        alone=alone,
        hang=hang,
        pitch=pitch,
        spaced=spaced,
        marks=tuple(mark for piece in row for mark in piece.marks),
    )


def _pitch(row: Row) -> float:
    """Return how wide the characters of a row are if all are as wide, 0 if not."""
    pitches = [piece.pitch for piece in row if any(map(str.isascii, piece.text))]
    return min(pitches, default=0.0)


def _spaced(row: Row, pitch: float) -> str:
    """Return a row of characters that are as wide with as many blanks between its pieces as have room there."""
    gaps = [max(1, round((after.left - before.right) / pitch)) for before, after in pairwise(row)]
    return "".join(piece.text + " " * gap for piece, gap in zip(row, [*gaps, 0], strict=True))
