"""Ask a PostgreSQL server, from any worker thread, and say in this program's errors what went wrong.

The driver is psycopg: the index is asked in worker threads, which have no event loop for the asynchronous driver that
the bot's own tables are read by.
"""

import atexit
import errno
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from index.errors import IndexUnreachableError, StoreError
from index.postgres.keepalive import OF_LIBPQ, OF_SERVER

Row = tuple[Any, ...]

# In a transaction: the server looks every two seconds, also amid a statement that takes minutes, whether who asked for
# it is there, so that nothing of a killed builder keeps the next one waiting. Not every system lets a server do so.
STOP_IF_ALONE = f"""
{" ".join(f"SET LOCAL {setting};" for setting in OF_SERVER)}
DO $$ BEGIN SET LOCAL client_connection_check_interval = 2000; EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$
"""

_MAX_CONNECTIONS = 8  # of one process; a question has at most one of them at a time
_TRY_AGAIN_FOR_S = 10.0  # a server that was killed is back within this time; a question waits for it
_TRY_AGAIN_S = 0.1
_CONNECT_S = 5
_PASSING = ("08", "57", "53300")  # states, or classes of them: the connection, an operator's action, too many clients
_DISK_FULL, _READ_ONLY = "53100", "25006"


class Server:
    """A PostgreSQL server at the address ``conninfo``, which libpq reads; ``name`` is what people are told of it."""

    def __init__(self, conninfo: str, name: str) -> None:
        self.name = name
        self._conninfo = conninfo
        self._pool: ConnectionPool | None = None
        self._opening = threading.Lock()

    def connect(self) -> "psycopg.Connection[Row]":
        """Return a connection of one's own, each of whose statements is a transaction."""
        with told(self.name):
            return psycopg.connect(self._conninfo, **_options())

    def read(self, statement: str, parameters: Sequence[object] = (), *, setting: Sequence[str] = ()) -> list[Row]:
        """Return the rows of a statement that changes nothing; if the server is away, wait for it for some seconds.

        Each ``setting`` holds for this statement alone, so that it does where connections are shared out by
        transaction, too. Results come in binary, since bytes and numbers take twice the room as text.
        """
        give_up = time.monotonic() + _TRY_AGAIN_FOR_S
        while True:
            try:
                with told(self.name), self._connections().connection() as connection:
                    if not setting:
                        return connection.execute(statement, parameters, binary=True).fetchall()
                    with connection.transaction():
                        connection.execute("; ".join(f"SET LOCAL {each}" for each in setting))
                        return connection.execute(statement, parameters, binary=True).fetchall()
            except IndexUnreachableError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(_TRY_AGAIN_S)

    @contextmanager
    def changing(self) -> Iterator["psycopg.Connection[Row]"]:
        """Give a connection whose changes are kept all together when the block ends, or not at all."""
        with told(self.name), self._whole_connection() as connection, connection.transaction():
            yield connection

    def close(self) -> None:
        """Close all connections; the next statement opens them again."""
        with self._opening:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    @contextmanager
    def _whole_connection(self) -> Iterator["psycopg.Connection[Row]"]:
        """Give a connection that the server still knows; a statement that only reads is rather tried again."""
        for _ in range(_MAX_CONNECTIONS):
            with self._connections().connection() as connection:
                try:
                    connection.execute("")
                except psycopg.OperationalError:
                    continue
                yield connection
                return
        raise IndexUnreachableError("index-unreachable", server=self.name, problem="all connections were lost")

    def _connections(self) -> "ConnectionPool[psycopg.Connection[Row]]":
        with self._opening:
            if self._pool is None:
                # None is kept open in advance: opening anew after the server was away is then tried at once, and not
                # ever more seldom.
                self._pool = ConnectionPool(
                    self._conninfo,
                    kwargs=_options(),
                    min_size=0,
                    max_size=_MAX_CONNECTIONS,
                    timeout=_CONNECT_S,
                    open=True,
                )
                atexit.register(self.close)
            return self._pool


def _options() -> dict[str, Any]:
    # Statements are not prepared, since a plan for any limit and vector is a worse one.
    return {"autocommit": True, "connect_timeout": _CONNECT_S, "prepare_threshold": None, **OF_LIBPQ}


@contextmanager
def told(name: str) -> Iterator[None]:
    """Raise the driver's errors as `IndexUnreachableError`, OSError of a full disk, or `StoreError`."""
    try:
        yield
    except PoolTimeout as error:
        raise IndexUnreachableError("index-unreachable", server=name, problem=str(error)) from error
    except psycopg.Error as error:
        state = error.sqlstate or ""
        if state in (_DISK_FULL, _READ_ONLY):
            raise OSError(errno.ENOSPC if state == _DISK_FULL else errno.EROFS, "the server's disk", name) from error
        problem = error.diag.message_primary or (str(error).splitlines() or [type(error).__name__])[0]
        without_answer = not state and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        if without_answer or state.startswith(_PASSING):
            raise IndexUnreachableError("index-unreachable", server=name, problem=problem) from error
        raise StoreError("index-store", server=name, problem=problem, state=state) from error
