"""Have a PDF open at a page, without a change to what is in the file; a jailed process reads it.

::

    opened = content + update_to_open(Path("report.pdf"), 12)
"""

from pathlib import Path

from knowledge.isolation import run_isolated

_PROGRAM = Path(__file__).with_name("open_at.py")
_MEMORY_MB = 1024  # MB of address space
_SECONDS = 10.0  # seconds; most files take a third of one
_MAX_UPDATE_BYTES = 2**20  # bytes; mostly some hundred


def update_to_open(file: Path, page: int) -> bytes:
    """Return what opens a PDF at ``page`` (from 1) once it is appended to the content of ``file``.

    It is empty if that cannot be done, as with a file that is encrypted, signed or damaged.
    """
    path = str(file.absolute())
    update = run_isolated(
        _PROGRAM, [path, str(page)], readable=[file], given=b"", seconds=_SECONDS, memory_mb=_MEMORY_MB
    )
    return update if update and len(update) <= _MAX_UPDATE_BYTES else b""
