"""Read a document in a separate process with limits, so that a hostile file can stop only that process.

The process is shut in by `knowledge.jail` before its program begins: whatever the file makes of it, it can read that
file and its own libraries and write its answer, JSON on standard output.
"""

import os
import signal
import site
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import DocumentError
from knowledge.jail import keep_to_itself
from knowledge.types import Document

_PACKAGE = Path(__file__).parent
_TIMEOUT_S = 60
_TIMEOUT_EMPTY_S, _TIMEOUT_S_PER_MB = 15, 15  # seconds for a small file, and more for each MB
_MEMORY_MB = 1024  # MB of address space: libraries alone take some 300
_ONE_AT_A_TIME = threading.Lock()  # so that the memory of the machine or the service has to hold only one
_MAX_ANSWER_MB = 64  # MB of JSON; a document of 20 MB takes some 25
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a document cannot be used; see `DocumentError`."""

    error: str
    details: dict[str, str | int | float]


def load_isolated(path: Path, *, max_bytes: int, seconds: float | None = None, memory_mb: int = _MEMORY_MB) -> Document:
    """Return the document at ``path`` as `knowledge.documents.load_document` does.

    Raises `DocumentError` as that does, and if reading takes longer than ``seconds`` (None: as long as files of its
    size may take) or more than ``memory_mb`` MB.
    """
    seconds = seconds or _most_seconds(path)
    reading = [sys.executable, "-I", "-B", str(_PACKAGE / "read_document.py"), str(path.absolute()), str(max_bytes)]
    command = [*_jail(path, seconds, memory_mb), *reading]
    keep_to_itself()
    # In memory: a pipe would have to be emptied, and could be flooded; a disk may be full.
    with _ONE_AT_A_TIME, os.fdopen(os.memfd_create("answer"), "w+b") as answer:
        with subprocess.Popen(
            command,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            # A timer, because wait(seconds) checks only every twentieth of a second whether the process has ended.
            late = threading.Timer(seconds, _end, [process])
            late.start()
            try:
                code = process.wait()
            finally:
                late.cancel()
                _end(process)
        answer.seek(0)
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise DocumentError("too-slow", name=path.name, seconds=f"{seconds:g}")
        return _document(answer.read(_MAX_ANSWER_MB * 2**20), path) if code == 0 else _too_costly(path)


def _jail(path: Path, seconds: float, memory_mb: int) -> list[str]:
    """Return the beginning of a command that runs the rest shut in, with ``path`` and what Python needs readable."""
    interpreter = str(Path("/proc/self/exe").readlink())
    readable = [*_LIBRARIES, interpreter, sys.executable, str(_PACKAGE), *_installed()]
    if _is_file(path):  # of a folder, all would be readable
        readable.append(str(path.absolute()))
    limits = (memory_mb, int(seconds) + 1, _MAX_ANSWER_MB, len(readable))
    return [interpreter, "-I", "-S", "-B", str(_PACKAGE / "jail.py"), *map(str, limits), *readable]


def _most_seconds(path: Path) -> float:
    size_mb = path.stat().st_size / 2**20 if _is_file(path) else 0
    return min(_TIMEOUT_S, _TIMEOUT_EMPTY_S + _TIMEOUT_S_PER_MB * size_mb)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, a folder that may not be entered: told by whoever reads
        return False


def _installed() -> Iterator[str]:
    """Yield where Python's own library and the installed packages are."""
    for prefix in {sys.prefix, sys.base_prefix}:
        yield from (f"{prefix}/lib", f"{prefix}/lib64", f"{prefix}/pyvenv.cfg")
    yield from site.getsitepackages()


def _too_costly(path: Path) -> Document:
    raise DocumentError("too-costly", name=path.name)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill ``process`` if it still runs, and all processes that it may have started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _document(answer: bytes, path: Path) -> Document:
    """Return the document in an ``answer``, which a program that a file took over may have written."""
    from pydantic import TypeAdapter, ValidationError  # imported here: it takes a moment

    try:
        told: Document | _Refused = TypeAdapter(Document | _Refused).validate_json(answer)
    except ValidationError:
        return _too_costly(path)
    if isinstance(told, _Refused):
        raise DocumentError(told.error, **(told.details | {"name": path.name}))
    return told
