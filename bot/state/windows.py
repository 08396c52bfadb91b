"""Which windows limits count in: those of all processes that share a PostgreSQL, else this one's own."""

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import delete

from bot.state.database import Database
from bot.state.replica_tables import HitRow
from bot.state.unusable import DatabaseError
from bot.windows import NewWindow, OwnWindow


def windows_on(database: Database) -> NewWindow:
    """Return what makes windows. Raises `DatabaseError` if a package is missing."""
    if not database.shared:
        return OwnWindow
    try:  # it is in an extra that a program on SQLite does not need
        from bot.state.shared_windows import PostgresStorage, SharedWindow
    except ModuleNotFoundError as error:
        raise DatabaseError("database-no-driver", package=error.name) from error
    return partial(SharedWindow, PostgresStorage(database))


async def forget_hits(database: Database) -> None:
    """Delete what no shared window counts any more."""
    async with database.begin() as session:
        await session.execute(delete(HitRow).where(HitRow.until < datetime.now(UTC)))
