"""The health, readiness and meters of a program that serves something else, such as the bot, on a port of their own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.answering.live import Live
from bot.answering.searches import Searches
from bot.api.errors import ServeError
from bot.settings import Settings
from bot.state.database import Database
from bot.version_stores import version_store

if TYPE_CHECKING:
    from uvicorn import Server


@asynccontextmanager
async def watched(
    settings: Settings, live: Live, searches: Searches, database: Database, in_hand: Callable[[], int]
) -> AsyncIterator[None]:
    """Serve `bot.api.watching` while the block runs, if the settings name a port; `Meters` says what ``in_hand`` is.

    Raises `ServeError`.
    """
    if not settings.metrics_port:
        yield
        return
    server = _server(settings, live, searches, database, in_hand)
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _server(
    settings: Settings, live: Live, searches: Searches, database: Database, in_hand: Callable[[], int]
) -> "Server":
    # What this imports is in an extra that a bot without the port does not need.
    try:
        from starlette.applications import Starlette

        from bot.api.meters import Meters
        from bot.api.serving import beside_another
        from bot.api.watching import watching_routes
    except ModuleNotFoundError as error:
        raise ServeError("api-not-installed", package=error.name) from error
    meters = Meters(live, searches, version_store(settings), in_hand)
    app = Starlette(routes=watching_routes(database, meters))
    return beside_another(app, settings.metrics_listen, settings.metrics_port)
