"""springboard curated list|export|import: list, export and import the questions and test cases that admins curated."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.blobs.chosen import curated_files
from bot.curation.files import export_curated, import_curated, unplaced
from bot.curation.questions import read_curated
from bot.i18n import say
from bot.wiring import load_live
from knowledge.errors import naming
from knowledge.samples import place_labels, place_title
from scripts.terminal import interface_language, make_console, open_settings, print_line, warn

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command("list")
def list_all() -> None:
    """List curated questions by place; those without a place in the live version come last, for review."""
    settings = open_settings()
    language = interface_language(settings)
    places = read_curated(curated_files(settings))
    passages = load_live(settings, warn).passages
    lost = unplaced(places, passages)
    console = make_console()
    places = [place for place in places if place not in lost] + lost
    for place, label in zip(places, place_labels(places, passages), strict=True):
        if lost and place is lost[0]:
            print_line(console, say(language, "curate.unplaced"), "yellow")
        print_line(console, f"{label} {place_title(place)}".strip(), "dim")
        for question in place.questions:
            print_line(console, f"  {question}")
        for asked in place.unanswered:
            print_line(console, f"  ✗ {asked.question}", "dim")


@app.command("export")
def export_all(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="None: standard output.", show_default=False)
    ] = None,
) -> None:
    """Write all curated questions and test cases as YAML."""

    settings = open_settings()
    text = export_curated(curated_files(settings))
    if file is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.write(text)
    else:
        with naming(file):
            file.write_text(text, "utf-8")


@app.command("import")
def import_all(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Add all questions and test cases of an export, or nothing; a running bot uses them within seconds."""
    settings = open_settings()
    language = interface_language(settings)
    text = file.read_bytes().decode("utf-8-sig", "replace")
    done = import_curated(curated_files(settings), text, file.name)
    counts = {"questions": done.questions, "cases": done.cases, "known": done.known}
    print_line(make_console(), say(language, "curate.imported", **counts))
