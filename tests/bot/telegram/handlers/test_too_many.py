"""More questions than a person may ask: each is kept and answered later, or its chat is told that it is not."""

import pytest
from sqlalchemy import select

from bot.state.tables import QuestionRow
from bot.telegram.context import Context
from bot.telegram.handlers.questions import answer_unfinished
from bot.telegram.limits import Limits
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.reactions import BY_BOT
from tests.bot.telegram.api.shapes import Json, group, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, StartBot, World

QUESTIONS = [
    "新主播开播之前要做什么？",
    "茶叶仓库湿度",
    "下单后多久发货？",
    "主播的收入怎么算？",
    "送礼卖得好吗？",
]


def answered(world: World, chat_id: int = ANNA["id"]) -> list[str]:
    """The questions that have answers, in the order of these."""
    return [m["reply_to_message"]["text"] for m in world.api.by_bot(chat_id) if styled(m, "expandable_blockquote")]


def marks(world: World, message: Json) -> list[str]:
    given = world.api.reactions.get((message["chat"]["id"], message["message_id"], BY_BOT), [])
    return [each["emoji"] for each in given]


def notices(world: World, words: str, chat_id: int = ANNA["id"]) -> int:
    return sum(words in message["text"] for message in world.api.by_bot(chat_id))


async def statuses(world: World) -> list[str]:
    async with world.services.database.read() as session:
        return list(await session.scalars(select(QuestionRow.status).order_by(QuestionRow.message_id)))


async def test_questions_over_the_limit_are_marked_and_answered_in_order_later(
    start_bot: StartBot, api: BotApi
) -> None:
    async with start_bot(api, questions_per_minute=2) as world:
        sent = [api.say(ANNA, question) for question in QUESTIONS[:4]]
        await world.settle()
        assert answered(world) == QUESTIONS[:2]
        assert [marks(world, message) for message in sent] == [[], [], ["👀"], ["👀"]]
        assert notices(world, "there is no need to ask again") == 1
        assert await statuses(world) == ["answered", "answered", "waiting", "waiting"]
        world.services.limits = Limits(2, 600)  # a minute later
        await answer_unfinished(Context(world.app))
        await world.settle()
        assert answered(world) == QUESTIONS[:4]


async def test_they_are_answered_by_themselves_when_the_time_has_passed(start_bot: StartBot, api: BotApi) -> None:
    class Soon(Limits):
        async def wait_to_ask(self, user_id: int) -> int:
            return min(1, await super().wait_to_ask(user_id))

    async with start_bot(api, questions_per_minute=2) as world:
        world.services.limits = Soon(2, 600)
        for question in QUESTIONS[:4]:
            api.say(ANNA, question)
        await world.settle()
        world.services.limits = Limits(2, 600)
        await world.until(lambda: len(answered(world)) == 4)
        assert answered(world) == QUESTIONS[:4]


async def test_a_newer_question_does_not_overtake_those_that_wait(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, questions_per_minute=3) as world:
        for question in QUESTIONS[:4]:
            await world.ask(ANNA, question)
        world.services.limits = Limits(3, 600)  # a minute later
        await world.ask(ANNA, QUESTIONS[4])
        await answer_unfinished(Context(world.app))
        await world.settle()
        assert answered(world) == QUESTIONS
        assert notices(world, "there is no need to ask again") == 1


async def test_those_that_wait_are_answered_after_a_restart(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, questions_per_minute=2) as world:
        for question in QUESTIONS[:4]:
            await world.ask(ANNA, question)
    async with start_bot(api, questions_per_minute=2) as world:
        await world.until(lambda: len(answered(world)) == 4)
        assert answered(world) == QUESTIONS[:4]


async def test_of_those_that_cannot_wait_the_chat_is_told_how_many(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, questions_per_minute=1) as world:
        for question in QUESTIONS:
            api.say(ANNA, question)
        await world.settle()
        assert await statuses(world) == ["answered", "waiting", "limited", "limited", "limited"]
        assert notices(world, "3 questions were not taken") == 1


async def test_where_reactions_are_not_allowed_a_line_tells(start_bot: StartBot, api: BotApi) -> None:
    team = group(-1001234567890) | {"reactions": []}
    api.chats[team["id"]] = team
    async with start_bot(api, questions_per_minute=1) as world:
        await world.ask(ADMIN, "/approve", team)
        sent = [api.say(ANNA, f"/ask {question}", team) for question in QUESTIONS[:2]]
        await world.settle()
        assert [marks(world, message) for message in sent] == [[], []]
        assert notices(world, "there is no need to ask again", team["id"]) == 1


@pytest.mark.parametrize("forgotten", [True, False])
async def test_what_waits_is_forgotten_and_edited_like_the_rest(
    start_bot: StartBot, api: BotApi, forgotten: bool
) -> None:
    async with start_bot(api, questions_per_minute=1) as world:
        await world.ask(ANNA, QUESTIONS[0])
        waiting = api.say(ANNA, QUESTIONS[1])
        await world.settle()
        if forgotten:
            await world.ask(ANNA, "/forget")
        else:
            api.edit(waiting, QUESTIONS[2])
            await world.settle()
        world.services.limits = Limits(1, 600)  # a minute later
        await answer_unfinished(Context(world.app))
        await world.settle()
        assert answered(world) == ([QUESTIONS[0]] if forgotten else [QUESTIONS[0], QUESTIONS[2]])
