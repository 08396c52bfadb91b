"""Questions, what the next one follows up, and their end."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.state.database import Database
from bot.state.questions import (
    Asked,
    Place,
    count_questions,
    find_question,
    finish,
    forget,
    previous_question,
    purge,
    rate,
    receive,
    remember,
    unfinished,
)
from bot.state.tables import FeedbackRow

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)
HERE = Place(-1001234567890, 4, 2**40)
OTHER = Place(-1001234567890, 4, 8)


async def test_a_question_is_kept_from_its_coming_to_its_answer(database: Database) -> None:
    await receive(database, HERE, 11, "主播怎么培训？", None, NOW)
    waiting = await find_question(database, HERE.chat_id, 11)
    assert waiting == Asked(HERE, 11, "主播怎么培训？", None, "received", ())
    await finish(database, HERE.chat_id, 11, "answered", [12, 13])
    done = await find_question(database, HERE.chat_id, 11)
    assert done == Asked(HERE, 11, "主播怎么培训？", None, "answered", (12, 13))
    assert await count_questions(database) == {"answered": 1}


async def test_an_edited_question_takes_the_place_of_the_first(database: Database) -> None:
    await receive(database, HERE, 11, "主播怎么培训？", None, NOW)
    await finish(database, HERE.chat_id, 11, "answered", [12])
    await receive(database, HERE, 11, "主播怎么激励？", "前一问", NOW)
    edited = await find_question(database, HERE.chat_id, 11)
    assert edited == Asked(HERE, 11, "主播怎么激励？", "前一问", "received", (12,))


async def test_unfinished_questions_are_listed_in_order(database: Database) -> None:
    for message, asked_at in (
        (3, NOW),
        (1, NOW - timedelta(minutes=2)),
        (2, NOW - timedelta(minutes=1)),
        (4, LONG_AGO),
    ):
        await receive(database, HERE, message, "问", None, asked_at)
    await finish(database, HERE.chat_id, 2, "answered", [9])
    waiting = await unfinished(database, NOW - timedelta(hours=1))
    assert [asked.message_id for asked in waiting] == [1, 3]


async def test_finishing_what_was_deleted_meanwhile_is_no_error(database: Database) -> None:
    await finish(database, 1, 1, "answered", [2])
    assert await find_question(database, 1, 1) is None


async def test_each_person_and_topic_has_a_conversation_of_its_own(database: Database) -> None:
    await remember(database, HERE, "一")
    await remember(database, OTHER, "二")
    await remember(database, Place(HERE.chat_id, None, HERE.user_id), "三")
    await remember(database, HERE, "四")
    assert await previous_question(database, HERE, LONG_AGO) == "四"
    assert await previous_question(database, OTHER, LONG_AGO) == "二"
    assert await previous_question(database, Place(HERE.chat_id, None, HERE.user_id), LONG_AGO) == "三"
    assert await previous_question(database, HERE, datetime.now(UTC) + timedelta(seconds=5)) is None
    await remember(database, HERE, None)
    assert await previous_question(database, HERE, LONG_AGO) is None


async def test_forgetting_takes_all_of_one_person_and_nothing_of_others(database: Database) -> None:
    for place, message in ((HERE, 1), (HERE, 2), (OTHER, 3)):
        await receive(database, place, message, "问", None, NOW)
        await remember(database, place, "问")
        await rate(database, place.chat_id, message, place.user_id, 1, "v1", "abc")
    assert await forget(database, HERE.user_id) == 2
    assert await forget(database, HERE.user_id) == 0
    assert await find_question(database, HERE.chat_id, 1) is None
    assert await find_question(database, OTHER.chat_id, 3)
    assert await previous_question(database, HERE, LONG_AGO) is None
    assert await previous_question(database, OTHER, LONG_AGO) == "问"
    async with database.begin() as session:
        assert await session.scalar(select(func.count()).select_from(FeedbackRow)) == 1


async def test_a_second_thumb_replaces_the_first(database: Database) -> None:
    for thumb in (1, -1):
        await rate(database, 5, 6, 7, thumb, "v1", "abc")
    async with database.begin() as session:
        assert list(await session.scalars(select(FeedbackRow.thumb))) == [-1]


async def test_old_questions_and_conversations_are_purged(database: Database) -> None:
    await receive(database, HERE, 1, "旧", None, LONG_AGO)
    await receive(database, HERE, 2, "新", None, NOW)
    await remember(database, HERE, "新")
    assert await purge(database, NOW - timedelta(days=90)) == 1
    assert await find_question(database, HERE.chat_id, 1) is None
    assert await find_question(database, HERE.chat_id, 2)
    assert await previous_question(database, HERE, LONG_AGO) == "新"
    await purge(database, NOW + timedelta(days=1))
    assert await previous_question(database, HERE, LONG_AGO) is None
