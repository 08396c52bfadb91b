"""Keep pictures for a while: those that were asked for last, within a size limit.

A file holds the SHA-256 of the rest, then each picture after its length; what does not fit is drawn anew.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ENDING = ".pages"
_DIGEST_BYTES = 32
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PictureCache:
    """The pictures kept in ``folder``, at most ``most_bytes`` bytes in all."""

    folder: Path
    most_bytes: int

    def find(self, name: str) -> tuple[bytes, ...]:
        """Return the pictures kept under ``name``; none if there are none, or they are damaged."""
        path = self.folder / f"{name}{_ENDING}"
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return ()
        told, content = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        return tuple(_split(content)) if hashlib.sha256(content).digest() == told else ()

    def keep(self, name: str, pictures: Sequence[bytes]) -> None:
        """Keep ``pictures`` under ``name``, and delete those that were longest not asked for if there is no room.

        On a full or read-only disk nothing is kept.
        """
        content = b"".join(len(picture).to_bytes(4, "big") + picture for picture in pictures)
        try:
            self.folder.mkdir(exist_ok=True)
            descriptor, written = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(written).replace(self.folder / f"{name}{_ENDING}")
            self._clear()
        except OSError as error:
            _log.warning("a picture was not kept: %s", error)

    def _clear(self) -> None:
        """Delete the oldest files beyond the limit, and those that a crash left half written."""
        files = [(path, path.stat()) for path in self.folder.iterdir()]
        room = self.most_bytes
        for path, status in sorted(files, key=lambda each: -each[1].st_mtime_ns):
            room -= status.st_size
            if room < 0 or path.suffix != _ENDING:
                path.unlink(missing_ok=True)


def _split(content: bytes) -> Iterator[bytes]:
    while content:
        size = int.from_bytes(content[:4], "big")
        yield content[4 : 4 + size]
        content = content[4 + size :]
