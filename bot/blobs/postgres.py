"""Shared files in PostgreSQL, which all programs with this database have.

::

    springboard_files.file   one row a file, by its kind and name
"""

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bot.blobs.folder import FolderBlobs
from index.errors import StoreError
from index.postgres.server import Row, Server

if TYPE_CHECKING:
    import psycopg

_TABLE = "springboard_files.file"
_MAKE = f"""
CREATE SCHEMA IF NOT EXISTS springboard_files;
CREATE TABLE IF NOT EXISTS {_TABLE} (
    kind text NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL,
    sha256 text NOT NULL,
    came_at timestamptz NOT NULL,
    PRIMARY KEY (kind, name)
);
"""
_WRITE = f"""
INSERT INTO {_TABLE} (kind, name, content, sha256, came_at) VALUES (%s, %s, %s, %s, now())
ON CONFLICT (kind, name) DO UPDATE
SET content = excluded.content, sha256 = excluded.sha256, came_at = excluded.came_at
"""
_CLEAR = f"""
DELETE FROM {_TABLE} WHERE kind = %s AND split_part(name, '/', 1) <> ALL(%s)
AND came_at < now() - make_interval(secs => %s) RETURNING split_part(name, '/', 1)
"""
_TABLE_LOCK = int.from_bytes(b"filelay")  # the keys of advisory locks; the second one goes with a kind of files
_CHANGE_LOCK = int.from_bytes(b"file")
_CHANGE_WAIT = "30s"  # This is ample, since a change takes only a moment.
_NO_TABLE = "42P01"  # PostgreSQL's state for a table that is not there
_COPY_S = 24 * 3600  # A copy on this machine that nobody asked for in this time is deleted.


@dataclass(frozen=True, slots=True)
class PostgresBlobs:
    """The files of one ``kind`` in the database of ``server``; see `bot.blobs.seam.Blobs`.

    ``copies`` are those that were needed as files on this machine. Where ``transaction`` is given, all that is read and
    written belongs to it.
    """

    server: Server
    kind: str
    copies: FolderBlobs
    transaction: "psycopg.Connection[Row] | None" = None

    def where(self, name: str = "") -> str:
        return f"{self.server.name}: {self.kind}/{name}"

    def names(self, beginning: str = "") -> list[str]:
        found = self._read(f"SELECT name FROM {_TABLE} WHERE kind = %s AND starts_with(name, %s)", beginning)
        return [str(name) for (name,) in found]

    def stamp(self, name: str) -> object:
        found = self._read(f"SELECT sha256 FROM {_TABLE} WHERE kind = %s AND name = %s", name)
        return str(found[0][0]) if found else ""

    def read(self, name: str) -> bytes | None:
        found = self._read(f"SELECT content FROM {_TABLE} WHERE kind = %s AND name = %s", name)
        return bytes(found[0][0]) if found else None

    def path(self, name: str) -> Path:
        copy = self.copies.path(name)
        if not copy.is_file() or _digest(copy.read_bytes()) != self.stamp(name):
            with suppress(OSError):  # another thread or process may be clearing, too
                self.copies.clear((copy.parent.name,), _COPY_S)
            content = self.read(name)
            if content is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.where(name))
            self.copies.write({name: content})
        os.utime(copy.parent)
        return copy

    def write(self, contents: Mapping[str, bytes]) -> None:
        with self._changed() as connection:
            for name, content in contents.items():
                connection.execute(_WRITE, (self.kind, name, content, _digest(content)))

    def clear(self, needed: Collection[str], older_than: float) -> list[str]:
        self.copies.clear(needed, older_than)
        with self._changed() as connection:
            gone = connection.execute(_CLEAR, (self.kind, list(needed), older_than)).fetchall()
        return [str(folder) for (folder,) in gone]

    @contextmanager
    def changing(self) -> Iterator[Self]:
        with self._changed() as connection:
            connection.execute(f"SET LOCAL lock_timeout = '{_CHANGE_WAIT}'")
            connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_CHANGE_LOCK, self.kind))
            yield replace(self, transaction=connection)

    @contextmanager
    def _changed(self) -> Iterator["psycopg.Connection[Row]"]:
        """Give a connection whose changes are kept all together when the block ends, or not at all."""
        if self.transaction is not None:
            yield self.transaction
            return
        with self.server.changing() as connection:
            if connection.execute("SELECT to_regclass(%s)", (_TABLE,)).fetchone() == (None,):
                _make_table(connection)
            yield connection

    def _read(self, statement: str, name: str) -> Sequence[Row]:
        """Return the rows of a statement about ``name``; none if nothing was ever written."""
        if self.transaction is not None:
            return self.transaction.execute(statement, (self.kind, name), binary=True).fetchall()
        try:
            return self.server.read(statement, (self.kind, name))
        except StoreError as error:
            if error.details.get("state") == _NO_TABLE:
                return ()
            raise


def _make_table(connection: "psycopg.Connection[Any]") -> None:
    """Make the table; of several programs that want it at once, one after the other looks."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TABLE_LOCK,))
    connection.execute(_MAKE)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
