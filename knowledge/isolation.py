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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from knowledge.errors import DocumentError
from knowledge.jail import keep_to_itself
from knowledge.readers.formats import PANDOC_FORMATS
from knowledge.readers.pandoc import command as pandoc_command
from knowledge.readers.pandoc import program
from knowledge.readers.pdf.pictures import can_read
from knowledge.readers.text import clean
from knowledge.types import Document

_PACKAGE = Path(__file__).parent
_TIMEOUT_S = 60
_TIMEOUT_EMPTY_S, _TIMEOUT_S_PER_MB = 15, 15  # seconds for a small file, and more for each MB
_MEMORY_MB = 1024  # MB of address space: libraries alone take some 300
# Where pictures of text are read: the models and what they compute take up to 1.5 GB of addresses, a page some seconds.
_PICTURES_MEMORY_MB, _PICTURES_S = 2048, 300
_PANDOC_ADDRESSES_MB = 1536  # MB; its own limit, see `knowledge.readers.pandoc`, counts only what it uses
_OUT_OF_MEMORY = (251, 2, -signal.SIGABRT, -signal.SIGSEGV)  # how pandoc ends so: heap, stack, addresses
_END_S = 2.0  # seconds; it ends right after its pipes
_ONE_AT_A_TIME = threading.Lock()  # so that the memory of the machine or the service has to hold only one
_MAX_ANSWER_MB = 64  # MB of JSON; a document of 20 MB takes some 25
_MAX_PARSED_MB = 768  # MB of memory, estimated; a document of 20 MB takes some 300
_PARSED_BYTES = {b"[": 600, b"{": 800, b",": 110}  # bytes that each may come to while JSON is parsed, as measured
_MAX_DETAIL_CHARACTERS = 200  # characters
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}  # in the jail there is one thread
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/mime.types")


