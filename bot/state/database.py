"""Open the database of the data directory, or the one that the settings name, and update its layout."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.database_address import parse_address, secrets_in
from bot.secrecy import blot_out, forms_of
from bot.state.changes import ChangeCount
from bot.state.tables import Table
from knowledge.errors import UserError

RowT = TypeVar("RowT", bound=Table)

_MIGRATIONS = Path(__file__).parent / "migrations"
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_LOCK_TIMEOUT_S = 15
_WRONG_OPTIONS = (AttributeError, TypeError, ValueError, OverflowError)  # what drivers raise for options in an address
_MAX_READING = 4  # connections; with one, a command waits behind what a hundred questions read
_SQLITE_DISK_ERRORS = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")  # or longer names of these
_POSTGRES_DISK_ERRORS = ("53100", "25006")  # the disk is full; the server takes no changes
_DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)  # the last: a name is another


class DatabaseError(UserError):
    """The database cannot be used; ``details`` never hold its password."""


class NotKeptError(UserError):
    """A change was not kept, because the disk is full or cannot be written to."""


@dataclass(slots=True)
class Trouble:
    """Why changes could not be kept, in the database's words, until somebody has taken notice."""

    problem: str | None = None

    def take(self) -> str | None:
        problem, self.problem = self.problem, None
        return problem


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `begin` opens a session whose changes are kept all together or not at all.

    `read` opens one that changes nothing: it does not wait for those that do, and works on a full disk.

    ``changes`` is None where only the server knows; ``changes_missing`` says that some that were kept before are not
    there any more.
    """

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    reading_engine: AsyncEngine
    reading_sessions: async_sessionmaker[AsyncSession]
    changes: ChangeCount | None = None
    changes_missing: bool = False
    trouble: Trouble = field(default_factory=Trouble)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a session in one transaction.

        Never begin another one within it: SQLite has only one connection that writes, so the second would wait for the
        first. Raises `NotKeptError` if the disk is full or cannot be written to, which is noted in ``trouble``.
        """
        try:
            async with self.sessions.begin() as session:
                yield session
                number = await self.changes.count(session) if self.changes else None
            if self.changes:
                self.changes.note(number)
        except DBAPIError as error:
            if _cannot_write(error):
                self.trouble.problem = str(error.orig)
                raise NotKeptError("database-not-kept") from error
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads."""
        async with self.reading_sessions.begin() as session:
            yield session

    async def close(self) -> None:
        await self.reading_engine.dispose()
        await self.engine.dispose()


async def open_database(address: str, file: Path) -> Database:
    """Open the database at ``address`` (empty: the SQLite ``file``) and bring it to the newest layout.

    Raises `DatabaseError` if it cannot be reached or read, is damaged, or is newer than this program. Only an SQLite
    file is checked for damage; PostgreSQL does that itself.
    """
    target = _url(address, file)
    if _is_emptied(target):
        raise DatabaseError("database-damaged", file=target.database, problem="file-emptied")
    try:
        _try_file(target)
        engine = _engine(target)
    except ModuleNotFoundError as error:
        raise DatabaseError("database-no-driver", package=error.name) from error
    except (sqlite3.Error, ArgumentError, AttributeError, TypeError, ValueError) as error:
        raise _unusable(target, address, error) from error
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_check)
            await connection.run_sync(_migrate)
            await connection.run_sync(_check_tables)
    except (SQLAlchemyError, sqlite3.Error, OSError, CommandError, *_WRONG_OPTIONS) as error:
        await engine.dispose()
        _remove_empty(target)
        raise _unusable(target, address, error) from error
    in_file = target.get_backend_name() == "sqlite"
    reading = _reading_engine(target) if in_file else engine
    changes = ChangeCount(Path(target.database or "")) if in_file and not target.query else None
    return Database(
        engine,
        async_sessionmaker(engine, expire_on_commit=False),
        reading,
        async_sessionmaker(reading, expire_on_commit=False),
        changes,
        changes_missing=changes is not None and await asyncio.to_thread(changes.begin),
    )


async def get_or_make(session: AsyncSession, table: type[RowT], key: Mapping[str, object], **defaults: object) -> RowT:
    """Return the row with that key, made with ``defaults`` if there is none, and locked until the transaction ends.

    Two updates at the same time may both find no row, so one statement inserts the row or does nothing if it is there.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(table).values(**key, **defaults).on_conflict_do_nothing())
    found = select(table).filter_by(**key).with_for_update()
    return (await session.scalars(found)).one()


