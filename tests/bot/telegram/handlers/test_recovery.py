"""Questions from while the bot was away, and many at once: each is answered once."""

import asyncio
import itertools
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.data_folder import DataFolder
from bot.state.database import open_database
from bot.state.questions import Conversation, find_question, receive, start
from bot.state.tables import QuestionRow
from bot.telegram.context import Context
from bot.telegram.handlers.questions import answer_unfinished
from bot.telegram.limits import Limits
from tests.bot.telegram.api.model import BOT, BotApi
from tests.bot.telegram.api.shapes import person, styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, StartBot, World

TRAINING = "新主播开播之前要做什么？"
TRAINING_TEXT = (
    "主播要先学会泡茶，再学会说话。某茶园让每位新主播在制茶车间待满30天，亲手采茶、杀青、揉捻，然后才允许开播。"
)
OWN_NAME = BOT["username"]
PAY_PLACE = "二、1 (2)"


# --- while the bot was away ---


async def test_what_came_while_the_bot_was_down_is_answered_once_and_in_order(start_bot: StartBot, api: BotApi) -> None:
    api.say(ANNA, TRAINING)
    api.say(ANNA, "那收入呢？")
    for _ in range(2):
        async with start_bot(api) as world:
            await world.settle()
    answers = api.by_bot(ANNA["id"])
    assert [answer["reply_to_message"]["text"] for answer in answers] == [TRAINING, "那收入呢？"]
    assert PAY_PLACE in answers[1]["text"]


@pytest.mark.slow
async def test_what_is_too_old_gets_one_line_a_chat(start_bot: StartBot, api: BotApi) -> None:
    old = int(time.time()) - 2 * 3600
    for _ in range(5):
        api.say(ANNA, TRAINING, date=old)
    api.say(BEN, TRAINING, date=old)
    api.say(ANNA, "茶叶仓库湿度")
    async with start_bot(api) as world:
        await world.settle()
    told = [m["text"] for m in api.by_bot(ANNA["id"]) if "5 questions" in m["text"]]
    assert len(told) == 1
    assert len(api.by_bot(ANNA["id"])) == 2
    assert len(api.by_bot(BEN["id"])) == 1
    assert "1 个问题" in api.by_bot(BEN["id"])[0]["text"]


