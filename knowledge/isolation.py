"""Read a document in a separate process with limits, so that a hostile file can stop only that process.

The process gets almost no environment variables, so no secrets, and answers with JSON on standard output.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from knowledge.documents import load_document
from knowledge.errors import DocumentError
from knowledge.types import Document, Passage

_ROOT = Path(__file__).parent.parent
_TIMEOUT_S = 60
_MEMORY_MB = 1024  # MB of address space: libraries alone take some 300
_END_THIS_FIRST = "1000"  # the highest score of a process to end when memory runs out; see proc(5), oom_score_adj
_ONE_AT_A_TIME = threading.Lock()  # so that the memory of the machine or the service has to hold only one
_MAX_ANSWER_MB = 64  # MB of JSON; a document of 20 MB takes some 25


def load_isolated(path: Path, *, max_bytes: int, seconds: float = _TIMEOUT_S, memory_mb: int = _MEMORY_MB) -> Document:
    """Return the document at ``path`` as `knowledge.documents.load_document` does.

    Raises `DocumentError` as that does, and if reading takes longer than ``seconds`` or more than ``memory_mb`` MB.
    """
    arguments = [str(path.absolute()), str(max_bytes), str(memory_mb), str(int(seconds) + 1)]
    command = [sys.executable, "-m", "knowledge.isolation", *arguments]
    with _ONE_AT_A_TIME, tempfile.TemporaryFile() as answer:  # a pipe would have to be emptied, and could be flooded
        with subprocess.Popen(
            command,
            cwd=_ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
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


def _main(path: str, max_bytes: int, memory_mb: int, seconds: int) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, memory_mb * 2**20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _MAX_ANSWER_MB * 2**20),
    ):
        resource.setrlimit(limit, (most, most))
    with contextlib.suppress(OSError):  # as where /proc is read-only
        Path("/proc/self/oom_score_adj").write_text(_END_THIS_FIRST)
    try:
        told = asdict(load_document(Path(path), max_bytes=max_bytes))
    except DocumentError as error:
        told = {"error": error.code, "details": error.details}
    answer = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(answer.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
