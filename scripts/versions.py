"""python -m scripts.versions list|show|diff|publish|rollback|prune|verify: the index versions of the data directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Language, Settings

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

_DAMAGED = 1  # exit code of verify
Version = Annotated[str, typer.Argument(metavar="VERSION")]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="A reason, noted in the history.")]


@app.command("list")
def list_all(json: AsJson = False) -> None:
    """All versions, the newest first: what, when, who, why, and what the suites said."""
    from bot.reindexing.catalogue import read_catalogue
    from bot.reindexing.wording import version_line
    from scripts.summaries import print_json
    from scripts.terminal import make_console, print_line

    with _working() as (_, language, folder):
        entries = read_catalogue(folder)
        if json:
            print_json(entries)
            return
        for entry in entries:
            style = {"live": "green", "held": "yellow"}.get(entry.state, "")
            print_line(make_console(), version_line(entry, language), style)


@app.command()
def show(version: Version, json: AsJson = False) -> None:
    """One version: its documents, and what the suites said case by case."""
    from bot.reindexing.catalogue import read_entry
    from bot.reindexing.wording import entry_lines
    from scripts.summaries import print_json
    from scripts.terminal import make_console, print_line

    with _working() as (_, language, folder):
        entry = read_entry(folder, version)
        if json:
            print_json(entry)
            return
        for line in entry_lines(entry, language):
            print_line(make_console(), line)


@app.command()
def diff(old: Version, new: Version, json: AsJson = False) -> None:
    """Which passages were added, changed, removed or moved from one version to another."""
    import sys

    from bot.reindexing.wording import change_lines, changes_line
    from index.versions import load_version
    from knowledge.changes import compare_passages
    from scripts.summaries import print_json
    from scripts.terminal import make_console, print_line

    with _working() as (settings, language, folder):
        before, after = (load_version(folder, version, settings.encoder) for version in (old, new))
        changes = compare_passages(before.passages, after.passages)
        if json:
            print_json(changes)
            return
        for line in [changes_line(changes, old, language), *change_lines(changes, language, sys.maxsize)]:
            print_line(make_console(), line)


@app.command()
def publish(version: Version, why: Why = "") -> None:
    """Make a version live that was held back, or any other."""
    from index.versions import load_version

    with _working() as (settings, language, folder):
        load_version(folder, version, settings.encoder)  # what cannot be loaded must not go live
        _make_live(folder, version, why, language)


@app.command()
def rollback(why: Why = "") -> None:
    """Make the version live again that was so before."""
    from index.versions import load_version, version_before

    with _working() as (settings, language, folder):
        version = version_before(folder)
        load_version(folder, version, settings.encoder)
        _make_live(folder, version, why, language)


@app.command()
def prune(
    keep: Annotated[int | None, typer.Option(min=2, help="How many to keep; KEEP_VERSIONS unless given.")] = None,
) -> None:
    """Delete old versions, never the live one or the one before it, and files that no version needs."""
    from bot.i18n import say
    from bot.reindexing.engine import clean_up
    from scripts.terminal import make_console, print_line

    with _working() as (settings, language, _):
        removed = clean_up(settings.model_copy(update={"keep_versions": keep or settings.keep_versions}))
        print_line(make_console(), say(language, "versions.pruned", count=len(removed), versions=", ".join(removed)))


@app.command()
def verify(version: Annotated[str | None, typer.Argument(metavar="VERSION", show_default=False)] = None) -> None:
    """Load a version (none: all) and check every file of it; exit code 1 where one cannot be used."""
    from bot.i18n import say
    from bot.wording import explain
    from index.errors import SearchIndexError
    from index.versions import list_versions, load_version
    from scripts.terminal import make_console, print_line

    damaged = False
    with _working() as (settings, language, folder):
        for name in [version] if version else list_versions(folder):
            try:
                load_version(folder, name, settings.encoder)
                print_line(make_console(), say(language, "versions.intact", version=name), "green")
            except SearchIndexError as error:
                damaged = True
                print_line(make_console(), explain(error, language), "red")
    raise SystemExit(_DAMAGED if damaged else 0)


def _make_live(folder: Path, version: str, why: str, language: "Language") -> None:
    from bot.i18n import say
    from index.versions import make_live
    from scripts.terminal import make_console, print_line, user_name

    make_live(folder, version, user_name(), why)
    print_line(make_console(), say(language, "verdict.live", version=version), "green")


@contextmanager
def _working() -> Iterator[tuple["Settings", "Language", Path]]:
    """Settings, language and the folder of versions; an expected error is explained, with exit code 2."""
    from bot.wording import EXPECTED_ERRORS
    from index.versions import index_folder
    from scripts.terminal import fail, interface_language, settings_or_exit

    settings = settings_or_exit()
    language = interface_language(settings)
    try:
        yield settings, language, index_folder(settings.data_dir)
    except EXPECTED_ERRORS as error:
        fail(error, language)


if __name__ == "__main__":
    app()
