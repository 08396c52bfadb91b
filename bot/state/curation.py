"""The gaps that admins take care of: questions that were not answered well, and what was done about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages import Language
from bot.state.audit import record
from bot.state.database import Database
from bot.state.questions import Status, row_answered_by
from bot.state.tables import FeedbackRow, QuestionRow

Remedy = Literal["attached", "case", "not-in-report", "not-ours"]

_UNANSWERED = ("refused", "hedged")


@dataclass(frozen=True, slots=True)
class Gap:
    """A question, and how many thumbs down its answers got."""

    id: int
    text: str
    language: Language
    status: Status
    thumbs_down: int
    asked_at: datetime


async def find_gap(database: Database, question_id: int) -> Gap | None:
    """Return the question with that id, None if it was deleted."""
    async with database.read() as session:
        row = await session.get(QuestionRow, question_id)
        return _gap(row, 0) if row else None


async def answered_by(database: Database, chat_id: int, message_id: int) -> Gap | None:
    """Return the question that the bot's message answers, None if it answers none or the question was deleted."""
    async with database.read() as session:
        row = await row_answered_by(session, chat_id, message_id)
        return _gap(row, 0) if row else None


async def open_gaps(database: Database, limit: int) -> list[Gap]:
    """Return the newest questions that were refused, hedged or got a thumb down, and that no admin has settled yet.

    The newest comes first.
    """
    async with database.read() as session:
        down = await _thumbed_down(session)
        chats = {chat_id for chat_id, _ in down}
        wanted = or_(QuestionRow.status.in_(_UNANSWERED), QuestionRow.chat_id.in_(chats))
        rows = await session.scalars(
            select(QuestionRow).where(QuestionRow.remedy.is_(None), wanted).order_by(QuestionRow.id.desc())
        )
        gaps = []
        for row in rows:
            thumbs = sum(down.get((row.chat_id, answer), 0) for answer in row.answers)
            if thumbs or row.status in _UNANSWERED:
                gaps.append(_gap(row, thumbs))
        return gaps[:limit]


async def settle(database: Database, admin_id: int, ids: Iterable[int], remedy: Remedy, **details: object) -> None:
    """Note what an admin did about questions, so that they are no longer open gaps."""
    numbers = list(ids)
    async with database.begin() as session:
        await session.execute(update(QuestionRow).where(QuestionRow.id.in_(numbers)).values(remedy=remedy))
        record(session, admin_id, f"question {remedy}", questions=numbers, **details)


async def unsettle(database: Database, admin_id: int, ids: Iterable[int]) -> None:
    """Undo `settle`."""
    numbers = list(ids)
    async with database.begin() as session:
        await session.execute(update(QuestionRow).where(QuestionRow.id.in_(numbers)).values(remedy=None))
        record(session, admin_id, "question detached", questions=numbers)


async def _thumbed_down(session: AsyncSession) -> dict[tuple[int, int], int]:
    """Count the thumbs down of each answer, by chat and message."""
    counts: dict[tuple[int, int], int] = {}
    for row in await session.scalars(select(FeedbackRow).where(FeedbackRow.thumb < 0)):
        key = row.chat_id, row.message_id
        counts[key] = counts.get(key, 0) + 1
    return counts


def _gap(row: QuestionRow, thumbs_down: int) -> Gap:
    return Gap(row.id, row.text, cast(Language, row.language), cast(Status, row.status), thumbs_down, row.asked_at)
