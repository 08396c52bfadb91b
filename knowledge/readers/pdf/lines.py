"""Put a PDF page's characters together: rows, and in them pieces, between which there is more than a blank."""

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from knowledge.readers.inline_text import lowered, raised
from knowledge.readers.pdf.characters import Character, usual_size
from knowledge.readers.pdf.weight import REGULAR, least_weight
from knowledge.readers.text import is_chinese

_BLANK_RATIO = 0.2  # of the character's size: a wider gap between two characters is a blank
_WIDE_BLANK_RATIO = 0.5  # the same between two Chinese characters, which are often set apart a little
_GAP_RATIO = 0.8  # of the character's size: a wider gap parts two pieces
_SAME_ROW_RATIO = 0.35  # of the character's size
_MAX_SIZE_RATIO = 2.5  # of the smaller of two characters on a line
_SMALL_RATIO = 0.8  # of the row's size: no larger are marks of notes, powers, indices
_RAISED_RATIO, _LOWERED_RATIO = 0.15, 0.02  # of the row's size: by so much their lower edge is higher, or lower
_MARK_GAP_RATIO = 0.5  # of the row's size: so near stands a mark to what it belongs to
_MAX_MARK_CHARACTERS = 8
_MAX_LABEL_CHARACTERS = 20
_ROWS_AROUND = 4  # rows above and below that a mark may belong to
_BLANKS = re.compile(" {2,}")  # around what is struck out


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row, or a whole ruled table, and its place on the page (points from the top left corner)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float = 0.0
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, its cells
    edges: tuple[float, ...] = ()  # of a table, the left edges of its columns
    heads: int = 0  # of a table, its rows that are known to head the columns
    weight: int = REGULAR  # of the lightest character
    hang: float = 0.0  # where the text behind its mark or label begins, if that is known
    pitch: float = 0.0  # of text in a font whose characters are all as wide: how wide (points)
    marks: tuple[str, ...] = ()  # what is printed raised in it, as it would be if it were not


@dataclass(frozen=True, slots=True)
class Line(Piece):
    """A line of text, or a table, with the page and the column of text on it that it stands in."""

    page: int = 0
    column: int = 0
    alone: bool = False  # a block of its own, as a line of a table of contents
    spaced: str = (
        ""  # of text whose characters are all as wide: with as many blanks between its pieces as have room there
    )
    below_rule: bool = False  # right below a short rule, as the first note at the foot of a page

    @property
    def is_table(self) -> bool:
        """Say whether this is a table."""
        return bool(self.rows)

    def is_beside(self, other: "Line") -> bool:
        """Say whether both stand in the same column of the same page."""
        return (self.page, self.column) == (other.page, other.column)


@dataclass(slots=True)
class _Row:
    """Characters on one line of the page; ``bottom`` is the lower edge of the first, ``size`` that of the largest."""

    bottom: float
    size: float
    characters: list[Character] = field(default_factory=list)


def rows_of(characters: Iterable[Character]) -> list[list[Piece]]:
    """Return the rows of a page from the top down, each as its pieces from left to right."""
    rows = [row for row in _with_marks(_rows(characters)) if row.characters]
    pieces = ([_piece(part) for part in _parts(row.characters) if any(each.text for each in part)] for row in rows)
    return [row for row in pieces if row]


def _rows(characters: Iterable[Character]) -> list[_Row]:
    rows: list[_Row] = []
    for each in sorted(characters, key=lambda character: character.bottom):
        row = next((row for row in reversed(rows[-_ROWS_AROUND:]) if _belongs(each, row)), None)
        if row is None:
            rows.append(row := _Row(each.bottom, each.size))
        row.size = max(row.size, each.size)
        row.characters.append(each)
    for row in rows:
        row.characters.sort(key=lambda character: character.left)
    return rows


def _belongs(each: Character, row: _Row) -> bool:
    """Say whether a character is in a row; one that is much larger or smaller is of a stamp across it."""
    small, large = sorted((row.size, each.size))
    return each.bottom - row.bottom <= _SAME_ROW_RATIO * large <= _SAME_ROW_RATIO * _MAX_SIZE_RATIO * small


