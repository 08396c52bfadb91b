"""The checksum with which a curated file begins, so that one that lost a part is not taken for whole.

::

    # sha256 <checksum of all that follows>; delete this line after editing by hand

A file without that line is believed, since people may write and edit these files.
"""

import hashlib
import re

_BEGINNING = b"# sha256 "
_LINE = re.compile(_BEGINNING + rb"([0-9a-f]{64}); delete this line after editing by hand\n")


def sealed(text: str) -> str:
    """Return ``text`` with its checksum before it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"# sha256 {digest}; delete this line after editing by hand\n{text}"


def is_as_written(content: bytes) -> bool:
    """Say whether what follows the checksum in the ``content`` of a file fits it, or there is none."""
    if not content.startswith(_BEGINNING):
        return True
    line = _LINE.match(content)
    return line is not None and hashlib.sha256(content[line.end() :]).hexdigest() == line[1].decode()
