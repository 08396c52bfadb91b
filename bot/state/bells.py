"""Bells: questions whose askers are told as soon as the documents answer them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import Select, delete, func, select, update

from bot.languages import Language
from bot.state.database import Database, get_or_make
from bot.state.questions import Asked
from bot.state.tables import BellRow

MAX_BELLS = 20  # of one person; each has a button in a message that lists them
_MAX_IN_STATEMENT = 1000  # ids
_MAX_READ = 200  # rows at a time

Kept = Literal["new", "kept-already", "too-many"]


@dataclass(frozen=True, slots=True)
class Bell:
    """A question that ``user_id`` waits for an answer to; ``previous`` is what it follows up, empty if nothing.

    ``chat_id`` and ``message_id`` are those of the message that asked it, ``language`` is that of who waits.
    """

    id: int
    user_id: int
    chat_id: int
    message_id: int
    question: str
    previous: str
    language: Language
    kept_at: datetime


async def keep_bell(database: Database, user_id: int, asked: Asked, language: Language) -> tuple[Kept, Bell | None]:
    """Keep that ``user_id`` waits for an answer to a question.

    Return whether that is new, and the bell, which is None if the person has too many already.
    """
    digest = _digest(asked.text, asked.previous or "")
    async with database.begin() as session:
        found = await session.scalar(select(BellRow).where(BellRow.user_id == user_id, BellRow.digest == digest))
        if found is not None:
            return "kept-already", _bell(found)
        number = await session.scalar(select(func.count()).select_from(BellRow).where(BellRow.user_id == user_id))
        if (number or 0) >= MAX_BELLS:
            return "too-many", None
        values = {
            "chat_id": asked.conversation.chat_id, "message_id": asked.message_id, "question": asked.text,
            "previous": asked.previous or "", "language": language, "asked": "", "kept_at": datetime.now(UTC),
        }  # fmt: skip
        row = await get_or_make(session, BellRow, {"user_id": user_id, "digest": digest}, **values)
        return "new", _bell(row)


async def bells_of(database: Database, user_id: int) -> list[Bell]:
    """Return what a person waits for, the oldest first."""
    return await _bells(database, select(BellRow).where(BellRow.user_id == user_id))


async def bells_to_ask(database: Database, edition: str) -> list[Bell]:
    """Return the bells whose questions were not asked yet of the state ``edition`` of the index, the oldest first.

    They may be thousands, so they are read in parts: nobody waits while all of them are made.
    """
    found: list[Bell] = []
    while True:
        last = found[-1].id if found else 0
        further = select(BellRow).where(BellRow.asked != edition, BellRow.id > last).limit(_MAX_READ)
        some = await _bells(database, further)
        found += some
        if len(some) < _MAX_READ:
            return found


async def cancel_bell(database: Database, user_id: int, bell_id: int) -> bool:
    """Delete a bell of that person; return False if there is none of theirs with that id."""
    async with database.begin() as session:
        row = await session.get(BellRow, bell_id)
        if row is None or row.user_id != user_id:
            return False
        await session.delete(row)
        return True


async def delete_bells(database: Database, user_id: int) -> None:
    """Delete all that a person waits for."""
    async with database.begin() as session:
        await session.execute(delete(BellRow).where(BellRow.user_id == user_id))


async def delete_bells_in(database: Database, user_id: int, chat_id: int) -> None:
    """Delete what a person waits for that they asked in that chat."""
    async with database.begin() as session:
        await session.execute(delete(BellRow).where(BellRow.user_id == user_id, BellRow.chat_id == chat_id))


async def delete_these(database: Database, bells: Sequence[Bell]) -> None:
    """Delete those bells."""
    async with database.begin() as session:
        for some in _in_parts(bells):
            await session.execute(delete(BellRow).where(BellRow.id.in_(some)))


async def note_asked(database: Database, bells: Sequence[Bell], edition: str) -> None:
    """Note that the state ``edition`` of the index does not answer those questions."""
    async with database.begin() as session:
        for some in _in_parts(bells):
            await session.execute(update(BellRow).where(BellRow.id.in_(some)).values(asked=edition))


def _in_parts(bells: Sequence[Bell]) -> Iterator[list[int]]:
    """Yield the ids, as many at a time as a statement takes."""
    for first in range(0, len(bells), _MAX_IN_STATEMENT):
        yield [bell.id for bell in bells[first : first + _MAX_IN_STATEMENT]]


async def _bells(database: Database, chosen: Select[BellRow]) -> list[Bell]:
    async with database.read() as session:
        return [_bell(row) for row in await session.scalars(chosen.order_by(BellRow.id))]


def _digest(question: str, previous: str) -> str:
    return hashlib.sha256(f"{question}\0{previous}".encode()).hexdigest()


def _bell(row: BellRow) -> Bell:
    return Bell(
        row.id, row.user_id, row.chat_id, row.message_id, row.question, row.previous, cast(Language, row.language),
        row.kept_at,
    )  # fmt: skip
