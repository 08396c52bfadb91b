"""Open the database of the data directory, or the one that the settings name, and update its layout."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from alembic.util.exc import CommandError
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.state.changes import ChangeCount
from bot.state.engines import copied, reading_engine, url_of, writing_engine
from bot.state.layout import check, check_newest, check_tables, migrate
from bot.state.tables import Table
from bot.state.unusable import DatabaseError, cannot_write, is_away, not_reached, unusable
from knowledge.errors import UserError

RowT = TypeVar("RowT", bound=Table)

_WRONG_OPTIONS = (AttributeError, TypeError, ValueError, OverflowError)  # what drivers raise for options in an address


class NotKeptError(UserError):
    """A change was not kept, because the disk is full or cannot be written to."""


DATABASE_ERRORS = (SQLAlchemyError, OSError, DatabaseError, NotKeptError)  # what one that was opened may raise


@dataclass(slots=True)
class Trouble:
    """Why changes could not be kept, in the database's words, until somebody has taken notice."""

    problem: str | None = None

    def take(self) -> str | None:
        problem, self.problem = self.problem, None
        return problem


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a database at ``address`` was opened by; ``engine`` changes it, ``reading`` cannot.

    ``kept`` is closed after them.

    ``changes`` is None where only the server knows; ``changes_missing``: some that were kept before are not there now.
    """

    address: str
    engine: AsyncEngine
    reading: AsyncEngine
    kept: ExitStack
    changes: ChangeCount | None = None
    changes_missing: bool = False

    async def close(self) -> None:
        await self.reading.dispose()
        await self.engine.dispose()
        self.kept.close()


class Database:
    """An open database; `begin` opens a session whose changes are kept all together or not at all.

    `read` opens one that changes nothing: it does not wait for those that do, and works on a full disk. Both raise
    `DatabaseError` if a server is away.
    """

    def __init__(self, opened: _Opened, open_itself: Callable[[], Awaitable[_Opened]] | None = None) -> None:
        """Use what was ``opened``; if that is only a copy, ``open_itself`` opens the database once that is possible."""
        self.trouble = Trouble()
        self._open_itself = open_itself
        self._use(opened)

    def _use(self, opened: _Opened) -> None:
        self._opened = opened
        self._sessions = async_sessionmaker(opened.engine, expire_on_commit=False)
        self._reading_sessions = async_sessionmaker(opened.reading, expire_on_commit=False)

    @property
    def engine(self) -> AsyncEngine:
        """The engine that changes the database."""
        return self._opened.engine

    @property
    def shared(self) -> bool:
        """Whether it is a server, which other processes may use as well."""
        return self.engine.dialect.name == "postgresql"

    @property
    def changes_missing(self) -> bool:
        """Whether changes that were kept before are not there any more."""
        return self._opened.changes_missing

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a session in one transaction.

        Never begin another one within it: SQLite has only one connection that writes, so the second would wait for the
        first. Raises `NotKeptError` if the disk is full or cannot be written to, which is noted in ``trouble``.
        """
        if self._open_itself is not None:
            raise NotKeptError("database-not-kept")
        changes = self._opened.changes
        try:
            async with self.reaching(), self._sessions.begin() as session:
                yield session
                number = await changes.count(session) if changes else None
            if changes:
                changes.note(number)
        except DBAPIError as error:
            if cannot_write(error):
                self.trouble.problem = str(error.orig)
                raise NotKeptError("database-not-kept") from error
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads."""
        async with self.reaching(), self._reading_sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def reaching(self) -> AsyncIterator[None]:
        """Raise as `DatabaseError` what the block raises because a server is away."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            if self.shared and is_away(error):
                raise not_reached(self.engine.url, self._opened.address, error) from error
            raise

    async def take_up(self) -> None:
        """Use the database itself instead of a copy, if its disk takes changes by now; else note in ``trouble`` why."""
        if self._open_itself is None:
            return
        try:
            opened = await self._open_itself()
        except DatabaseError as error:
            self.trouble.problem = str(error.details.get("problem", error))
            return
        copy = self._opened
        self._use(opened)
        self._open_itself = None
        await copy.close()

    async def close(self) -> None:
        await self._opened.close()


