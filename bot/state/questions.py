"""The questions asked, what became of them, what the next one may follow up, and people's thumbs on the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages import Language
from bot.state.audit import record
from bot.state.database import Database, get_or_make
from bot.state.tables import ConversationRow, FeedbackRow, InvitationRow, QuestionRow

_MAX_QUESTIONS_LOOKED_AT = 2000  # questions of a chat among which one is looked for by its answer

Status = Literal["received", "answered", "hedged", "refused", "late", "limited", "undelivered", "failed"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a person talks to the bot: each has conversations of their own, by chat and topic."""

    chat_id: int
    thread_id: int | None
    user_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as kept, with what became of it and the messages that answer it.

    ``tries``: how often an answer was looked for, after the question ``previous`` if it may follow up one.
    """

    conversation: Conversation
    message_id: int
    text: str
    language: Language
    tries: int
    previous: str | None
    status: Status
    answers: tuple[int, ...]
    asked_at: datetime


async def find_question(database: Database, chat_id: int, message_id: int) -> Asked | None:
    """The question in that message, None where there was none or it has been deleted since."""
    async with database.begin() as session:
        row = await _row(session, chat_id, message_id)
        return _asked(row) if row else None


async def question_answered_by(database: Database, chat_id: int, message_id: int) -> Asked | None:
    """The question that a message of the bot answers, None where it answers none or that was deleted."""
    async with database.begin() as session:
        row = await row_answered_by(session, chat_id, message_id)
        return _asked(row) if row else None


async def row_answered_by(session: AsyncSession, chat_id: int, message_id: int) -> QuestionRow | None:
    """The row of that question, looked for among the newest of the chat."""
    newest = select(QuestionRow).where(QuestionRow.chat_id == chat_id).order_by(QuestionRow.id.desc())
    rows = await session.scalars(newest.limit(_MAX_QUESTIONS_LOOKED_AT))
    return next((row for row in rows if message_id in row.answers), None)


async def unfinished(database: Database) -> list[Asked]:
    """Questions received and not answered, the first asked first."""
    async with database.begin() as session:
        waiting = select(QuestionRow).where(QuestionRow.status == "received")
        rows = await session.scalars(waiting.order_by(QuestionRow.asked_at, QuestionRow.id))
        return [_asked(row) for row in rows]


async def receive(
    database: Database, conversation: Conversation, message_id: int, text: str, language: Language, asked_at: datetime
) -> None:
    """Keep a question before it is answered, so that one lost in a crash is known; an edited one takes its place."""
    async with database.begin() as session:
        key = {"chat_id": conversation.chat_id, "message_id": message_id}
        fixed: dict[str, object] = {
            "thread_id": conversation.thread_id,
            "user_id": conversation.user_id,
            "tries": 0,
            "answers": [],
        }
        values = {"text": text, "language": language, "status": "received", "asked_at": asked_at}
        row = await get_or_make(session, QuestionRow, key, **fixed, **values)
        row.text, row.language, row.status, row.asked_at, row.finished_at = text, language, "received", asked_at, None


async def start(database: Database, chat_id: int, message_id: int, previous: str | None) -> None:
    """Note that an answer is looked for, and which question it may follow up."""
    async with database.begin() as session:
        row = await _row(session, chat_id, message_id)
        if row is not None:
            row.tries, row.previous = row.tries + 1, previous


async def finish(
    database: Database,
    chat_id: int,
    message_id: int,
    status: Status,
    answers: Sequence[int] | None = None,
) -> None:
    """Note what became of a question, and its answers where these are others now; nothing where it was deleted."""
    async with database.begin() as session:
        row = await _row(session, chat_id, message_id)
        if row is not None:
            row.status, row.finished_at = status, datetime.now(UTC)
            row.answers = row.answers if answers is None else list(answers)
            row.tries = min(row.tries, 1)  # this one was seen to its end


async def previous_question(database: Database, conversation: Conversation, since: datetime) -> str | None:
    """What the next question of a conversation may follow up, unless it was asked before ``since``."""
    async with database.begin() as session:
        row = await session.get(ConversationRow, _key(conversation))
        return row.question if row and row.asked_at >= since else None


async def remember(database: Database, conversation: Conversation, message_id: int, question: str) -> bool:
    """Let the next question follow up this one; False where a newer one is there, or this one was deleted."""
    chat_id, thread_id, user_id = _key(conversation)
    async with database.begin() as session:
        if await _row(session, chat_id, message_id) is None:
            return False
        key = {"chat_id": chat_id, "thread_id": thread_id, "user_id": user_id}
        values = {"message_id": message_id, "question": question, "asked_at": datetime.now(UTC)}
        row = await get_or_make(session, ConversationRow, key, **values)
        if row.message_id > message_id:
            return False
        row.message_id, row.question, row.asked_at = message_id, question, datetime.now(UTC)
        return True


async def begin_anew(database: Database, conversation: Conversation) -> None:
    """The next question of a conversation follows up none."""
    chat_id, thread_id, user_id = _key(conversation)
    here = (ConversationRow.chat_id == chat_id, ConversationRow.thread_id == thread_id)
    async with database.begin() as session:
        await session.execute(delete(ConversationRow).where(*here, ConversationRow.user_id == user_id))


async def rate(
    database: Database, chat_id: int, message_id: int, user_id: int, thumb: int, version: str, passage: str
) -> None:
    """Keep a person's thumb, 1 or -1, on the answer in a message; a second one replaces the first."""
    async with database.begin() as session:
        key = {"chat_id": chat_id, "message_id": message_id, "user_id": user_id}
        values = {"thumb": thumb, "version": version, "passage": passage, "given_at": datetime.now(UTC)}
        row = await get_or_make(session, FeedbackRow, key, **values)
        row.thumb, row.version, row.passage, row.given_at = thumb, version, passage, datetime.now(UTC)


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
    """Delete what is from ``before``: questions (their number is returned), conversations, feedback, invitations."""
    async with database.begin() as session:
        deleted = await session.execute(delete(QuestionRow).where(QuestionRow.asked_at < before))
        await session.execute(delete(ConversationRow).where(ConversationRow.asked_at < before))
        await session.execute(delete(FeedbackRow).where(FeedbackRow.given_at < before))
        await session.execute(delete(InvitationRow).where(InvitationRow.expires_at < before))
        return cast("CursorResult[object]", deleted).rowcount


async def _row(session: AsyncSession, chat_id: int, message_id: int) -> QuestionRow | None:
    here = (QuestionRow.chat_id == chat_id, QuestionRow.message_id == message_id)
    return (await session.scalars(select(QuestionRow).where(*here))).one_or_none()


def _key(conversation: Conversation) -> tuple[int, int, int]:
    return conversation.chat_id, conversation.thread_id or 0, conversation.user_id


def _asked(row: QuestionRow) -> Asked:
    return Asked(
        conversation=Conversation(row.chat_id, row.thread_id, row.user_id),
        message_id=row.message_id,
        text=row.text,
        language=cast(Language, row.language),
        tries=row.tries,
        previous=row.previous,
        status=cast(Status, row.status),
        answers=tuple(row.answers),
        asked_at=row.asked_at,
    )
