"""What is deleted: what a person asked, when they say so, and what is older than it may be kept."""

from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete, select, update

from bot.state.audit import record_of_anybody
from bot.state.database import Database
from bot.state.quotations import delete_quotations
from bot.state.tables import (
    BellRow,
    ConversationRow,
    FeedbackRow,
    InvitationRow,
    MuteRow,
    QuestionRow,
    SentReportRow,
)


async def forget(database: Database, user_id: int) -> int:
    """Delete a person's own questions with what was quoted, conversations, feedback, bells and mutes.

    Return the number of deleted questions.
    """
    async with database.begin() as session:
        # Other people's questions may follow up this person's, and then hold their text.
        chats = select(QuestionRow.chat_id).where(QuestionRow.user_id == user_id)
        others = update(QuestionRow).where(QuestionRow.chat_id.in_(chats), QuestionRow.user_id != user_id)
        await session.execute(others.values(previous=None))
        own = QuestionRow.user_id == user_id
        await delete_quotations(session, own)
        deleted = await session.execute(delete(QuestionRow).where(own))
        await session.execute(delete(ConversationRow).where(ConversationRow.user_id == user_id))
        for table in (FeedbackRow, BellRow, MuteRow):
            await session.execute(delete(table).where(table.user_id == user_id))
        number = cast("CursorResult[object]", deleted).rowcount
        await record_of_anybody(session, user_id, "forgot", questions=number)
        return number


async def purge(database: Database, before: datetime) -> int:
    """Delete what is from before that time: questions with what was quoted, conversations, feedback, notes of reports.

    Expired invitations go, too. Return the number of deleted questions.
    """
    async with database.begin() as session:
        old = QuestionRow.asked_at < before
        await delete_quotations(session, old)
        deleted = await session.execute(delete(QuestionRow).where(old))
        await session.execute(delete(ConversationRow).where(ConversationRow.asked_at < before))
        await session.execute(delete(FeedbackRow).where(FeedbackRow.given_at < before))
        await session.execute(delete(InvitationRow).where(InvitationRow.expires_at < before))
        await session.execute(delete(SentReportRow).where(SentReportRow.day < before.date()))
        return cast("CursorResult[object]", deleted).rowcount