async def open_database(address: str, file: Path) -> Database:
    """Open the database at ``address`` (empty: the SQLite ``file``) and bring it to the newest layout.

    If the disk of an SQLite file takes no changes now, the database opened is a copy in memory, which keeps nothing
    until `Database.take_up` has opened the file. Raises `DatabaseError` if the database cannot be reached or read, is
    damaged, is newer than this program, or is older and cannot be changed. Only an SQLite file is checked for damage;
    PostgreSQL does that itself.
    """
    if not address:
        file.parent.mkdir(parents=True, exist_ok=True)
    target = url_of(address, file)
    try:
        return Database(await _open(target, address))
    except DatabaseError as error:
        if error.code != "database-no-room":
            raise
        database = Database(await _open_copy(target, error), partial(_open, target, address))
        database.trouble.problem = error.details["problem"]
        return database


async def _open(target: URL, address: str) -> _Opened:
    """Open a database to read and to change it. Raises `DatabaseError`."""
    if _is_emptied(target):
        raise DatabaseError("database-damaged", file=target.database, problem="file-emptied")
    try:
        await asyncio.to_thread(_try_file, target)
        engine = writing_engine(target)
    except ModuleNotFoundError as error:
        raise DatabaseError("database-no-driver", package=error.name) from error
    except (sqlite3.Error, ArgumentError, AttributeError, TypeError, ValueError) as error:
        _remove_empty(target)
        raise unusable(target, address, error) from error
    try:
        async with engine.begin() as connection:
            await connection.run_sync(check)
            await connection.run_sync(migrate)
            await connection.run_sync(check_tables)
    except (SQLAlchemyError, sqlite3.Error, OSError, CommandError, *_WRONG_OPTIONS) as error:
        await engine.dispose()
        _remove_empty(target)
        raise unusable(target, address, error) from error
    in_file = target.get_backend_name() == "sqlite"
    changes = ChangeCount(Path(target.database or "")) if in_file and not target.query else None
    missing = changes is not None and await asyncio.to_thread(changes.begin)
    return _Opened(address, engine, reading_engine(target) if in_file else engine, ExitStack(), changes, missing)


async def _open_copy(target: URL, error: DatabaseError) -> _Opened:
    """Open a copy in memory of an SQLite file whose disk takes no changes, to read it alone.

    Raises ``error``, which says that, if the copy cannot be made or would have to be changed to be used.
    """
    kept = ExitStack()
    try:
        copy = await asyncio.to_thread(kept.enter_context, copied(Path(target.database or "")))
    except (sqlite3.Error, OSError) as further:
        raise error from further
    engine = reading_engine(copy)
    opened = _Opened("", engine, engine, kept)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(check)
            await connection.run_sync(check_newest)
            await connection.run_sync(check_tables)
    except (SQLAlchemyError, sqlite3.Error, CommandError) as further:
        await opened.close()
        raise error from further
    return opened


async def get_or_make(session: AsyncSession, table: type[RowT], key: Mapping[str, object], **defaults: object) -> RowT:
    """Return the row with that key, made with ``defaults`` if there is none, and locked until the transaction ends.

    Two updates at the same time may both find no row, so one statement inserts the row or does nothing if it is there.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(table).values(**key, **defaults).on_conflict_do_nothing())
    found = select(table).filter_by(**key).with_for_update()
    return (await session.scalars(found)).one()


def _is_emptied(url: URL) -> bool:
    """Say whether ``url`` is that of an SQLite file that is there and empty, which SQLite would take for a new one."""
    if url.get_backend_name() != "sqlite":
        return False
    file = Path(url.database or "")
    return file.is_file() and file.stat().st_size == 0


def _try_file(url: URL) -> None:
    """Open an SQLite file, see whether it may be changed, and close it. Raises `sqlite3.Error`.

    The driver's thread would go on after an error, and end in a trace if the program has ended before it.
    """
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA user_version = 0")  # undone when the connection is closed


def _remove_empty(url: URL) -> None:
    """Remove the file that SQLite made and found no room for; the next start would take it for an emptied one."""
    if _is_emptied(url):
        Path(url.database or "").unlink()
