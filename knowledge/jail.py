"""Shut a process in, so that a program that a hostile file took over reaches nothing but that file.

Two features of the Linux kernel do it, both without privileges and for good: Landlock leaves only the files that are
named readable and none writable, and seccomp leaves only the system calls that reading takes; no network, no other
process, no signal is among them. What was open before stays open.

::

    python -I -S jail.py MEMORY_MB SECONDS ANSWER_MB PATHS PATH... PROGRAM ARGUMENT...

runs PROGRAM shut in, with PATHS times PATH readable. It is a program of its own since what is forbidden must be
forbidden before PROGRAM begins, in a process that has a single thread; it imports little, to take some 10 ms.
"""

import ctypes
import errno
import os
import resource
import stat
import struct
import sys
from collections.abc import Iterable

_END_THIS_FIRST = b"1000"  # the highest score of a process to end when memory runs out; see proc(5), oom_score_adj
_MOST_OPEN_FILES = 64
_KILLED = 9  # SIGKILL, without the module signal

_libc = ctypes.CDLL(None, use_errno=True)

# linux/prctl.h
_SET_PARENT_DEATH_SIGNAL = 1
_SET_DUMPABLE = 4
_SET_NO_NEW_PRIVILEGES = 38

# linux/landlock.h; its system calls have the same numbers on all machines.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = {
    1: 13,
    2: 14,
    3: 15,
    4: 15,
    5: 16,
}  # how many rights a version of Landlock knows; later ones as the last
_ALL_OF_NETWORK = 0b11, 4  # rights, and the version that knows them
_ALL_OF_SCOPES = 0b11, 6

# linux/seccomp.h, linux/audit.h, linux/bpf_common.h
_SET_FILTER, _ASK_ACTION = 1, 2
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _RETURN, _IF_EQUAL, _IF_GREATER = 0x20, 0x06, 0x15, 0x25
_CALL_AT, _MACHINE_AT = 0, 4  # bytes from the start of struct seccomp_data
# A later call is said not to exist, so that a C library that knows it falls back on an older one.
_LAST_KNOWN_CALL = 470

# By machine: its AUDIT_ARCH, the number of the call seccomp, and those of all calls that a process may make afterwards.
MACHINES = {
    "x86_64": (
        0xC000003E,
        317,
        {
            "access": 21, "arch_prctl": 158, "brk": 12, "clock_getres": 229, "clock_gettime": 228,
            "clock_nanosleep": 230, "close": 3, "close_range": 436, "dup": 32, "dup2": 33, "dup3": 292, "execve": 59,
            "exit": 60, "exit_group": 231, "faccessat": 269, "faccessat2": 439, "fcntl": 72, "fstat": 5, "futex": 202,
            "getcwd": 79, "getdents64": 217, "getegid": 108, "geteuid": 107, "getgid": 104, "getpid": 39,
            "getppid": 110, "getrandom": 318, "getrlimit": 97, "getrusage": 98, "gettid": 186, "gettimeofday": 96,
            "getuid": 102, "lseek": 8, "lstat": 6, "madvise": 28, "mmap": 9, "mprotect": 10, "mremap": 25,
            "munmap": 11, "nanosleep": 35, "newfstatat": 262, "open": 2, "openat": 257, "poll": 7, "pread64": 17,
            "read": 0, "readlink": 89, "readlinkat": 267, "readv": 19, "restart_syscall": 219, "rseq": 334,
            "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_getaffinity": 204, "sched_yield": 24,
            "select": 23, "set_robust_list": 273, "set_tid_address": 218, "sigaltstack": 131, "stat": 4, "statx": 332,
            "sysinfo": 99, "time": 201, "uname": 63, "write": 1, "writev": 20,
        },
    ),
    "aarch64": (
        0xC00000B7,
        277,
        {
            "brk": 214, "clock_getres": 114, "clock_gettime": 113, "clock_nanosleep": 115, "close": 57,
            "close_range": 436, "dup": 23, "dup3": 24, "execve": 221, "exit": 93, "exit_group": 94, "faccessat": 48,
            "faccessat2": 439, "fcntl": 25, "fstat": 80, "futex": 98, "getcwd": 17, "getdents64": 61, "getegid": 177,
            "geteuid": 175, "getgid": 176, "getpid": 172, "getppid": 173, "getrandom": 278, "getrlimit": 163,
            "getrusage": 165, "gettid": 178, "gettimeofday": 169, "getuid": 174, "lseek": 62, "madvise": 233,
            "mmap": 222, "mprotect": 226, "mremap": 216, "munmap": 215, "nanosleep": 101, "newfstatat": 79,
            "openat": 56, "ppoll": 73, "pread64": 67, "pselect6": 72, "read": 63, "readlinkat": 78, "readv": 65,
            "restart_syscall": 128, "rseq": 293, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
            "sched_getaffinity": 123, "sched_yield": 124, "set_robust_list": 99, "set_tid_address": 96,
            "sigaltstack": 132, "statx": 291, "sysinfo": 179, "uname": 160, "write": 64, "writev": 66,
        },
    ),
}  # fmt: skip