# The errors that reading may end with, and their details beside the name of the file.
_DETAILS: dict[str, set[str]] = {
    "binary": set(),
    "damaged": set(),
    "empty": set(),
    "encoding": set(),
    "not-found": set(),
    "password": set(),
    "pictures": set(),
    "too-dense": set(),
    "too-large": {"size", "limit"},
    "too-nested": set(),
    "unreadable": set(),
    "unsupported": {"endings"},
}


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a document cannot be used; see `DocumentError`."""

    error: str
    details: dict[str, str]

    def is_possible(self) -> bool:
        """Say whether reading ends with such an error, and in so few words."""
        expected = _DETAILS.get(self.error)
        few = all(len(self.details[name]) <= _MAX_DETAIL_CHARACTERS for name in self.details.keys() - {"name"})
        return expected is not None and self.details.keys() - {"name"} == expected and few


def load_isolated(
    path: Path, *, max_bytes: int, seconds: float | None = None, memory_mb: int | None = None
) -> Document:
    """Return the document at ``path`` as `knowledge.documents.load_document` does.

    Raises `DocumentError` as that does, and if reading takes longer than ``seconds`` (None: as long as files of its
    size may take) or more than ``memory_mb`` MB (None: as much as files of its kind may).
    """
    seconds = seconds or _most_seconds(path)
    reading = [sys.executable, "-I", "-B", str(_PACKAGE / "read_document.py"), str(path.absolute()), str(max_bytes)]
    memory_mb = memory_mb or (_PICTURES_MEMORY_MB if _may_hold_pictures(path) else _MEMORY_MB)
    limits = (memory_mb, int(seconds) + 1, _MAX_ANSWER_MB)
    keep_to_itself()
    # In memory: a pipe would have to be emptied, and could be flooded; a disk may be full.
    with _ONE_AT_A_TIME, os.fdopen(os.memfd_create("answer"), "w+b") as answer, ExitStack() as started:
        pandoc, pipes = _start_pandoc(path, limits, started)
        command = [*_jail(_readable(path), limits), *reading, *map(str, pipes)]
        process = started.enter_context(_started(command, subprocess.DEVNULL, answer, pipes))
        _close(pipes)
        code = _code_of(process, seconds)
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise DocumentError("too-slow", name=path.name, seconds=f"{seconds:g}")
        if code != 0 or os.fstat(answer.fileno()).st_size > _MAX_ANSWER_MB * 2**20:
            return _too_costly(path)
        answer.seek(0)
        try:
            return _document(answer.read(), path)
        except DocumentError as error:
            raise _without_parser(error, pandoc, seconds) from None


def run_isolated(
    program: Path, arguments: Sequence[str], *, readable: Iterable[Path], given: bytes, seconds: float, memory_mb: int
) -> bytes | None:
    """Return what a Python ``program`` of this package prints when it is ``given`` those bytes, shut in.

    Beside Python it can read the files that are ``readable``. None is returned if it ends with an error, or takes
    longer or more memory than it may.
    """
    command = [sys.executable, "-I", "-B", str(program), *arguments]
    paths = [*_readable_by_python(), *(str(path.absolute()) for path in readable if _is_file(path))]
    limits = (memory_mb, int(seconds) + 1, _MAX_ANSWER_MB)
    keep_to_itself()
    with (
        os.fdopen(os.memfd_create("given"), "w+b") as its_input,
        os.fdopen(os.memfd_create("answer"), "w+b") as answer,
    ):
        its_input.write(given)
        its_input.seek(0)
        with _started([*_jail(paths, limits), *command], its_input.fileno(), answer) as process:
            code = _code_of(process, seconds)
        answer.seek(0)
        return answer.read() if code == 0 else None


def _start_pandoc(
    path: Path, limits: tuple[int, int, int], started: ExitStack
) -> tuple["subprocess.Popen[bytes] | None", tuple[int, ...]]:
    """Start the program that parses files of this kind, shut in as well; return it and the pipes to and from it.

    Nothing is started if the file is of a kind that is read without it. It is killed when ``started`` is left.
    """
    form = PANDOC_FORMATS.get(path.suffix.lower())
    if form is None:
        return None, ()
    its_input, into = os.pipe()
    out_of, its_output = os.pipe()
    command = [*_jail([str(program())], (_PANDOC_ADDRESSES_MB, *limits[1:])), *pandoc_command(form)]
    process = started.enter_context(_started(command, its_input, its_output))
    started.callback(_end, process)
    _close((its_input, its_output))
    return process, (into, out_of)


def _without_parser(error: DocumentError, pandoc: "subprocess.Popen[bytes] | None", seconds: float) -> DocumentError:
    """Return what to tell instead of ``error``: a file whose tree did not come may have been too much for pandoc."""
    if pandoc is None or error.code != "damaged":
        return error
    try:
        code = pandoc.wait(_END_S)
    except subprocess.TimeoutExpired:
        return error
    name = error.details["name"]
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return DocumentError("too-slow", name=name, seconds=f"{seconds:g}")
    return DocumentError("too-costly", name=name) if code in _OUT_OF_MEMORY else error


def _started(
    command: list[str], its_input: int, its_output: int | IO[bytes], kept: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        cwd="/",
        env=_ENVIRONMENT,
        stdin=its_input,
        stdout=its_output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=kept,
    )


def _code_of(process: "subprocess.Popen[bytes]", seconds: float) -> int:
    """Return the exit code of ``process``, which is ended with all that it has started if it takes longer."""
    # A timer, because wait(seconds) checks only every twentieth of a second whether the process has ended.
    late = threading.Timer(seconds, _end, [process])
    late.start()
    try:
        return process.wait()
    finally:
        late.cancel()
        _end(process)


def _close(descriptors: tuple[int, ...]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _jail(readable: Iterable[str], limits: tuple[int, int, int]) -> list[str]:
    """Return the beginning of a command that runs the rest shut in; see `knowledge.jail`."""
    interpreter = str(Path("/proc/self/exe").readlink())
    paths = [*_LIBRARIES, *readable]
    return [interpreter, "-I", "-S", "-B", str(_PACKAGE / "jail.py"), *map(str, (*limits, len(paths))), *paths]


def _readable(path: Path) -> list[str]:
    """Return what the process that reads ``path`` has to read: that file, and what Python needs."""
    readable = _readable_by_python()
    return [*readable, str(path.absolute())] if _is_file(path) else readable  # of a folder, all would be readable


def _readable_by_python() -> list[str]:
    return [str(Path("/proc/self/exe").readlink()), sys.executable, str(_PACKAGE), *_installed()]


def _most_seconds(path: Path) -> float:
    if _may_hold_pictures(path):
        return _PICTURES_S
    size_mb = path.stat().st_size / 2**20 if _is_file(path) else 0
    return min(_TIMEOUT_S, _TIMEOUT_EMPTY_S + _TIMEOUT_S_PER_MB * size_mb)


def _may_hold_pictures(path: Path) -> bool:
    """Say whether a file may hold pictures of text that are read here."""
    return path.suffix.lower() == ".pdf" and can_read()


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

    if sum(answer.count(mark) * size for mark, size in _PARSED_BYTES.items()) > _MAX_PARSED_MB * 2**20:
        return _too_costly(path)
    try:
        told: Document | _Refused = TypeAdapter(Document | _Refused).validate_json(answer)
    except ValidationError:
        return _too_costly(path)
    if isinstance(told, Document):
        return told
    if not told.is_possible():
        return _too_costly(path)
    details = {name: " ".join(clean(detail).split()) for name, detail in told.details.items() if name != "name"}
    raise DocumentError(told.error, name=path.name, **details)
