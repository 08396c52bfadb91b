"""Two ways to the model: inside the process for quick tests, and real HTTP on 127.0.0.1."""

import asyncio
import json
from typing import Any
from urllib.parse import unquote

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from tests.bot.telegram.api.entities import Refusal
from tests.bot.telegram.api.files import Upload
from tests.bot.telegram.api.model import TOKEN, BotApi, Failure
from tests.bot.telegram.api.shapes import Json

_SILENCE = 3600  # seconds


def decoded(raw: dict[str, str]) -> Json:
    """Parameters as the methods want them: objects and lists from their JSON, all else as it is."""
    written = ("text", "caption")
    return {
        key: json.loads(value) if value[:1] in ("{", "[") and key not in written else value
        for key, value in raw.items()
    }


def answer(api: BotApi, token: str, method: str, params: Json) -> tuple[int, bytes]:
    """The HTTP code and body that a call gets."""
    try:
        if token != TOKEN:
            raise Refusal(401, "Unauthorized")
        return 200, json.dumps({"ok": True, "result": api.call(method, params)}).encode()
    except Refusal as refusal:
        return refused(refusal)


def download(api: BotApi, token: str, path: str) -> tuple[int, bytes]:
    """The HTTP code and body that fetching a file gets."""
    try:
        if token != TOKEN:
            raise Refusal(401, "Unauthorized")
        return 200, api.download(path)
    except Refusal as refusal:
        return refused(refusal)


def refused(refusal: Refusal) -> tuple[int, bytes]:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return refusal.code, json.dumps(body).encode()


def failed(failure: Failure) -> tuple[int, bytes]:
    """What is sent for a failure that sends something."""
    if failure.kind == "429":
        wait = failure.retry_after
        return refused(Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait))
    if failure.kind == "403":
        return refused(Refusal(403, "Forbidden: bot was blocked by the user"))
    if failure.kind == "400":
        return refused(Refusal(400, "Bad Request: something is wrong"))
    return 502, b"<html><head><title>502 Bad Gateway</title></head></html>"


async def updates_or_wait(api: BotApi, token: str, params: Json) -> tuple[int, bytes]:
    """getUpdates: waits for news as long as it was asked to."""
    code, body = answer(api, token, "getUpdates", params)
    if code == 200 and not api.updates and float(params.get("timeout", 0)):
        api.news.clear()
        try:
            await asyncio.wait_for(api.news.wait(), float(params["timeout"]))
        except TimeoutError:
            return code, body
        code, body = answer(api, token, "getUpdates", params)
    return code, body


class Direct(BaseRequest):
    """Calls the model in the same process."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    async def initialize(self) -> None:
        """There is no connection to open."""

    async def shutdown(self) -> None:
        """There is no connection to close."""

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        await asyncio.sleep(0)  # as any request does, it lets others go on
        if "/file/bot" in url:
            return self._file(*unquote(url).split("/file/bot", 1)[1].split("/", 1))
        token, name = url.split("/bot", 1)[1].split("/")
        params = decoded(request_data.json_parameters if request_data else {}) | _uploads(request_data)
        failure = self.api.failure(name)
        if failure is None:
            return (
                await updates_or_wait(self.api, token, params)
                if name == "getUpdates"
                else answer(self.api, token, name, params)
            )
        if failure.after_doing:
            answer(self.api, token, name, params)
        return self._fail(failure)

    def _file(self, token: str, path: str) -> tuple[int, bytes]:
        failure = self.api.failure("download")
        return self._fail(failure) if failure else download(self.api, token, path)

    def _fail(self, failure: Failure) -> tuple[int, bytes]:
        if failure.kind == "drop":
            raise NetworkError("httpx.ReadError: connection dropped")
        if failure.kind == "silence":
            raise TimedOut
        return failed(failure)


def _uploads(request_data: RequestData | None) -> Json:
    """The files of a request; some are given as open files, to be read only now."""
    parts = request_data.multipart_data if request_data else {}
    return {
        key: Upload(name, content if isinstance(content, bytes) else content.read())
        for key, (name, content, _) in parts.items()
    }


class _Answering(RequestHandler):
    def initialize(self, api: BotApi) -> None:
        self.api = api

    async def fail(self, failure: Failure) -> tuple[int, bytes] | None:
        """What is to be sent for a failure; nothing if the connection is gone."""
        if failure.kind == "drop":
            connection: Any = self.request.connection
            connection.stream.close()
            return None
        if failure.kind == "silence":
            await asyncio.sleep(_SILENCE)
        return failed(failure)

    def log_exception(self, *_: Any) -> None:
        """A connection that the bot gave up is nobody's fault."""


class _Methods(_Answering):
    async def post(self, token: str, name: str) -> None:
        params = decoded({key: self.get_body_argument(key, strip=False) for key in self.request.body_arguments})
        params |= {key: Upload(sent[0].filename, sent[0].body) for key, sent in self.request.files.items()}
        failure = self.api.failure(name)
        sent: tuple[int, bytes] | None
        if failure is None:
            polling = name == "getUpdates"
            sent = await updates_or_wait(self.api, token, params) if polling else answer(self.api, token, name, params)
        else:
            if failure.after_doing:
                answer(self.api, token, name, params)
            sent = await self.fail(failure)
        if sent is not None:
            self.set_status(sent[0])
            self.set_header("Content-Type", "application/json")
            self.finish(sent[1])


class _Files(_Answering):
    async def get(self, token: str, path: str) -> None:
        failure = self.api.failure("download")
        sent = await self.fail(failure) if failure else download(self.api, token, path)
        if sent is not None:
            self.set_status(sent[0])
            self.set_header("Content-Type", "application/octet-stream")
            self.finish(sent[1])


class Server:
    """The model behind HTTP, and the webhook's other end."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        socket, self.port = bind_unused_port()
        routes = [(r"/file/bot([^/]+)/(.+)", _Files, {"api": api}), (r"/bot([^/]+)/(\w+)", _Methods, {"api": api})]
        self._http = HTTPServer(Application(routes))
        self._http.add_socket(socket)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def close(self) -> None:
        self._http.stop()
        await self._http.close_all_connections()

    async def deliver(self, port: int, path: str, secret: str | None = None) -> list[int]:
        """Post all updates to the bot's webhook, as a web server before it would; the HTTP codes it answers."""
        secret = self.api.webhook.get("secret_token", "") if secret is None else secret
        codes = []
        async with httpx.AsyncClient() as client:
            while self.api.updates:
                response = await client.post(
                    f"http://127.0.0.1:{port}{path}",
                    json=self.api.updates.pop(0),
                    headers={"X-Telegram-Bot-Api-Secret-Token": secret},
                )
                codes.append(response.status_code)
        return codes
