"""A program in the place of the one that reads documents, as a file that takes that one over would make it."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

_PROGRAM = """\
#!{python}
import ctypes, errno, fcntl, json, mmap, os, resource, signal, socket, subprocess, sys, tempfile, threading, time
{given}

def attempt():
{code}

def called(number, *arguments):
    # A system call that Python has no name for.
    if ctypes.CDLL(None, use_errno=True).syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

try:
    told = ["reached", repr(attempt())]
except BaseException as refusal:
    told = ["refused", repr(refusal)]
print(json.dumps({{"error": "unsupported", "details": {{"name": "", "endings": " ".join(told)[:200]}}}}))
"""


def write_hostile(path: Path, code: str, given: Mapping[str, object]) -> Path:
    """Write a program that runs ``code`` with the names in ``given``.

    It answers as the one that reads documents does: with an error, whose detail begins with "reached", or "refused"
    and what was raised.
    """
    names = "\n".join(f"{name} = {value!r}" for name, value in given.items())
    path.write_text(_PROGRAM.format(python=sys.executable, given=names, code=indent(code, "    ")))
    path.chmod(0o755)
    return path


def told_by(answer: bytes) -> tuple[str, str]:
    """Return what such a program said: "reached" or "refused", and how."""
    said, _, how = json.loads(answer)["details"]["endings"].partition(" ")
    return said, how


def children_of(process: int) -> set[int]:
    """Return the ids of the processes that ``process`` has started and that still are."""
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for each in listed for child in each.read_text().split()}
