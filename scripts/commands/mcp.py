"""springboard mcp: answer one client of the Model Context Protocol on standard input and output."""

import asyncio

import typer

from bot.answering.searches import Searches
from bot.api.errors import ServeError
from bot.wiring import open_live
from scripts.terminal import open_settings, warn

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    """Answer the program that has started this one, by MCP; it needs no key. See docs/programs.md."""
    settings = open_settings()
    try:
        from bot.api.answering import Answering
        from bot.api.tools import serve_one
    except ModuleNotFoundError as error:
        raise ServeError("api-not-installed", package=error.name) from error
    live, problem = open_live(settings)
    if problem is not None:
        warn(problem, live.assistant.snapshot.version)

    async def serve() -> None:
        searches = Searches()
        try:
            await serve_one(Answering(live, searches))
        finally:
            searches.close()

    asyncio.run(serve())
