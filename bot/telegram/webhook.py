"""Receive updates by webhook: an HTTP server for Telegram alone, and the bot that runs as long as it does.

The library's own server asks for an update that it cannot parse again and again, and acknowledges updates that nobody
has kept yet.
"""

import asyncio
import hmac
import json
import re
import secrets
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

import structlog
from telegram.error import BadRequest
from tenacity import AsyncRetrying, retry_if_exception, wait_exponential
from tornado.httpserver import HTTPServer
from tornado.web import Application as WebApplication
from tornado.web import HTTPError, RequestHandler

from bot.settings import Settings
from bot.state.database import DATABASE_ERRORS
from bot.telegram.context import App
from bot.telegram.ordering import kept_updates
from bot.telegram.sending_limits import network_failed
from bot.telegram.updates import KeptUpdates
from knowledge.errors import UserError

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BODY_BYTES = 1_048_576  # the largest updates have some ten thousand bytes
_BACKOFF = wait_exponential(1, max=30)  # seconds
_log = structlog.stdlib.get_logger(__name__)
_UNRESOLVED = "resolve host"  # what Telegram says of a name that it cannot look up, perhaps only now


class WebhookError(UserError):
    """Telegram does not take the address that updates are to be sent to."""


class _Receiver(RequestHandler):
    """Takes in the updates that come with the secret."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, kept: KeptUpdates, secret: str) -> None:
        self._kept, self._secret = kept, secret

    def prepare(self) -> None:
        given = self.request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPError(403)

    async def post(self) -> None:
        try:
            update = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:  # also bytes that are no text
            raise HTTPError(400) from error
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            raise HTTPError(400)
        try:
            await self._kept.accept(update)
        except DATABASE_ERRORS as error:
            _log.warning("update not taken in; Telegram will send it again", why=str(error))
            raise HTTPError(503) from error


class _Server(WebApplication):
    def log_request(self, handler: RequestHandler) -> None:
        """Requests are not logged: strangers could fill the log."""


def run_by_webhook(app: App, settings: Settings, allowed_updates: Sequence[str]) -> None:
    """Run ``app`` until a signal stops it.

    Raises `OSError` if its port cannot be listened on, and `WebhookError` if Telegram refuses its address.
    """
    with suppress(asyncio.CancelledError):
        asyncio.run(_run(app, settings, allowed_updates))


async def _run(app: App, settings: Settings, allowed_updates: Sequence[str]) -> None:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, task.cancel)
    secret = _secret(settings)
    path = re.escape(urlsplit(settings.webhook_url).path) or "/"
    receiver = (path, _Receiver, {"kept": kept_updates(app), "secret": secret})
    server = HTTPServer(_Server([receiver]), max_body_size=_MAX_BODY_BYTES)
    try:
        await _start(app)
        server.listen(settings.webhook_port, address=settings.webhook_listen)
        try:
            await _until_reached(
                lambda: app.bot.set_webhook(settings.webhook_url, secret_token=secret, allowed_updates=allowed_updates)
            )
        except BadRequest as error:
            raise WebhookError("bot-bad-webhook", problem=error.message) from error
        await asyncio.Event().wait()
    finally:
        server.stop()
        await server.close_all_connections()
        await _stop(app)


def _secret(settings: Settings) -> str:
    """Return the secret of updates; without one, anyone who finds the address could send them in another's name.

    Equal bots must have the same one, so theirs is made of what only they and Telegram know.
    """
    if given := settings.webhook_secret.get_secret_value():
        return given
    if settings.shares_updates:
        return hmac.digest(settings.telegram_token.get_secret_value().encode(), b"webhook", "sha256").hex()
    return secrets.token_urlsafe(32)


async def _start(app: App) -> None:
    await _until_reached(app.initialize)
    assert app.post_init is not None
    await app.post_init(app)
    await app.start()


async def _stop(app: App) -> None:
    if app.running:
        await app.stop()
    await app.shutdown()
    assert app.post_shutdown is not None
    await app.post_shutdown(app)


async def _until_reached(call: Callable[[], Awaitable[object]]) -> None:
    """Call until the network is up: a server may boot before it."""
    async for attempt in AsyncRetrying(retry=retry_if_exception(_may_pass), wait=_BACKOFF):
        with attempt:
            await call()


def _may_pass(error: BaseException) -> bool:
    unresolved = isinstance(error, BadRequest) and _UNRESOLVED in error.message
    return unresolved or network_failed(error)
