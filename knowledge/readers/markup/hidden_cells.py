"""Take hidden rows and columns out of a spreadsheet that was saved as a web page.

Excel and WPS write ``<col style='display:none'>`` for a column, which browsers ignore; the cells say nothing of it.
"""

import re
from bisect import bisect_left, insort
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import Sizes, children_of, drop, sizes_of, tags_in
from knowledge.readers.tables import MAX_COLUMNS
from knowledge.types import Note, NoteCode

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.IGNORECASE)
_SHEET = re.compile(r"mso-(?:width|height)-source", re.IGNORECASE)  # in the style of a column or row of a spreadsheet
_WHOLE = re.compile("[0-9]{1,3}")
_MAX_DOWN = 1_000  # rows that a cell covers
_Row = list[tuple["Tag", range]]  # cells, each with the columns that it goes over


def drop_hidden_cells(soup: "BeautifulSoup") -> tuple[Note, ...]:
    """Take out the hidden rows and columns of spreadsheets; return notes on how many with text there were."""
    tags = list(tags_in(soup))
    tables = [tag for tag in tags if tag.name == "table"] if any(map(_tells_of_sheet, tags)) else []
    sizes = sizes_of(soup) if tables else {}
    counts: Counter[NoteCode] = Counter()
    dropped: set[int] = set()
    for table in tables:
        parts = [part for child in children_of(table) for part in (child, *children_of(child))]
        columns = [part for part in parts if part.name == "col"]
        rows = [part for part in parts if part.name == "tr"]
        hidden = {id(row) for row in rows if _is_hidden(row)}
        counts["hidden-rows"] += sum(sizes[id(row)][0] > 0 for row in rows if id(row) in hidden)
        hidden_columns = _hidden_columns(columns)
        if not hidden and not hidden_columns:
            continue
        placed = _placed(rows)
        cells, with_text = _cells_of(hidden_columns, rows, placed, hidden, sizes)
        counts["hidden-columns"] += len(with_text)
        dropped |= hidden | cells
        _move_down(rows, placed, hidden)
        _shorten(rows, hidden)
    drop(soup, dropped)
    return tuple(Note(code, count) for code, count in counts.items() if count)


def _tells_of_sheet(tag: "Tag") -> bool:
    """Say whether a tag tells that a spreadsheet made the page."""
    if tag.name == "meta":
        return str(tag.get("name", "")).lower() == "progid" and str(tag.get("content", "")).endswith(".Sheet")
    return tag.name in ("col", "tr") and _SHEET.search(str(tag.get("style", ""))) is not None


def _is_hidden(tag: "Tag") -> bool:
    return _HIDDEN.search(str(tag.get("style", ""))) is not None


def _count(tag: "Tag", name: str, most: int) -> int:
    stated = str(tag.get(name, ""))
    return max(1, min(int(stated), most)) if _WHOLE.fullmatch(stated) else 1


def _hidden_columns(columns: "list[Tag]") -> set[int]:
    """Return the numbers of the hidden columns, from 0."""
    hidden: set[int] = set()
    number = 0
    for column in columns:
        width = _count(column, "span", MAX_COLUMNS)
        if _is_hidden(column):
            hidden.update(range(number, number + width))
        number += width
    return hidden


def _placed(rows: "list[Tag]") -> list[_Row]:
    """Return the cells of each row, each with the columns that it goes over."""
    placed: list[_Row] = []
    below: dict[int, int] = {}  # by column: for how many more rows a cell above goes down
    for row in rows:
        column, covered = 0, {number for number, left in below.items() if left}
        below = {number: left - 1 for number, left in below.items() if left}
        placed.append([])
        for cell in children_of(row):
            while column in covered:
                column += 1
            if column >= MAX_COLUMNS:  # which no more are read of
                break
            over = range(column, min(column + _count(cell, "colspan", MAX_COLUMNS), MAX_COLUMNS))
            below |= dict.fromkeys(over, _count(cell, "rowspan", _MAX_DOWN) - 1)
            placed[-1].append((cell, over))
            column = over.stop
    return placed


def _cells_of(
    columns: set[int], rows: "list[Tag]", placed: list[_Row], hidden: set[int], sizes: Sizes
) -> tuple[set[int], set[int]]:
    """Return the ids of the cells in hidden columns alone, and which of these columns have text in rows that are seen.

    A cell that goes over other columns, too, is made as much narrower.
    """
    dropped: set[int] = set()
    with_text: set[int] = set()
    for row, cells in zip(rows, placed, strict=True):
        for cell, over in cells:
            shown = [number for number in over if number not in columns]
            if not shown:
                dropped.add(id(cell))
                with_text.update(over if sizes[id(cell)][0] and id(row) not in hidden else ())
            elif len(shown) < len(over):
                cell["colspan"] = str(len(shown))
    return dropped, with_text


def _move_down(rows: "list[Tag]", placed: list[_Row], hidden: set[int]) -> None:
    """Put cells that go down from a hidden row into the first below that is seen, as a spreadsheet shows them."""
    seen = [number for number, row in enumerate(rows) if id(row) not in hidden]
    for number, row in enumerate(rows):
        place = bisect_left(seen, number)
        if id(row) not in hidden or place == len(seen):
            continue
        target = seen[place]
        for cell, over in placed[number]:
            below = number + _count(cell, "rowspan", _MAX_DOWN) - target
            if below > 0:
                cell["rowspan"], cell.parent = str(below), rows[target]
                insort(placed[target], (cell, over), key=lambda each: each[1].start)
                rows[target].contents = [each for each, _ in placed[target]]


def _shorten(rows: "list[Tag]", hidden: set[int]) -> None:
    """Have cells go down over the rows alone that are seen."""
    seen = [*accumulate((id(row) not in hidden for row in rows), initial=0)]
    for number, row in enumerate(rows if hidden else ()):
        for cell in children_of(row):
            end = min(number + _count(cell, "rowspan", _MAX_DOWN), len(rows))
            if end > number + 1:
                cell["rowspan"] = str(1 + seen[end] - seen[number + 1])
