"""Many questions: the process takes no more memory, files or tasks afterwards than before."""

import asyncio
import gc
import os
from pathlib import Path

import pytest

from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, StartBot, World

QUESTIONS = (
    "新主播开播之前要做什么？",
    "How are the hosts paid?",
    "今晚欧冠决赛几点开球？",
    "茶叶仓库湿度{}",
    "包裹破了怎么办{}",
)
MOST_GROWTH_MB = 30
AT_ONCE = 20  # questions


def resident_mb() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def ask_all(world: World, first: int, number: int) -> None:
    before = len(world.api.by_bot(ANNA["id"]))
    for count in range(first, first + number):
        world.api.say(ANNA, QUESTIONS[count % len(QUESTIONS)].format(count))
    await world.until(lambda: len(world.api.by_bot(ANNA["id"])) >= before + number)
    await world.settle()


@pytest.mark.slow
@pytest.mark.attack
@pytest.mark.timeout(1800)
async def test_many_questions_in_a_row_leave_nothing_behind(start_bot: StartBot, api: BotApi, tries: int) -> None:
    limits = {"questions_per_minute": 100_000, "questions_per_minute_in_all": 100_000}
    async with start_bot(api, **limits) as world:
        await ask_all(world, 0, AT_ONCE)
        memory, files, tasks = resident_mb(), open_files(), len(asyncio.all_tasks())
        for round_ in range(1, tries + 1):
            await ask_all(world, AT_ONCE * round_, AT_ONCE)
        assert resident_mb() < memory + MOST_GROWTH_MB
        assert open_files() <= files + 2
        assert len(asyncio.all_tasks()) <= tasks + 2
        (status,) = await world.ask(ADMIN, "/status")
        assert "answered" in status["text"]
