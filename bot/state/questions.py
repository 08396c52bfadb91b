"""The questions that people ask, their status, and what the next one may follow up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages import Language
from bot.state.database import Database, get_or_make
from bot.state.quotations import Quotation, keep_quotations
from bot.state.tables import ConversationRow, QuestionRow

_MAX_QUESTIONS_LOOKED_AT = 2000  # the newest questions of a chat among which one is searched for by its answer

Status = Literal[
    "received", "waiting", "answered", "hedged", "refused", "late", "limited", "undelivered", "failed", "before-access"
]
UNFINISHED = ("received", "waiting")  # "waiting": until its asker may ask again


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation: each person has one of their own in each chat and topic."""

    chat_id: int
    thread_id: int | None
    user_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as kept, with its status and the ids of the messages that answer it.

    ``tries`` counts how often an answer was searched for. ``previous`` is the question that it follows up, empty if it
    follows none. It is None if that is not known before it is tried, else if there was none.
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


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was asked, empty if nothing, and what was ``shown`` last in a conversation, as of that time."""

    question: str
    shown: dict[str, Any] | None
    at: datetime


async def find_question(database: Database, chat_id: int, message_id: int) -> Asked | None:
    """Return the question in that message, None if there is none or it was deleted."""
    async with database.read() as session:
        row = await _row(session, chat_id, message_id)
        return _asked(row) if row else None


async def question_answered_by(database: Database, chat_id: int, message_id: int) -> Asked | None:
    """Return the question that the bot's message answers, None if it answers none or the question was deleted."""
    async with database.read() as session:
        row = await row_answered_by(session, chat_id, message_id)
        return _asked(row) if row else None


async def row_answered_by(session: AsyncSession, chat_id: int, message_id: int) -> QuestionRow | None:
    """Return the row of the question that the message answers, if it is among the newest questions of the chat."""
    # Each reply to the bot asks for this, so only what is compared is read.
    columns = select(QuestionRow.id, QuestionRow.answers)
    newest = columns.where(QuestionRow.chat_id == chat_id).order_by(QuestionRow.id.desc())
    rows = await session.execute(newest.limit(_MAX_QUESTIONS_LOOKED_AT))
    found = next((number for number, answers in rows if message_id in answers), None)
    return None if found is None else await session.get(QuestionRow, found)


async def unfinished(database: Database, user_id: int | None = None) -> list[Asked]:
    """Return the questions, of one person or of all, that were received but not dealt with yet, the oldest first."""
    async with database.read() as session:
        waiting = select(QuestionRow).where(QuestionRow.status.in_(UNFINISHED))
        if user_id is not None:
            waiting = waiting.where(QuestionRow.user_id == user_id)
        rows = await session.scalars(waiting.order_by(QuestionRow.asked_at, QuestionRow.id))
        return [_asked(row) for row in rows]


async def receive(
    database: Database,
    conversation: Conversation,
    message_id: int,
    text: str,
    language: Language,
    asked_at: datetime,
    previous: str | None = None,
) -> None:
    """Keep a question before it is answered, so that a crash does not lose it; an edited one replaces the old text.

    ``previous`` is what a new question follows up, if that is known; see `Asked`.
    """
    async with database.begin() as session:
        key = {"chat_id": conversation.chat_id, "message_id": message_id}
        fixed: dict[str, object] = {
            "thread_id": conversation.thread_id,
            "user_id": conversation.user_id,
            "tries": 0,
            "previous": previous,
            "answers": [],
        }
        values = {"text": text, "language": language, "status": "received", "asked_at": asked_at}
        row = await get_or_make(session, QuestionRow, key, **fixed, **values)
        row.text, row.language, row.status, row.asked_at, row.finished_at = text, language, "received", asked_at, None


async def store(database: Database, asked: Asked) -> None:
    """Keep a question just as it is, also one that is kept otherwise. Raises `NotKeptError`."""
    here = asked.conversation
    finished_at = None if asked.status in UNFINISHED else datetime.now(UTC)
    values = {
        "text": asked.text, "language": asked.language, "tries": asked.tries, "previous": asked.previous,
        "status": asked.status, "answers": list(asked.answers), "asked_at": asked.asked_at, "finished_at": finished_at,
    }  # fmt: skip
    async with database.begin() as session:
        key = {"chat_id": here.chat_id, "message_id": asked.message_id}
        row = await get_or_make(session, QuestionRow, key, thread_id=here.thread_id, user_id=here.user_id, **values)
        for name, value in values.items():
            setattr(row, name, value)


