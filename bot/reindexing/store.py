"""The store of indexed files, which keeps each file once and unchanged.

::

    <data>/documents/<SHA-256 of the file>/<its name>
"""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from bot.data_folder import ARRIVING_PREFIX
from bot.reindexing.errors import CollectionError
from knowledge.errors import naming
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


def keep(folder: Path, path: Path, name: str | None = None) -> Path:
    """Keep a copy of the file at ``path`` under ``name``, by default its own, and return the path of the copy.

    A copy that is there already is replaced, since it may be damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, pending = tempfile.mkstemp(prefix=ARRIVING_PREFIX, dir=folder)
    try:
        digest = hashlib.sha256()
        arriving = naming(folder / safe_name(name or path.name))
        with arriving, path.open("rb") as source, os.fdopen(descriptor, "wb") as copy:
            while block := source.read(2**20):
                digest.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        home = folder / digest.hexdigest()
        _clear_way(home, for_folder=True)
        home.mkdir(exist_ok=True)
        kept = _found(folder, digest.hexdigest()) or home / safe_name(name or path.name)
        _clear_way(kept, for_folder=False)
        Path(pending).replace(kept)
        return kept
    finally:
        Path(pending).unlink(missing_ok=True)


def stored(folder: Path, sha256: str) -> Path | None:
    """Return the path of the kept file whose checksum begins with ``sha256``; None if there is none, or several.

    The beginning needs at least 8 hexadecimal digits. Raises `CollectionError` if the file is not what was kept.
    """
    path = _found(folder, sha256)
    if path is not None and not _is_as_kept(path):
        raise CollectionError("original-damaged", name=path.name, path=str(path))
    return path


def clear_store(folder: Path, needed: Collection[str], older_than: float) -> list[str]:
    """Delete files that are not ``needed`` and came more than ``older_than`` seconds ago; return their checksums."""
    if not folder.exists():
        return []
    before = time.time() - older_than
    going = [home for home in folder.iterdir() if home.name not in needed and home.stat().st_mtime < before]
    for home in going:
        shutil.rmtree(home) if home.is_dir() else home.unlink()
    return [home.name for home in going]


def _found(folder: Path, sha256: str) -> Path | None:
    if not re.fullmatch(r"[0-9a-f]{8,64}", sha256):
        return None
    found = [path for home in folder.glob(f"{sha256}*") if home.is_dir() for path in home.iterdir()]
    return found[0] if len(found) == 1 else None


def _is_as_kept(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.parent.name


def _clear_way(path: Path, *, for_folder: bool) -> None:
    """Delete what damage has put in the place of a folder, or of a file."""
    if for_folder and path.is_file():
        path.unlink()
    elif not for_folder and path.is_dir():
        shutil.rmtree(path)
