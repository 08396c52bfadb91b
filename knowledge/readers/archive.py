"""Check a zip archive before it is unpacked: formats such as .docx are one."""

import zipfile
from io import BytesIO

from knowledge.errors import DocumentError

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
