"""The folder in which a backup is written, beside where it will be; and those of backups that were killed.

Its maker holds a lock on it, which ends with the process, however that ends.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.data_folder import BACKUP_PREFIX

PENDING, COPY = "pending.tar", "copy"
_PARTS = re.compile(rf"{re.escape(PENDING)}|{COPY}|tmp[a-z0-9_]{{8}}")  # the last as tempfile names folders
_OURS = re.compile(rf"{re.escape(BACKUP_PREFIX)}[a-z0-9_]{{8}}")


@contextmanager
def writing_folder(beside: Path) -> Iterator[Path]:
    """Make a folder in ``beside`` for the block, and first delete those whose makers are gone. Raises OSError."""
    for left in beside.glob(f"{BACKUP_PREFIX}*"):
        _delete_if_left(left)
    with tempfile.TemporaryDirectory(prefix=BACKUP_PREFIX, dir=beside) as folder, ExitStack() as lock:
        with suppress(OSError):  # where a file system has no locks, nobody can lock it to delete it either
            lock.enter_context(_locked(Path(folder)))
        yield Path(folder)


def _delete_if_left(folder: Path) -> None:
    with suppress(OSError):  # somebody is writing in it, or it is not ours to delete
        if _OURS.fullmatch(folder.name) and not folder.is_symlink() and _is_known(folder):
            with _locked(folder):
                shutil.rmtree(folder)


def _is_known(folder: Path) -> bool:
    """Say whether nothing but parts of a backup is in ``folder``; an empty one may be another program's."""
    names = [path.name for path in folder.iterdir()]
    return PENDING in names and all(map(_PARTS.fullmatch, names))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
