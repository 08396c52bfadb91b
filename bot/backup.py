"""Back up the data directory to one file, and restore it from that file.

A backup can be made while the bot is running and an index is being built. Index versions and documents never change
once they are written. SQLite itself copies the databases, so each transaction that is written meanwhile is either
wholly in the copy or not in it at all.
"""

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.data_folder import BACKUP_PREFIX, DATABASE_ENDING, DataFolder
from index.locks import switching
from knowledge.errors import UserError

Advance = Callable[[int, int], None]


class BackupError(UserError):
    """A backup cannot be made or restored."""


@dataclass(frozen=True, slots=True)
class Backup:
    """The number of ``files`` that a backup holds."""

    files: int


def create_backup(data: DataFolder, file: Path, advance: Advance) -> Backup:
    """Write all of ``data`` to the tar archive ``file``, which appears only when it is complete.

    ``advance`` is called with the number of files written so far and the number of all files. Raises `BackupError`,
    OSError.
    """
    if file.exists():
        raise BackupError("backup-exists", file=str(file))
    if not data.root.is_dir():
        raise BackupError("backup-nothing", folder=str(data.root))
    descriptor, name = tempfile.mkstemp(prefix=BACKUP_PREFIX, dir=file.absolute().parent)
    os.close(descriptor)
    pending = Path(name)
    try:
        # The lock keeps versions from being deleted or made live between the first file and the last.
        with switching(data.index), tarfile.open(pending, "w") as archive:
            paths = sorted(data.permanent_files())
            for number, path in enumerate(paths, start=1):
                _add(archive, path, path.relative_to(data.root))
                advance(number, len(paths))
        os.link(pending, file)  # Unlike a rename, a link fails if another backup has appeared there meanwhile.
    finally:
        pending.unlink()
    return Backup(len(paths))


def restore_backup(file: Path, folder: Path, advance: Advance) -> None:
    """Unpack the backup ``file`` into ``folder``, which must be new or empty. Raises `BackupError`, OSError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError("backup-not-empty", folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    pending = Path(tempfile.mkdtemp(prefix=".restoring-", dir=folder.absolute().parent))
    try:
        with tarfile.open(file) as archive:
            members = archive.getmembers()
            for number, member in enumerate(members, start=1):
                archive.extract(member, pending, filter="data")
                advance(number, len(members))
        pending.replace(folder)  # This replaces an existing folder only if that is empty.
    except (tarfile.TarError, EOFError) as error:
        raise BackupError("backup-no-backup", file=str(file), problem=str(error)) from error
    finally:
        shutil.rmtree(pending, ignore_errors=True)


def _add(archive: tarfile.TarFile, path: Path, name: Path) -> None:
    if path.suffix != DATABASE_ENDING:
        try:
            archive.add(path, str(name), recursive=False)
        except FileNotFoundError:  # The file was replaced or deleted after the list was made, such as an unused upload.
            return
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        archive.add(copy, str(name))