def _with_marks(rows: list[_Row]) -> list[_Row]:
    """Return ``rows`` with each small raised or lowered mark in the row of the text that it stands beside."""
    for number, row in enumerate(rows):
        around = [*rows[max(number - _ROWS_AROUND, 0) : number], *rows[number + 1 : number + _ROWS_AROUND + 1]]
        kept: list[Character] = []
        for part in _parts(row.characters):
            host = next((host for host in around if _is_mark_in(part, host)), None)
            if host is None:
                kept += part
                continue
            for each in part:
                insort(host.characters, each, key=lambda character: character.left)
        row.characters = kept
    return rows


def _is_mark_in(part: list[Character], row: _Row) -> bool:
    size = max(each.size for each in part)
    if len(part) > _MAX_MARK_CHARACTERS or size > _SMALL_RATIO * row.size:
        return False
    after = bisect_right(row.characters, part[0].left, key=lambda character: character.left)
    middle = (part[0].top + part[0].bottom) / 2
    for each, gap in (
        *((before, part[0].left - before.right) for before in row.characters[max(after - 1, 0) : after]),
        *((behind, behind.left - part[-1].right) for behind in row.characters[after : after + 1]),
    ):
        is_near = abs(gap) <= _MARK_GAP_RATIO * each.size and size <= _SMALL_RATIO * each.size
        if is_near and each.top - 0.2 * each.size < middle < each.bottom + 0.1 * each.size:
            return True
    return False


def _parts(characters: list[Character]) -> Iterator[list[Character]]:
    """Yield the characters of a row's pieces."""
    part: list[Character] = []
    end = 0.0
    for each in characters:
        if part and each.left - end > _GAP_RATIO * max(each.size, part[-1].size):
            yield part
            part = []
        end = max(end, each.right) if part else each.right
        part.append(each)
    if part:
        yield part


def _piece(part: list[Character]) -> Piece:
    size = usual_size(part)
    bottom = next((each.bottom for each in part if abs(each.size - size) < 0.5), part[0].bottom)
    text = "".join(_texts(part, size, bottom))
    if not all(each.text for each in part):
        text = _BLANKS.sub(" ", text.strip())
    weight = least_weight((each.text, each.weight) for each in part)
    top, right = min(each.top for each in part), max(each.right for each in part)
    shifts = groupby(part, key=lambda each: _shift(each, size, bottom))
    marks = tuple("".join(each.text for each in run) for shift, run in shifts if shift > 0)
    box = part[0].left, top, right, bottom
    return Piece(text, *box, size, weight=weight, hang=_behind_label(part), pitch=_pitch(part), marks=marks)


def _pitch(part: list[Character]) -> float:
    """Return how wide the characters of a piece are if all are as wide; Chinese ones among them are in another font."""
    latin = [each for each in part if each.text.isascii() and each.text]
    return median(each.right - each.left for each in latin) if latin and all(each.is_fixed for each in latin) else 0.0


def _behind_label(part: list[Character]) -> float:
    """Return where the text behind a colon near the begin of a piece begins, 0 if there is none."""
    pairs = pairwise(part[:_MAX_LABEL_CHARACTERS])
    return next((after.left for before, after in pairs if before.text in tuple(":：")), 0.0)


def _texts(part: list[Character], size: float, bottom: float) -> Iterator[str]:
    before: Character | None = None
    for shift, run in groupby(part, key=lambda each: _shift(each, size, bottom)):
        characters = [*run]
        if before and _is_blank_between(before, characters[0]) and not shift:
            yield " "
        text = characters[0].text + "".join(
            f" {after.text}" if _is_blank_between(first, after) else after.text for first, after in pairwise(characters)
        )
        yield raised(text) if shift > 0 else lowered(text) if shift < 0 else text
        before = characters[-1]


def _shift(each: Character, size: float, bottom: float) -> int:
    """Return 1 for a raised character, -1 for a lowered one, 0 for all others."""
    if each.size > _SMALL_RATIO * size:
        return 0
    return int(bottom - each.bottom >= _RAISED_RATIO * size) - int(each.bottom - bottom >= _LOWERED_RATIO * size)


def _is_blank_between(before: Character, after: Character) -> bool:
    is_wide = is_chinese(before.text[-1:]) and is_chinese(after.text[:1])
    ratio = _WIDE_BLANK_RATIO if is_wide else _BLANK_RATIO
    return after.after_blank or after.left - before.right > ratio * max(before.size, after.size)
