"""A program that a file took over reaches nothing but that file: each attempt is seen to work outside, and to fail."""

import contextlib
import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from knowledge import jail
from knowledge.documents import SHIPPED_EDITION
from knowledge.errors import DocumentError
from knowledge.isolation import load_isolated
from tests.knowledge.hostile import children_of, told_by, write_hostile

MOST = 20 * 2**20
ROOT = Path(__file__).parent.parent.parent

needs_landlock = pytest.mark.skipif("landlock" in jail.missing(), reason="this kernel has no Landlock; /status says so")
needs_seccomp = pytest.mark.skipif("seccomp" in jail.missing(), reason="no seccomp for this machine; /status says so")


@pytest.fixture
def given(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What the attempts are on: files of a data directory, servers and other processes."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("state.sqlite", "lost", "moved", "report.md"):
        (data / name).write_text("kept\n")
    stream, unix, abstract = (socket.socket(kind) for kind in (socket.AF_INET, socket.AF_UNIX, socket.AF_UNIX))
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    with stream, unix, abstract, datagrams, subprocess.Popen(["sleep", "99"]) as other:
        stream.bind(("127.0.0.1", 0))
        datagrams.bind(("127.0.0.1", 0))
        unix.bind(str(tmp_path / "socket"))
        abstract.bind(f"\0{tmp_path}")
        for each in (stream, unix, abstract):
            each.listen()
        yield {
            "data": str(data),
            "port": stream.getsockname()[1],
            "datagram_port": datagrams.getsockname()[1],
            "unix": str(tmp_path / "socket"),
            "abstract": f"\0{tmp_path}",
            "bot": os.getpid(),
            "other": other.pid,
        }
        other.kill()


@contextlib.contextmanager
def bot(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process with a token in its environment that reads a document by the program ``hostile`` in ``folder``."""
    code = f"""
import sys
from knowledge.documents import SHIPPED_EDITION
from knowledge.isolation import load_isolated
sys.executable = {str(folder / "hostile")!r}
try:
    load_isolated(SHIPPED_EDITION, max_bytes={MOST})
except Exception as told:
    print(told)
"""
    environment = os.environ | {"TELEGRAM_TOKEN": "123:secret"}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as running:
        yield running
        running.kill()


def reader_of(process: int) -> int:
    """Wait for the child that reads the document; pandoc runs beside it."""
    while True:
        for child in children_of(process):
            with contextlib.suppress(OSError):
                if "hostile" in "".join(Path(f"/proc/{child}/cmdline").read_text().split("\0")[1:2]):
                    return child
        time.sleep(0.01)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


ANSWER = '{"error": "unsupported", "details": {"endings": "reached "}}'

# Landlock stops what reads and writes, seccomp what calls.
READING = {
    "a file of the data directory": "return open(f'{data}/state.sqlite').read()",
    "the names in the data directory": "return os.listdir(data)",
    "the names in the folder of the project": f"return os.listdir({str(ROOT)!r})",
    "the users": "return open('/etc/passwd').read()",
    "its own memory and files under /proc": "return os.listdir('/proc/self/fd')",
    "another program": f"os.execv('/bin/echo', ['echo', {ANSWER!r}])",
    "a device": "return open('/dev/zero', 'rb').read(1)",
}
WRITING = {
    "a file of the data directory": "return open(f'{data}/state.sqlite', 'a').write('x')",
    "a new file in the data directory": "return open(f'{data}/new', 'w').write('x')",
    "its own file": "return open(f'{data}/report.md', 'a').write('x')",
    "a temporary file": "return tempfile.mkstemp()",
    "shared memory": "return open('/dev/shm/hostile', 'w').write('x')",
    "a folder": "os.mkdir(f'{data}/folder')",
    "a symbolic link": "os.symlink('/etc/passwd', f'{data}/link')",
    "a hard link": "os.link(f'{data}/state.sqlite', f'{data}/hard')",
    "a pipe": "os.mkfifo(f'{data}/pipe')",
    "deleting": "os.unlink(f'{data}/lost')",
    "renaming": "os.rename(f'{data}/moved', f'{data}/renamed')",
    "cutting": "os.truncate(f'{data}/moved', 1)",
}
CALLING = {
    "other rights": "os.chmod(f'{data}/state.sqlite', 0o644)",
    "another owner": "os.chown(f'{data}/state.sqlite', os.getuid(), os.getgid())",
    "another time": "os.utime(f'{data}/state.sqlite')",
    "an attribute": "os.setxattr(f'{data}/state.sqlite', 'user.x', b'x')",
    "a lock": "fcntl.flock(os.open(__file__, os.O_RDONLY), fcntl.LOCK_EX)",
    "a server": "socket.create_connection(('127.0.0.1', port))",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'secret', ('127.0.0.1', datagram_port))",
    "a socket of this machine": "socket.socket(socket.AF_UNIX).connect(unix)",
    "an abstract socket": "socket.socket(socket.AF_UNIX).connect(abstract)",
    "a pair of sockets": "socket.socketpair()",
    "a server of its own": "socket.create_server(('127.0.0.1', 0))",
    "many processes": "for _ in range(200):\n    os.fork() or os._exit(0)",
    "a process that outlives it": "if os.fork() == 0:\n    os.setsid()\n    time.sleep(0.1)\n    os._exit(0)",
    "a process by vfork": "subprocess.run(['/bin/true'])",
    "a thread": "threading.Thread(target=time.sleep, args=(0,)).start()",
    "a signal to the bot": "os.kill(bot, 0)",
    "a signal to another process": "os.kill(other, signal.SIGWINCH)",
    "a handle of the bot": "os.pidfd_open(bot)",
    "the limits of another process": "resource.prlimit(other, resource.RLIMIT_CORE, (0, 0))",
    "limits of its own": "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
    "the order of another process": "os.setpriority(os.PRIO_PROCESS, other, 1)",
    "the processors of another process": "os.sched_setaffinity(other, os.sched_getaffinity(other))",
    "memory without a name": "os.memfd_create('hostile')",
    "a pipe without a name": "os.pipe()",
    "another folder": "os.chdir('/')",
    "another group": "os.setpgid(0, 0)",
    "key rings": "called(250, 0, -3, 0)" if os.uname().machine == "x86_64" else "called(219, 0, -3, 0)",
    "calls by a ring": "called(425, 1, ctypes.create_string_buffer(120))",
}
# Outside too these take a user with rights over all processes.
TRACING = {
    "the bot's environment": "open(f'/proc/{bot}/environ', 'rb').read()",
    "the bot's memory": "open(f'/proc/{bot}/mem', 'rb').close()",
    "tracing another process": "called(101 if os.uname().machine == 'x86_64' else 117, 0x4206, other, 0, 0)",
    "reading its memory": "open(f'/proc/{other}/mem', 'rb').close()",
}


@pytest.mark.parametrize(
    "code",
    [
        *(pytest.param(code, id=f"read {what}", marks=needs_landlock) for what, code in READING.items()),
        *(pytest.param(code, id=f"write: {what}", marks=needs_landlock) for what, code in WRITING.items()),
        *(pytest.param(code, id=what, marks=needs_seccomp) for what, code in (CALLING | TRACING).items()),
    ],
)
def test_a_hostile_program_reaches_nothing(
    code: str, given: dict[str, Any], hostile: Callable[..., Path], tmp_path: Path
) -> None:
    program = hostile(code, given)
    with pytest.raises(DocumentError) as caught:
        load_isolated(Path(given["data"], "report.md"), max_bytes=MOST)
    assert caught.value.details["endings"].startswith("refused"), caught.value
    assert all(refusal not in str(caught.value) for refusal in ("NameError", "TypeError", "SyntaxError")), caught.value
    assert {path.name for path in Path(given["data"]).iterdir()} == {"state.sqlite", "lost", "moved", "report.md"}
    assert not Path("/dev/shm/hostile").exists()
    outside = subprocess.run([program], capture_output=True, cwd=tmp_path).stdout.splitlines()[-1]
    Path("/dev/shm/hostile").unlink(missing_ok=True)
    assert told_by(outside)[0] == "reached" or code in TRACING.values(), outside


def test_what_a_hostile_program_needs_to_be_seen_is_there(given: dict[str, Any], hostile: Callable[..., Path]) -> None:
    hostile("return open(f'{data}/report.md').read()", given)
    with pytest.raises(DocumentError, match="reached") as caught:
        load_isolated(Path(given["data"], "report.md"), max_bytes=MOST)
    assert "kept" in caught.value.details["endings"]


@needs_landlock
def test_of_a_folder_in_place_of_a_file_nothing_can_be_read(
    given: dict[str, Any], hostile: Callable[..., Path]
) -> None:
    hostile("return open(f'{data}/state.sqlite').read()", given)
    with pytest.raises(DocumentError, match="refused"):
        load_isolated(Path(given["data"]), max_bytes=MOST)


@needs_landlock
def test_the_token_in_the_environment_of_a_bot_is_out_of_reach(tmp_path: Path) -> None:
    code = "assert b'secret' in open(f'/proc/{os.getppid()}/environ', 'rb').read() + repr(os.environ).encode()"
    write_hostile(tmp_path / "hostile", code, {})
    with bot(tmp_path) as running:
        told, _ = running.communicate()
    assert b"refused" in told
    assert b"PermissionError" in told


def test_it_has_memory_within_its_limit(given: dict[str, Any], hostile: Callable[..., Path]) -> None:
    hostile("return len(bytearray(300 * 2**20))", given)
    for memory_mb, told in ((200, "refused.*MemoryError"), (400, "reached")):
        with pytest.raises(DocumentError, match=told):
            load_isolated(SHIPPED_EDITION, max_bytes=MOST, memory_mb=memory_mb)


@pytest.mark.parametrize("code", ["time.sleep(99)", "while True: pass"])
def test_it_ends_with_its_time(code: str, given: dict[str, Any], hostile: Callable[..., Path]) -> None:
    hostile(code, given)
    with pytest.raises(DocumentError, match="too-slow"):
        load_isolated(SHIPPED_EDITION, max_bytes=MOST, seconds=0.3)


def test_it_can_flood_nothing_with_its_answer(given: dict[str, Any], hostile: Callable[..., Path]) -> None:
    hostile("while True: os.write(1, b' ' * 2**20)", given)
    with pytest.raises(DocumentError, match="too-costly"):
        load_isolated(SHIPPED_EDITION, max_bytes=MOST)


def test_it_ends_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    write_hostile(tmp_path / "hostile", "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(99)", {})
    with bot(tmp_path) as running:
        reader_of(running.pid)
        children = children_of(running.pid)
        running.kill()
    while any(map(is_running, children)):  # the test's time limit ends it else
        time.sleep(0.01)


def test_when_memory_runs_out_the_system_ends_it_first(given: dict[str, Any], hostile: Callable[..., Path]) -> None:
    hostile("time.sleep(99)", given)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(load_isolated, SHIPPED_EDITION, max_bytes=MOST, seconds=1)
        scores = set()
        while not reading.done():
            for child in children_of(os.getpid()) - {given["other"]}:
                with contextlib.suppress(OSError):
                    scores.add(Path(f"/proc/{child}/oom_score_adj").read_text().strip())
            time.sleep(0.02)
    assert "1000" in scores


@pytest.mark.parametrize("lacking", [("landlock",), ("seccomp",), ("landlock", "seccomp")], ids="+".join)
def test_where_the_kernel_lacks_it_documents_are_read_all_the_same(lacking: tuple[str, ...]) -> None:
    if set(lacking) & set(jail.missing()):
        pytest.skip("this kernel lacks it anyway")
    code = f"""
from knowledge.documents import SHIPPED_EDITION
from knowledge.isolation import load_isolated
from knowledge.jail import missing
from tests.knowledge.old_kernel import take_away
take_away({lacking})
print(missing(), len(load_isolated(SHIPPED_EDITION, max_bytes={MOST}).passages) > 70)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == f"{lacking} True", done.stderr


def test_the_numbers_of_calls_are_those_of_libseccomp() -> None:
    try:
        numbers = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name_arch
    except OSError:
        pytest.skip("libseccomp is not installed")
    for architecture, seccomp, calls in jail.MACHINES.values():
        for name, number in {"seccomp": seccomp, **calls}.items():
            assert numbers(architecture, name.encode()) == number, name
