"""The gaps that admins take care of: questions that were not answered well, and what was done about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages import Language
from bot.state.audit import record
from bot.state.database import Database
from bot.state.questions import Status, row_answered_by
from bot.state.ratings import Reason
from bot.state.tables import FeedbackRow, QuestionRow

Remedy = Literal["attached", "case", "not-in-report", "not-ours"]

_UNANSWERED = ("refused", "hedged")


@dataclass(frozen=True, slots=True)
class Gap:
    """A question, how many thumbs down its answers got, and the ``reasons`` that were given for these."""

    id: int
    text: str
    language: Language
    status: Status
    thumbs_down: int
    reasons: tuple[Reason, ...]
    asked_at: datetime


async def find_gap(database: Database, question_id: int) -> Gap | None:
    """Return the question with that id, None if it was deleted."""
    async with database.read() as session:
        row = await session.get(QuestionRow, question_id)
        return _gap(row, ()) if row else None


async def answered_by(database: Database, chat_id: int, message_id: int) -> Gap | None:
    """Return the question that the bot's message answers, None if it answers none or the question was deleted."""
    async with database.read() as session:
        row = await row_answered_by(session, chat_id, message_id)
        return _gap(row, ()) if row else None


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
            thumbs = [thumb for answer in row.answers for thumb in down.get((row.chat_id, answer), ())]
            if thumbs or row.status in _UNANSWERED:
                gaps.append(_gap(row, thumbs))
        return gaps[:limit]


async def settle(
    database: Database,
    admin_id: int,
    ids: Iterable[int],
    remedy: Remedy,
    together: int | None = None,
    **details: object,
) -> None:
    """Note what an admin did about questions, so that they are no longer open gaps.

    If that can be undone for all of them ``together``, that is the id of the one that stands for them.
    """
    numbers = list(ids)
    async with database.begin() as session:
        done = update(QuestionRow).where(QuestionRow.id.in_(numbers))
        await session.execute(done.values(remedy=remedy, settled_with=together))
        record(session, admin_id, f"question {remedy}", questions=numbers, **details)


async def settled_with(database: Database, gap: Gap) -> list[Gap]:
    """Return the questions that were settled together with ``gap``, itself included, if they can be undone."""
    async with database.read() as session:
        rows = await session.scalars(select(QuestionRow).where(QuestionRow.settled_with == gap.id))
        return [_gap(row, ()) for row in rows]


async def unsettle(database: Database, admin_id: int, ids: Iterable[int]) -> None:
    """Undo `settle`."""
    numbers = list(ids)
    async with database.begin() as session:
        await session.execute(
            update(QuestionRow).where(QuestionRow.id.in_(numbers)).values(remedy=None, settled_with=None)
        )
        record(session, admin_id, "question detached", questions=numbers)


async def _thumbed_down(session: AsyncSession) -> dict[tuple[int, int], list[str | None]]:
    """Return the reason, if there is one, of each thumb down on each answer, by chat and message."""
    found: dict[tuple[int, int], list[str | None]] = {}
    columns = select(FeedbackRow.chat_id, FeedbackRow.message_id, FeedbackRow.reason)
    for chat_id, message_id, reason in await session.execute(columns.where(FeedbackRow.thumb < 0)):
        found.setdefault((chat_id, message_id), []).append(reason)
    return found


def _gap(row: QuestionRow, thumbs: Sequence[str | None]) -> Gap:
    """Return a question with the reasons, where there are any, of the ``thumbs`` down on its answers."""
    return Gap(
        id=row.id,
        text=row.text,
        language=cast(Language, row.language),
        status=cast(Status, row.status),
        thumbs_down=len(thumbs),
        reasons=tuple(cast(Reason, reason) for reason in thumbs if reason),
        asked_at=row.asked_at,
    )
