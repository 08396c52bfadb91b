"""Notice that the last changes to an SQLite file are missing, such as those in a -wal file that is lost or damaged.

SQLite itself takes such a file for one without changes. So each start gives the database a number (``application_id``)
that is in the file itself and not only in its -wal, and each transaction that changes something counts up
(``user_version``). A small file beside it has both, the count only after the transaction is complete. If the database
is of the same start but has counted less, changes that were complete are missing.
"""

import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.data_folder import CHANGES

_MAX_NUMBER = 2**31 - 1  # both are signed integers of 32 bits
_TIMEOUT_S = 15


class ChangeCount:
    """The count of the changes to the SQLite file ``database``."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name(database.name + CHANGES)
        self._start, self._noted = 0, 0
        self._changes_seen = 0

    def begin(self) -> bool:
        """Begin to count for a new start; return whether changes are missing that were complete before."""
        (known_start, known_count), missing = self._read(), False
        with (
            suppress(sqlite3.OperationalError),  # On a full disk it goes on with the numbers that there are.
            closing(sqlite3.connect(self._database, timeout=_TIMEOUT_S)) as connection,
        ):
            (self._start,) = connection.execute("PRAGMA application_id").fetchone()
            (self._noted,) = connection.execute("PRAGMA user_version").fetchone()
            missing = self._start == known_start != 0 and self._noted < known_count
            new = 1 + secrets.randbelow(_MAX_NUMBER)
            connection.execute(f"PRAGMA application_id={new}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._start = new
            self._write()
        return missing

    async def count(self, session: AsyncSession) -> int | None:
        """Count the transaction of ``session``, which is about to end; return its number, None if nothing changes."""
        await session.flush()
        connection = await session.connection()
        changes = (await connection.get_raw_connection()).driver_connection.total_changes  # type: ignore[union-attr]
        if changes == self._changes_seen:
            return None
        self._changes_seen = changes
        # Another process may have opened the database since, such as one that makes a key; then its start counts.
        self._start = (await connection.exec_driver_sql("PRAGMA application_id")).scalar_one()
        before = (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()
        number: int = before % _MAX_NUMBER + 1
        await connection.exec_driver_sql(f"PRAGMA user_version={number}")
        return number

    def note(self, number: int | None) -> None:
        """Note that the transaction with that number is complete."""
        if number is not None and number > self._noted:
            self._noted = number
            self._write()

    def _read(self) -> tuple[int, int]:
        try:
            start, count = self._file.read_bytes().split()
            return int(start), int(count)
        except (OSError, ValueError):
            return 0, 0

    def _write(self) -> None:
        with suppress(OSError):  # Without it, only a later loss is not noticed.
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(descriptor, b"%10d %10d\n" % (self._start, self._noted), 0)
            finally:
                os.close(descriptor)


def forget_start(database: Path) -> None:
    """Let a copy of a database be of no start: what it lacks of later changes is meant to be missing."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA application_id=0")
