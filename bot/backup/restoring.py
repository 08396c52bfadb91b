"""Restore a backup into an empty folder: all of it or nothing.

The archive is unpacked into a folder of its own within the target, in which there is nothing else, and compared with
its list of checksums. Only then are the files put in place, the index last; until then the data directory counts as
unfinished. So it works in a folder that is a mount, too.
"""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tarfile import TarInfo

from bot.backup.archive import BEGIN, CHECKSUMS, BackupError, is_altered_document, list_checksums
from bot.backup.creating import Advance
from bot.backup.reading import members, opened, strange_member
from bot.data_folder import LOST_AND_FOUND, RESTORING_PREFIX, DataFolder
from index.files import sync
from knowledge.errors import naming
from knowledge.script import encodable

_BAD_NAME = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL}
_MAX_DEPTH = 32  # folders in folders; the data directory has three, and Python cannot delete a thousand
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


def restore_backup(file: Path, folder: Path, advance: Advance) -> bool:
    """Restore the backup ``file`` into ``folder``, which must be new or empty.

    Return whether all files were compared with a list of checksums; the archives of an older program have none.
    ``advance`` is called with how many of 100 parts are done. Raises `BackupError`, OSError; then ``folder`` is as new
    or empty as before.
    """
    with _vacant(folder), tempfile.TemporaryDirectory(prefix=RESTORING_PREFIX, dir=folder) as pending:
        listed = _unpack(file, Path(pending), advance)
        _put_in_place(Path(pending), folder)
    sync(folder)
    return listed


@contextmanager
def _vacant(folder: Path) -> Iterator[None]:
    """Make ``folder`` if it is not there, and delete it again if the block fails. Raises `BackupError`, OSError."""
    made = not folder.exists()
    if not made and not (folder.is_dir() and all(map(_is_ignored, folder.iterdir()))):
        raise BackupError("backup-not-empty", folder=str(folder))
    folder.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
    try:
        for left in folder.glob(f"{RESTORING_PREFIX}*"):  # by a restore that was killed
            shutil.rmtree(left)
        yield
    except BaseException:
        if made:
            with suppress(OSError):  # others have put something there meanwhile
                folder.rmdir()
        raise


def _is_ignored(path: Path) -> bool:
    return path.name == LOST_AND_FOUND or path.name.startswith(RESTORING_PREFIX)


def _unpack(file: Path, folder: Path, advance: Advance) -> bool:
    """Write the files of a backup into ``folder``; return whether it has a list of checksums.

    Raises `BackupError` if something is wrong with what is in ``folder`` then.
    """
    checksums: dict[str, str] = {}
    seen: set[str] = set()
    with opened(file) as raw:
        size = os.fstat(raw.fileno()).st_size
        for member, content in members(file, raw):
            if member.name in seen or CHECKSUMS in seen:
                raise strange_member(file, member)
            seen.add(member.name)
            if member.name == CHECKSUMS:
                _compare(file, list_checksums(checksums), content)
            elif member.name != BEGIN:
                checksums[member.name] = _write(file, member, content, folder)
            advance(100 * raw.tell() // size, 100)
    if BEGIN in seen and CHECKSUMS not in seen:
        raise BackupError("backup-no-backup", file=str(file), problem="not-as-listed")
    if CHECKSUMS not in seen:
        _check_unlisted(file, checksums)
    return CHECKSUMS in seen


def _compare(file: Path, expected: bytes, content: Iterable[bytes]) -> None:
    """Raise `BackupError` if the list in the archive is not ``expected``, that of what was unpacked."""
    for block in content:
        if not expected.startswith(block):
            raise BackupError("backup-no-backup", file=str(file), problem="not-as-listed")
        expected = expected[len(block) :]
    if expected:
        raise BackupError("backup-no-backup", file=str(file), problem="not-as-listed")


def _check_unlisted(file: Path, checksums: Mapping[str, str]) -> None:
    """Raise `BackupError` if an archive without a list is seen to be no backup, or not as it was."""
    data = DataFolder(Path())
    if not any(PurePosixPath(name).parts[0] in (str(data.index), str(data.database)) for name in checksums):
        raise BackupError("backup-no-backup", file=str(file), problem="no-data-directory")
    altered = next((name for name, sha256 in checksums.items() if is_altered_document(name, sha256)), None)
    if altered is not None:
        raise BackupError("backup-no-backup", file=str(file), problem="altered-document", member=encodable(altered))


def _write(file: Path, member: TarInfo, content: Iterable[bytes], folder: Path) -> str:
    """Write ``member`` below ``folder``; return its SHA-256. Raises `BackupError` if its path cannot be."""
    if len(PurePosixPath(member.name).parts) > _MAX_DEPTH:
        raise strange_member(file, member)
    path, digest = folder / member.name, hashlib.sha256()
    try:
        for parent in reversed(PurePosixPath(member.name).parents):
            (folder / parent).mkdir(_FOLDER_MODE, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _FILE_MODE)
    except OSError as error:
        raise (strange_member(file, member) if error.errno in _BAD_NAME else error) from error
    with naming(path), os.fdopen(descriptor, "wb") as target:
        for block in content:
            digest.update(block)
            target.write(block)
    os.utime(path, (member.mtime, member.mtime))
    return digest.hexdigest()


def _put_in_place(pending: Path, folder: Path) -> None:
    """Move all from ``pending`` into ``folder``, or nothing if that fails."""
    os.sync()  # A crash afterwards must not leave empty files under names that are in place.
    placed: list[Path] = []
    try:
        # The index last, since without it nobody takes the folder for a data directory that is in use.
        for path in sorted(pending.iterdir(), key=lambda path: path.name == DataFolder(pending).index.name):
            target = folder / path.name
            if target.exists() or target.is_symlink():
                raise BackupError("backup-not-empty", folder=str(folder))
            placed.append(target)
            path.rename(target)
    except BaseException:
        for target in placed:
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        raise
