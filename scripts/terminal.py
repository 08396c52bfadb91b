"""What the command lines share in a terminal: settings, answers, errors."""

import getpass
import logging
import os
from collections.abc import Sequence
from typing import NoReturn

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, clean_question
from bot.answering.quotes import Quote
from bot.answering.sheet import Sheet
from bot.answering.sheet_wording import places_of, sheet_words
from bot.answering.tables import TableWords
from bot.answering.why_wording import why as why_lines
from bot.answering.wording import QuoteWords, answer_words, aside_words, heading, quote_words, written
from bot.errors import explain, explain_standby
from bot.i18n import language_of_question, say, system_language
from bot.languages import Language
from bot.settings import Settings, SettingsError, load_settings
from knowledge.errors import ToldError
from knowledge.script import Script
from scripts.side_by_side import show_sides
from scripts.wrapping import Wrapping, wrapped

EXIT_FAILED = 2

_STYLES = {"answered": "green", "hedged": "yellow", "refused": "red"}
_FRAME = 4  # columns that a frame and its padding take
_MAX_OTHERS = 3  # further passages named below the one quoted


def make_console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is, and does not take brackets in a heading or a question for markup."""
    return Console(stderr=stderr, markup=False, highlight=False)


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print ``text`` and let the terminal wrap it: Rich would break Chinese lines at the first space."""
    console.print(text, style=style, soft_wrap=True)


def open_settings() -> Settings:
    """Load the settings, set up the log by them, and make files for this user alone from now on.

    Raises `SettingsError`.
    """
    settings = load_settings()
    settings.data_folder.keep_private()
    level = "WARNING" if settings.log_level == "auto" else settings.log_level
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return settings


def interface_language(settings: Settings) -> Language:
    return system_language() if settings.interface_language == "auto" else settings.interface_language


def fail(error: ToldError) -> NoReturn:
    """Explain ``error`` on standard error and exit with code 2."""
    print_line(make_console(stderr=True), explain(error, _language(), "terminal"), "red")
    raise SystemExit(EXIT_FAILED) from error


def warn(error: ToldError, version: str) -> None:
    """Explain on standard error what cannot be used, and that ``version`` answers all the same."""
    print_line(make_console(stderr=True), explain_standby(error, version, _language(), "terminal"), "yellow")


def show_answer(
    console: Console, answer: Answer, script: Script | None, interface: Language, *, why: bool = False
) -> None:
    """Print ``answer`` in the language of its question, with quotes in ``script`` (None: as written).

    With ``why``, also print why the question was not answered.
    """
    language, style = language_of_question(clean_question(answer.question), interface), _STYLES[answer.status]
    words = answer_words(answer, language, script)
    for text, shown in (
        (words.edition, "yellow"),
        (words.shortened, "yellow"),
        (words.read_as, "yellow"),
        (words.note, style),
    ):
        if text:
            print_line(console, text, shown)
    for line in why_lines(answer, language, script) if why else ():
        print_line(console, f"  {line}", "dim")
    for place in words.nearest:
        print_line(console, f"  · {place}")
    if answer.status == "refused":
        return
    if answer.sheet:
        show_sheet(console, answer.sheet, language, script, style)
        return
    if answer.sides:
        show_sides(console, answer.sides, language, script, style)
        return
    if words.blank:
        print_line(console, words.blank, "yellow")
    if answer.whole or words.quotes[0].table:  # else the frame shows the key sentence as it stands
        print_line(console, words.headline, "bold")
    for quote in words.quotes:
        _show_quote(console, quote, style)
    others = () if answer.overview else answer.quotes[1 : 1 + _MAX_OTHERS]
    if others:
        print_line(console, say(language, "answer.also"), "dim")
        several = len({quote.document for quote in (*answer.quoted, *others)}) > 1
        for other in others:
            print_line(console, f"  {_place(other, script, document=several)}", "dim")


def _place(quote: Quote, script: Script | None, *, document: bool) -> str:
    """Return where a quote stands, with its ``document`` or, where it has no headings, anyway with that."""
    place = f"{quote.label}  {heading(quote, script) or written(quote.document, script)}"
    return f"{written(quote.document, script)} · {place}" if document and quote.headings else place


def show_sheet(console: Console, sheet: Sheet, language: Language, script: Script | None, style: str) -> None:
    """Print an evidence sheet: numbered sentences with their places, then how many places there are besides."""
    words = sheet_words(sheet, language, script)
    print_line(console, words.headline, "bold")
    for entry in words.entries:
        for sentence in entry.sentences:
            print_line(console, sentence, style)
        print_line(console, f"   {entry.place}", "dim")
    print_line(console, words.source, "dim")
    if words.more:
        print_line(console, words.more, "bold")
        for place in places_of(sheet.more, sheet.quotes, language, script):
            print_line(console, f"   {place}", "dim")
    if words.besides:
        print_line(console, words.besides, "dim")


def show_aside(console: Console, aside: Aside, language: Language, script: Script | None) -> None:
    """Print an aside, and the passages that it opens."""
    print_line(console, aside_words(aside, language, script))
    show_quotes(console, aside.quotes, language, script)


def show_quotes(console: Console, quotes: Sequence[Quote], language: Language, script: Script | None) -> None:
    """Print whole passages."""
    for quote in quotes:
        _show_quote(console, quote_words(quote, language, script), _STYLES["answered"])


def _language() -> Language:
    try:
        return interface_language(load_settings())
    except SettingsError:  # this may be the very error to explain
        return system_language()


def user_name() -> str:
    """Return the name of the person at this terminal, as the operating system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return str(os.getuid())


def _show_quote(console: Console, words: QuoteWords, style: str) -> None:
    """Print a passage in a frame, and its place below."""
    text = Text()
    for part, key in words.parts:
        text.append(part, style="bold" if key else "")
    text.append(words.incomplete, style="dim")
    parts: list[RenderableType] = [wrapped(text, console.width - _FRAME)] if text else []
    if words.table:
        parts.append(_grid(words.table))
    console.print(Panel(Group(*parts), border_style=style))
    print_line(console, words.place, "dim")


def _grid(words: TableWords) -> Table:
    """Return a table in columns, the rows that answer in bold."""
    headed = any(words.cells.heads)
    grid = Table(box=SIMPLE_HEAD, show_header=headed, show_edge=False, pad_edge=False)
    for head in words.cells.heads:
        grid.add_column(head, overflow="fold")  # Rich would cut long Chinese cells off
    for number, cells in enumerate(words.cells.rows):
        grid.add_row(*(Wrapping(Text(cell)) for cell in cells), style="bold" if number in words.marked else "")
    return grid
