"""springboard serve: answer programs over HTTP until it is told to stop; see docs/programs.md."""

from typing import Annotated

import typer

from bot.__main__ import EXIT_LATER, LATER
from bot.api.errors import ServeError
from bot.errors import explain
from bot.logs import configure_logging
from bot.settings import load_settings
from bot.wiring import open_live, reach_database
from knowledge.errors import UserError
from scripts.terminal import interface_language, make_console, print_line

app = typer.Typer(add_completion=False)


@app.command()
def main(
    listen: Annotated[str | None, typer.Option(help="Address; API_LISTEN unless given.", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; API_PORT unless given.", show_default=False)
    ] = None,
) -> None:
    """Answer programs over HTTP, at /v1 and by MCP at /mcp, until it is told to stop. `springboard key` makes keys."""
    settings = load_settings()
    try:
        from bot.api.serving import serve
    except ModuleNotFoundError as error:
        raise ServeError("api-not-installed", package=error.name) from error
    configure_logging("INFO" if settings.log_level == "auto" else settings.log_level, settings.secrets())
    settings.data_folder.keep_private()
    language, console = interface_language(settings), make_console(stderr=True)
    try:
        reach_database(settings)
        live, problem = open_live(settings)
        if problem is not None:
            print_line(console, explain(problem, language, "terminal"), "yellow")
        serve(settings, live, listen or settings.api_listen, port or settings.api_port)
    except UserError as error:
        if error.code not in LATER:
            raise
        print_line(console, explain(error, language, "terminal"), "red")
        raise SystemExit(EXIT_LATER) from error
