"""See in what layout a database is, without changing it."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Literal

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.state.engines import reading_engine, url_of, writing_engine
from bot.state.layout import alembic_config
from bot.state.unusable import DatabaseError, unusable

LayoutState = Literal["absent", "older", "newest", "newer"]

_CONNECT_S = 10


async def layout_state(address: str, file: Path) -> LayoutState:
    """Return whether a database is there, and how old its layout is; on the arguments see `open_database`.

    Raises `DatabaseError` if it cannot be reached or read.
    """
    target = url_of(address, file)
    in_file = target.get_backend_name() == "sqlite"
    if in_file and not await asyncio.to_thread(Path(target.database or "").is_file):
        return "absent"
    try:
        engine = reading_engine(target) if in_file else writing_engine(target)
    except ModuleNotFoundError as error:
        raise DatabaseError("database-no-driver", package=error.name) from error
    try:
        async with asyncio.timeout(_CONNECT_S), engine.connect() as connection:
            return await connection.run_sync(_state)
    except (SQLAlchemyError, sqlite3.Error, OSError, ArgumentError, AttributeError, TypeError, ValueError) as error:
        raise unusable(target, address, error) from error
    finally:
        await engine.dispose()


def _state(connection: Connection) -> LayoutState:
    scripts = ScriptDirectory.from_config(alembic_config(connection))
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return "absent"
    if revision == scripts.get_current_head():
        return "newest"
    return "older" if revision in {script.revision for script in scripts.walk_revisions()} else "newer"
