"""Draw two sides as a table of two columns, on as many pictures as it takes; each has the title and the foot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from knowledge.pages.request import MOST_PICTURES, Cell, Colour, SidesPage
from knowledge.pages.typeset import Fonts, lines_of

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH, _MARGIN, _GUTTER, _OUTDENT = 1080, 48, 44, 16  # dots; _OUTDENT: how far lines and bands reach into the margin
_ROOM = _WIDTH - 2 * _MARGIN
_COLUMN = (_ROOM - _GUTTER) / 2
_LEFT, _RIGHT = _MARGIN - _OUTDENT, _WIDTH - _MARGIN + _OUTDENT
_SECOND = _MARGIN + _COLUMN + _GUTTER  # where the second column begins
_MAX_HEIGHT = 1_480  # dots; of a higher picture Telegram makes the print too small
_TITLE_DOTS, _HEAD_DOTS, _TEXT_DOTS, _NOTE_DOTS = 38, 31, 31, 25  # sizes of print
_LEADING = 1.45  # of the size of print, from line to line
_BASELINE = 1.08  # of the size of print, below the top of a line
_PITCH = _TEXT_DOTS * _LEADING  # of a cell's lines in either size, so that both columns can be cut between them
_PADDING = 16  # above and below a cell, and around the heads
_TITLE_LINES, _HEAD_LINES, _FOOT_LINES = 4, 3, 3  # a longer one is cut off
_NUMBER = 100  # dots left for the number of a picture
_INK, _GREY, _RULE, _PAPER, _BAND = (34, 34, 34), (110, 110, 110), (205, 205, 205), (255, 255, 255), (235, 241, 235)

_Box = tuple[float, float, float, float, Colour]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text of one look."""

    text: str
    size: int
    colour: Colour = _INK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Strip:
    """A strip of a picture: boxes to fill, lines with their distances from the left, and whether it has two columns."""

    height: float
    lines: tuple[tuple[float, _Line], ...] = ()
    boxes: tuple[_Box, ...] = ()
    beside: bool = False


_Strips = list[_Strip]


def draw_sides(page: SidesPage) -> list["Image"]:
    """Return the pictures, at most an album; if it takes more, the last one ends by saying so."""
    fonts = Fonts(page.fonts)
    title = _paragraph(page.title, fonts, _Line("", _TITLE_DOTS, bold=True), _TITLE_LINES)
    band, small = _band(page.heads, fonts), _Line("", _NOTE_DOTS, _GREY)
    cut = _paragraph(page.cut, fonts, small, 1)
    foot = [strip for each in page.foot for strip in _paragraph(each, fonts, small, _FOOT_LINES, _ROOM - _NUMBER)]
    room = _MAX_HEIGHT - sum(strip.height for strip in (*title, *band, *foot, *cut))
    pages = _paged([*_both(page, fonts), *(_row(row, fonts) for row in page.rows)], room)
    if len(pages) > MOST_PICTURES:
        pages = [*pages[: MOST_PICTURES - 1], [*pages[MOST_PICTURES - 1], *cut]]
    above, below = _Strip(_PADDING), _Strip(2 * _PADDING, boxes=((_LEFT, 0, _RIGHT, 1, _RULE),))
    return [
        _drawn([*title, above, *_headed(strips, band), below, *_numbered(foot, number, len(pages), fonts)], fonts)
        for number, strips in enumerate(pages, start=1)
    ]


def _paged(rows: Sequence[_Strips], room: float) -> list[_Strips]:
    """Return the strips of each picture: whole rows where they fit, and one that fits on none is cut at its lines."""
    pages: list[_Strips] = [[]]
    left = room
    for row in rows:
        height = sum(strip.height for strip in row)
        if left < height <= room:
            left = 0
        for strip in row:
            if strip.height > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(strip)
            left -= strip.height
    return pages


def _headed(strips: _Strips, band: _Strips) -> _Strips:
    """Return the strips of a picture with the heads of the columns above them."""
    first = next((number for number, strip in enumerate(strips) if strip.beside), None)
    return strips if first is None else [*strips[:first], *band, *strips[first:]]


