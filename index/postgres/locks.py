"""One builder at a time, by an advisory lock of the server; it goes with the connection that holds it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg

from index.errors import BusyError
from index.locks import Builder
from index.postgres.keepalive import OF_SERVER
from index.postgres.layout import SHARED, prepare
from index.postgres.server import Server, told

_BUILD_LOCK = int.from_bytes(b"builder")  # the key of the advisory lock
# With it the lock of a machine that lost its power is free after some seconds; that of a process that ended is at once.
_KEEPALIVE = "; ".join(f"SET {setting}" for setting in OF_SERVER)
_HELD = (
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND (classid::bigint << 32 | objid::bigint) = {_BUILD_LOCK}"
)

Clear = Callable[["psycopg.Connection[Any]"], None]


@contextmanager
def building(server: Server, by: str, clear: Clear) -> Iterator[Builder | None]:
    """Hold the lock while the block runs, after ``clear`` has removed what an interrupted build has left.

    What a build in the block that failed has left is removed at its end, as far as the server can be reached.
    Yield who built that, None if no build was interrupted. Raises `BusyError`, which says who is building.
    """
    with _connection(server) as connection:
        with told(server.name):
            prepare(connection)
            interrupted = _take(connection, by)
            clear(connection)
        try:
            yield interrupted
        finally:
            with suppress(psycopg.Error):  # the server may be away, and then the lock is free
                clear(connection)
            with suppress(psycopg.Error):
                connection.execute(f"DELETE FROM {SHARED}.builder")


def clear_interrupted(server: Server, clear: Clear) -> Builder | None:
    """Remove what an interrupted build has left; return who built, None if nothing was left or somebody is building."""
    with _connection(server) as connection, told(server.name):
        prepare(connection)
        try:
            interrupted = _take(connection, None)
        except BusyError:
            return None
        clear(connection)
        connection.execute(f"DELETE FROM {SHARED}.builder")
        return interrupted


@contextmanager
def _connection(server: Server) -> Iterator["psycopg.Connection[Any]"]:
    """Give a connection that lets go of its locks at the end: the server takes its time to end one that was closed."""
    with server.connect() as connection:
        try:
            yield connection
        finally:
            with suppress(psycopg.Error):  # the server may be away, and then the lock is free
                connection.execute("SELECT pg_advisory_unlock_all()")


def builder_now(server: Server) -> Builder | None:
    """Return who is building in any process, None if nobody is."""
    found = server.read(f"SELECT by, process, since FROM {SHARED}.builder WHERE EXISTS ({_HELD})")
    return Builder(*found[0]) if found else None


def _take(connection: "psycopg.Connection[Any]", by: str | None) -> Builder | None:
    """Take the lock, and return who had it when a build was interrupted; note who has it now, unless ``by`` is None.

    What was interrupted may take minutes to clear; whoever else would build is told meanwhile who does. Raises
    `BusyError`.
    """
    connection.execute(_KEEPALIVE)
    with connection.transaction():
        # So nobody finds the lock taken and its owner not noted yet. The lock lasts longer than the transaction.
        connection.execute(f"LOCK TABLE {SHARED}.builder IN SHARE ROW EXCLUSIVE MODE")
        taken = connection.execute("SELECT pg_try_advisory_lock(%s)", (_BUILD_LOCK,)).fetchone()
        row = connection.execute(f"SELECT by, process, since FROM {SHARED}.builder").fetchone()
        owner = Builder(*row) if row else None
        if not taken or not taken[0]:
            raise BusyError(
                "index-busy", by=owner.by if owner and owner.by else "–", since=owner.since if owner else "?"
            )
        if by is not None:
            _note(connection, by)
    return owner


def _note(connection: "psycopg.Connection[Any]", by: str) -> None:
    connection.execute(f"DELETE FROM {SHARED}.builder")
    connection.execute(
        f"INSERT INTO {SHARED}.builder (by, process, since) VALUES (%s, %s, %s)",
        (by.encode("utf-8", "replace").decode(), os.getpid(), datetime.now(UTC).isoformat(timespec="seconds")),
    )
