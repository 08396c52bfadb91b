"""Which questions wait, and in which order."""

from datetime import UTC, datetime, timedelta

from bot.answering.held import HeldQuestions
from bot.state.database import Database
from bot.state.questions import Conversation, receive

START = datetime(2026, 11, 27, tzinfo=UTC)


async def test_questions_of_a_conversation_wait_in_the_order_of_their_messages(database: Database) -> None:
    anna, ben = Conversation(7, None, 7), Conversation(8, None, 8)
    # As they were kept: Anna's second message before her first one.
    for second, conversation, message in ((0, anna, 4), (1, ben, 1), (2, anna, 3), (3, anna, 9)):
        asked_at = START + timedelta(seconds=second)
        await receive(database, conversation, message, "茶叶怎么存？", "zh-Hans", asked_at)
    questions = HeldQuestions(database)
    assert [(asked.conversation, asked.message_id) for asked in await questions.waiting()] == [
        (anna, 3),
        (ben, 1),
        (anna, 4),
        (anna, 9),
    ]
    assert [asked.message_id for asked in await questions.waiting(8)] == [1]
