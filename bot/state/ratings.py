"""The thumbs that people give answers, and why one is down."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database, get_or_make
from bot.state.tables import FeedbackRow

Reason = Literal["wrong-passage", "not-asked", "outdated", "too-long", "other"]


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many thumbs an answer has up and down, and for how many of the latter there is a reason."""

    up: int
    down: int
    explained: int


async def rate(
    database: Database, chat_id: int, message_id: int, user_id: int, thumb: int, version: str, passage: str
) -> Ratings:
    """Keep a person's thumb (1 is up, -1 is down) on the answer in a message; a second one replaces the first.

    ``version`` and ``passage`` are empty if they are not known. Return all thumbs that the answer has now.
    """
    async with database.begin() as session:
        key = {"chat_id": chat_id, "message_id": message_id, "user_id": user_id}
        values = {"thumb": thumb, "version": version, "passage": passage, "given_at": datetime.now(UTC)}
        row = await get_or_make(session, FeedbackRow, key, **values)
        row.thumb, row.given_at = thumb, datetime.now(UTC)
        if thumb > 0:
            row.reason = None
        if version:
            row.version, row.passage = version, passage
        return await _ratings(session, chat_id, message_id)


async def give_reason(
    database: Database, chat_id: int, message_id: int, user_id: int, reason: Reason
) -> Ratings | None:
    """Keep why a person's thumb on an answer is down; a second reason replaces the first.

    Return all thumbs that the answer has, or None if theirs is not down.
    """
    async with database.begin() as session:
        row = await session.get(FeedbackRow, (chat_id, message_id, user_id), with_for_update=True)
        if row is None or row.thumb > 0:
            return None
        row.reason = reason
        return await _ratings(session, chat_id, message_id)


async def ratings_of(database: Database, chat_id: int, message_id: int) -> Ratings:
    """Return all thumbs that the answer in a message has."""
    async with database.read() as session:
        return await _ratings(session, chat_id, message_id)


async def thumb_of(database: Database, chat_id: int, message_id: int, user_id: int) -> int:
    """Return a person's thumb on the answer in a message: 1 is up, -1 is down, 0 is none."""
    async with database.read() as session:
        row = await session.get(FeedbackRow, (chat_id, message_id, user_id))
    return row.thumb if row is not None else 0


async def take_back_rating(database: Database, chat_id: int, message_id: int, user_id: int, thumb: int) -> None:
    """Delete a person's thumb on the answer in a message, unless they gave the other one since."""
    async with database.begin() as session:
        row = await session.get(FeedbackRow, (chat_id, message_id, user_id))
        if row is not None and row.thumb == thumb:
            await session.delete(row)


async def _ratings(session: AsyncSession, chat_id: int, message_id: int) -> Ratings:
    here = (FeedbackRow.chat_id == chat_id, FeedbackRow.message_id == message_id)
    columns = select(FeedbackRow.thumb, func.count(), func.count(FeedbackRow.reason))
    rows = await session.execute(columns.where(*here).group_by(FeedbackRow.thumb))
    found = {thumb: (given, explained) for thumb, given, explained in rows}
    return Ratings(found.get(1, (0, 0))[0], *found.get(-1, (0, 0)))
