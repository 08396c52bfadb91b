"""Check a zip archive before it is unpacked, read and write its parts: formats such as .docx are one."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from knowledge.errors import DocumentError

# Errors that a damaged file causes: in zipfile (first line), and in lxml and the libraries over it, whose XML is broken
# or incomplete.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError),
    *(SyntaxError, KeyError, ValueError, AttributeError, TypeError),
)
_MAX_BYTES = 200 * 2**20  # unpacked
_RATIO_COUNTS_FROM_BYTES = 20 * 2**20  # The XML of a long document shrinks to a twentieth.
_MAX_RATIO = 100


def check_archive(data: bytes, name: str) -> None:
    """Raise `DocumentError` if the archive is encrypted ("password") or unpacks to far too much ("damaged").

    Raises zipfile.BadZipFile if it is none.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentError("password", name=name)
    size = sum(part.file_size for part in parts)
    if size > _MAX_BYTES or size > max(_RATIO_COUNTS_FROM_BYTES, _MAX_RATIO * len(data)):
        raise DocumentError("damaged", name=name)


def read_parts(data: bytes) -> dict[str, bytes]:
    """Return what is in an archive, by its name. Raises the errors in `DAMAGE`."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {part: package.read(part) for part in package.namelist()}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of ``parts``."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return file.getvalue()