def _numbered(foot: _Strips, number: int, pages: int, fonts: Fonts) -> _Strips:
    """Return the foot with the number of the picture at the right, if there are several."""
    if pages == 1:
        return foot
    first, *others = foot or [_Strip(_NOTE_DOTS * _LEADING)]
    line = _Line(f"{number}/{pages}", _NOTE_DOTS, _GREY)
    left = _WIDTH - _MARGIN - sum(fonts.width(each, line.size) for each in line.text)
    return [replace(first, lines=(*first.lines, (left, line))), *others]


def _band(heads: tuple[str, str], fonts: Fonts) -> _Strips:
    """Return the strips with the heads of the two columns."""
    look = _Line("", _HEAD_DOTS, bold=True)
    edge, pitch = _Strip(_PADDING / 2), _HEAD_DOTS * _LEADING
    first, second = (_broken(head, fonts, look, _COLUMN, _HEAD_LINES) for head in heads)
    strips = [edge, *_beside(first, second, pitch), edge]
    return [replace(strip, boxes=((_LEFT, 0, _RIGHT, strip.height, _BAND),)) for strip in strips]


def _both(page: SidesPage, fonts: Fonts) -> Iterator[_Strips]:
    """Yield the cells that are as wide as the table, the first with the heading of all."""
    heading = _paragraph(page.together, fonts, _Line("", _HEAD_DOTS, bold=True), 1)
    for cell in page.both:
        lines = _cell(cell, fonts, _ROOM)
        yield [*heading, *(_Strip(_PITCH, ((_MARGIN, line),)) for line in lines), _Strip(_PADDING)]
        heading = []


def _row(row: tuple[Cell | None, Cell | None], fonts: Fonts) -> _Strips:
    """Return the strips of a row below a thin line, its cells on both sides of another."""
    edge = _Strip(_PADDING)
    first, second = (_cell(cell, fonts, _COLUMN) if cell else [] for cell in row)
    strips = [
        replace(strip, beside=True, boxes=((_WIDTH / 2, 0, _WIDTH / 2 + 1, strip.height, _RULE),))
        for strip in (edge, *_beside(first, second, _PITCH), edge)
    ]
    return [replace(strips[0], boxes=(*strips[0].boxes, (_LEFT, 0, _RIGHT, 1, _RULE))), *strips[1:]]


def _beside(first: Sequence[_Line], second: Sequence[_Line], pitch: float) -> Iterator[_Strip]:
    for pair in zip_longest(first, second):
        placed = zip((_MARGIN, _SECOND), pair, strict=True)
        yield _Strip(pitch, tuple((left, line) for left, line in placed if line))


def _cell(cell: Cell, fonts: Fonts, width: float) -> list[_Line]:
    said = [line for each in cell.sentences for line in _broken(each, fonts, _Line("", _TEXT_DOTS), width)]
    return [*said, *_broken(cell.note, fonts, _Line("", _NOTE_DOTS, _GREY), width)]


def _paragraph(text: str, fonts: Fonts, look: _Line, most: int, width: float = _ROOM) -> _Strips:
    """Return a text as wide as the table, or so wide, cut off after ``most`` lines."""
    lines = _broken(text, fonts, look, width, most)
    return [_Strip(look.size * _LEADING, ((_MARGIN, line),)) for line in lines]


def _broken(text: str, fonts: Fonts, look: _Line, width: float, most: int | None = None) -> list[_Line]:
    """Return a text as lines that look like ``look``, at most that many; what is cut off leaves an ellipsis."""
    broken = lines_of([(text, "plain")], fonts, look.size, width, look.bold)
    lines = ["".join(letter for letter, _ in line) for line in broken]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return [replace(look, text=line) for line in lines]


def _drawn(strips: Sequence[_Strip], fonts: Fonts) -> "Image":
    from PIL import Image, ImageDraw

    top = _MARGIN * 0.7
    picture = Image.new("RGB", (_WIDTH, round(sum(strip.height for strip in strips) + 2 * top)), _PAPER)
    pen = ImageDraw.Draw(picture)
    for strip in strips:
        for left, upper, right, lower, colour in strip.boxes:
            pen.rectangle((left, round(top + upper), right - 1, round(top + lower) - 1), fill=colour)
        for left, line in strip.lines:
            fonts.draw(pen, (left, top + line.size * _BASELINE), line.text, line.size, line.colour, line.bold)
        top += strip.height
    return picture
