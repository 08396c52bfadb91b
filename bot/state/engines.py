"""Engines on the database: one that writes, one that only reads, and one on a copy in memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.database_address import parse_address
from index.postgres.keepalive import keep_alive

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_LOCK_TIMEOUT_S = 15
_CONNECT_S = 10
_MAX_READING = 4  # connections; with one, a command waits behind what a hundred questions read
_copies = count()


def url_of(address: str, file: Path) -> URL:
    """Return the driver's form of ``address``, or of the SQLite ``file`` if it is empty."""
    if not address:
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


def writing_engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(
            url, pool_pre_ping=True, hide_parameters=True, connect_args={"timeout": _CONNECT_S}
        )
        event.listen(engine.sync_engine, "connect", _notice_silence)
        return engine
    # With only one connection, writers of one process queue here instead of failing on each other's locks.
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args={"timeout": _LOCK_TIMEOUT_S}
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def reading_engine(url: URL) -> AsyncEngine:
    """Return an engine on an SQLite database that cannot change it."""
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=_MAX_READING,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": _LOCK_TIMEOUT_S},
    )
    event.listen(engine.sync_engine, "connect", _forbid_writing)
    event.listen(engine.sync_engine, "begin", _begin_reading)
    return engine


@contextmanager
def copied(file: Path) -> Iterator[URL]:
    """Copy an SQLite ``file`` whose disk takes no changes into memory, where it stays as long as the block runs.

    To open it in the ordinary way, something would have to be written beside it. Raises `sqlite3.Error`.
    """
    name = f"file:state-{next(_copies)}"
    query = {"mode": "memory", "cache": "shared", "uri": "true"}
    with closing(sqlite3.connect(f"{name}?mode=memory&cache=shared", uri=True, check_same_thread=False)) as copy:
        _copy(file.absolute().as_uri(), _beside(file), copy)
        yield URL.create(_DRIVERS["sqlite"], database=name, query=query)


def _beside(file: Path) -> bool:
    """Say whether changes stand beside ``file`` that are not in it yet."""
    wal = file.with_name(f"{file.name}-wal")
    return wal.is_file() and wal.stat().st_size > 0


def _copy(uri: str, changed: bool, copy: sqlite3.Connection) -> None:
    """Fill ``copy`` from a full disk, or else from a read-only one, on which a file cannot be locked, nor changed."""
    read_only = "mode=ro&vfs=unix-none" if changed else "mode=ro&immutable=1"
    try:
        _copy_by(f"{uri}?mode=rw", copy)
    except sqlite3.OperationalError:
        _copy_by(f"{uri}?{read_only}", copy)


def _copy_by(uri: str, copy: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_LOCK_TIMEOUT_S)) as source:
        source.execute("PRAGMA locking_mode=EXCLUSIVE")  # else the list of changes beside the file needs a file too
        source.execute("SELECT 1 FROM sqlite_master").fetchone()  # `backup` would wait for a lock without an end
        source.backup(copy)


def _notice_silence(connection: Any, _record: object) -> None:
    keep_alive(connection.driver_connection._transport.get_extra_info("socket"))  # the driver has no option for it


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
