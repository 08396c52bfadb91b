"""springboard suite draft|confirm: show the drafted cases of the live version, and make written cases of them."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.blobs.chosen import curated_files
from bot.curation.confirming import confirm, pending
from bot.curation.drafted import settled_ids
from bot.i18n import say
from bot.reindexing.redrafting import Scope, read_drafts, redraft
from bot.settings import Settings
from bot.suites.cases import Suite
from bot.suites.drafting import DRAFTED, Draft
from bot.suites.drafts import suite_yaml
from bot.suites.errors import SuiteError
from bot.suites.running import Runner
from bot.version_stores import version_store
from bot.wiring import open_assistant
from scripts.summaries import progress_bar
from scripts.terminal import interface_language, make_console, open_settings, print_line, warn


def draft() -> None:
    """Write the drafted cases of the live version that nobody has dealt with, as YAML."""
    settings = open_settings()
    language = interface_language(settings)
    drafts, version = _drafts(settings)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    head = say(language, "suite.drafted.head", version=version)
    print("".join(f"# {line}\n" for line in head.split("\n")), end="")
    if drafts:
        print(suite_yaml(Suite(DRAFTED, tuple(each.case for each in drafts))), end="")


def confirmed(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="All that nobody has dealt with.")] = False,
) -> None:
    """Make written cases of drafted ones, which every new version must pass from now on."""
    settings = open_settings()
    drafts, _ = _drafts(settings)
    done = confirm(curated_files(settings), drafts if every else _named(drafts, ids or []))
    print_line(make_console(), say(interface_language(settings), "suite.drafted.confirmed", count=done))


def _named(drafts: Sequence[Draft], ids: Sequence[str]) -> list[Draft]:
    if not ids:
        raise SuiteError("suite-no-draft-named")
    known = {draft.case.id: draft for draft in drafts}
    unknown = [name for name in ids if name not in known]
    if unknown:
        raise SuiteError("suite-no-such-draft", names=", ".join(unknown))
    return [known[name] for name in ids]


def _drafts(settings: Settings) -> tuple[list[Draft], str]:
    """Return the drafted cases of the live version that nobody has dealt with; draft them if it has none."""
    assistant = open_assistant(settings, None, warn)
    version = assistant.snapshot.version
    drafts = read_drafts(version_store(settings), version)
    if drafts is None:
        scope = Scope(settings.drafted_cases, settled=settled_ids(curated_files(settings)))
        with progress_bar(interface_language(settings)) as bar:
            bar.stage("drafting")
            drafts = redraft(Runner(assistant), (), scope, bar.advance).kept
    return pending(curated_files(settings), drafts), version
