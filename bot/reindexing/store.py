"""The store of indexed files, which keeps each file once and unchanged.

::

    documents/<SHA-256 of the file>/<its name>
"""

import hashlib
import re
from pathlib import Path

from bot.blobs.seam import Blobs
from bot.reindexing.errors import CollectionError
from knowledge.readers.text import clean
from knowledge.script import encodable

_MAX_NAME_BYTES = 120  # This is safely below the 255 bytes that a file system allows.
_MAX_ENDING_BYTES = 20
_UNWANTED = re.compile(r'[\x00-\x1f\x7f"*:<>?|]')


def safe_name(name: str) -> str:
    """Make a file name that strangers chose safe to use, without folders or special characters; keep its ending."""
    last = clean(re.split(r"[/\\]", encodable(name))[-1]).replace("\n", " ")
    last = _UNWANTED.sub("", last).strip().lstrip(".-~ ")
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending.encode()) > _MAX_ENDING_BYTES:
        stem, dot, ending = last, "", ""
    room = _MAX_NAME_BYTES - len((dot + ending).encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").strip() or "document"
    return stem + dot + ending


def keep(documents: Blobs, path: Path, name: str | None = None) -> str:
    """Keep a copy of the file at ``path`` under ``name``, by default its own, and return its checksum.

    A copy that is there already is replaced, since it may be damaged.
    """
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    kept = _found(documents, sha256) or f"{sha256}/{safe_name(name or path.name)}"
    documents.write({kept: content})
    return sha256


def stored(documents: Blobs, sha256: str) -> Path | None:
    """Return a path of the kept file whose checksum begins with ``sha256``; None if there is none, or several.

    Its folder is named by the whole checksum. The beginning needs at least 8 hexadecimal digits. Raises
    `CollectionError` if the file is not what was kept.
    """
    name = _found(documents, sha256)
    if name is None:
        return None
    path = documents.path(name)
    if not _is_as_kept(path):
        raise CollectionError("original-damaged", name=path.name, path=documents.where(name))
    return path


def kept_names(documents: Blobs, beginning: str = "") -> list[str]:
    """Return the names of the kept files whose checksums begin so, each with its checksum before it."""
    return [name for name in documents.names(beginning) if "/" in name]  # others are half written, or damaged


def _found(documents: Blobs, sha256: str) -> str | None:
    if not re.fullmatch(r"[0-9a-f]{8,64}", sha256):
        return None
    found = kept_names(documents, sha256)
    return found[0] if len(found) == 1 else None


def _is_as_kept(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.parent.name
