"""Back up the data directory to one file, without writing anything in it.

A backup can be made while the bot is running and an index is being built. Index versions and documents never change
once they are written, and databases are copied as they are at one moment. What is damaged is kept as it is.
"""

import os
import sqlite3
import stat
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.backup.archive import NAME_ENCODING, ArchiveWriter, BackupError, is_altered_document
from bot.backup.databases import copy_database, parts_of
from bot.backup.unfinished import COPY, PENDING, writing_folder
from bot.data_folder import DataFolder
from bot.state.changes import forget_start
from index.files import sync
from index.locks import standing_still

Advance = Callable[[int, int], None]

_BLOCK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Remark:
    """What is not as it should be with the file ``name``; ``problem`` is what the system says where it is left out.

    ``kind`` is "damaged" for what is in the backup as it is, "unreadable" and "no-file" for what is not.
    """

    kind: Literal["damaged", "unreadable", "no-file"]
    name: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Backup:
    """The number of ``files`` that a backup holds, and what is to be said of some."""

    files: int
    remarks: tuple[Remark, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing had to be left out."""
        return all(remark.kind == "damaged" for remark in self.remarks)


class _UnreadableError(Exception):
    """A file in the data directory cannot be read."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.vanished = isinstance(error, FileNotFoundError)  # such as an upload that nobody needed
        self.problem = error.strerror or str(error)


def create_backup(data: DataFolder, file: Path, advance: Advance) -> Backup:
    """Write all of ``data`` to the tar archive ``file``, which appears only when it is complete.

    ``advance`` is called with the number of files written so far and the number of all files. Raises `BackupError`,
    `UnfinishedRestoreError`, `BusyError`, OSError.
    """
    if file.exists():
        raise BackupError("backup-exists", file=str(file))
    if not data.root.is_dir():
        raise BackupError("backup-nothing", folder=str(data.root))
    data.check_finished()
    with writing_folder(file.absolute().parent) as folder:
        pending = folder / PENDING
        pending.touch(mode=0o600)
        # Versions must not be deleted or made live between the first file and the last.
        with standing_still(data.index):
            backup = _write(data, pending, advance)
        sync(pending)
        os.link(pending, file)  # Unlike a rename, a link fails if another backup has appeared there meanwhile.
    return backup


def _write(data: DataFolder, pending: Path, advance: Advance) -> Backup:
    own = pending.parent.resolve()  # This may be in the data directory.
    paths = [path for path in data.permanent_files() if path.parent.resolve() != own]
    remarks: list[Remark] = []
    with tarfile.open(pending, "w", encoding=NAME_ENCODING) as archive:
        writer = _Writer(data, ArchiveWriter(archive), pending.with_name(COPY))
        for number, path in enumerate(paths, start=1):
            remarks += writer.add(path)
            advance(number, len(paths))
        writer.archive.finish()
    return Backup(writer.archive.files, tuple(remarks))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes files of ``data`` to ``archive``, each by way of ``copy``, which does not change while it is written."""

    data: DataFolder
    archive: ArchiveWriter
    copy: Path

    def add(self, path: Path) -> list[Remark]:
        """Add what is at ``path`` as far as it can be added; return what is to be said of it."""
        name = self._name(path)
        try:
            found = _look_at(path)
            if not stat.S_ISREG(found.st_mode):
                return [Remark("no-file", name)]
            if self.data.is_database(path):
                return self._add_database(path, found.st_mtime)
            return self._add_as_it_is(path, found.st_mtime)
        except _UnreadableError as error:
            return [] if error.vanished else [Remark("unreadable", name, error.problem)]

    def _add_database(self, path: Path, modified_s: float) -> list[Remark]:
        name = self._name(path)
        with tempfile.TemporaryDirectory(dir=self.copy.parent) as folder:
            copy = Path(folder, "copy")
            copy.touch()
            try:
                whole = copy_database(path, copy)
                if path == self.data.database:
                    forget_start(copy)
            except (sqlite3.Error, OSError):  # SQLite can make nothing of it, but somebody may know how to rescue it
                remarks = self._add_as_it_is(path, modified_s)
                others = list(parts_of(path))[1:]
                return [*remarks, Remark("damaged", name), *(remark for other in others for remark in self.add(other))]
            self.archive.add(copy, name, modified_s)
        return [] if whole else [Remark("damaged", name)]

    def _add_as_it_is(self, path: Path, modified_s: float) -> list[Remark]:
        with self.copy.open("wb") as copy:
            for block in _blocks(path):
                copy.write(block)
        sha256 = self.archive.add(self.copy, self._name(path), modified_s)
        altered = is_altered_document(self._name(path), sha256)
        return [Remark("damaged", self._name(path))] if altered else []

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.data.root))


def _look_at(path: Path) -> os.stat_result:
    """Return what the system knows of the file, or else of the link, at ``path``. Raises `_UnreadableError`."""
    try:
        found = path.stat() if path.exists() else path.lstat()
        if stat.S_ISDIR(found.st_mode):
            next(path.iterdir(), None)  # This raises an error if the folder cannot be listed.
    except OSError as error:
        raise _UnreadableError(error) from error
    return found


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the content of the file at ``path``. Raises `_UnreadableError`, never OSError."""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                yield block
    except OSError as error:
        raise _UnreadableError(error) from error
