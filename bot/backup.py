"""The data directory in one file, and back: taken while bot and builders are at work.

Index versions and documents never change once they are there; databases are copied by SQLite itself, which keeps
what is written meanwhile out or in as a whole.
"""

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.locks import switching
from index.versions import index_folder

Advance = Callable[[int, int], None]

_PASSING = ("building-", "removing-", "arriving-", "CURRENT.new", "building.json")  # what is only there for a moment
_DATABASE = ".sqlite"
_BESIDE_DATABASES = ("-wal", "-shm", "-journal")


class BackupError(Exception):
    """A backup cannot be made or restored. ``code`` names the reason, ``details`` fill the gaps of its text."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        super().__init__(REASONS[code].format(**details))


REASONS = {
    "backup-exists": "{file} is there already; name another file.",
    "backup-nothing": "There is nothing in {folder} to back up; set DATA_DIR.",
    "backup-not-empty": "{folder} is not empty; restore into a new folder.",
    "backup-no-backup": "{file} is no backup, or a damaged one ({problem}); take another.",
}


@dataclass(frozen=True, slots=True)
class Backup:
    """How many files a backup holds."""

    files: int


def create_backup(data_dir: Path, file: Path, advance: Advance) -> Backup:
    """Write all of ``data_dir`` to the tar archive ``file``, which appears when it is whole.

    ``advance`` hears files written and in all. Raises `BackupError`, OSError.
    """
    if file.exists():
        raise BackupError("backup-exists", file=str(file))
    if not data_dir.is_dir():
        raise BackupError("backup-nothing", folder=str(data_dir))
    descriptor, name = tempfile.mkstemp(prefix=".backup-", dir=file.absolute().parent)
    os.close(descriptor)
    pending = Path(name)
    try:
        # No version is deleted, and none goes live, between the first file and the last.
        with switching(index_folder(data_dir)), tarfile.open(pending, "w") as archive:
            paths = sorted(_lasting(data_dir, besides=pending))
            for number, path in enumerate(paths, start=1):
                _add(archive, path, path.relative_to(data_dir))
                advance(number, len(paths))
        os.link(pending, file)  # unlike a rename it fails where another backup has come there meanwhile
    finally:
        pending.unlink()
    return Backup(len(paths))


def restore_backup(file: Path, folder: Path, advance: Advance) -> None:
    """Unpack the backup ``file`` into ``folder``, new or empty. Raises `BackupError`, OSError."""
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
        pending.replace(folder)  # of a folder in its place only an empty one gives way
    except (tarfile.TarError, EOFError) as error:
        raise BackupError("backup-no-backup", file=str(file), problem=str(error)) from error
    finally:
        shutil.rmtree(pending, ignore_errors=True)


def _lasting(data_dir: Path, besides: Path) -> Iterator[Path]:
    """The files of the data directory, without what is only there for a moment or belongs to an open database."""
    for folder, folders, names in os.walk(data_dir):
        folders[:] = [name for name in folders if not name.startswith(_PASSING)]
        for name in names:
            path = Path(folder, name)
            passing = name.startswith((*_PASSING, ".backup-")) or name.endswith((".lock", *_BESIDE_DATABASES))
            if not passing and name != "lock" and path != besides and path.is_file():
                yield path


def _add(archive: tarfile.TarFile, path: Path, name: Path) -> None:
    if path.suffix != _DATABASE:
        try:
            archive.add(path, str(name), recursive=False)
        except FileNotFoundError:  # replaced or deleted since the list was made, as an upload that nobody wanted
            return
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        archive.add(copy, str(name))
