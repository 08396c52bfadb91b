"""Measure the Telegram bot as a process, over HTTP: its memory, and how long one and many people wait.

The Bot API server here accepts everything; the tests cover what Telegram refuses.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.settings import Settings
from index.encoder import Encoder
from scripts.benchmark.report import Measurement

_TOKEN = "1:benchmark"
_PEOPLE = 50
_ENCODER_CALLS = 25  # calls of the encoder that the wait of many people is compared with
_BURSTS = 3
_BUCKET_REFILL_S = 3  # seconds; as Telegram asks, the bot sends thirty messages at once, then thirty a second
_TIMEOUT_S = 600  # seconds


def measure_serving(settings: Settings, questions: Sequence[str], served: int) -> list[Measurement]:
    """Measure resident memory at rest and after ``served`` questions, and how many seconds people wait for answers.

    The wait is measured for one person and for many people at once.
    """
    encoder = Encoder(settings.encoder)
    encoder.queries(["warm"])
    started = time.perf_counter()
    for number in range(_ENCODER_CALLS):
        encoder.queries([questions[number % len(questions)]])
    calls = time.perf_counter() - started
    return asyncio.run(_measure(settings, questions, calls, served))


async def _measure(settings: Settings, questions: Sequence[str], calls: float, served: int) -> list[Measurement]:
    async with _running(settings) as (api, process):
        await api.asked([questions[0]], people=1)
        at_rest = _resident_mb(process)
        asked = _each_once(questions)
        alone = [await api.asked([next(asked)], people=1) for _ in questions]
        at_once = []
        for _ in range(_BURSTS):
            await asyncio.sleep(_BUCKET_REFILL_S)
            at_once.append(await api.asked(list(islice(asked, _PEOPLE)), _PEOPLE))
        before = _resident_mb(process)
        for _ in range(0, served, _PEOPLE):
            await api.asked(list(islice(asked, _PEOPLE)), _PEOPLE)
        after = _resident_mb(process)
    return [
        Measurement("bot: one answer over HTTP", {"seconds": float(np.median(alone))}),
        Measurement(f"{_ENCODER_CALLS} encoder calls in a row", {"seconds": calls}),
        Measurement(f"bot: {_PEOPLE} people at once", {"seconds": min(at_once), "ratio": min(at_once) / calls}),
        Measurement("bot: at rest", {"resident MB": at_rest}),
        Measurement(f"bot: after {served:,} questions", {"resident MB": after, "ratio": after / before}),
    ]


def _each_once(questions: Sequence[str]) -> Iterator[str]:
    """Yield ``questions`` over and over, each with another number, so that no answer comes from a cache."""
    return (f"{question} {number}" for number, question in enumerate(cycle(questions)))


class _Api:
    """The state of the Bot API server: updates that wait to be fetched, and the number of answers so far."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.number = 0
        self.answers = 0
        self.changed = asyncio.Condition()

    async def asked(self, questions: Sequence[str], people: int) -> float:
        """Let that many ``people`` ask these questions at once, and return the seconds until all are answered."""
        wanted = self.answers + len(questions)
        started = time.perf_counter()
        async with self.changed:
            for place, question in enumerate(questions):
                self.number += 1
                person = {"id": 100 + place % people, "first_name": "A", "is_bot": False}
                message = {
                    "message_id": self.number,
                    "date": int(time.time()),
                    "chat": {"id": person["id"], "type": "private", "first_name": "A"},
                    "from": person,
                    "text": question,
                }
                self.updates.append({"update_id": self.number, "message": message})
            self.changed.notify_all()
            await asyncio.wait_for(self.changed.wait_for(lambda: self.answers >= wanted), _TIMEOUT_S)
        return time.perf_counter() - started

    async def fetched(self, offset: int, patience: float) -> list[dict[str, Any]]:
        """Return the updates from ``offset`` on, waiting up to ``patience`` seconds until there are some."""
        async with self.changed:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            if not self.updates:
                try:
                    await asyncio.wait_for(self.changed.wait(), patience)
                except TimeoutError:
                    return []
            return self.updates[:100]

    async def answered(self) -> None:
        async with self.changed:
            self.answers += 1
            self.changed.notify_all()


class _Method(RequestHandler):
    def initialize(self, api: _Api) -> None:
        self.api = api

    async def post(self, name: str) -> None:
        self.finish(json.dumps({"ok": True, "result": await self._result(name)}))

    async def _result(self, name: str) -> Any:
        if name == "getMe":
            return {
                "id": 1,
                "is_bot": True,
                "first_name": "B",
                "username": "b_bot",
                "can_read_all_group_messages": True,
            }
        if name == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if name == "getUpdates":
            return await self.api.fetched(
                int(self.get_argument("offset", "0")), float(self.get_argument("timeout", "0"))
            )
        if name == "sendMessage":
            await self.api.answered()
            chat = {"id": int(self.get_argument("chat_id")), "type": "private", "first_name": "A"}
            return {"message_id": 10**6 + self.api.answers, "date": int(time.time()), "chat": chat, "text": "…"}
        return True


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[tuple[_Api, asyncio.subprocess.Process]]:
    api = _Api()
    server = HTTPServer(Application([(rf"/bot{_TOKEN}/(\w+)", _Method, {"api": api})]))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    port = sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "index").symlink_to(settings.data_folder.index.absolute())
        members = ",".join(str(100 + place) for place in range(_PEOPLE))
        own = {
            "DATA_DIR": folder,
            "TELEGRAM_TOKEN": _TOKEN,
            "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_MEMBERS": members,
            "QUESTIONS_PER_MINUTE": "100000",
            "QUESTIONS_PER_MINUTE_IN_ALL": "1000000",
            "LOG_LEVEL": "WARNING",
        }
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=os.environ | own)
        try:
            yield api, process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()
            server.stop()


def _resident_mb(process: asyncio.subprocess.Process) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
