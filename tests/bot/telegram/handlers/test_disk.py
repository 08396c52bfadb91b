"""While the disk takes no changes people are answered, and when it takes them again everything works."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.state.questions import find_question
from bot.state.updates import updates_left
from bot.telegram.context import Context
from bot.telegram.disk import look_after_disk
from bot.telegram.handlers.questions import answer_unfinished
from tests.bot.telegram.api.model import BotApi, Failure
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, StartBot, World

QUESTION = "新主播开播之前要做什么？"
FURTHER = "那收入呢？"
PAY_PLACE = "二、1 (2)"
NOT_KEPT = "This could not be kept"
TOLD_ADMINS = "The server's disk is full or cannot be written to."

Stopping = Callable[[World], AbstractAsyncContextManager[None]]


async def pragma(world: World, statement: str) -> int:
    """Set or read something of the connection that writes."""
    async with world.services.database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        found = await (await driver.execute(f"PRAGMA {statement}")).fetchone()
        return found[0] if found else 0


@asynccontextmanager
async def full(world: World) -> AsyncIterator[None]:
    """The disk has no room: the file of the database cannot grow, and has no free place."""
    await pragma(world, f"max_page_count = {await pragma(world, 'page_count')}")
    yield
    await pragma(world, "max_page_count = 1000000")


@asynccontextmanager
async def read_only(world: World) -> AsyncIterator[None]:
    await pragma(world, "query_only = ON")
    yield
    await pragma(world, "query_only = OFF")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.sending_limits._BACKOFF", lambda _: 0)


def answers(api: BotApi, user: Json) -> list[str]:
    found = [message for message in api.by_bot(user["id"]) if styled(message, "expandable_blockquote")]
    return [message["reply_to_message"]["text"] for message in found]


def errors_told(api: BotApi) -> list[str]:
    return [m["text"] for m in api.messages.values() if "went wrong" in m["text"] or "出了" in m["text"]]


@pytest.mark.parametrize("stopping", [full, read_only])
async def test_questions_are_answered_in_order_and_once(start_bot: StartBot, api: BotApi, stopping: Stopping) -> None:
    asked = [QUESTION, FURTHER, *(f"茶叶仓库湿度{'？' * number}" for number in range(6))]
    with capture_logs() as logs:
        async with start_bot(api) as world:
            await world.ask(BEN, QUESTION)
            async with stopping(world):
                for question in asked:
                    api.say(ANNA, question)
                await world.settle()
                assert answers(api, ANNA) == asked
                assert PAY_PLACE in api.by_bot(ANNA["id"])[1]["text"]
                assert len(await world.ask(ADMIN, QUESTION)) == 1  # admins' names are kept besides
            await look_after_disk(Context(world.app))
            await answer_unfinished(Context(world.app))
            await world.settle()
            for message_id in (1, 3):
                kept = await find_question(world.services.database, ANNA["id"], message_id)
                assert kept
                assert kept.status == "answered"
                assert len(kept.answers) == 1
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] in (
        [],
        ["changes cannot be kept; answers go on"],
    )
    async with start_bot(api) as world:
        await world.settle()
        assert await updates_left(world.services.database) == {}
    assert answers(api, ANNA) == asked
    assert not errors_told(api)


async def test_what_was_not_answered_before_is_answered_once_while_it_lasts(world: World) -> None:
    async with read_only(world):
        await world.ask(BEN, "/new")
        await look_after_disk(Context(world.app))  # tells the admins
        world.api.fail("sendMessage", *[Failure("drop")] * 4)
        assert await world.ask(ANNA, QUESTION) == []
        for _ in range(2):
            await answer_unfinished(Context(world.app))
            await world.settle()
        assert answers(world.api, ANNA) == [QUESTION]
    await answer_unfinished(Context(world.app))
    await world.settle()
    assert answers(world.api, ANNA) == [QUESTION]


async def test_an_edit_replaces_the_answer(world: World) -> None:
    async with read_only(world):
        (answer,) = await world.ask(ANNA, QUESTION)
        world.api.edit(world.api.messages[ANNA["id"], 1], "茶叶仓库湿度")
        await world.settle()
        assert "湿度" in answer["text"]
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_what_commands_and_buttons_cannot_keep_is_said_in_one_sentence(team: World) -> None:
    (answer,) = await team.ask(ANNA, QUESTION)
    (choice,) = await team.ask(ANNA, "/language")
    async with read_only(team):
        for command in ("/new", "/forget"):
            (told,) = await team.ask(ANNA, command)
            assert NOT_KEPT in told["text"]
        (told,) = await team.ask(ANNA, "/forget", TEAM)
        assert NOT_KEPT in told["text"]
        for message, label in ((answer, "👍"), (choice, "简体中文")):
            pressed = await team.press(ANNA, message, buttons(message)[label])
            assert NOT_KEPT in pressed["text"]
        for command in ("/admit 4", "/revoke 3", "/invite"):
            (told,) = await team.ask(ADMIN, command)
            assert NOT_KEPT in told["text"]
        (told,) = await team.ask(STRANGER, "hello")
        assert "沒能保存" in told["text"]
        assert len(await team.ask(ANNA, "/help")) == 1
    (told,) = await team.ask(ADMIN, "/admit 4")
    assert NOT_KEPT not in told["text"]
    assert not errors_told(team.api)


async def test_admins_and_the_log_are_told_once(world: World) -> None:
    def told() -> int:
        return sum(TOLD_ADMINS in message["text"] for message in world.api.by_bot(ADMIN["id"]))

    with capture_logs() as logs:
        async with read_only(world):
            for number in range(8):
                world.api.say(ANNA, f"{QUESTION}{number}")
                await world.settle()
                await look_after_disk(Context(world.app))
            await world.until(lambda: told() > 0)
    assert told() == 1
    lines = [entry for entry in logs if entry["event"] not in ("answered", "coming back to a question")]
    assert [entry["event"] for entry in lines] == ["changes cannot be kept; answers go on"]
    assert "readonly" in lines[0]["why"]


async def test_forgetting_when_there_is_room_again_forgets_what_was_held(world: World) -> None:
    async with read_only(world):
        await world.ask(ANNA, QUESTION)
    await world.ask(ANNA, "/forget")
    await look_after_disk(Context(world.app))
    assert await find_question(world.services.database, ANNA["id"], 1) is None
