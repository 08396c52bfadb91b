"""Reactions on answers: 👍 and 👎 rate them as the buttons do."""

import pytest
from sqlalchemy import select

from bot.state.curation import open_gaps
from bot.state.tables import FeedbackRow
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, World

QUESTION = "新主播开播之前要做什么？"


async def ratings(world: World) -> list[tuple[int, int, int]]:
    """The thumbs that are kept: the message, who gave it, which."""
    async with world.services.database.read() as session:
        rows = await session.scalars(select(FeedbackRow).order_by(FeedbackRow.user_id))
        return [(row.message_id, row.user_id, row.thumb) for row in rows]


@pytest.fixture
async def answer(world: World) -> Json:
    (sent,) = await world.ask(ANNA, QUESTION)
    return sent


async def react(world: World, user: Json, message: Json, *emoji: str) -> None:
    world.api.react(user, message, *emoji)
    await world.settle()


async def test_a_thumb_as_a_reaction_rates_the_answer_and_another_replaces_it(world: World, answer: Json) -> None:
    await react(world, ANNA, answer, "👍")
    assert await ratings(world) == [(answer["message_id"], ANNA["id"], 1)]
    await react(world, ANNA, answer, "👎")
    assert await ratings(world) == [(answer["message_id"], ANNA["id"], -1)]
    assert [gap.text for gap in await open_gaps(world.services.database, 9)] == [QUESTION]


async def test_of_two_thumbs_the_one_given_last_counts(world: World, answer: Json) -> None:
    await react(world, ANNA, answer, "👍")
    await react(world, ANNA, answer, "👍", "👎")
    assert await ratings(world) == [(answer["message_id"], ANNA["id"], -1)]


async def test_a_thumb_that_was_removed_is_taken_back(world: World, answer: Json) -> None:
    await react(world, ANNA, answer, "👍")
    await react(world, ANNA, answer)
    assert await ratings(world) == []


async def test_removing_a_reaction_leaves_a_thumb_that_was_pressed_since(world: World, answer: Json) -> None:
    await react(world, ANNA, answer, "👍")
    await world.press(ANNA, answer, buttons(answer)["👎"])
    await react(world, ANNA, answer)
    assert await ratings(world) == [(answer["message_id"], ANNA["id"], -1)]


async def test_a_reaction_keeps_what_a_button_told_of_the_answer(world: World, answer: Json) -> None:
    await world.press(ANNA, answer, buttons(answer)["👍"])
    await react(world, ANNA, answer, "👎")
    async with world.services.database.read() as session:
        (row,) = await session.scalars(select(FeedbackRow))
    assert (row.thumb, row.version, row.passage) == (-1, "20260101-000000-abcdef", "p0UA01")


@pytest.mark.parametrize("emoji", ["❤", "🔥", "🤔"])
async def test_other_reactions_rate_nothing(world: World, answer: Json, emoji: str) -> None:
    await react(world, ANNA, answer, emoji)
    assert await ratings(world) == []


async def test_reactions_on_what_is_no_answer_rate_nothing(world: World) -> None:
    (told,) = await world.ask(ANNA, "/help")
    await react(world, ANNA, told, "👎")
    await react(world, ANNA, world.api.messages[ANNA["id"], 1], "👎")
    assert await ratings(world) == []


async def test_in_a_group_each_person_has_a_thumb_but_nobody_who_is_shut_out(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    await team.ask(ADMIN, f"/revoke {STRANGER['id']}")
    before = len(team.api.by_bot(TEAM["id"]))
    for user, emoji in ((ANNA, "👍"), (BEN, "👎"), (STRANGER, "👎")):
        await react(team, user, answer, emoji)
    assert await ratings(team) == [(answer["message_id"], BEN["id"], -1), (answer["message_id"], ANNA["id"], 1)]
    assert len(team.api.by_bot(TEAM["id"])) == before


async def test_reactions_of_strangers_and_of_nobody_are_not_counted(world: World, answer: Json) -> None:
    world.api.react(STRANGER, answer, "👎")
    world.api.react(ANNA, answer, "👎", user=None, actor_chat={"id": -5, "type": "channel", "title": "x"})
    await world.settle()
    assert await ratings(world) == []
    assert not world.api.by_bot(STRANGER["id"])
