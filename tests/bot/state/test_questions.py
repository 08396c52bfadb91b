"""Questions, what the next one follows up, and their end."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.state.database import Database
from bot.state.forgetting import forget, purge
from bot.state.questions import (
    Asked,
    Conversation,
    Remembered,
    begin_anew,
    count_questions,
    find_question,
    finish,
    receive,
    remember,
    remember_shown,
    remembered,
    start,
    unfinished,
)
from bot.state.ratings import Ratings, give_reason, rate, ratings_of
from bot.state.tables import FeedbackRow

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)
HERE = Conversation(-1001234567890, 4, 2**40)
OTHER = Conversation(-1001234567890, 4, 8)
SHOWN = {"version": "v", "rows": [1, 2], "first": 1}


async def question_before(database: Database, conversation: Conversation, since: datetime) -> str | None:
    kept = await remembered(database, conversation, since)
    return kept.question if kept else None


async def test_what_was_shown_last_is_kept_with_the_question_or_without_one(database: Database) -> None:
    at = await remember_shown(database, HERE, SHOWN)
    assert await remembered(database, HERE, LONG_AGO) == Remembered("", SHOWN, at)
    await receive(database, HERE, 11, "主播怎么培训？", "en", NOW)
    asked = await remember(database, HERE, 11, "主播怎么培训？", SHOWN | {"first": 2})
    assert asked
    assert await remembered(database, HERE, LONG_AGO) == Remembered("主播怎么培训？", SHOWN | {"first": 2}, asked)
    at = await remember_shown(database, HERE, SHOWN)
    assert await remembered(database, HERE, LONG_AGO) == Remembered("主播怎么培训？", SHOWN, at)


async def test_a_question_is_kept_from_its_coming_to_its_answer(database: Database) -> None:
    await receive(database, HERE, 11, "主播怎么培训？", "en", NOW)
    waiting = await find_question(database, HERE.chat_id, 11)
    assert waiting == Asked(HERE, 11, "主播怎么培训？", "en", 0, None, "received", (), NOW)
    await start(database, HERE.chat_id, 11, "前一问")
    await finish(database, HERE.chat_id, 11, "answered", [12, 13])
    done = await find_question(database, HERE.chat_id, 11)
    assert done == Asked(HERE, 11, "主播怎么培训？", "en", 1, "前一问", "answered", (12, 13), NOW)
    assert await count_questions(database) == {"answered": 1}


async def test_an_edited_question_takes_the_place_of_the_first(database: Database) -> None:
    await receive(database, HERE, 11, "主播怎么培训？", "en", LONG_AGO)
    await start(database, HERE.chat_id, 11, "前一问")
    await finish(database, HERE.chat_id, 11, "answered", [12])
    await receive(database, HERE, 11, "主播怎么激励？", "zh-Hans", NOW)
    edited = await find_question(database, HERE.chat_id, 11)
    assert edited == Asked(HERE, 11, "主播怎么激励？", "zh-Hans", 1, "前一问", "received", (12,), NOW)
    await finish(database, HERE.chat_id, 11, "late")
    edited = await find_question(database, HERE.chat_id, 11)
    assert edited
    assert edited.answers == (12,)


async def test_unfinished_questions_are_listed_in_order(database: Database) -> None:
    for message, asked_at in (
        (3, NOW),
        (1, NOW - timedelta(minutes=2)),
        (2, NOW - timedelta(minutes=1)),
        (4, LONG_AGO),
    ):
        await receive(database, HERE, message, "问", "en", asked_at)
    await finish(database, HERE.chat_id, 2, "answered", [9])
    waiting = await unfinished(database)
    assert [asked.message_id for asked in waiting] == [4, 1, 3]


async def test_finishing_what_was_deleted_meanwhile_is_no_error(database: Database) -> None:
    await finish(database, 1, 1, "answered", [2])
    assert await find_question(database, 1, 1) is None


async def test_each_person_and_topic_has_a_conversation_of_its_own(database: Database) -> None:
    elsewhere = Conversation(HERE.chat_id, None, HERE.user_id)
    for message_id, conversation in ((1, HERE), (2, OTHER), (3, elsewhere), (4, HERE)):
        await receive(database, conversation, message_id, "问", "en", NOW)
        assert await remember(database, conversation, message_id, f"第{message_id}问")
    assert await question_before(database, HERE, LONG_AGO) == "第4问"
    assert await question_before(database, OTHER, LONG_AGO) == "第2问"
    assert await question_before(database, elsewhere, LONG_AGO) == "第3问"
    assert await question_before(database, HERE, datetime.now(UTC) + timedelta(seconds=5)) is None
    await begin_anew(database, HERE)
    assert await question_before(database, HERE, LONG_AGO) is None
    assert await question_before(database, elsewhere, LONG_AGO) == "第3问"


async def test_an_older_or_a_deleted_question_is_not_followed_up(database: Database) -> None:
    for message_id in (1, 2):
        await receive(database, HERE, message_id, "问", "en", NOW)
    assert await remember(database, HERE, 2, "新")
    assert not await remember(database, HERE, 1, "旧")
    assert not await remember(database, HERE, 3, "没有")
    assert await question_before(database, HERE, LONG_AGO) == "新"


async def test_forgetting_takes_all_of_one_person_and_nothing_of_others(database: Database) -> None:
    for conversation, message in ((HERE, 1), (HERE, 2), (OTHER, 3)):
        await receive(database, conversation, message, "问", "en", NOW)
        await remember(database, conversation, message, "问")
        await rate(database, conversation.chat_id, message, conversation.user_id, 1, "v1", "abc")
    assert await forget(database, HERE.user_id) == 2
    assert await forget(database, HERE.user_id) == 0
    assert await find_question(database, HERE.chat_id, 1) is None
    assert await find_question(database, OTHER.chat_id, 3)
    assert await question_before(database, HERE, LONG_AGO) is None
    assert await question_before(database, OTHER, LONG_AGO) == "问"
    async with database.begin() as session:
        assert await session.scalar(select(func.count()).select_from(FeedbackRow)) == 1


async def test_a_second_thumb_replaces_the_first(database: Database) -> None:
    for thumb in (1, -1):
        await rate(database, 5, 6, 7, thumb, "v1", "abc")
    async with database.begin() as session:
        assert list(await session.scalars(select(FeedbackRow.thumb))) == [-1]


async def test_everyone_gives_a_reason_for_their_own_thumb_down_which_goes_with_it(database: Database) -> None:
    assert await give_reason(database, 5, 6, 7, "outdated") is None
    await rate(database, 5, 6, 7, 1, "v1", "abc")
    assert await give_reason(database, 5, 6, 7, "outdated") is None
    for user in (7, 8):
        await rate(database, 5, 6, user, -1, "v1", "abc")
    for reason in ("outdated", "too-long"):
        assert await give_reason(database, 5, 6, 7, reason) == Ratings(up=0, down=2, explained=1)
    async with database.read() as session:
        kept = await session.scalars(select(FeedbackRow.reason).order_by(FeedbackRow.user_id))
        assert list(kept) == ["too-long", None]
    assert await rate(database, 5, 6, 7, -1, "v1", "abc") == Ratings(0, 2, 1)
    assert await rate(database, 5, 6, 7, 1, "v1", "abc") == Ratings(1, 1, 0)
    await give_reason(database, 5, 6, 8, "other")
    await forget(database, 8)
    assert await ratings_of(database, 5, 6) == Ratings(1, 0, 0)


async def test_old_questions_and_conversations_are_purged(database: Database) -> None:
    await receive(database, HERE, 1, "旧", "en", LONG_AGO)
    await receive(database, HERE, 2, "新", "en", NOW)
    await remember(database, HERE, 2, "新")
    assert await purge(database, NOW - timedelta(days=90)) == 1
    assert await find_question(database, HERE.chat_id, 1) is None
    assert await find_question(database, HERE.chat_id, 2)
    assert await question_before(database, HERE, LONG_AGO) == "新"
    await purge(database, NOW + timedelta(days=1))
    assert await question_before(database, HERE, LONG_AGO) is None


async def test_the_same_at_once_fails_nobody(database: Database) -> None:
    for round_number in range(5):
        conversation = Conversation(100 + round_number, None, 7)
        await asyncio.gather(*(receive(database, conversation, 1, "问", "en", NOW) for _ in range(4)))
        await asyncio.gather(*(remember(database, conversation, 1, "问") for _ in range(4)))
        await asyncio.gather(*(rate(database, conversation.chat_id, 2, 7, thumb, "v", "abc") for thumb in (1, -1, 1)))
    assert await count_questions(database) == {"received": 5}
