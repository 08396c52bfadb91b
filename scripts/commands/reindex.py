"""springboard reindex [PATH ...]: build the next index version and, if it passes its suites, make it live."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n import say
from bot.languages import Language
from bot.reindexing.collection import Request
from bot.reindexing.engine import Proposal, carry_out, propose
from bot.reindexing.errors import CollectionError
from bot.reindexing.wording import change_lines, document_lines, proposal_lines
from bot.settings import Settings
from scripts.summaries import print_json, progress_bar, show_summary
from scripts.terminal import interface_language, make_console, open_settings, print_line, user_name

app = typer.Typer(add_completion=False)

_HELD = 1  # exit code of a version that was built but held back


@app.command()
def main(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders in place of all documents; none: the shipped edition.", metavar="PATH"),
    ] = None,
    add: Annotated[list[Path] | None, typer.Option(metavar="PATH", help="Add this file or folder.")] = None,
    replace: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Put this file in place of the document it is like.")
    ] = None,
    instead_of: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --replace: the document by title, file name or checksum.")
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Remove this document.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Read the live version's files anew.")] = False,
    although_alike: Annotated[
        bool, typer.Option("--although-alike", help="With --add: also beside a document much like it.")
    ] = False,
    sample_questions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML file of sample questions for these documents.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    no_gate: Annotated[bool, typer.Option("--no-gate", help="Make it live without asking the suites.")] = False,
    trust_clock: Annotated[
        bool, typer.Option("--trust-clock", help="Build although the live version is from the future.")
    ] = False,
    why: Annotated[str, typer.Option(metavar="TEXT", help="A reason, shown with the version.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Build an index of documents and make it live.

    Exit code: 0 if it is live or there was nothing to do; 1 if it was held back; 2 on an error.
    """
    changing = bool(add or replace or remove or again)
    if paths and changing:
        raise typer.BadParameter("PATH replaces all documents; give either it or --add, --replace, --remove, --again")
    if (instead_of is not None) and len(replace or []) != 1:
        raise typer.BadParameter("--instead-of goes with one --replace")
    request = Request(
        by=user_name(),
        why=why,
        whole=None if changing else tuple(paths or ()),
        add=tuple(add or ()),
        replace=tuple((instead_of or "", path) for path in replace or ()),
        remove=tuple(remove or ()),
        again=again,
        although_alike=although_alike,
        sample_questions=sample_questions,
        gate=not no_gate,
        trust_clock=trust_clock,
    )
    settings = open_settings()
    _carry_out(settings, request, interface_language(settings), dry_run, json)


def _carry_out(settings: Settings, request: Request, language: Language, dry_run: bool, json: bool) -> None:
    with progress_bar(language) as bar:
        proposal = _propose(settings, request)
        for path in proposal.collection.left_out:
            print_line(bar.progress.console, say(language, "summary.left-out", path=path), "yellow")
        if not dry_run:
            summary = carry_out(settings, proposal, bar.stage, bar.advance)
    if dry_run:
        _show_proposal(proposal, language, json)
        return
    if json:
        print_json(summary)
    else:
        show_summary(make_console(), summary, language, proposal.base)
    sys.exit(_HELD if summary.state == "held" else 0)


def _propose(settings: Settings, request: Request) -> Proposal:
    proposal = propose(settings, request)
    if proposal.alike and not request.although_alike:
        alike = proposal.alike[0]
        name, title = alike.document.name, alike.other.title
        raise CollectionError("alike", name=name, title=title, share=int(100 * alike.share))
    return proposal


def _show_proposal(proposal: Proposal, language: Language, json: bool) -> None:
    if json:
        print_json(proposal.changes)
        return
    console = make_console()
    lines = [
        line
        for document, path in proposal.collection.files
        for line in document_lines(document, language, path.stat().st_size)
    ]
    for line in [*lines, *proposal_lines(proposal, language), *change_lines(proposal.changes, language, sys.maxsize)]:
        print_line(console, line)
