"""Telegram's updates, kept from before they are acknowledged until they are dealt with."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import delete, select, update

from bot.state.database import Database, NotKeptError
from bot.state.replica_tables import UpdateRow

MAX_STARTS = 20  # An update that is still kept after so many starts may be what ends the process.
_LEFT = (UpdateRow.done_at.is_(None), UpdateRow.update_id >= 0)  # others were shared with equal bots
_ALL = select(UpdateRow).where(*_LEFT).order_by(UpdateRow.update_id)

_KNOWN_FOR = timedelta(days=2)  # Telegram keeps updates for one

_log = structlog.stdlib.get_logger(__name__)


async def keep_updates(database: Database, contents: Mapping[int, str]) -> set[int]:
    """Keep updates by their ids; return the ids of those that were kept already. Raises `NotKeptError`."""
    async with database.begin() as session:
        known = set(await session.scalars(select(UpdateRow.update_id).where(UpdateRow.update_id.in_(list(contents)))))
        now = datetime.now(UTC)
        for update_id in contents.keys() - known:
            session.add(UpdateRow(update_id=update_id, content=contents[update_id], starts=0, received_at=now))
        return known


async def drop_updates(database: Database, update_ids: Collection[int]) -> None:
    """Delete updates that were dealt with. Raises `NotKeptError`."""
    async with database.begin() as session:
        await session.execute(delete(UpdateRow).where(UpdateRow.update_id.in_(update_ids)))


async def forget_done(database: Database) -> None:
    """Delete the ids of shared updates that were dealt with longer ago than Telegram would deliver them again."""
    async with database.begin() as session:
        await session.execute(delete(UpdateRow).where(UpdateRow.done_at < datetime.now(UTC) - _KNOWN_FOR))


async def updates_left(database: Database) -> dict[int, str]:
    """Return the updates that the process before left, by their ids in order, and count this start.

    Of those that have seen too many starts the first is deleted, and no more: the others only came after it, and are
    not lost with it. While nothing can be kept, they are returned uncounted.
    """
    try:
        return await _count_start(database)
    except NotKeptError:
        async with database.read() as session:
            return {row.update_id: row.content for row in await session.scalars(_ALL)}


async def _count_start(database: Database) -> dict[int, str]:
    async with database.begin() as session:
        await session.execute(update(UpdateRow).where(*_LEFT).values(starts=UpdateRow.starts + 1))
        rows = list(await session.scalars(_ALL))
        given_up = next((row for row in rows if row.starts > MAX_STARTS), None)
        if given_up is not None:
            _log.error("update given up: the bot was stopped each time that it was left", update=given_up.update_id)
            await session.delete(given_up)
        return {row.update_id: row.content for row in rows if row is not given_up}
