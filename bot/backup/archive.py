"""What a backup holds: a tar archive of regular files only, with a list of their checksums.

::

    .backup-begin             empty; an archive that has it, but not the list, is not whole
    <path>                    one for each file, by its path in the data directory
    .backup-checksums.json    the SHA-256 of each file by its path; nothing comes after it

The two others are no files of the data directory, where names that begin so are temporary. An older program made
archives without them.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from bot.data_folder import BACKUP_PREFIX
from knowledge.errors import UserError

BEGIN = f"{BACKUP_PREFIX}begin"
CHECKSUMS = f"{BACKUP_PREFIX}checksums.json"
NAME_ENCODING = "utf-8"

_MODE = 0o600


class BackupError(UserError):
    """A backup cannot be made or restored."""


class ArchiveWriter:
    """Write the members of a backup to an open tar archive, and last the list of their checksums."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self._checksums: dict[str, str] = {}
        self._add_bytes(BEGIN, b"")

    @property
    def files(self) -> int:
        """How many files were added."""
        return len(self._checksums)

    def add(self, path: Path, name: str, modified_s: float) -> str:
        """Add the file at ``path``, which must not change meanwhile, as ``name``; return its SHA-256.

        ``modified_s`` is when it was changed last, in seconds since 1970.
        """
        member = tarfile.TarInfo(name)
        member.mode = _MODE
        # Whole seconds have room in the header, whose own checksum covers them.
        member.mtime = max(0, int(modified_s))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            member.size = file.tell()
            file.seek(0)
            self._archive.addfile(member, file)
        self._checksums[name] = sha256
        return sha256

    def finish(self) -> None:
        self._add_bytes(CHECKSUMS, list_checksums(self._checksums))

    def _add_bytes(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.mode, member.size = _MODE, len(content)
        self._archive.addfile(member, BytesIO(content))


def list_checksums(checksums: Mapping[str, str]) -> bytes:
    """Return the list of the SHA-256 of files by their paths, in the order of the archive."""
    return json.dumps(checksums, indent=0).encode("ascii")


def is_altered_document(name: str, sha256: str) -> bool:
    """Say whether the file ``name`` is a document that is kept by another checksum than the one it has."""
    kept = re.match("documents/([0-9a-f]{64})/", name)
    return kept is not None and kept[1] != sha256
