"""Read what pandoc needs no help with: OpenDocument texts, rich text, e-books, slides."""

import struct
import zipfile
import zlib

from knowledge.errors import DocumentError
from knowledge.readers.archive import check_archive
from knowledge.readers.pandoc import Parse
from knowledge.readers.text import Content
from knowledge.readers.tree import read_tree

_RICH_TEXT = b"{\\rtf"
_ARCHIVE_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError)


def read(data: bytes, name: str, parse: Parse) -> Content:
    """Return the document's blocks and title. Raises `DocumentError` ("damaged", "password")."""
    if not data.lstrip().startswith(_RICH_TEXT):
        try:
            check_archive(data, name)
        except _ARCHIVE_DAMAGE as error:
            raise DocumentError("damaged", name=name) from error
    return read_tree(parse(data, name))
