"""What the command lines show in a terminal: answers, summaries, errors, progress."""

import getpass
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NoReturn

from pydantic import TypeAdapter
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot import wording
from bot.assistant import LONGEST_QUESTION, Answer, Quote, clean_question
from bot.i18n import language_of, say, system_language
from bot.reindexing.engine import Summary
from bot.reindexing.wording import change_lines, changes_line, result_line, verdict_lines
from bot.settings import Language, Settings, SettingsError, load_settings
from knowledge.script import Script

FAILED = 2

_STYLES = {"answered": "green", "hedged": "yellow", "refused": "red"}
_OTHERS = 3  # further passages named below the one quoted
_CHANGES = 20  # changed passages, and cases, named


def make_console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: brackets in a heading or a question are no markup."""
    return Console(stderr=stderr, markup=False, highlight=False)


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print ``text`` and let the terminal wrap it: Rich would break Chinese lines at the first space."""
    console.print(text, style=style, soft_wrap=True)


def settings_or_exit() -> Settings:
    """The settings, with the log set up by them, or a message on standard error and exit code 2."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        raise SystemExit(FAILED) from None
    level = "WARNING" if settings.log_level == "auto" else settings.log_level
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return settings


def interface_language(settings: Settings) -> Language:
    return system_language() if settings.interface_language == "auto" else settings.interface_language


def fail(error: wording.ExpectedError, language: Language) -> NoReturn:
    """Explain ``error`` on standard error and exit with code 2."""
    print_line(make_console(stderr=True), wording.explain(error, language), "red")
    raise SystemExit(FAILED) from error


def show_answer(console: Console, answer: Answer, script: Script | None) -> None:
    """Print ``answer`` in the language of its question, quotes in ``script`` (None: as written)."""
    language = language_of(clean_question(answer.question))
    if answer.shortened:
        print_line(console, say(language, "answer.shortened", limit=LONGEST_QUESTION), "yellow")
    if note := wording.note(answer, language):
        print_line(console, note, _STYLES[answer.status])
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


def show_summary(console: Console, summary: Summary, language: Language, before: str | None) -> None:
    """Print what a re-indexing did; ``before`` was live until then."""
    titles = {"live": "summary.title", "held": "summary.held", "same": "summary.same"}
    title = say(language, titles[summary.state], version=summary.version)
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    documents = "\n".join(f"{d.title} ({d.name}, {len(d.passages)})" for d in summary.documents)
    changes = [changes_line(summary.changes, before, language), *change_lines(summary.changes, language, _CHANGES)]
    built = summary.state != "same"
    rows = [
        ("documents", documents),
        ("passages", str(summary.passages)),
        ("new", str(summary.new)),
        ("unchanged", str(summary.unchanged)),
        ("removed", str(summary.removed)),
        ("changes", "\n".join(changes) if built and before else ""),
        ("samples", str(summary.samples)),
        ("unplaced", ", ".join(summary.unplaced)),
        ("mended", "\n".join(line for d in summary.documents for line in d.mended) or "0"),
        ("unmended", "\n".join(line for d in summary.documents for line in d.unmended) or "0"),
        ("incomplete", ", ".join(p.label for d in summary.documents for p in d.passages if p.incomplete)),
        ("notes", "\n".join(line for d in summary.documents for line in d.notes)),
        ("suite", "\n".join(verdict_lines(summary.verdict, language, _CHANGES)) if built else ""),
        ("pruned", ", ".join(summary.pruned)),
        ("seconds", f"{summary.seconds:.1f}"),
    ]
    for key, value in rows:
        if value:
            table.add_row(say(language, f"summary.{key}"), Text(value))
    console.print(table)
    if summary.state == "held":
        print_line(console, result_line(summary, before, language), "yellow")
        print_line(console, say(language, "versions.publish-held", version=summary.version), "yellow")


def print_json(value: object) -> None:
    """Print a dataclass, or a list of them, as JSON on standard output; of documents not all of their text."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    left_out = {"documents": {"__all__": {"passages"}}} if isinstance(value, Summary) else None
    print(TypeAdapter(type(value)).dump_json(value, indent=2, exclude=left_out).decode())


def user_name() -> str:
    """Who is at this terminal, as the operating system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return str(os.getuid())


@dataclass
class Bar:
    """A progress bar that `bot.reindexing.reindex` can drive, from several threads."""

    progress: Progress
    language: Language
    task: TaskID = field(default=TaskID(0))

    def stage(self, name: str) -> None:
        self.progress.update(self.task, description=say(self.language, f"stage.{name}"))

    def advance(self, done: int, total: int) -> None:
        self.progress.update(self.task, completed=done, total=total)


@contextmanager
def progress_bar(language: Language) -> Iterator[Bar]:
    """A bar on standard error, so that piped output stays clean; none where nobody sees it move."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, language, progress.add_task(say(language, "stage.reading"), total=None))


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
