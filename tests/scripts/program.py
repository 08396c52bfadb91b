"""python -m bot as a process, over real HTTP to a model of the Bot API."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.telegram.api.model import TOKEN, BotApi
from tests.bot.telegram.api.shapes import Json, person, styled
from tests.bot.telegram.api.transports import Server
from tests.scripts.conftest import ROOT, environment

ANNA = person(7, "Anna")
QUESTION = "新主播开播之前要做什么？"
_MOST_S = 240  # seconds: less than a test may take, so that the log is shown


@dataclass
class Program:
    process: asyncio.subprocess.Process
    log: Path

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is to be seen, as long as the program runs and the test has time."""
        for _ in range(int(_MOST_S / 0.02)):
            if seen():
                return
            if self.process.returncode is not None:
                break
            await asyncio.sleep(0.02)
        pytest.fail(f"not seen; the log: {self.log.read_text('utf-8')[-3000:]}")

    def events(self) -> list[Json]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def logged(self, event: str) -> bool:
        return any(event in entry["event"] for entry in self.events())


@asynccontextmanager
async def running(home: Path, server: Server, **settings: str) -> AsyncIterator[Program]:
    """The program, stopped with SIGTERM if the test has not stopped it."""
    own = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "TELEGRAM_MEMBERS": str(ANNA["id"])}
    log = home / "log.jsonl"
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env=environment(home) | own | settings, stderr=sink
        )
    try:
        yield Program(process, log)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 60)


def answered(api: BotApi, number: int = 1) -> Callable[[], bool]:
    return lambda: sum(bool(styled(m, "expandable_blockquote")) for m in api.by_bot(ANNA["id"])) >= number
