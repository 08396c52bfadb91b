"""What is done with every request before any of it is carried out: its id and log line, its key, its size."""

import logging
import re
import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.errors import ApiError
from bot.api.problems import told, told_failure
from bot.api.watching import WATCHING
from bot.state.database import Database
from bot.state.keys import Key, find_key
from knowledge.errors import TOLD_ERRORS

MAX_BODY_BYTES = 64 * 1024
_MAX_AT_ONCE = 200  # requests
_BUSY_S = 1  # after which to ask again when there are as many
_WITHOUT_KEY = frozenset((*WATCHING, "/openapi.json"))
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_log = structlog.stdlib.get_logger(__name__)


class Logged:
    """Give each request an id, and write a line on each when it has ended: nothing that its sender chose is in it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, started, status = Request(scope), time.perf_counter(), 0
        given = request.headers.get("x-request-id", "")
        request.state.id = given if _ID.fullmatch(given) else uuid.uuid4().hex

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request.state.id
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Cache-Control"] = "no-store"
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request.state.id):
            try:
                await self._app(scope, receive, answer)
            except Exception:
                _log.exception("request failed")
                if not status:
                    await told_failure(request)(scope, receive, answer)
            finally:
                milliseconds = round((time.perf_counter() - started) * 1000, 1)
                key: Key | None = getattr(request.state, "key", None)
                names = {"method": request.method, "route": _route(scope), "key": key.name if key else None}
                # What is looked at every few seconds would fill the log.
                level = logging.DEBUG if scope["path"] in WATCHING else logging.INFO
                _log.log(level, "request", status=status, ms=milliseconds, **names)


class Limited:
    """Refuse what would be too many requests at once, but for what tells whether the server is up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in WATCHING:
            await self._app(scope, receive, send)
            return
        if self._under_way >= _MAX_AT_ONCE:
            await told(Request(scope), ApiError("api-busy", seconds=_BUSY_S))(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1


class Guarded:
    """Let in only requests with a good key that are small and, if they have a body, JSON."""

    def __init__(self, app: ASGIApp, database: Database) -> None:
        self._app = app
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _WITHOUT_KEY:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            request.state.key = await self._key(request)
            body = await _body(request, receive)
        except TOLD_ERRORS as error:
            await told(request, error)(scope, receive, send)
            return
        await self._app(scope, _once(body, receive), send)

    async def _key(self, request: Request) -> Key:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given.strip():
            raise ApiError("api-no-key")
        key = await find_key(self._database, given.strip())
        if key is None:
            raise ApiError("api-bad-key")
        return key


async def _body(request: Request, receive: Receive) -> bytes:
    """Read the whole body. Raises `ApiError` if it is too large or no JSON."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > MAX_BODY_BYTES:
        raise ApiError("api-too-large", kilobytes=MAX_BODY_BYTES // 1024)
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        if len(body) > MAX_BODY_BYTES:
            raise ApiError("api-too-large", kilobytes=MAX_BODY_BYTES // 1024)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise ApiError("api-not-json")
    return bytes(body)


def _once(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the ``body`` that was read, and then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _route(scope: Scope) -> str | None:
    """Return the template of the route, such as /v1/passages/{id}; a path may hold what nobody should read in a log."""
    return getattr(scope.get("route"), "path", None)
