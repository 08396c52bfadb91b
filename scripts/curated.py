"""python -m scripts.curated list|export|import: the questions and test cases that admins curated."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command("list")
def list_all() -> None:
    """Attached questions by their places; those that have none in the live version come last, for review."""
    from bot.curated_files import curated_folder, read_curated
    from bot.curating import unplaced
    from bot.i18n import say
    from bot.wording import EXPECTED_ERRORS
    from index.versions import index_folder, load_current
    from scripts.terminal import fail, interface_language, make_console, print_line, settings_or_exit

    settings = settings_or_exit()
    language = interface_language(settings)
    try:
        places = read_curated(curated_folder(settings.data_dir))
        lost = unplaced(places, load_current(index_folder(settings.data_dir), settings.encoder).passages)
    except EXPECTED_ERRORS as error:
        fail(error, language)
    console = make_console()
    for place in [place for place in places if place not in lost] + lost:
        if lost and place is lost[0]:
            print_line(console, say(language, "curate.unplaced"), "yellow")
        print_line(console, f"{place.ref} {' › '.join(place.headings) or place.begins or ''}", "dim")
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
    import sys

    from bot.curated_files import curated_folder
    from bot.curating import export_curated
    from bot.wording import EXPECTED_ERRORS
    from scripts.terminal import fail, interface_language, settings_or_exit

    settings = settings_or_exit()
    try:
        text = export_curated(curated_folder(settings.data_dir))
        if file is None:
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
            sys.stdout.write(text)
        else:
            file.write_text(text, "utf-8")
    except EXPECTED_ERRORS as error:
        fail(error, interface_language(settings))


@app.command("import")
def import_all(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Add what an export holds, all of it or nothing; a running bot takes it up within seconds."""
    from bot.curated_files import curated_folder
    from bot.curating import import_curated
    from bot.i18n import say
    from bot.wording import EXPECTED_ERRORS
    from scripts.terminal import fail, interface_language, make_console, print_line, settings_or_exit

    settings = settings_or_exit()
    language = interface_language(settings)
    try:
        text = file.read_bytes().decode("utf-8-sig", "replace")
        done = import_curated(curated_folder(settings.data_dir), text, file.name)
    except EXPECTED_ERRORS as error:
        fail(error, language)
    counts = {"questions": done.questions, "cases": done.cases, "known": done.known}
    print_line(make_console(), say(language, "curate.imported", **counts))


if __name__ == "__main__":
    app()
