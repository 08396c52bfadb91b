"""A wrong clock of the server keeps nobody from an answer, and is told in the log."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.telegram.clock import ClockDifference
from bot.telegram.updates import KeptUpdates
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, StartBot, World

QUESTION = "新主播开播之前要做什么？"
DIFFERS = "the server's clock differs from Telegram's; set it right"


def by_telegrams_clock(hours: float) -> int:
    """The date of a message that is sent now, where the server's clock is ``hours`` ahead of Telegram's."""
    return int(time.time() - hours * 3600)


@pytest.mark.parametrize("hours", [2, 30, -2])
async def test_what_comes_while_the_bot_runs_is_answered_whatever_the_clock_says(world: World, hours: float) -> None:
    with capture_logs() as logs:
        for _ in range(3):
            (answer,) = await world.ask(ANNA, QUESTION, date=by_telegrams_clock(hours))
            assert styled(answer, "expandable_blockquote")
    (told,) = [entry for entry in logs if entry["event"] == DIFFERS]
    assert told["minutes_ahead"] == hours * 60


async def test_an_edit_of_what_came_while_the_bot_ran_is_answered(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION, date=by_telegrams_clock(2))
    question = world.api.messages[ANNA["id"], 1]
    question |= {"text": "茶叶仓库湿度", "edit_date": by_telegrams_clock(2)}
    world.api.push({"edited_message": dict(question)})
    await world.settle()
    assert "湿度" in answer["text"]


async def test_what_waited_while_the_bot_was_down_is_judged_by_its_date(start_bot: StartBot, api: BotApi) -> None:
    api.say(ANNA, QUESTION, date=by_telegrams_clock(2))
    api.say(BEN, QUESTION, date=by_telegrams_clock(0.5))
    async with start_bot(api) as world:
        await world.settle()
    assert ["too old" in message["text"] for message in api.by_bot(ANNA["id"])] == [True]
    assert [bool(styled(message, "expandable_blockquote")) for message in api.by_bot(BEN["id"])] == [True]


@pytest.mark.parametrize(("hours", "answers"), [(0, 1), (2, 2)])
async def test_how_old_it_is_is_told_by_what_has_come_since(
    hours: int, answers: int, api: BotApi, start_bot: StartBot
) -> None:
    api.say(ANNA, QUESTION, date=by_telegrams_clock(2))
    waiting = api._get_webhook_info({})
    api.say(ANNA, "茶叶仓库湿度", date=by_telegrams_clock(hours))  # comes between the start and the first fetch
    api._get_webhook_info = lambda params: waiting  # type: ignore[method-assign]
    async with start_bot(api) as world:
        await world.settle()
    assert sum(bool(styled(message, "expandable_blockquote")) for message in api.by_bot(ANNA["id"])) == answers


async def test_of_many_updates_those_that_waited_are_told_from_those_that_came_since() -> None:
    kept = KeptUpdates()
    kept._waiting = 150
    updates = [{"update_id": number} for number in range(200)]
    for start in (0, 100):
        await kept.take_in(updates[start : start + 100])
    assert [kept.came_live(Update(number)) for number in range(200)] == [False] * 150 + [True] * 50


def test_a_right_clock_is_no_line_and_one_message_that_was_long_under_way_is_no_wrong_clock() -> None:
    clock, now = ClockDifference(), datetime.now(UTC)
    with capture_logs() as logs:
        for minutes in (0, 0, 45):
            clock.note(int((now - timedelta(minutes=minutes)).timestamp()))
    assert not logs
    assert abs(clock.ahead) < timedelta(minutes=1)