async def keep_for_later(
    database: Database, conversation: Conversation, message_id: int, text: str, language: Language, asked_at: datetime
) -> None:
    """Keep a question of a person without access, unless one of theirs is kept already."""
    async with database.begin() as session:
        if await session.scalar(_before_access(conversation.user_id)) is None:
            session.add(
                QuestionRow(
                    chat_id=conversation.chat_id, thread_id=conversation.thread_id, user_id=conversation.user_id,
                    message_id=message_id, text=text, language=language, tries=0, status="before-access", answers=[],
                    asked_at=asked_at,
                )
            )  # fmt: skip


async def let_be_answered(database: Database, user_id: int) -> bool:
    """Let the question that a person asked before they had access be answered as if asked now; False without any."""
    async with database.begin() as session:
        row = await session.scalar(_before_access(user_id))
        if row is not None:
            row.status, row.asked_at = "received", datetime.now(UTC)
        return row is not None


async def start(database: Database, chat_id: int, message_id: int, previous: str | None) -> None:
    """Note that an answer is being searched for, and which question this one may follow up."""
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
    quotations: Sequence[Quotation] | None = None,
) -> None:
    """Note the status of a question and, if given, its answers and what they quote, in place of earlier ones.

    Do nothing if the question was deleted.
    """
    async with database.begin() as session:
        row = await _row(session, chat_id, message_id)
        if row is not None:
            row.status, row.finished_at = status, datetime.now(UTC)
            row.answers = row.answers if answers is None else list(answers)
            if quotations is not None:
                await keep_quotations(session, chat_id, message_id, quotations)
            row.tries = min(row.tries, 1)  # This try came to its end, so earlier ones no longer count.


async def remembered(database: Database, conversation: Conversation, since: datetime) -> Remembered | None:
    """Return what the next question of a conversation may follow up, None if it is from before ``since``."""
    async with database.read() as session:
        row = await session.get(ConversationRow, _key(conversation))
        return Remembered(row.question, row.shown, row.asked_at) if row and row.asked_at >= since else None


async def remember(
    database: Database,
    conversation: Conversation,
    message_id: int,
    question: str,
    shown: dict[str, Any] | None = None,
) -> datetime | None:
    """Let the next question follow up this one, and return when; None if there is a newer one or it was deleted."""
    async with database.begin() as session:
        if await _row(session, conversation.chat_id, message_id) is None:
            return None
        now = datetime.now(UTC)
        values = {"message_id": message_id, "question": question, "shown": shown, "asked_at": now}
        row = await _conversation(session, conversation, values)
        if row.message_id > message_id:
            return None
        row.message_id, row.question, row.shown, row.asked_at = message_id, question, shown, now
        return now


async def remember_shown(database: Database, conversation: Conversation, shown: dict[str, Any]) -> datetime:
    """Let the next message go on from what was ``shown`` without a question, and return when."""
    async with database.begin() as session:
        now = datetime.now(UTC)
        values = {"message_id": 0, "question": "", "shown": shown, "asked_at": now}
        row = await _conversation(session, conversation, values)
        row.shown, row.asked_at = shown, now
        return now


async def begin_anew(database: Database, conversation: Conversation) -> None:
    """Begin a new conversation, so that the next question does not follow up an earlier one."""
    chat_id, thread_id, user_id = _key(conversation)
    here = (ConversationRow.chat_id == chat_id, ConversationRow.thread_id == thread_id)
    async with database.begin() as session:
        await session.execute(delete(ConversationRow).where(*here, ConversationRow.user_id == user_id))


async def count_questions(database: Database) -> dict[str, int]:
    """Count the kept questions by status."""
    async with database.read() as session:
        counts = await session.execute(select(QuestionRow.status, func.count()).group_by(QuestionRow.status))
        return dict(counts.all())


async def _conversation(session: AsyncSession, conversation: Conversation, values: dict[str, Any]) -> ConversationRow:
    chat_id, thread_id, user_id = _key(conversation)
    key = {"chat_id": chat_id, "thread_id": thread_id, "user_id": user_id}
    return await get_or_make(session, ConversationRow, key, **values)


async def _row(session: AsyncSession, chat_id: int, message_id: int) -> QuestionRow | None:
    here = (QuestionRow.chat_id == chat_id, QuestionRow.message_id == message_id)
    return (await session.scalars(select(QuestionRow).where(*here))).one_or_none()


def _before_access(user_id: int) -> Select[Any]:
    return select(QuestionRow).where(QuestionRow.user_id == user_id, QuestionRow.status == "before-access").limit(1)


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
