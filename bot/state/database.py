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

RowT = TypeVar("RowT", bound=Table)

_MIGRATIONS = Path(__file__).parent / "migrations"
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_WAIT_FOR_A_LOCK = 15  # seconds


class DatabaseError(Exception):
    """The database cannot be used; the message says why, without its password."""


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


async def open_database(url: str, data_dir: Path) -> Database:
    """The database at ``url`` (empty: ``state.sqlite`` in ``data_dir``), brought to the newest layout.

    Raises `DatabaseError` where it cannot be reached, read, or is newer than this program.
    """
    target = _url(url, data_dir)
    try:
        engine = _engine(target)
    except ModuleNotFoundError as error:
        raise DatabaseError(f'{error.name} is not installed; install it with: pip install -e ".[postgres]"') from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise DatabaseError(f"{target.render_as_string(hide_password=True)}: {error}") from error
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except (SQLAlchemyError, OSError, CommandError, TypeError, ValueError, OverflowError) as error:
        await engine.dispose()
        problem = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseError(f"{target.render_as_string(hide_password=True)}: {problem}") from error
    return Database(engine, async_sessionmaker(engine, expire_on_commit=False))


async def get_or_make(session: AsyncSession, table: type[RowT], key: Mapping[str, object], **defaults: object) -> RowT:
    """The row of that key, made with ``defaults`` where there is none, and locked until the transaction ends.

    Of two updates at once both may find no row; one statement that inserts or does nothing lets neither fail.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(table).values(**key, **defaults).on_conflict_do_nothing())
    found = select(table).filter_by(**key).with_for_update()
    return (await session.scalars(found)).one()


def _url(url: str, data_dir: Path) -> URL:
    if not url:
        data_dir.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite+aiosqlite", database=str(data_dir / "state.sqlite"))
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("DATABASE_URL is no address, such as postgresql://user:password@host/database") from error
    kind = parsed.get_backend_name() if "+" in parsed.drivername else parsed.drivername
    if kind not in _DRIVERS:
        raise DatabaseError(f"DATABASE_URL begins with {kind}: only sqlite and postgresql are known")
    if kind == "sqlite" and not parsed.database:
        raise DatabaseError("DATABASE_URL names no file: sqlite:///path/to/state.sqlite")
    query = {"ssl" if key == "sslmode" else key: value for key, value in parsed.query.items()}  # the driver's own name
    return parsed.set(drivername=_DRIVERS[kind], query=query)


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    # One connection: writers of one process then queue here, instead of failing on each other's locks.
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args={"timeout": _WAIT_FOR_A_LOCK}
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
