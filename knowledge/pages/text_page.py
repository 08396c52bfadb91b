"""Draw a page from a document's text: headings, points and tables around a passage, which is marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.pages.request import Colour, Part, Style, TextPage
from knowledge.pages.typeset import Fonts, Line, lines_of, stretches

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_WIDTH, _MARGIN = 1080, 72  # dots
_MAX_HEIGHT = 1_560  # dots of text on a picture
_TEXT_DOTS, _HEADING_DOTS, _HEAD_DOTS = 30, (44, 38, 34, 32), 25  # sizes of print
_LEADING = 1.55  # of the size of print, from line to line
_BASELINE = 1.08  # of the size of print, below the top of a line
_CELL_DOTS, _CELL_PADDING = 26, 12
_INDENT = 20
_SHARE_ABOVE = 0.4  # of what stands around the passage
_INK, _GREY, _RULE, _PAPER = (34, 34, 34), (110, 110, 110), (205, 205, 205), (255, 255, 255)
_MARK, _KEY, _BAR, _COLUMN_HEADS = (255, 248, 205), (255, 222, 89), (240, 160, 0), (242, 242, 242)
MOST_PICTURES = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """A strip of the page: boxes to fill, lines to draw, words to write, with places from its left upper corner."""

    height: float
    words: tuple[tuple[float, float, str, int, Colour, bool], ...] = ()
    fills: tuple[tuple[float, float, float, float, Colour], ...] = ()
    marked: bool = False
    above: bool = False  # it belongs to the row below it, as a heading does


def draw_text(page: TextPage) -> list["Image"]:
    """Return one picture with the marked parts and what stands around them; two if the parts fill more than one."""
    fonts = Fonts(page.fonts)
    head = [*_head(page, fonts)]
    rows = [row for part in page.parts for row in _rows(part, fonts)]
    return [_drawn(head, rows[first:last], fonts) for first, last in _cut(rows)]


def _cut(rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
    """Yield which rows stand on each picture: the marked ones, and as much around them as there is room for."""
    marked = [number for number, row in enumerate(rows) if row.marked] or [0]
    first, last = marked[0], marked[-1] + 1
    room = _MAX_HEIGHT - sum(row.height for row in rows[first:last])
    if room < 0:
        for _ in range(MOST_PICTURES):
            end = _forward(rows, first, _MAX_HEIGHT)
            yield first, min(end, last)
            if end >= last:
                return
            first = end
        return
    start = _backward(rows, first, room * _SHARE_ABOVE)
    end = _forward(rows, last, room - sum(row.height for row in rows[start:first]))
    start = _backward(rows, first, _MAX_HEIGHT - sum(row.height for row in rows[first:end]))
    while end > last and rows[end - 1].above:  # a heading without its text
        end -= 1
    yield start, end


def _forward(rows: Sequence[_Row], start: int, room: float) -> int:
    end = start
    while end < len(rows) and rows[end].height <= room:
        room -= rows[end].height
        end += 1
    return max(end, min(start + 1, len(rows))) if room < 0 or (end == start and room >= _MAX_HEIGHT) else end


def _backward(rows: Sequence[_Row], end: int, room: float) -> int:
    start = end
    while start > 0 and rows[start - 1].height <= room:
        start -= 1
        room -= rows[start].height
    return start


def _drawn(head: Sequence[_Row], rows: Sequence[_Row], fonts: Fonts) -> "Image":
    from PIL import Image, ImageDraw

    height = sum(row.height for row in (*head, *rows)) + 2 * _MARGIN
    picture = Image.new("RGB", (_WIDTH, round(height)), _PAPER)
    pen = ImageDraw.Draw(picture)
    top = float(_MARGIN) * 0.7
    for row in (*head, *rows):
        _draw(row, pen, top, fonts)
        top += row.height
    return picture


def _draw(row: _Row, pen: "ImageDraw", top: float, fonts: Fonts) -> None:
    if row.marked:
        pen.rectangle((_MARGIN - _INDENT, top, _WIDTH - _MARGIN + _INDENT, top + row.height), fill=_MARK)
        pen.rectangle((_MARGIN - _INDENT - 8, top, _MARGIN - _INDENT, top + row.height), fill=_BAR)
    for left, upper, right, lower, colour in row.fills:
        pen.rectangle((left, top + upper, right, top + lower), fill=colour)
    for left, lower, text, size, colour, bold in row.words:
        fonts.draw(pen, (left, top + lower), text, size, colour, bold)


def _head(page: TextPage, fonts: Fonts) -> Iterator[_Row]:
    for text, bold in ((page.title, True), (page.place, False)):
        for line in lines_of([(text, "plain")], fonts, _HEAD_DOTS, _WIDTH - 2 * _MARGIN, bold)[:2]:
            written = "".join(character for character, _ in line)
            size = _HEAD_DOTS
            yield _Row(size * 1.45, ((_MARGIN, size * _BASELINE, written, size, _INK if bold else _GREY, bold),))
    yield _Row(40, fills=((_MARGIN, 10, _WIDTH - _MARGIN, 12, _RULE),))


def _rows(part: Part, fonts: Fonts) -> Iterator[_Row]:
    if part.kind == "table":
        yield _Row(10, marked=part.marked)
        yield from _table(part, fonts)
        yield _Row(14, marked=part.marked)
        return
    heading = part.kind == "heading"
    size = _HEADING_DOTS[min(part.level, len(_HEADING_DOTS)) - 1] if heading else _TEXT_DOTS
    runs: list[tuple[str, Style]] = [(f"{part.label} ", "plain"), *part.runs] if part.label else [*part.runs]
    if heading:
        yield _Row(22, above=True)
    elif part.marked:
        yield _Row(14, marked=True)
    for line in lines_of(runs, fonts, size, _WIDTH - 2 * _MARGIN, heading):
        yield _written(line, fonts, size, heading, part.marked)
    yield _Row(14, marked=part.marked, above=heading)
    if part.marked:
        yield _Row(14)


def _written(line: Line, fonts: Fonts, size: int, heading: bool, marked: bool) -> _Row:
    words, fills = _words_of(line, _MARGIN, fonts, size, heading)
    row = _Row(size * _LEADING, words, marked=marked, above=heading)
    return replace(row, fills=tuple((left, 4, right, size * _LEADING - 2, _KEY) for left, right in fills))


def _words_of(
    line: Line, left: float, fonts: Fonts, size: int, bold: bool, down: float = 0.0
) -> tuple[tuple[tuple[float, float, str, int, Colour, bool], ...], list[tuple[float, float]]]:
    """Return the words of a line with their places, and from where to where key words reach."""
    words, keys = [], []
    for text, style in stretches(line):
        strong = bold or style == "key"
        right = left + sum(fonts.width(character, size, bold=strong) for character in text)
        words.append((left, down + size * _BASELINE, text, size, _INK, strong))
        if style == "key":
            keys.append((left - 2, right + 2))
        left = right
    return tuple(words), keys


def _table(part: Part, fonts: Fonts) -> Iterator[_Row]:
    """Yield the rows of a table, its columns as wide as their text wants and the page lets them be."""
    columns = max(map(len, part.rows))
    widths = _widths([[*row, *[""] * (columns - len(row))] for row in part.rows], fonts)
    for number, cells in enumerate(part.rows):
        head, key = number < part.heads, number - part.heads in part.key and number >= part.heads
        words: list[tuple[float, float, str, int, Colour, bool]] = []
        left, deep = float(_MARGIN), 1
        for cell, width in zip(cells, widths, strict=False):
            lines = lines_of([(cell, "plain")], fonts, _CELL_DOTS, width - 2 * _CELL_PADDING, head or key)
            for step, line in enumerate(lines):
                down = _CELL_PADDING + step * _CELL_DOTS * 1.4
                words += _words_of(line, left + _CELL_PADDING, fonts, _CELL_DOTS, head or key, down)[0]
            left, deep = left + width, max(deep, len(lines))
        height = 2 * _CELL_PADDING + deep * _CELL_DOTS * 1.4
        yield _Row(height, tuple(words), tuple(_frame(widths, height, head, key)), part.marked, head)


def _frame(
    widths: Sequence[float], height: float, head: bool, key: bool
) -> Iterator[tuple[float, float, float, float, Colour]]:
    right = _MARGIN + sum(widths)
    if head or key:
        yield _MARGIN, 0, right, height, _KEY if key else _COLUMN_HEADS
    yield _MARGIN, 0, right, 1, _RULE
    yield _MARGIN, height - 1, right, height, _RULE
    left = float(_MARGIN)
    for width in (0.0, *widths):
        left += width
        yield left, 0, left + 1, height, _RULE


def _widths(rows: Sequence[Sequence[str]], fonts: Fonts) -> list[float]:
    """Return the widths of a table's columns; long ones share what short ones leave."""
    room = float(_WIDTH - 2 * _MARGIN)
    wanted = [
        max(sum(fonts.width(each, _CELL_DOTS, bold=True) for each in cell) for cell in column) + 2 * _CELL_PADDING + 6
        for column in zip(*rows, strict=True)
    ]
    if sum(wanted) <= room:
        return [width + (room - sum(wanted)) / len(wanted) for width in wanted]
    fair = room / len(wanted)
    left = room - sum(width for width in wanted if width <= fair)
    long = sum(width**0.5 for width in wanted if width > fair)
    return [width if width <= fair else left * width**0.5 / long for width in wanted]
