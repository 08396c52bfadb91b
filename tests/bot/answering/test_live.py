"""A server goes on looking for what others publish, whatever goes wrong when it takes that up."""

import asyncio
import logging
from typing import cast

import pytest

from bot.answering.live import Live, follow


class Failing:
    """Stands for a live index that cannot be taken up for the first looks."""

    def __init__(self, errors: list[Exception]) -> None:
        self.errors = errors
        self.looked = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def refresh(self) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self._loop.call_soon_threadsafe(self.looked.set)


async def test_after_an_error_it_looks_again_and_logs_the_same_one_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.answering.live.LOOK_EVERY_S", 0)
    live = Failing([MemoryError("full"), MemoryError("full"), ValueError("broken")])
    with caplog.at_level(logging.ERROR, "bot.answering.live"):
        following = asyncio.create_task(follow(cast(Live, live)))
        await asyncio.wait_for(live.looked.wait(), 30)
        following.cancel()
        await asyncio.wait([following])
    assert following.cancelled()
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [MemoryError, ValueError]
