"""The bot as a program that is killed while it tells people what they waited for."""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.state.bells import keep_bell
from bot.state.database import open_database
from bot.state.questions import Asked, Conversation
from tests.bot.telegram.api.model import Failure
from tests.bot.telegram.api.shapes import person
from tests.bot.telegram.api.transports import Server
from tests.scripts.program import QUESTION, running

PEOPLE = [person(100 + number, f"P{number}") for number in range(12)]


async def let_all_wait(home: Path) -> None:
    database = await open_database("", home / "state.sqlite")
    for each in PEOPLE:
        here = Conversation(each["id"], None, each["id"])
        asked = Asked(here, 1, QUESTION, "en", 1, None, "refused", (2,), datetime.now(UTC))
        await keep_bell(database, each["id"], asked, "en")
    await database.close()


def waiting(home: Path) -> int:
    with contextlib.closing(sqlite3.connect(home / "state.sqlite", timeout=10)) as database:
        return int(database.execute("SELECT count(*) FROM bells").fetchone()[0])


@pytest.mark.slow
async def test_killed_while_it_tells_people_it_goes_on_and_tells_nobody_twice(home: Path, server: Server) -> None:
    api = server.api
    await let_all_wait(home)
    for each in PEOPLE:
        api.chats[each["id"]] = {"id": each["id"], "type": "private"}
    members = {"TELEGRAM_MEMBERS": ",".join(str(each["id"]) for each in PEOPLE)}

    def told() -> list[int]:
        return [len(api.by_bot(each["id"])) for each in PEOPLE]

    async with running(home, server, **members) as program:
        await program.until(lambda: sum(told()) >= 3)
        before = sum(told())
        api.fail("sendMessage", Failure("silence", after_doing=True))  # the next arrives, and the bot never learns that
        await program.until(lambda: sum(told()) > before)
        program.process.kill()
        await program.process.wait()
    assert 0 < waiting(home) < len(PEOPLE)
    async with running(home, server, **members) as program:
        await program.until(lambda: waiting(home) == 0 and sum(told()) >= len(PEOPLE))
    assert told() == [1] * len(PEOPLE)
