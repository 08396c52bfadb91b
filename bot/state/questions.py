"""The questions asked, what became of them, what the next one may follow up, and people's thumbs on the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.audit import record
from bot.state.database import Database
from bot.state.tables import ConversationRow, FeedbackRow, QuestionRow

Status = Literal["received", "answered", "hedged", "refused", "late", "limited", "undelivered", "failed"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person talks to the bot: each has conversations of their own, by chat and topic."""

    chat_id: int
    thread_id: int | None
    user_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as kept: its text, the one before it, what became of it, and the messages that answer it."""

    place: Place
    message_id: int
    text: str
    previous: str | None
    status: Status
    answers: tuple[int, ...]


async def find_question(database: Database, chat_id: int, message_id: int) -> Asked | None:
    """The question in that message, None where there was none or it has been deleted since."""
    async with database.begin() as session:
        row = await _row(session, chat_id, message_id)
        return _asked(row) if row else None


async def unfinished(database: Database, since: datetime) -> list[Asked]:
    """Questions received ``since`` and not answered, the first asked first."""
    async with database.begin() as session:
        waiting = (QuestionRow.status == "received", QuestionRow.asked_at >= since)
        rows = await session.scalars(select(QuestionRow).where(*waiting).order_by(QuestionRow.asked_at, QuestionRow.id))
        return [_asked(row) for row in rows]


async def receive(
    database: Database, place: Place, message_id: int, text: str, previous: str | None, asked_at: datetime
) -> None:
    """Keep a question before it is answered, so that one lost in a crash is known; an edited one takes its place."""
    async with database.begin() as session:
        row = await _row(session, place.chat_id, message_id)
        if row is None:
            row = QuestionRow(chat_id=place.chat_id, message_id=message_id, answers=[])
            session.add(row)
        row.thread_id, row.user_id, row.text, row.previous = place.thread_id, place.user_id, text, previous
        row.status, row.asked_at, row.finished_at = "received", asked_at, None


async def finish(
    database: Database,
    chat_id: int,
    message_id: int,
    status: Status,
    answers: Sequence[int] = (),
) -> None:
    """Note what became of a question; nothing where it was deleted meanwhile."""
    async with database.begin() as session:
        row = await _row(session, chat_id, message_id)
        if row is not None:
            row.status, row.answers, row.finished_at = status, list(answers), datetime.now(UTC)


async def previous_question(database: Database, place: Place, since: datetime) -> str | None:
    """What the next question of a conversation may follow up, unless it was asked before ``since``."""
    async with database.begin() as session:
        row = await session.get(ConversationRow, _key(place))
        return row.question if row and row.asked_at >= since else None


async def remember(database: Database, place: Place, question: str | None) -> None:
    """Keep ``question`` for the next one to follow up; None begins a new subject."""
    chat_id, thread_id, user_id = _key(place)
    async with database.begin() as session:
        if question is None:
            row = await session.get(ConversationRow, _key(place))
            if row:
                await session.delete(row)
            return
        now = datetime.now(UTC)
        await session.merge(
            ConversationRow(chat_id=chat_id, thread_id=thread_id, user_id=user_id, question=question, asked_at=now)
        )


async def rate(
    database: Database, chat_id: int, message_id: int, user_id: int, thumb: int, version: str, passage: str
) -> None:
    """Keep a person's thumb, 1 or -1, on the answer in a message; a second one replaces the first."""
    async with database.begin() as session:
        await session.merge(
            FeedbackRow(
                chat_id=chat_id,
                message_id=message_id,
                user_id=user_id,
                thumb=thumb,
                version=version,
                passage=passage,
                given_at=datetime.now(UTC),
            )
        )


async def count_questions(database: Database) -> dict[str, int]:
    """How many questions are kept, by what became of them."""
    async with database.begin() as session:
        counts = await session.execute(select(QuestionRow.status, func.count()).group_by(QuestionRow.status))
        return dict(counts.all())


async def forget(database: Database, user_id: int) -> int:
    """Delete a person's own questions, conversations and feedback; the number of questions deleted."""
    async with database.begin() as session:
        deleted = await session.execute(delete(QuestionRow).where(QuestionRow.user_id == user_id))
        await session.execute(delete(ConversationRow).where(ConversationRow.user_id == user_id))
        await session.execute(delete(FeedbackRow).where(FeedbackRow.user_id == user_id))
        number = cast("CursorResult[object]", deleted).rowcount
        record(session, user_id, "forgot", questions=number)
        return number


async def purge(database: Database, before: datetime) -> int:
    """Delete questions asked ``before`` and conversations not gone on with since; the number of questions."""
    async with database.begin() as session:
        deleted = await session.execute(delete(QuestionRow).where(QuestionRow.asked_at < before))
        await session.execute(delete(ConversationRow).where(ConversationRow.asked_at < before))
        return cast("CursorResult[object]", deleted).rowcount


async def _row(session: AsyncSession, chat_id: int, message_id: int) -> QuestionRow | None:
    here = (QuestionRow.chat_id == chat_id, QuestionRow.message_id == message_id)
    return (await session.scalars(select(QuestionRow).where(*here))).one_or_none()


def _key(place: Place) -> tuple[int, int, int]:
    return place.chat_id, place.thread_id or 0, place.user_id


def _asked(row: QuestionRow) -> Asked:
    place = Place(row.chat_id, row.thread_id, row.user_id)
    return Asked(place, row.message_id, row.text, row.previous, cast(Status, row.status), tuple(row.answers))
