"""Read a document's blocks from its file.

::

    source = read_document(Path("report.docx"), max_bytes=20 * 2**20)
"""

import hashlib
import math
import stat
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from knowledge.errors import DocumentError
from knowledge.readers.formats import READERS, told_endings
from knowledge.readers.text import Content, clean
from knowledge.types import Source


def read_document(path: Path, *, max_bytes: int) -> Source:
    """Read the document at ``path`` by its ending; raises `DocumentError` where it cannot be used."""
    name = clean(path.name)
    _check_size(_size(path), max_bytes, name)
    try:
        data = path.read_bytes()
    except PermissionError:
        raise DocumentError("unreadable", name=name) from None
    if not data.strip():
        raise DocumentError("empty", name=name)
    kind = READERS.get(path.suffix.lower())
    if kind is None:
        raise DocumentError("unsupported", name=name, endings=told_endings())
    content: Content = import_module(f"knowledge.readers.{kind}").read(data, name)
    # Clean once more, because control characters may have been written as entities.
    blocks = tuple(replace(block, text=clean(block.text)) for block in content.blocks)
    if not any(block.text.strip() for block in blocks):
        raise DocumentError("empty", name=name)
    return Source(name, hashlib.sha256(data).hexdigest(), content.title, blocks, content.notes)


def _size(path: Path) -> int:
    try:
        status = path.stat()
    except (OSError, ValueError):  # ValueError: a path with a NUL
        raise DocumentError("not-found", name=path.name) from None
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError("not-found", name=path.name)
    return status.st_size


def _check_size(size: int, limit: int, name: str) -> None:
    if size > limit:
        raise DocumentError("too-large", name=name, size=_megabytes(size), limit=_megabytes(limit))


def _megabytes(size: int) -> str:
    """Return ``size`` in MB, rounded up, so that a size over a limit also reads as more."""
    return f"{math.ceil(size / 2**20 * 10) / 10:g}"
