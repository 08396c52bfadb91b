"""Whoever is shut out gets nothing more, whatever was under way for them."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.state.groups import group_access
from bot.state.questions import count_questions
from tests.bot.telegram.api.model import Failure
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, World

QUESTION = "茶叶仓库湿度"
MORE = ("新主播开播之前要做什么？", "主播有底薪吗？")


def answers(world: World, chat: Json) -> list[Json]:
    return [message for message in world.api.by_bot(chat["id"]) if styled(message, "expandable_blockquote")]


@asynccontextmanager
async def nothing_found(world: World) -> AsyncIterator[None]:
    """Keep all threads that look for answers busy as long as the block runs."""
    pool, go_on = world.services.inbox.searches._pool, threading.Event()
    for _ in range(pool._max_workers):
        pool.submit(go_on.wait)
    try:
        yield
    finally:
        go_on.set()
    await world.settle()


async def started(world: World, number: int = 1) -> None:
    """Wait until so many questions are kept as being answered or waiting."""
    for _ in range(10_000):
        if (await count_questions(world.services.database)).get("received", 0) >= number:
            return
        await asyncio.sleep(0.001)
    pytest.fail("the questions are not kept")


async def shut_out(world: World) -> None:
    """Wait until the group may not ask any more; admins are told of other things too, so that tells nothing."""
    for _ in range(10_000):
        if await group_access(world.services.database, TEAM["id"]) != "approved":
            return
        await asyncio.sleep(0.001)
    pytest.fail("the group is still approved")


async def decide(world: World, text: str) -> None:
    """An admin decides, while others may be kept waiting."""
    before = len(world.api.by_bot(ADMIN["id"]))
    world.api.say(ADMIN, text)
    await world.until(lambda: len(world.api.by_bot(ADMIN["id"])) > before)


@pytest.mark.parametrize("where", [None, TEAM], ids=["in private", "in a group"])
async def test_questions_that_wait_when_their_asker_is_shut_out_are_not_answered(
    team: World, where: Json | None
) -> None:
    async with nothing_found(team):
        for text in (QUESTION, *MORE):
            team.api.say(ANNA, f"/ask {text}", where)
        await started(team, 3)
        await decide(team, f"/revoke {ANNA['id']}")
    assert answers(team, where or ANNA) == []
    assert await count_questions(team.services.database) == {"undelivered": 3}


async def test_questions_of_others_in_the_group_are_answered_all_the_same(team: World) -> None:
    async with nothing_found(team):
        for asker in (ANNA, BEN):
            team.api.say(asker, f"/ask {QUESTION}", TEAM)
        await started(team, 2)
        await decide(team, f"/revoke {ANNA['id']}")
    assert len(answers(team, TEAM)) == 1


@pytest.mark.parametrize("how", ["refused", "removed"])
async def test_questions_that_wait_in_a_group_that_is_no_longer_approved_are_not_answered(
    team: World, how: str
) -> None:
    async with nothing_found(team):
        for text in (QUESTION, *MORE):
            team.api.say(ANNA, f"/ask {text}", TEAM)
        await started(team, 3)
        if how == "refused":
            await decide(team, f"/revoke {TEAM['id']}")
        else:
            team.api.membership(BEN, TEAM, "member", "left")
            team.api.shut.clear()  # and somebody adds it anew at once
            team.api.membership(BEN, TEAM, "left", "member")
            await shut_out(team)
            await decide(team, "/status")
    assert answers(team, TEAM) == []


async def test_an_answer_that_telegram_delays_is_not_sent_to_who_is_shut_out_meanwhile(world: World) -> None:
    world.api.fail("sendMessage", Failure("429", retry_after=1))
    world.api.say(ANNA, QUESTION)
    await world.until(lambda: not world.api._failures["sendMessage"])
    await decide(world, f"/revoke {ANNA['id']}")
    await world.settle()
    assert answers(world, ANNA) == []


async def test_what_a_button_asked_for_is_not_sent_to_who_is_shut_out_meanwhile(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    world.api.fail("sendMessage", Failure("429", retry_after=1))
    label = next(label for label in buttons(answer) if "point" in label.lower())
    world.api.press(ANNA, answer, buttons(answer)[label])
    await world.until(lambda: not world.api._failures["sendMessage"])
    await decide(world, f"/revoke {ANNA['id']}")
    await world.settle()
    assert answers(world, ANNA) == [answer]


async def test_no_passages_are_offered_to_who_is_shut_out_while_they_are_found(world: World) -> None:
    async with nothing_found(world):
        query = world.api.type_inline(ANNA, QUESTION)
        await world.until(lambda: not world.api.updates)
        await decide(world, f"/revoke {ANNA['id']}")
    assert not world.api.answers.get(query, {}).get("results")


async def test_who_is_let_in_again_is_answered(world: World) -> None:
    await world.ask(ADMIN, f"/revoke {ANNA['id']}")
    await world.ask(ADMIN, f"/admit {ANNA['id']}")
    await world.ask(ANNA, QUESTION)
    assert len(answers(world, ANNA)) == 1
