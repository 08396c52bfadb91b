"""Read a document in a separate process with limits, so that a hostile file can stop only that process.

The process is shut in by `knowledge.jail` before its program begins: whatever the file makes of it, it can read that
file and its own libraries and write its answer, JSON on standard output.
"""

import json
import os
import signal
import site
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import DocumentError
from knowledge.jail import keep_to_itself
from knowledge.types import Document, Passage

_PACKAGE = Path(__file__).parent
_TIMEOUT_S = 60
_MEMORY_MB = 1024  # MB of address space: libraries alone take some 300
_ONE_AT_A_TIME = threading.Lock()  # so that the memory of the machine or the service has to hold only one
_MAX_ANSWER_MB = 64  # MB of JSON; a document of 20 MB takes some 25
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


def load_isolated(path: Path, *, max_bytes: int, seconds: float = _TIMEOUT_S, memory_mb: int = _MEMORY_MB) -> Document:
    """Return the document at ``path`` as `knowledge.documents.load_document` does.

    Raises `DocumentError` as that does, and if reading takes longer than ``seconds`` or more than ``memory_mb`` MB.
    """
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
    try:
        told: dict[str, Any] = json.loads(answer)
    except ValueError:
        return _too_costly(path)
    if "error" in told:
        raise DocumentError(told["error"], **told["details"])
    told["passages"] = tuple(_passage(record) for record in told["passages"])
    for key in ("mended", "unmended", "notes"):
        told[key] = tuple(told[key])
    return Document(**told)


def _passage(record: dict[str, Any]) -> Passage:
    spans = tuple((start, end) for start, end in record["sentences"])
    listed = {key: tuple(record[key]) for key in ("headings", "heading_labels")}
    return Passage(**(record | listed | {"sentences": spans}))