def missing() -> tuple[str, ...]:
    """Return what this machine lacks to shut a process in: "landlock", "seccomp", both, or, as is usual, nothing."""
    found = {"landlock": _landlock_version() > 0, "seccomp": _knows_seccomp()}
    return tuple(name for name, there in found.items() if not there)


def keep_to_itself() -> None:
    """Forbid other processes of the same user to read this one's memory and environment, also under /proc."""
    _libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def shut_in(readable: Iterable[str], memory_mb: int, seconds: int, answer_mb: int) -> None:
    """Shut this process in, as far as the machine can; see `missing`.

    It may read the files and folders in ``readable`` and execute what is there, have ``memory_mb`` MB of addresses, run
    for ``seconds`` seconds of processor time, and write ``answer_mb`` MB to what is open. It ends with its parent.
    Raises OSError.
    """
    lacking = missing()
    _be_ended_first()
    _limit(memory_mb * 2**20, seconds, answer_mb * 2**20)
    for option, value in ((_SET_PARENT_DEATH_SIGNAL, _KILLED), (_SET_NO_NEW_PRIVILEGES, 1)):
        _checked(_libc.prctl(option, value, 0, 0, 0))
    if "landlock" not in lacking:
        _leave_only(readable)
    if "seccomp" not in lacking:
        _filter_calls(_program())


def _be_ended_first() -> None:
    try:
        os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC), _END_THIS_FIRST)
    except OSError:  # as where /proc is read-only
        return


def _limit(memory: int, seconds: int, answer: int) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_NOFILE, _MOST_OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),  # seccomp forbids new processes as well, and to root too
    ):
        resource.setrlimit(limit, (most, most))


def _landlock_version() -> int:
    """Return the version of the kernel's Landlock; -1 if there is none."""
    return _call(_CREATE_RULESET, None, 0, _ASK_VERSION)


def _leave_only(readable: Iterable[str]) -> None:
    """Forbid this process all use of files but reading what is in ``readable``; see landlock(7)."""
    version = _landlock_version()
    rights = (1 << _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]) - 1
    rest = [every if version >= since else 0 for every, since in (_ALL_OF_NETWORK, _ALL_OF_SCOPES)]
    attributes = struct.pack("QQQ", rights, *rest)
    rules = _checked(_call(_CREATE_RULESET, attributes, len(attributes), 0))
    for path in filter(os.path.exists, readable):
        _allow_reading(rules, path)
    _checked(_call(_RESTRICT_SELF, rules, 0))
    os.close(rules)


def _allow_reading(rules: int, path: str) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    folder = _READ_FOLDER if stat.S_ISDIR(os.fstat(opened).st_mode) else 0
    _checked(_call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", _EXECUTE | _READ_FILE | folder, opened), 0))
    os.close(opened)


def _machine() -> str:
    """Return the kind of this machine; nothing for a process of 32 bits, whose calls have other numbers."""
    return os.uname().machine if struct.calcsize("P") == 8 else ""


def _knows_seccomp() -> bool:
    if _machine() not in MACHINES:
        return False
    _, seccomp, _ = MACHINES[_machine()]
    return _call(seccomp, _ASK_ACTION, 0, struct.pack("I", _REFUSE)) == 0


def _program() -> bytes:
    """Return a filter that lets through the calls in `MACHINES`; see seccomp(2)."""
    machine, _, calls = MACHINES[_machine()]
    steps = [(_LOAD, 0, 0, _MACHINE_AT), (_IF_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, _CALL_AT), (_IF_GREATER, 0, 1, _LAST_KNOWN_CALL), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]
    for number in calls.values():
        steps += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in [*steps, (_RETURN, 0, 0, _REFUSE | errno.EACCES)])


def _filter_calls(program: bytes) -> None:
    _, seccomp, _ = MACHINES[_machine()]
    steps = ctypes.create_string_buffer(program, len(program))
    counted = struct.pack("HP", len(program) // 8, ctypes.addressof(steps))
    _checked(_call(seccomp, _SET_FILTER, 0, counted))


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call; return -1 if it fails."""
    wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    done: int = _libc.syscall(ctypes.c_long(number), *wide)
    return done


def _checked(done: int) -> int:
    if done < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return done


def _main(memory_mb: str, seconds: str, answer_mb: str, paths: str, *rest: str) -> None:
    readable, command = rest[: int(paths)], rest[int(paths) :]
    shut_in(readable, int(memory_mb), int(seconds), int(answer_mb))
    os.execv(command[0], command)


if __name__ == "__main__":
    _main(*sys.argv[1:])
