"""Open the database of a data directory, or the one that the settings name, in the newest layout."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, event, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.state.tables import Table
from knowledge.errors import UserError

RowT = TypeVar("RowT", bound=Table)

_MIGRATIONS = Path(__file__).parent / "migrations"
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_LOCK_TIMEOUT_S = 15  # seconds


class DatabaseError(UserError):
    """The database cannot be used; its password is in no detail."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `begin` gives a session whose work is kept whole or not at all."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction. Never begin another within it: SQLite has one connection, and would wait for ever."""
        async with self.sessions.begin() as session:
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


async def open_database(url: str, file: Path) -> Database:
    """The database at ``url`` (empty: the SQLite ``file``), brought to the newest layout.

    Raises `DatabaseError` where it cannot be reached, read, or is newer than this program.
    """
    target = _url(url, file)
    try:
        engine = _engine(target)
    except ModuleNotFoundError as error:
        raise DatabaseError("database-no-driver", package=error.name) from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise _unusable(target, error) from error
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except (SQLAlchemyError, OSError, CommandError, TypeError, ValueError, OverflowError) as error:
        await engine.dispose()
        raise _unusable(target, error) from error
    return Database(engine, async_sessionmaker(engine, expire_on_commit=False))


async def get_or_make(session: AsyncSession, table: type[RowT], key: Mapping[str, object], **defaults: object) -> RowT:
    """The row of that key, made with ``defaults`` where there is none, and locked until the transaction ends.

    Of two updates at once both may find no row; one statement that inserts or does nothing lets neither fail.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(table).values(**key, **defaults).on_conflict_do_nothing())
    found = select(table).filter_by(**key).with_for_update()
    return (await session.scalars(found)).one()


def _url(url: str, file: Path) -> URL:
    if not url:
        file.parent.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite+aiosqlite", database=str(file))
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("database-no-address") from error
    kind = parsed.get_backend_name() if "+" in parsed.drivername else parsed.drivername
    if kind not in _DRIVERS:
        raise DatabaseError("database-unknown-kind", kind=kind)
    if kind == "sqlite" and not parsed.database:
        raise DatabaseError("database-no-file")
    query = {"ssl" if key == "sslmode" else key: value for key, value in parsed.query.items()}  # the driver's own name
    return parsed.set(drivername=_DRIVERS[kind], query=query)


def _unusable(url: URL, error: Exception) -> DatabaseError:
    problem = str(getattr(error, "orig", None) or error).splitlines()[0]
    return DatabaseError("database-unusable", url=url.render_as_string(hide_password=True), problem=problem)


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    # One connection: writers of one process then queue here, instead of failing on each other's locks.
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args={"timeout": _LOCK_TIMEOUT_S}
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; see `_begin_sqlite`
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that first reads and then writes cannot wait for another process that wrote in between; one that
    # takes its lock at once can.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
