"""The bot stops in time, and what it had no time for is done after the next start."""

import pytest

from tests.bot.telegram.api.model import BotApi, Failure
from tests.bot.telegram.api.shapes import Json, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, StartBot
from tests.bot.telegram.handlers.conftest import api as api
from tests.bot.telegram.handlers.conftest import start_bot as start_bot

QUESTION = "新主播开播之前要做什么？"
A_MINUTE = 20  # messages that Telegram takes in a group
MANY = {"questions_per_minute": 500}


def answered(api: BotApi, chat: Json) -> list[int]:
    """The questions that were answered in a chat, one for each answer."""
    found = [message for message in api.by_bot(chat["id"]) if styled(message, "expandable_blockquote")]
    return [message["reply_to_message"]["message_id"] for message in found]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.application._STOP_S", 0.3)


async def test_it_does_not_wait_for_the_limit_of_a_group(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, **MANY) as world:
        await world.ask(ADMIN, "/approve", TEAM)
        asked = [api.say(ANNA, f"/ask {QUESTION}", TEAM)["message_id"] for _ in range(A_MINUTE + 12)]
        helped = api.say(ADMIN, "/help", TEAM)["message_id"]
        await world.until(lambda: len(api.by_bot(TEAM["id"])) == A_MINUTE)
    before = answered(api, TEAM)
    assert len(before) < len(asked)
    async with start_bot(api, **MANY) as world:
        await world.until(lambda: len(answered(api, TEAM)) >= len(asked))
        await world.settle()
    assert sorted(answered(api, TEAM)) == asked
    assert sum(m.get("reply_to_message", {}).get("message_id") == helped for m in api.by_bot(TEAM["id"])) == 1
    assert not any("went wrong" in message["text"] for message in api.by_bot(TEAM["id"]))


async def test_it_does_not_wait_as_long_as_telegram_asks_for(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, **MANY) as world:
        api.fail("sendMessage", Failure("429", retry_after=600))
        asked = [api.say(ANNA, QUESTION)["message_id"] for _ in range(3)]
        await world.until(lambda: not api._failures["sendMessage"])
    assert answered(api, ANNA) == []
    async with start_bot(api, **MANY) as world:
        await world.until(lambda: len(answered(api, ANNA)) >= len(asked))
        await world.settle()
    assert answered(api, ANNA) == asked