async def test_an_update_that_comes_twice_is_answered_once(world: World) -> None:
    message = world.api.say(ANNA, TRAINING)
    world.api.push({"message": message})
    await world.settle()
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_what_an_earlier_run_had_received_but_not_answered_is_answered(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        api.say(ANNA, "茶叶仓库湿度")
        await world.settle()
        for message_id, minutes in ((7, 5), (8, 600)):
            asked_at = datetime.now(UTC) - timedelta(minutes=minutes)
            await receive(
                world.services.database,
                Conversation(ANNA["id"], None, ANNA["id"]),
                message_id,
                TRAINING,
                "en",
                asked_at,
            )
    before = len(api.by_bot(ANNA["id"]))
    async with start_bot(api) as world:
        await world.until(lambda: len(api.by_bot(ANNA["id"])) == before + 2)
        await world.settle()
        answer, late = api.by_bot(ANNA["id"])[before:]
        assert styled(answer, "expandable_blockquote") == [TRAINING_TEXT]
        assert "1 question came" in late["text"]
        statuses = [await find_question(world.services.database, ANNA["id"], message_id) for message_id in (7, 8)]
        assert [kept.status for kept in statuses if kept] == ["answered", "late"]


async def test_a_question_at_which_the_process_ends_again_and_again_is_given_up(
    start_bot: StartBot, api: BotApi, tmp_path: Path
) -> None:
    database = await open_database("", DataFolder(tmp_path).database)
    await receive(database, Conversation(ANNA["id"], None, ANNA["id"]), 7, TRAINING, "en", datetime.now(UTC))
    for _ in range(3):
        await start(database, ANNA["id"], 7, None)
    await database.close()
    async with start_bot(api) as world:
        await asyncio.sleep(0.2)
        await world.settle()
        kept = await find_question(world.services.database, ANNA["id"], 7)
    assert kept
    assert kept.status == "failed"
    assert api.count("sendMessage") == 0


async def test_a_backlog_above_the_limit_is_answered_by_and_by(start_bot: StartBot, api: BotApi) -> None:
    for _ in range(5):
        api.say(ANNA, TRAINING, date=int(time.time()) - 60)
    async with start_bot(api, questions_per_minute=3) as world:
        await world.settle()
        assert len(api.by_bot(ANNA["id"])) == 3
        world.services.limits = Limits(3, 600)  # a minute later
        await answer_unfinished(Context(world.app))
        await world.settle()
    assert [m["reply_to_message"]["message_id"] for m in api.by_bot(ANNA["id"])] == [1, 2, 3, 4, 5]


async def test_an_edit_of_a_refused_question_is_followed_up(world: World) -> None:
    await world.ask(ANNA, "今天天气怎么样？")
    world.api.edit(world.api.messages[ANNA["id"], 1], TRAINING)
    await world.settle()
    (answer,) = await world.ask(ANNA, "那收入呢？")
    assert PAY_PLACE in answer["text"]


async def test_an_edit_that_comes_too_late_does_not_lose_the_answer(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    question = world.api.messages[ANNA["id"], 1]
    question |= {"text": "茶叶仓库湿度", "edit_date": int(time.time()) - 7200}
    world.api.push({"edited_message": dict(question)})
    await world.settle()
    world.api.edit(question, "主播的收入由哪些部分组成？")
    await world.settle()
    answers = [m for m in world.api.by_bot(ANNA["id"]) if styled(m, "expandable_blockquote")]
    assert answers == [first]
    assert PAY_PLACE in first["text"]


async def test_forgetting_while_an_answer_is_under_way_is_not_undone(world: World) -> None:
    world.api.say(ANNA, TRAINING)
    world.api.say(ANNA, "/forget")
    await world.settle()
    await world.ask(ANNA, "/forget")
    assert ANNA["id"] not in world.services.inbox.turns.people()


async def test_unfinished_questions_of_people_shut_out_since_stay_unanswered(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        now = datetime.now(UTC)
        await receive(world.services.database, Conversation(99, None, 99), 7, TRAINING, "en", now)
    async with start_bot(api) as world:
        await asyncio.sleep(0.2)
        await world.settle()
    assert api.count("sendMessage") == 0


# --- many at once ---


@pytest.mark.slow
async def test_fifty_people_at_once_are_all_answered_and_help_does_not_wait(start_bot: StartBot, api: BotApi) -> None:
    people = [person(1000 + number) for number in range(50)]
    async with start_bot(api, telegram_members=tuple(p["id"] for p in people)) as world:
        for user in people:
            api.say(user, TRAINING)
        started = time.perf_counter()
        await asyncio.sleep(0.05)  # they are being answered
        api.say(people[0], "/help")
        await world.until(lambda: any("/outline" in m["text"] for m in api.by_bot(1000)))
        helped = time.perf_counter() - started
        await world.settle()
        answered = time.perf_counter() - started
    assert all(styled(api.by_bot(user["id"])[-1], "bold") or user is people[0] for user in people)
    assert sum(bool(styled(m, "expandable_blockquote")) for user in people for m in api.by_bot(user["id"])) == 50
    assert helped < answered / 2


@pytest.mark.slow
async def test_a_hundred_messages_in_a_second_get_their_share_of_answers_and_one_note(world: World) -> None:
    for _ in range(100):
        world.api.say(ANNA, TRAINING)
    world.api.say(BEN, TRAINING)
    await world.until(lambda: any("not taken" in message["text"] for message in world.api.by_bot(ANNA["id"])))
    await world.settle()
    texts = [message["text"] for message in world.api.by_bot(ANNA["id"])]
    notes = [text for text in texts if "faster than I can answer" in text or "a lot at once" in text]
    most = world.services.settings.questions_per_minute
    assert len(notes) == len(set(notes)) > 0  # each is told again only after a while
    assert sum("questions were not taken" in text for text in texts) == 1
    assert len(texts) == most + 1 + len(notes)
    assert len(world.api.by_bot(BEN["id"])) == 1


async def test_all_together_have_a_limit_too(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, questions_per_minute_in_all=1) as world:
        await world.ask(ANNA, TRAINING)
        (told,) = await world.ask(BEN, TRAINING)
        assert "再问" in told["text"]


async def test_what_became_of_questions_is_kept(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, "今天天气怎么样？")
    async with world.services.database.begin() as session:
        rows = list(await session.scalars(select(QuestionRow).order_by(QuestionRow.id)))
    assert [(row.text, row.status, row.answers) for row in rows] == [
        (TRAINING, "answered", [2]),
        ("今天天气怎么样？", "refused", [4]),
    ]
    assert all(row.finished_at and row.finished_at >= row.asked_at for row in rows)


@pytest.mark.slow
def test_many_at_once_with_postgresql(empty_postgres: str, start_bot: StartBot, api: BotApi) -> None:
    people = [person(2000 + number) for number in range(20)]

    async def all_ask() -> None:
        everyone = {"telegram_members": tuple(p["id"] for p in people), "database_url": empty_postgres}
        async with start_bot(api, **everyone) as world:
            for texts in ((TRAINING, "那收入呢？"), ("/forget",)):
                for text, user in itertools.product(texts, people):
                    api.say(user, text)
                await world.settle()

    asyncio.run(all_ask())
    assert [len(api.by_bot(user["id"])) for user in people] == [3] * len(people)
    assert not any("log under" in message["text"] for user in people for message in api.by_bot(user["id"]))
