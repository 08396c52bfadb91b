"""Whatever a person sends has a limit: what is beyond it is told once and not handled."""

from typing import Any

import pytest

from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, StartBot, World

MOST = 60  # a minute
TOO_MUCH = "That was a lot at once"
QUESTION = "新主播开播之前要做什么？"
PHOTO = {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]}


def told(api: BotApi, chat_id: int) -> int:
    return sum(TOO_MUCH in message["text"] for message in api.by_bot(chat_id))


async def test_commands_have_a_limit_that_is_told_once(world: World) -> None:
    for _ in range(3 * MOST):
        world.api.say(ANNA, "/help")
    await world.settle()
    assert len(world.api.by_bot(ANNA["id"])) == MOST + 1
    assert told(world.api, ANNA["id"]) == 1
    assert len(await world.ask(BEN, QUESTION)) == 1


async def test_presses_have_a_limit_and_each_is_answered(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    next_point = buttons(answer)["Next point ▶"]
    queries = [world.api.press(ANNA, answer, next_point) for _ in range(MOST + 10)]
    await world.settle()
    alerts = [world.api.answers[query] for query in queries if TOO_MUCH in world.api.answers[query].get("text", "")]
    assert len(alerts) == 11  # the question counted too
    assert all(str(alert["show_alert"]).lower() == "true" for alert in alerts)
    assert told(world.api, ANNA["id"]) == 0


@pytest.mark.parametrize(
    "sent", [PHOTO, {"text": "/new", "entities": [{"type": "bot_command", "offset": 0, "length": 4}]}]
)
async def test_no_kind_of_message_is_without_a_limit(world: World, sent: Json) -> None:
    for _ in range(MOST):
        world.api.write(ANNA, sent)
    await world.settle()
    further = await world.ask(ANNA, "/help")
    assert not any("/outline" in message["text"] for message in further)


async def test_edits_have_a_limit(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    question = world.api.messages[ANNA["id"], 1]
    for number in range(2 * MOST):
        world.api.edit(question, f"茶叶仓库湿度{number}")
    await world.settle()
    assert told(world.api, ANNA["id"]) == 1
    assert TOO_MUCH in (await world.press(ANNA, answer, buttons(answer)["👍"]))["text"]


async def test_a_stranger_in_an_approved_group_has_a_limit_and_chatter_is_not_told_of_it(team: World) -> None:
    before = len(team.api.by_bot(TEAM["id"]))
    for _ in range(MOST):
        team.api.say(STRANGER, "哈哈", TEAM)
    await team.settle()
    team.api.say(STRANGER, "哈哈", TEAM)
    await team.settle()
    assert len(team.api.by_bot(TEAM["id"])) == before
    for _ in range(2):
        team.api.say(STRANGER, f"/ask {QUESTION}", TEAM)
    await team.settle()
    assert len(team.api.by_bot(TEAM["id"])) == before + 1
    assert len(await team.ask(ANNA, f"/ask {QUESTION}", TEAM)) == 1


async def test_admins_may_do_more_and_have_a_limit_too(world: World) -> None:
    for _ in range(5 * MOST):
        world.api.say(ADMIN, "/help")
    await world.settle()
    assert told(world.api, ADMIN["id"]) == 0
    (last,) = await world.ask(ADMIN, "/help")
    assert TOO_MUCH in last["text"]


async def test_strangers_typing_inline_has_a_limit(world: World) -> None:
    queries = [world.api.type_inline(STRANGER, f"茶{number}") for number in range(70)]
    await world.settle()
    texts = [world.api.answers[query]["button"]["text"] for query in queries]
    assert sum("請稍候" in text or "One moment" in text for text in texts) == 10


async def test_what_waited_while_the_bot_was_down_is_not_counted(start_bot: StartBot, api: BotApi) -> None:
    for _ in range(2 * MOST):
        api.say(ANNA, "/about")
    everything: dict[str, Any] = {"questions_per_minute": 20}
    async with start_bot(api, **everything) as world:
        await world.settle()
        assert len(api.by_bot(ANNA["id"])) == 2 * MOST
