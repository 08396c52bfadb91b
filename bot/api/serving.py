"""Run the server until it is told to stop; requests in hand are answered first."""

import socket

import uvicorn
from fastapi import FastAPI

from bot.api.errors import ServeError

_STOP_S = 30  # to answer what is in hand; whoever stops the server, such as systemd, ends it by force after a while
_MAX_AT_ONCE = 200  # requests; more are refused with 503
_IDLE_S = 5  # that an idle connection is kept


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve ``app`` until a signal stops it. Raises `ServeError` if the port cannot be listened on."""
    try:
        listening = _listen(host, port)
    except OSError as error:
        raise ServeError("api-no-port", listen=host, port=port, problem=error.strerror or str(error)) from error
    server_of(app).run(sockets=[listening])


def server_of(app: FastAPI) -> uvicorn.Server:
    """Return the server, which writes no log of its own: an address may hold what nobody should read there."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, ws="none", lifespan="on",
        timeout_graceful_shutdown=_STOP_S, timeout_keep_alive=_IDLE_S, limit_concurrency=_MAX_AT_ONCE,
    )  # fmt: skip
    return uvicorn.Server(config)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that what keeps it from that is told before anything is loaded."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
    return socket.create_server((host, port), family=family)
