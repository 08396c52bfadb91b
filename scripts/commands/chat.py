"""springboard chat: ask questions in the terminal; questions piped in are answered one by one."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import typer
from rich.console import Console

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant, EmptyQuestionError, Turn, clean_question
from bot.answering.intents import intent_of
from bot.answering.quotes import Quote
from bot.answering.reply import next_turn, reply
from bot.answering.shown import Shown
from bot.answering.suggestions import Suggestion, starters, suggestions
from bot.answering.wording import labelled
from bot.i18n import language_of_question, say
from bot.languages import Language
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.reindexing.first_build import open_or_build
from bot.settings import Settings
from bot.wiring import open_assistant
from knowledge.script import Script
from knowledge.table_text import opening
from knowledge.types import Passage
from scripts.summaries import progress_bar, show_summary
from scripts.terminal import (
    interface_language,
    make_console,
    open_settings,
    print_line,
    show_answer,
    show_aside,
    show_quotes,
    user_name,
    warn,
)

app = typer.Typer(add_completion=False)


@dataclass
class _Session:
    """A running chat: the last ``turn``, what ``more`` its answer has, and the questions that were ``suggested`` last.

    These and the ``script`` in which quotes are shown change as it goes on.
    """

    assistant: Assistant
    console: Console
    language: Language
    script: Script | None
    turn: Turn | Shown | None = field(default=None)
    more: tuple[Quote, ...] = ()
    suggested: tuple[Suggestion, ...] = ()


@app.command()
def main() -> None:
    """Chat with the indexed documents; if there is no index, it is built first."""
    settings = open_settings()
    language = interface_language(settings)
    console = make_console()
    script = None if settings.quote_script == "as-written" else settings.quote_script
    session = _Session(_open(settings, language, console), console, language, script)
    interactive = sys.stdin is not None and sys.stdin.isatty()
    if interactive:
        _greet(session)
    for line in _typed(settings.data_folder.chat_history) if interactive else _piped(console):
        if not _handle(session, line.strip()):
            break


def _open(settings: Settings, language: Language, console: Console) -> Assistant:
    def build(request: Request, reason: str) -> None:
        print_line(console, reason, "dim")
        with progress_bar(language) as bar:
            summary = reindex(settings, request, bar.stage, bar.advance)
        show_summary(console, summary, language, None)

    return open_or_build(lambda: open_assistant(settings, warn=warn), build, user_name(), language)


def _greet(session: _Session) -> None:
    manifest = session.assistant.snapshot.index.manifest
    titles = ", ".join(document.title for document in manifest.documents)
    loaded = say(session.language, "chat.loaded", titles=titles, passages=manifest.passages, version=manifest.version)
    print_line(session.console, loaded, "dim")
    print_line(session.console, say(session.language, "chat.welcome"), "dim")
    _suggest(session, starters(session.assistant.snapshot, session.language), session.language)


def _typed(history: Path) -> Iterator[str]:
    """Yield the lines typed at a prompt, which can be edited and has a history that outlasts the chat."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    history.parent.mkdir(parents=True, exist_ok=True)
    prompt: PromptSession[str] = PromptSession(history=FileHistory(str(history)))
    while True:
        try:
            yield prompt.prompt("❯ ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _piped(console: Console) -> Iterator[str]:
    """Yield the lines of standard input, each shown before its answer."""
    if sys.stdin is None:
        return  # the program was started with standard input closed
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        if line.strip():
            print_line(console, f"❯ {line.strip()}", "bold")
            yield line


def _handle(session: _Session, line: str) -> bool:
    """Answer a question or carry out a command; return False to end the chat."""
    if not line:
        return True
    typed = unicodedata.normalize("NFKC", line)  # a Chinese keyboard types ／ and full-width figures
    if not typed.startswith("/"):
        _answer(session, line)
        return True
    command, *arguments = typed.split()
    if command.lower() in ("/quit", "/exit"):
        return False
    _run_command(session, command.lower(), " ".join(arguments))
    return True


def _answer(session: _Session, question: str) -> None:
    try:
        answer = reply(session.assistant.on(datetime.now().astimezone().date()), question, session.turn)
    except EmptyQuestionError:
        print_line(session.console, say(session.language, "error.question-empty"), "yellow")
        return
    session.turn = next_turn(session.turn, answer)
    session.more = answer.gathered.more if isinstance(answer, Answer) and answer.gathered else ()
    language = language_of_question(clean_question(question), session.language)
    if isinstance(answer, Aside):
        show_aside(session.console, answer, language, session.script)
    else:
        show_answer(session.console, answer, session.script, session.language)
    if session.more:
        print_line(session.console, say(session.language, "sheet.more-hint"), "dim")
    snapshot = session.assistant.snapshot
    _suggest(session, suggestions(snapshot, answer, question, session.language, session.script), language)


def _suggest(session: _Session, suggested: tuple[Suggestion, ...], language: Language) -> None:
    """Print questions to go on with, each with the command that asks it; earlier ones can be asked no more."""
    session.suggested = suggested
    if suggested:
        print_line(session.console, say(language, "chat.suggestions"), "dim")
    for number, suggestion in enumerate(suggested, start=1):
        print_line(session.console, f"  /{number}  {suggestion.text}", "dim")


def _run_command(session: _Session, command: str, argument: str) -> None:
    values: dict[str, Any] = {}
    if command == "/outline":
        _show_outline(session, argument)
        return
    if command == "/more" and session.more:
        show_quotes(session.console, session.more, session.language, session.script)
        session.more = ()
        return
    if command[1:].isdecimal():
        number = int(command[1:])
        if 0 < number <= len(session.suggested):
            question = session.suggested[number - 1].text
            print_line(session.console, f"❯ {question}", "bold")
            _answer(session, question)
            return
        key, values = "chat.no-suggestion", {"command": command}
    elif command == "/more":
        key = "chat.no-more"
    elif command == "/help":
        key = "chat.help"
    elif command == "/new":
        session.turn, key = None, "chat.new"
    elif command == "/script":
        scripts = {script.lower(): script for script in get_args(Script)}
        known = argument.lower() in ("as-written", *scripts)
        session.script = scripts.get(argument.lower()) if known else session.script
        key, values = ("chat.script", {"script": session.script or "as-written"}) if known else ("chat.bad-script", {})
    else:
        key, values = "chat.unknown-command", {"command": command}
    print_line(session.console, say(session.language, key, **values))


def _show_outline(session: _Session, ref: str) -> None:
    """Print the chapters and sections, or the points below ``ref``."""
    passages = session.assistant.snapshot.index.passages
    lines = list(_points(passages, ref) if ref else _headings(passages))
    if not lines:
        lines = [say(session.language, "chat.no-place", ref=ref)]
    for line in lines:
        print_line(session.console, line)


def _headings(passages: Sequence[Passage]) -> Iterator[str]:
    seen: set[tuple[str, ...]] = set()
    document = ""
    for passage in passages:
        if passage.document != document:
            document = passage.document
            yield document
        places = passage.ref.split("/")[0].split(".")
        for depth, heading in enumerate(passage.headings, start=1):
            key = (document, *places[:depth])
            if key not in seen:
                seen.add(key)
                yield f"{'  ' * depth}{labelled(passage.heading_labels[depth - 1], heading)}"


def _points(passages: Sequence[Passage], ref: str) -> Iterator[str]:
    """Yield a line for each passage at or below a place, however it is written."""
    intent = intent_of(ref)
    ref = intent.place if intent and intent.kind == "place" else ref.rstrip(".")
    for passage in passages:
        if passage.ref == ref or passage.ref.startswith((f"{ref}.", f"{ref}/")) or passage.label.startswith(ref):
            yield f"  {passage.label}  {opening(passage)}"
