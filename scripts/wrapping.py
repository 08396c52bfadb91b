"""Break lines as Chinese is set: between any two characters, but no mark at a line's wrong end, no word in two."""

import re
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OPENING = "（《“‘「『【〈(\\["
_CLOSING = "，。、；：？！）》”’」』】〉…,.;:?!)\\]"
# What stays on one line: blanks, a character, a number (5.2.1, 12,800) or a word with the marks around it, marks alone.
_NUMBER = r"[A-Za-z]?\d+(?:[.,]\d+)+"
_UNIT = re.compile(rf"\s+|[{_OPENING}]*(?:[{_HAN}]|{_NUMBER}|[^\s{_HAN}{_OPENING}{_CLOSING}]+)[{_CLOSING}]*|\S")


def wrapped(text: Text, width: int) -> Text:
    """Return ``text`` with the line breaks that it needs to be ``width`` columns wide; what is wider alone stays so.

    Rich breaks a line at its blanks, so before the first character behind a Latin word among Chinese.
    """
    breaks = []
    column = 0
    for unit in _UNIT.finditer(text.plain):
        if "\n" in unit[0]:
            column = cell_len(unit[0].rpartition("\n")[2])
            continue
        size = cell_len(unit[0])
        if column and column + size > width and not unit[0].isspace():
            breaks.append(unit.start())
            column = 0
        column += size
    lines = text.divide(breaks)
    for line in lines[:-1]:
        line.rstrip()
    return Text("\n").join(lines)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A text that is `wrapped` to the width that it gets, as in a column of a table."""

    text: Text

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest_unit = max((cell_len(unit[0]) for unit in _UNIT.finditer(self.text.plain)), default=0)
        return Measurement(widest_unit, Measurement.get(console, options, self.text).maximum).with_maximum(
            options.max_width
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield wrapped(self.text, options.max_width)
