"""Run the server until it is told to stop; requests in hand are answered first."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.answering.live import Live
from bot.api.app import make_app
from bot.api.errors import ServeError
from bot.settings import Settings
from bot.state.database import open_database

_STOP_S = 30  # to answer what is in hand; whoever stops the server, such as systemd, ends it by force after a while
_MAX_CONNECTIONS = 1000  # those of more are refused in plain text
_IDLE_S = 5  # that an idle connection is kept


def serve(settings: Settings, live: Live, host: str, port: int) -> None:
    """Serve programs on the index of ``live`` until a signal stops it. Raises `ServeError`, `DatabaseError`."""
    listening = _listen(host, port)
    for each in (signal.SIGINT, signal.SIGTERM):  # uvicorn raises it again when it has stopped in order
        signal.signal(each, signal.SIG_IGN)
    asyncio.run(_serve(settings, live, listening))


async def _serve(settings: Settings, live: Live, listening: socket.socket) -> None:
    with closing(listening):
        database = await open_database(settings.database_url.get_secret_value(), settings.data_folder.database)
        try:
            await server_of(make_app(settings, live, database)).serve(sockets=[listening])
        finally:
            await database.close()


def server_of(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(_configured(app))


class _Beside(uvicorn.Server):
    """A server that leaves signals to the program that it stands beside."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        super().__init__(_configured(app))
        self._listening = listening

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await super().serve(sockets or [self._listening])


def beside_another(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    """Return a server that already listens; whoever runs it stops it by ``should_exit``. Raises `ServeError`."""
    return _Beside(app, _listen(host, port))


def _configured(app: ASGIApp) -> uvicorn.Config:
    # It writes no log of its own: an address may hold what nobody should read there.
    return uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, ws="none",
        timeout_graceful_shutdown=_STOP_S, timeout_keep_alive=_IDLE_S, limit_concurrency=_MAX_CONNECTIONS,
    )  # fmt: skip


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that what keeps it from that is told in words. Raises `ServeError`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServeError("api-no-port", listen=host, port=port, problem=error.strerror or str(error)) from error