def _url(address: str, file: Path) -> URL:
    if not address:
        file.parent.mkdir(parents=True, exist_ok=True)
        return URL.create(_DRIVERS["sqlite"], database=str(file))
    parts = parse_address(address)
    return URL.create(
        _DRIVERS[parts.kind],
        username=parts.user or None,
        password=parts.password or None,
        host=parts.host or None,
        port=parts.port,
        database=parts.database or None,
        # The driver calls sslmode ssl.
    ).update_query_pairs(("ssl" if key == "sslmode" else key, value) for key, value in parts.query)


def _is_emptied(url: URL) -> bool:
    """Say whether ``url`` is that of an SQLite file that is there and empty, which SQLite would take for a new one."""
    if url.get_backend_name() != "sqlite":
        return False
    file = Path(url.database or "")
    return file.is_file() and file.stat().st_size == 0


def _try_file(url: URL) -> None:
    """Open and close an SQLite file. Raises `sqlite3.Error`.

    The driver's thread would go on after an error, and end in a trace if the program has ended before it.
    """
    if url.get_backend_name() == "sqlite" and not url.query:
        sqlite3.connect(url.database or "").close()


def _remove_empty(url: URL) -> None:
    """Remove the file that SQLite made and found no room for; the next start would take it for an emptied one."""
    if _is_emptied(url):
        Path(url.database or "").unlink()


def _check(connection: Connection) -> None:
    """Raise `sqlite3.DatabaseError` if the pages of an SQLite file do not fit together."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise sqlite3.DatabaseError(str(found).splitlines()[-1])  # a heading may come first


def _check_tables(connection: Connection) -> None:
    """Raise `SQLAlchemyError` if an SQLite file lacks a table or a column, because damage changed its name."""
    if connection.dialect.name == "sqlite":
        for table in Table.metadata.sorted_tables:
            connection.execute(select(table).limit(0))


def _unusable(url: URL, address: str, error: Exception) -> DatabaseError:
    cause = getattr(error, "orig", None) or error
    problem = (str(cause).splitlines() or [type(error).__name__])[0]
    if _tells_damage(cause):
        return DatabaseError("database-damaged", file=url.database, problem=problem)
    if _lacks_room(url, cause):
        return DatabaseError("database-no-room", file=url.database)
    # Of a server nothing is shown: what was meant for the password may stand in any part of the address.
    name = url.database if url.get_backend_name() == "sqlite" else "PostgreSQL"
    secrets = secrets_in(address) if address else ()
    return DatabaseError("database-unusable", database=name, problem=blot_out(problem, forms_of(secrets)))


def _lacks_room(url: URL, cause: object) -> bool:
    """Say whether an SQLite file that may be as it should be cannot be opened because its disk takes no writing."""
    file = Path(url.database or "")
    there = url.get_backend_name() == "sqlite" and file.absolute().parent.is_dir() and not file.is_dir()
    return there and getattr(cause, "sqlite_errorname", "").startswith(_SQLITE_DISK_ERRORS)


def _tells_damage(error: BaseException) -> bool:
    if isinstance(error, sqlite3.DatabaseError):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE_CODES
    return isinstance(error, UnicodeDecodeError)  # SQLite's message has a damaged name in it


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    # With only one connection, writers of one process queue here instead of failing on each other's locks.
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args={"timeout": _LOCK_TIMEOUT_S}
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _reading_engine(url: URL) -> AsyncEngine:
    """Return an engine on an SQLite file that cannot change it."""
    engine = create_async_engine(
        url, pool_size=_MAX_READING, max_overflow=0, hide_parameters=True, connect_args={"timeout": _LOCK_TIMEOUT_S}
    )
    event.listen(engine.sync_engine, "connect", _forbid_writing)
    event.listen(engine.sync_engine, "begin", _begin_reading)
    return engine


def _forbid_writing(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # The driver must not begin transactions, since `_begin_reading` does.
    connection.execute("PRAGMA query_only=ON")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # The driver must not begin transactions, since `_begin_sqlite` does.
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads before it writes fails at once if another process wrote in between. One that takes the
    # write lock at its beginning waits for the other process instead.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _cannot_write(error: DBAPIError) -> bool:
    """Say whether the disk is why a change was not kept."""
    sqlite_name = getattr(error.orig, "sqlite_errorname", "")
    return sqlite_name.startswith(_SQLITE_DISK_ERRORS) or getattr(error.orig, "sqlstate", "") in _POSTGRES_DISK_ERRORS


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
