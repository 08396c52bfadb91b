"""Read a document's blocks from its file.

::

    source = read_document(Path("report.docx"), max_bytes=20 * 2**20)
"""

import hashlib
import math
import stat
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

from knowledge.dates import date_of
from knowledge.errors import DocumentError
from knowledge.readers.formats import PANDOC_FORMATS, READERS, told_endings
from knowledge.readers.pandoc import Parse, parse_beside
from knowledge.readers.text import Content, clean
from knowledge.types import Source


def read_document(path: Path, *, max_bytes: int, parse: Parse | None = None) -> Source:
    """Read the document at ``path`` by its ending; raises `DocumentError` where it cannot be used.

    ``parse`` has pandoc parse the file, if it is of a format for that; by default with a pandoc of its own.
    """
    name = clean(path.name)
    _check_size(_size(path), max_bytes, name)
    try:
        data = path.read_bytes()
    except PermissionError:
        raise DocumentError("unreadable", name=name) from None
    if not data.strip():
        raise DocumentError("empty", name=name)
    content = _read(data, name, path.suffix.lower(), parse)
    # Clean once more, because control characters may have been written as entities.
    blocks = tuple(replace(block, text=clean(block.text)) for block in content.blocks)
    if not any(block.text.strip() for block in blocks):
        raise DocumentError("empty", name=name)
    date = date_of(data, name, blocks)
    return Source(name, hashlib.sha256(data).hexdigest(), content.title, blocks, content.notes, date)


def _read(data: bytes, name: str, ending: str, parse: Parse | None) -> Content:
    if ending not in READERS:
        raise DocumentError("unsupported", name=name, endings=told_endings())
    reader = import_module(f"knowledge.readers.{READERS[ending]}")
    form = PANDOC_FORMATS.get(ending)
    content: Content = reader.read(data, name, *((parse or partial(parse_beside, form=form),) if form else ()))
    return content


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
