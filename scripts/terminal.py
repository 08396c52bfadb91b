"""What the command lines share in a terminal: settings, answers, errors."""

import getpass
import logging
import os
from typing import NoReturn

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.answering import wording
from bot.answering.asides import Aside
from bot.answering.assistant import LONGEST_QUESTION, Answer, Quote, clean_question
from bot.errors import explain
from bot.i18n import language_of, say, system_language
from bot.settings import Language, Settings, SettingsError, load_settings
from knowledge.errors import ToldError
from knowledge.script import Script

FAILED = 2

_STYLES = {"answered": "green", "hedged": "yellow", "refused": "red"}
_OTHERS = 3  # further passages named below the one quoted


def make_console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: brackets in a heading or a question are no markup."""
    return Console(stderr=stderr, markup=False, highlight=False)


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print ``text`` and let the terminal wrap it: Rich would break Chinese lines at the first space."""
    console.print(text, style=style, soft_wrap=True)


def open_settings() -> Settings:
    """The settings, with the log set up by them. Raises `SettingsError`."""
    settings = load_settings()
    level = "WARNING" if settings.log_level == "auto" else settings.log_level
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return settings


def interface_language(settings: Settings) -> Language:
    return system_language() if settings.interface_language == "auto" else settings.interface_language


def fail(error: ToldError) -> NoReturn:
    """Explain ``error`` on standard error and exit with code 2."""
    try:
        language = interface_language(load_settings())
    except SettingsError:  # which may be what is to be told
        language = system_language()
    print_line(make_console(stderr=True), explain(error, language, "terminal"), "red")
    raise SystemExit(FAILED) from error


def show_answer(console: Console, answer: Answer, script: Script | None, *, why: bool = False) -> None:
    """Print ``answer`` in the language of its question, quotes in ``script`` (None: as written), and if asked why."""
    language = language_of(clean_question(answer.question))
    if answer.shortened:
        print_line(console, say(language, "answer.shortened", limit=LONGEST_QUESTION), "yellow")
    if answer.read_as:
        print_line(console, wording.read_as(answer, language), "yellow")
    if note := wording.note(answer, language):
        print_line(console, note, _STYLES[answer.status])
    for line in wording.why(answer, language, script) if why else ():
        print_line(console, f"  {line}", "dim")
    if answer.status == "refused":
        for heading in dict.fromkeys(wording.heading(quote, script) for quote in answer.quotes[:_OTHERS]):
            print_line(console, f"  · {heading}")
        return
    if answer.blank:
        print_line(console, say(language, "answer.blank"), "yellow")
    for quote in answer.quoted:
        console.print(_panel(quote, language, script, _STYLES[answer.status]))
        print_line(console, wording.citation(quote, language, script), "dim")
    others = () if answer.overview else answer.quotes[1 : 1 + _OTHERS]
    if others:
        print_line(console, say(language, "answer.also"), "dim")
        for quote in others:
            print_line(console, f"  {quote.label}  {wording.heading(quote, script)}", "dim")


def show_aside(console: Console, aside: Aside, language: Language, script: Script | None) -> None:
    """Print the reply to what is no question to the text, and the passages that it opens."""
    print_line(console, wording.aside(aside, language, script))
    for quote in aside.quotes:
        console.print(_panel(quote, language, script, _STYLES["answered"]))
        print_line(console, wording.citation(quote, language, script), "dim")


def user_name() -> str:
    """Who is at this terminal, as the operating system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return str(os.getuid())


def _panel(quote: Quote, language: Language, script: Script | None, style: str) -> Panel:
    text = Text()
    position = 0
    for start, end in sorted(quote.key_sentences):
        text.append(wording.written(quote.text[position:start], script))
        text.append(wording.written(quote.text[start:end], script), style="bold")
        position = end
    text.append(wording.written(quote.text[position:], script))
    if quote.incomplete:
        text.append(say(language, "answer.incomplete"), style="dim")
    return Panel(text, border_style=style)
