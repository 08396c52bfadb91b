"""Copy SQLite databases while others write to them, and without writing anything beside them.

The copy is one file: each transaction is either wholly in it or not at all.
"""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from bot.data_folder import JOURNAL, SHARED_MEMORY, WAL

_TRIES = 5
_WRITE_VERSION = 18  # where the header says how the database is written
_BY_WAL = 2


def copy_database(path: Path, target: Path) -> bool:
    """Write a copy of the database at ``path`` to ``target``; return whether it is whole.

    Raises sqlite3.Error if SQLite cannot read it, and OSError.
    """
    for _ in range(_TRIES):
        if not _is_at_rest(path):
            with suppress(sqlite3.OperationalError):  # nobody has it open, and nothing may be written beside it
                return _copy(f"{path.absolute().as_uri()}?mode=ro", target)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder, suppress(FileNotFoundError):
            before = _state(path)
            for part in parts_of(path):
                shutil.copyfile(part, Path(folder, part.name))
            if _state(path) == before:
                return _copy(Path(folder, path.name).absolute().as_uri(), target)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def parts_of(path: Path) -> Iterator[Path]:
    """Yield the files that hold the content of the database at ``path``: itself, and what was written beside it."""
    yield path
    yield from (part for part in (_beside(path, WAL), _beside(path, JOURNAL)) if part.exists())


def _is_at_rest(path: Path) -> bool:
    """Say whether nobody has the database open, and opening it for reading would make files beside it."""
    with path.open("rb") as file:
        header = file.read(_WRITE_VERSION + 1)
    return header[_WRITE_VERSION:] == bytes([_BY_WAL]) and not _beside(path, SHARED_MEMORY).exists()


def _state(path: Path) -> list[tuple[str, int, int]]:
    """Return what changes when somebody opens the database or writes to it."""
    there = [path, *(_beside(path, ending) for ending in (WAL, JOURNAL, SHARED_MEMORY))]
    return [(part.name, part.stat().st_size, part.stat().st_mtime_ns) for part in there if part.exists()]


def _copy(address: str, target: Path) -> bool:
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        return bool(copy.execute("PRAGMA quick_check").fetchone() == ("ok",))


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
