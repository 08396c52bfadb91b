"""Show the progress and the result of a re-indexing in the terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.i18n import say
from bot.languages import Language
from bot.reindexing.engine import Summary
from bot.reindexing.wording import brief, change_lines, changes_line, gate_lines, note_lines, result_line
from knowledge.types import Document
from scripts.terminal import print_line

_MAX_CHANGES_NAMED = 20  # changed passages, and cases, that are named


def show_summary(console: Console, summary: Summary, language: Language, before: str | None) -> None:
    """Print what a re-indexing did; ``before`` is the version that was live until then."""
    titles = {"live": "summary.title", "held": "summary.held", "same": "summary.same"}
    title = say(language, titles[summary.state], version=summary.version)
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    documents = "\n".join(f"{d.title} ({d.name}, {len(d.passages)})" for d in summary.documents)
    changes = [
        changes_line(summary.changes, before, language),
        *change_lines(summary.changes, language, _MAX_CHANGES_NAMED),
    ]
    lost = summary.lost
    built = summary.state != "same"
    rows = [
        ("documents", documents),
        ("passages", str(summary.passages)),
        ("new", str(summary.new)),
        ("unchanged", str(summary.unchanged)),
        ("removed", str(summary.removed)),
        ("changes", "\n".join(changes) if built and before else ""),
        ("samples", str(summary.samples or "")),
        ("unplaced", f"{lost.questions}: {brief(lost.labels, language)}" if lost.questions else ""),
        ("mended", _by_document(summary.documents, lambda document: note_lines(document.mended, language))),
        ("unmended", _by_document(summary.documents, lambda document: document.unmended)),
        ("incomplete", _by_document(summary.documents, _incomplete)),
        ("notes", _by_document(summary.documents, lambda document: note_lines(document.notes, language))),
        ("suite", "\n".join(gate_lines(summary.gate, language, _MAX_CHANGES_NAMED)) if built else ""),
        ("pruned", ", ".join(summary.pruned)),
        ("seconds", f"{summary.seconds:.1f}"),
    ]
    for key, value in rows:
        if value:
            table.add_row(say(language, f"summary.{key}"), Text(value))
    console.print(table)
    if summary.state == "live" and before is None:
        print_line(console, say(language, "summary.next"))
    if summary.state == "held":
        print_line(console, result_line(summary, before, language), "yellow")
        print_line(console, say(language, "versions.publish-held", version=summary.version), "yellow")


def _by_document(documents: Sequence[Document], lines_of: Callable[[Document], Sequence[str]]) -> str:
    """Return the lines on each document; if there are several documents, under the name of its file."""
    lines: list[str] = []
    for document in documents:
        found = lines_of(document)
        if found and len(documents) > 1:
            lines.append(document.name)
            lines += [f"  {line}" for line in found]
        else:
            lines += found
    return "\n".join(lines)


def _incomplete(document: Document) -> list[str]:
    labels = [passage.label or passage.ref for passage in document.passages if passage.incomplete]
    return [", ".join(labels)] if labels else []


def print_json(value: object) -> None:
    """Print a dataclass, or a list of them, as JSON on standard output.

    The passages of a `Summary`'s documents are left out.
    """
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    left_out = {"documents": {"__all__": {"passages"}}} if isinstance(value, Summary) else None
    print(TypeAdapter(type(value)).dump_json(value, indent=2, exclude=left_out).decode())


@dataclass
class Bar:
    """A progress bar that `bot.reindexing.engine.reindex` can drive, from several threads."""

    progress: Progress
    language: Language
    task: TaskID = field(default=TaskID(0))

    def stage(self, name: str) -> None:
        self.progress.update(self.task, description=say(self.language, f"stage.{name}"))

    def advance(self, done: int, total: int) -> None:
        self.progress.update(self.task, completed=done, total=total)


@contextmanager
def progress_bar(language: Language) -> Iterator[Bar]:
    """Show a progress bar on standard error, so that piped output stays clean, if that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, language, progress.add_task(say(language, "stage.reading"), total=None))
