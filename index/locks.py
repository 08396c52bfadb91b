"""One builder at a time, and one process at a time that changes which versions there are.

The operating system lets go of a lock when its process ends, however it ends.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import BusyError

_OWNER = "building.json"
_PATIENCE = 30  # seconds; what is done under the other lock takes much less


@dataclass(frozen=True, slots=True)
class Builder:
    """Who builds, in which process, since when (UTC, ISO 8601)."""

    by: str
    process: int
    since: str


@contextmanager
def building(folder: Path, by: str = "") -> Iterator[Builder | None]:
    """Keep other builders out, and clear away what one that was interrupted has left; who that was, None: nobody.

    Raises `BusyError`, which says who is building.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "lock", timeout=0):
            interrupted = _owner(folder)
            clear_unfinished(folder)
            owner = Builder(by, os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"))
            try:  # on a full disk a file without content would tell of a build that never began
                (folder / _OWNER).write_text(json.dumps(asdict(owner)), "utf-8")
                yield interrupted
            finally:
                (folder / _OWNER).unlink(missing_ok=True)
    except Timeout:
        raise BusyError(folder, *_described(_owner(folder))) from None


@contextmanager
def switching(folder: Path) -> Iterator[None]:
    """Keep others from changing which versions there are, and which is live, for the moment that this takes."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "switch.lock", timeout=_PATIENCE):
            yield
    except Timeout:
        raise BusyError(folder) from None


def clear_interrupted(folder: Path) -> Builder | None:
    """Clear away what an interrupted build has left; who built, None where nothing was left or somebody builds."""
    if not folder.exists():
        return None
    try:
        with building(folder) as interrupted:
            return interrupted
    except BusyError:
        return None


def clear_unfinished(folder: Path) -> None:
    """Delete what is being written or removed, and no longer is by anybody."""
    for pattern in ("building-*", "removing-*"):
        for left in folder.glob(pattern):
            shutil.rmtree(left, ignore_errors=True)


def _owner(folder: Path) -> Builder | None:
    try:
        return Builder(**json.loads((folder / _OWNER).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return Builder("", 0, "")


def _described(owner: Builder | None) -> tuple[str, str]:
    return (owner.by, owner.since) if owner else ("", "")
