"""springboard report: what was asked in the last seven days, and how well it was answered; see docs/team.md."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n import say
from bot.reporting.gathering import gather
from bot.reporting.picture import draw_report
from bot.reporting.report import Report
from bot.reporting.wording import report_lines
from bot.settings import Settings
from bot.state.database import open_database
from bot.version_stores import version_store
from bot.wiring import open_assistant
from knowledge.errors import naming
from scripts.summaries import print_json
from scripts.terminal import EXIT_FAILED, interface_language, make_console, open_settings, print_line, warn

app = typer.Typer(help=__doc__, add_completion=False)


@app.command()
def report(
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Also draw the figures.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Tell what was asked in the last seven days, today included, and how well it was answered."""
    settings = open_settings()
    language = interface_language(settings)
    script = None if settings.quote_script == "as-written" else settings.quote_script
    found = asyncio.run(_gathered(settings))
    if json:
        print_json(found)
    elif not found.questions:
        print_line(make_console(), say(language, "report.nothing", since=found.since, until=found.until))
    else:
        for line in report_lines(found, language, script):
            print_line(make_console(), line)
    if png:
        picture, problem = draw_report(found, language, script)
        if picture is None:
            print_line(make_console(stderr=True), problem, "yellow")
            raise SystemExit(EXIT_FAILED)
        with naming(png):
            png.write_bytes(picture)


async def _gathered(settings: Settings) -> Report:
    assistant = open_assistant(settings, warn=warn)
    database = await open_database(settings.database_url.get_secret_value(), settings.data_folder.database)
    try:
        return await gather(database, assistant, version_store(settings), date.today())
    finally:
        await database.close()
