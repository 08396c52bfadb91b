"""Mutes: the documents of whose changes a person is told no more."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.state.database import Database, get_or_make
from bot.state.tables import MuteRow

DIGEST_CHARACTERS = 12  # of a title, by which a button names a document
ALL = ""  # in place of a digest: no changes are told


@dataclass(frozen=True, slots=True)
class Mute:
    """A document by its ``title`` and that title's ``digest``; both are empty if nothing is told at all."""

    digest: str
    title: str


def digest_of(title: str) -> str:
    """Return what names a document in a button, whatever edition of it is live."""
    return hashlib.sha256(title.encode()).hexdigest()[:DIGEST_CHARACTERS]


async def mutes_of(database: Database, user_id: int) -> list[Mute]:
    """Return what a person muted, by title."""
    async with database.read() as session:
        rows = await session.scalars(select(MuteRow).where(MuteRow.user_id == user_id).order_by(MuteRow.title))
        return [Mute(row.digest, row.title) for row in rows]


async def mute(database: Database, user_id: int, muted: Mute) -> None:
    """Tell a person no more of changes to that document, or to any."""
    async with database.begin() as session:
        await get_or_make(session, MuteRow, {"user_id": user_id, "digest": muted.digest}, title=muted.title)


async def unmute(database: Database, user_id: int, digest: str) -> None:
    """Take back a mute."""
    async with database.begin() as session:
        await session.execute(delete(MuteRow).where(MuteRow.user_id == user_id, MuteRow.digest == digest))
