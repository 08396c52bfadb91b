"""Print two things side by side: in two columns, or below each other where the terminal is narrow."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answering.sheet_wording import Entry, places_of
from bot.answering.sides import Sides
from bot.answering.sides_wording import SidesWords, sides_words
from bot.languages import Language
from knowledge.script import Script
from scripts.wrapping import wrapped

_LEAST_COLUMNS = 60  # of the terminal, for two columns in which Chinese can be read
_BETWEEN = 4  # columns that the padding of both takes


def show_sides(console: Console, sides: Sides, language: Language, script: Script | None, style: str) -> None:
    """Print what is said of both things at once, then of each, then how many places there are besides."""
    words = sides_words(sides, language, script)
    _print(console, words.headline, "bold")
    if words.both:
        _print(console, words.together, "bold")
        _show_list(console, words.both, style)
    if console.width >= _LEAST_COLUMNS:
        console.print(_columns(words, (console.width - _BETWEEN) // 2, style))
    else:
        for column in words.columns:
            _print(console, column.heading, "bold")
            _show_list(console, column.entries, style)
            _print(console, column.empty, "dim")
    _print(console, words.source, "dim")
    if words.more:
        _print(console, words.more, "bold")
        for place in places_of(sides.more, sides.quotes, language, script):
            _print(console, f"   {place}", "dim")


def _show_list(console: Console, entries: Iterable[Entry], style: str) -> None:
    for entry in entries:
        for sentence in entry.sentences:
            _print(console, sentence, style)
        _print(console, f"   {entry.place}", "dim")


def _columns(words: SidesWords, width: int, style: str) -> Table:
    """Return a table of two columns, each ``width`` wide, in which what goes together stands beside each other."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in words.columns:
        table.add_column(wrapped(Text(column.heading, "bold"), width), width=width)
    for pair in words.rows:
        table.add_row(*(_cell(entry, width, style) if entry else Text() for entry in pair))
    return table


def _cell(entry: Entry, width: int, style: str) -> Text:
    said = [wrapped(Text(sentence, style), width) for sentence in entry.sentences]
    return Text("\n").join([*said, wrapped(Text(entry.place, "dim"), width), Text()])


def _print(console: Console, text: str, style: str) -> None:
    """Print a line and let the terminal wrap it; nothing if it is empty."""
    if text:
        console.print(text, style=style, soft_wrap=True)
