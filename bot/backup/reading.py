"""Read the members of a tar archive one after the other, whatever the archive was made for or has suffered.

Nothing here but what backups are made of: headers of regular files, and pax headers, which long names need. The class
`tarfile.TarFile` knows much more, such as links, and has had faults that an archive made to harm can use.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from bot.backup.archive import NAME_ENCODING, BackupError
from knowledge.script import encodable

Member = tuple[tarfile.TarInfo, Iterator[bytes]]

_BLOCK_BYTES = 2**20
_MAX_PAX_BYTES = 2**16  # many times what the longest path needs
_PAX_KEYS = {b"path", b"size", b"mtime", b"atime", b"ctime", b"hdrcharset", b"uid", b"gid", b"uname", b"gname"}
_COMPRESSED: dict[bytes, Callable[[BufferedReader], object]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
_UNREADABLE = (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError, OverflowError)


def strange_member(file: Path, member: tarfile.TarInfo) -> BackupError:
    """Return the error that says that ``member`` has no place in a backup."""
    return BackupError("backup-no-backup", file=str(file), problem="strange-member", member=encodable(member.name))


@contextmanager
def opened(file: Path) -> Iterator[BufferedReader]:
    """Open an archive; raise `BackupError` for all that `members` finds wrong with it. Raises OSError."""
    if not stat.S_ISREG(file.stat().st_mode):  # a pipe would be waited for, and a device may never end
        raise BackupError("backup-no-backup", file=str(file), problem="no-file")
    try:
        with file.open("rb") as raw:
            yield raw
    except _UNREADABLE as error:
        raise _unreadable(file) from error
    except OSError as error:
        if error.errno is not None:  # of a disk; errors about compressed data have no number
            raise
        raise _unreadable(file) from error


def members(file: Path, raw: BufferedReader) -> Iterator[Member]:
    """Yield the regular files in the archive ``raw``, plain or compressed, and the content of each in blocks.

    Raises `BackupError` if there is something else in it, and many other errors, which `opened` explains.
    """
    stream = _decompressed(raw)
    records: dict[bytes, bytes] = {}
    while any(header := _exactly(stream, tarfile.BLOCKSIZE)):
        member = tarfile.TarInfo.frombuf(header, NAME_ENCODING, "surrogateescape")
        if member.type == tarfile.XHDTYPE and 0 < member.size <= _MAX_PAX_BYTES:
            records = _pax_records(b"".join(_content(stream, member.size)))
            continue
        if b"path" in records:
            member.name = records[b"path"].decode(NAME_ENCODING, "surrogateescape")
        member.size = int(records.get(b"size", member.size))
        if not _is_plain(member) or not records.keys() <= _PAX_KEYS:
            raise strange_member(file, member)
        content = _content(stream, member.size)
        yield member, content
        for _ in content:  # what the caller did not read
            pass
        records = {}
    _check_end(stream)


def _decompressed(raw: BufferedReader) -> BinaryIO:
    begin = raw.peek(tarfile.BLOCKSIZE)
    open_compressed = next((call for magic, call in _COMPRESSED.items() if begin.startswith(magic)), None)
    return cast(BinaryIO, open_compressed(raw)) if open_compressed else raw


def _is_plain(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    regular = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and member.size >= 0
    return regular and inside and str(path) == member.name and "\0" not in member.name


def _pax_records(content: bytes) -> dict[bytes, bytes]:
    """Return the records of a pax header, each of which begins with its length. Raises ValueError."""
    records = {}
    while content:
        digits, _, rest = content.partition(b" ")
        length = int(digits)
        if not len(digits) + 1 < length <= len(content):
            raise ValueError("a record that is longer than its header, or nothing")
        key, _, value = rest[: length - len(digits) - 1].removesuffix(b"\n").partition(b"=")
        records[key] = value
        content = content[length:]
    return records


def _content(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield ``size`` bytes, and skip what fills up the last block of the archive."""
    for start in range(0, size, _BLOCK_BYTES):
        yield _exactly(stream, min(_BLOCK_BYTES, size - start))
    _exactly(stream, -size % tarfile.BLOCKSIZE)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError("the archive is cut short")
    return found


def _check_end(stream: BinaryIO) -> None:
    """Raise EOFError unless all else is zeros: one more block at least, and then up to the end of a record."""
    rest = stream.read(2 * tarfile.RECORDSIZE)
    if len(rest) < tarfile.BLOCKSIZE or any(rest) or stream.tell() % tarfile.RECORDSIZE:
        raise EOFError("the archive does not end as archives do")


def _unreadable(file: Path) -> BackupError:
    return BackupError("backup-no-backup", file=str(file), problem="unreadable-archive")
