"""Draw charts of bars below a title, two in a row; of an odd number the first has a row of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.pages.request import Bar, ChartPage, Colour, Panel
from knowledge.pages.typeset import Fonts

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_WIDTH, _MARGIN, _GUTTER, _BELOW = 1440, 56, 64, 44  # dots; _BELOW: between a row of charts and the next
_ROOM = _WIDTH - 2 * _MARGIN
_COLUMN = (_ROOM - _GUTTER) / 2
_TITLE_DOTS, _LINE_DOTS, _PANEL_DOTS, _TEXT_DOTS, _LEGEND_DOTS = 40, 27, 30, 25, 22  # sizes of print
_HEAD, _PANEL_HEAD, _LEGEND = 150, 56, 40  # heights
_PLOT, _BELOW_PLOT, _ABOVE_BAR = 210, 40, 34  # heights of a chart of columns, its labels, and a note above a bar
_ROW, _BAR = 66, 16  # heights of a bar below its label, and of the bar alone
_WIDEST = 84  # a bar among columns
_SWATCH = 18
_INK, _GREY, _RULE, _PAPER = (34, 34, 34), (110, 110, 110), (205, 205, 205), (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Canvas:
    pen: "ImageDraw"
    fonts: Fonts

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        if right > left and bottom > top:
            self.pen.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def write(self, left: float, lower: float, text: str, size: int, colour: Colour = _INK, bold: bool = False) -> None:
        self.fonts.draw(self.pen, (left, lower), text, size, colour, bold)

    def width(self, text: str, size: int) -> float:
        return sum(self.fonts.width(character, size) for character in text)

    def fitted(self, text: str, size: int, room: float) -> str:
        """Return ``text``, cut off where it would be wider than ``room``."""
        if self.width(text, size) <= room:
            return text
        kept, left = "", room - self.width("…", size)
        for character in text:
            left -= self.fonts.width(character, size)
            if left < 0:
                break
            kept += character
        return f"{kept.rstrip()}…"


def draw_charts(page: ChartPage) -> list["Image"]:
    """Return one picture with all charts."""
    from PIL import Image, ImageDraw

    alone = len(page.panels) % 2
    rows = [page.panels[:alone]] * alone
    rows += [page.panels[first : first + 2] for first in range(alone, len(page.panels), 2)]
    heights = [max(map(_height, row)) for row in rows]
    picture = Image.new("RGB", (_WIDTH, round(_HEAD + sum(heights) + _BELOW * len(rows))), _PAPER)
    canvas = _Canvas(ImageDraw.Draw(picture), Fonts(page.fonts))
    canvas.write(_MARGIN, 76, canvas.fitted(page.title, _TITLE_DOTS, _ROOM), _TITLE_DOTS, bold=True)
    canvas.write(_MARGIN, 122, canvas.fitted(page.line, _LINE_DOTS, _ROOM), _LINE_DOTS, _GREY)
    top = float(_HEAD)
    for row, height in zip(rows, heights, strict=True):
        for number, panel in enumerate(row):
            _draw(canvas, panel, _MARGIN + number * (_COLUMN + _GUTTER), top, _ROOM if len(row) == 1 else _COLUMN)
        top += height + _BELOW
    return [picture]


def _height(panel: Panel) -> float:
    legend = _LEGEND if panel.names and panel.bars else 0
    body = _ABOVE_BAR + _PLOT + _BELOW_PLOT if panel.kind == "columns" else _ROW * max(1, len(panel.bars))
    return _PANEL_HEAD + legend + body


def _draw(canvas: _Canvas, panel: Panel, left: float, top: float, wide: float) -> None:
    canvas.box(left, top, left + wide, top + 2, _RULE)
    canvas.write(left, top + 40, canvas.fitted(panel.title, _PANEL_DOTS, wide), _PANEL_DOTS, bold=True)
    top += _PANEL_HEAD
    if not panel.bars:
        canvas.write(left, top + 30, canvas.fitted(panel.empty, _TEXT_DOTS, wide), _TEXT_DOTS, _GREY)
        return
    if panel.names:
        _draw_legend(canvas, panel, left, top)
        top += _LEGEND
    most = max(1, *(sum(bar.parts) for bar in panel.bars))
    if panel.kind == "rows":
        for number, bar in enumerate(panel.bars):
            _draw_row(canvas, panel, bar, left, top + number * _ROW, wide, most)
        return
    step = wide / len(panel.bars)
    for number, bar in enumerate(panel.bars):
        _draw_column(canvas, panel, bar, left + number * step, step, top + _ABOVE_BAR, most)
    base = top + _ABOVE_BAR + _PLOT
    canvas.box(left, base, left + wide, base + 2, _GREY)


def _draw_legend(canvas: _Canvas, panel: Panel, left: float, top: float) -> None:
    for name, colour in zip(panel.names, panel.colours, strict=False):
        canvas.box(left, top + 6, left + _SWATCH, top + 6 + _SWATCH, colour)
        canvas.write(left + _SWATCH + 8, top + 23, name, _LEGEND_DOTS, _GREY)
        left += _SWATCH + 8 + canvas.width(name, _LEGEND_DOTS) + 28


def _draw_row(canvas: _Canvas, panel: Panel, bar: Bar, left: float, top: float, wide: float, most: int) -> None:
    """Draw a bar below what it stands for; the note stands at the right."""
    note = canvas.width(bar.note, _TEXT_DOTS)
    label = canvas.fitted(bar.label, _TEXT_DOTS, wide - note - 24)
    canvas.write(left, top + 26, label, _TEXT_DOTS)
    canvas.write(left + wide - note, top + 26, bar.note, _TEXT_DOTS, _GREY)
    start = left
    for part, colour in zip(bar.parts, panel.colours, strict=True):
        end = start + wide * part / most
        canvas.box(start, top + 36, end, top + 36 + _BAR, colour)
        start = end


def _draw_column(canvas: _Canvas, panel: Panel, bar: Bar, left: float, step: float, top: float, most: int) -> None:
    """Draw a bar upwards, the note above it and below it what it stands for."""
    middle, half = left + step / 2, min(_WIDEST, step * 0.62) / 2
    bottom = top + _PLOT
    for part, colour in zip(bar.parts, panel.colours, strict=True):
        upper = bottom - _PLOT * part / most
        canvas.box(middle - half, upper, middle + half, bottom, colour)
        bottom = upper
    canvas.write(middle - canvas.width(bar.note, _LEGEND_DOTS) / 2, bottom - 8, bar.note, _LEGEND_DOTS, _GREY)
    canvas.write(middle - canvas.width(bar.label, _LEGEND_DOTS) / 2, top + _PLOT + 30, bar.label, _LEGEND_DOTS, _GREY)
