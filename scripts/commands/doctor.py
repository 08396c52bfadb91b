"""springboard doctor: see what is configured, what can be reached, and what is live; nothing is changed."""

import asyncio
from typing import Annotated

import typer

from bot.doctor import Finding, examine
from bot.errors import explain
from bot.i18n import say
from bot.languages import Language
from bot.settings import Settings, load_settings
from scripts.terminal import interface_language, make_console, print_line

app = typer.Typer(add_completion=False)

_MARKS = {"good": ("✓", "green"), "note": ("·", "yellow"), "bad": ("✗", "red")}
_EXIT_BAD = 1


@app.command(help=__doc__)
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask Telegram for the bot's name.")] = False,
) -> None:
    """Exit with code 1 if something is wrong."""
    settings = load_settings()
    language, console = interface_language(settings), make_console()
    findings = asyncio.run(examine(settings, None if offline else _name_at_telegram))
    for finding in findings:
        mark, style = _MARKS[finding.state]
        subject, text = say(language, f"doctor.{finding.subject}"), _words(finding, language)
        print_line(console, say(language, "doctor.line", mark=mark, subject=subject, text=text), style)
    if any(finding.state == "bad" for finding in findings):
        raise SystemExit(_EXIT_BAD)


def _words(finding: Finding, language: Language) -> str:
    if finding.error is not None:
        return explain(finding.error, language, "terminal")
    return say(language, f"doctor.{finding.subject}.{finding.code}", **finding.details)


async def _name_at_telegram(settings: Settings) -> str:
    # The import is here because it loads the whole Telegram library.
    from bot.telegram.reaching import own_name

    return await own_name(settings)
