"""springboard versions list|show|diff|publish|rollback|repair|prune|verify|copy: manage the index versions."""

import sys
from typing import Annotated

import typer

from bot.errors import explain
from bot.i18n import say
from bot.languages import Language
from bot.reindexing.catalogue import read_catalogue, read_entry
from bot.reindexing.copying import copy_to_postgres
from bot.reindexing.engine import clean_up
from bot.reindexing.standby import repair
from bot.reindexing.wording import change_lines, changes_line, entry_lines, version_line
from bot.settings import Settings
from bot.version_stores import version_store
from index.errors import SearchIndexError
from index.publishing import publish, rollback
from index.search import SearchIndex
from index.store import VersionStore
from knowledge.changes import compare_passages
from scripts.summaries import print_json
from scripts.terminal import interface_language, make_console, open_settings, print_line, user_name

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

_DAMAGED = 1  # exit code of verify
Version = Annotated[str, typer.Argument(metavar="VERSION")]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="A reason, noted in the history.")]


@app.command("list")
def list_all(json: AsJson = False) -> None:
    """List all versions, the newest first: state, time, author, reason, size, and how many cases passed."""
    _, language, store = _opened()
    entries = read_catalogue(store)
    if json:
        print_json(entries)
        return
    for entry in entries:
        style = {"live": "green", "held": "yellow"}.get(entry.state, "")
        print_line(make_console(), version_line(entry, language), style)


@app.command()
def show(version: Version, json: AsJson = False) -> None:
    """Show one version: its documents, when it went live, and what the suites said case by case."""
    _, language, store = _opened()
    entry = read_entry(store, version)
    if json:
        print_json(entry)
        return
    for line in entry_lines(entry, language):
        print_line(make_console(), line)


@app.command()
def diff(old: Version, new: Version, json: AsJson = False) -> None:
    """Show which passages were added, changed, removed or moved from one version to another."""

    settings, language, store = _opened()
    before, after = (store.load(version, settings.encoder) for version in (old, new))
    changes = compare_passages(before.passages, after.passages)
    if json:
        print_json(changes)
        return
    for line in [changes_line(changes, old, language), *change_lines(changes, language, sys.maxsize)]:
        print_line(make_console(), line)


@app.command("publish")
def publish_version(version: Version, why: Why = "") -> None:
    """Make any version live, also one that was held back."""
    settings, language, store = _opened()
    _tell_live(publish(store, version, settings.encoder, user_name(), why), language)


@app.command("rollback")
def roll_back(why: Why = "") -> None:
    """Make the version live again that was live before the present one."""
    settings, language, store = _opened()
    _tell_live(rollback(store, settings.encoder, user_name(), why), language)


@app.command("repair")
def repair_live(why: Why = "") -> None:
    """Make the last whole version live if the live one is damaged or cannot be told; else change nothing."""
    settings, language, _ = _opened()
    print_line(make_console(), say(language, "verdict.live", version=repair(settings, user_name(), why)), "green")


@app.command()
def prune(
    keep: Annotated[int | None, typer.Option(min=2, help="How many to keep; KEEP_VERSIONS unless given.")] = None,
) -> None:
    """Delete old versions, never the live one or the one before it, and files that no version needs."""
    settings, language, _ = _opened()
    removed = clean_up(settings.model_copy(update={"keep_versions": keep or settings.keep_versions}))
    print_line(make_console(), say(language, "versions.pruned", count=len(removed), versions=", ".join(removed)))


@app.command()
def copy(why: Why = "") -> None:
    """Copy the live version, its documents and what was curated from DATA_DIR into PostgreSQL; make it live there."""
    settings, language, _ = _opened()
    version = copy_to_postgres(settings, user_name(), why)
    print_line(make_console(), say(language, "verdict.live", version=version), "green")


@app.command()
def verify(version: Annotated[str | None, typer.Argument(metavar="VERSION", show_default=False)] = None) -> None:
    """Load VERSION, or all versions if none is given, and check every file; exit code 1 if one cannot be used."""
    damaged = False
    settings, language, store = _opened()
    for name in [version] if version else store.versions():
        try:
            store.load(name, settings.encoder)
            print_line(make_console(), say(language, "versions.intact", version=name), "green")
        except SearchIndexError as error:
            damaged = True
            print_line(make_console(), explain(error, language, "terminal"), "red")
    raise SystemExit(_DAMAGED if damaged else 0)


def _tell_live(index: SearchIndex, language: Language) -> None:
    print_line(make_console(), say(language, "verdict.live", version=index.manifest.version), "green")


def _opened() -> tuple[Settings, Language, VersionStore]:
    """Return the settings, the language and the store of versions."""
    settings = open_settings()
    return settings, interface_language(settings), version_store(settings)
