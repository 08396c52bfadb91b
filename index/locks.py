"""Allow one builder at a time, and one process at a time to change which versions there are.

The operating system releases a lock when its process ends, however it ends.
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
from index.layout import BUILD_LOCK, BUILDER, BUILDING_PREFIX, REMOVING_PREFIX, SWITCH_LOCK

_LOCK_TIMEOUT_S = 30  # seconds; what is done under the lock for switching takes much less


@dataclass(frozen=True, slots=True)
class Builder:
    """Who builds, in which process, since when (UTC, ISO 8601)."""

    by: str
    process: int
    since: str


@contextmanager
def building(folder: Path, by: str = "") -> Iterator[Builder | None]:
    """Keep other builders out, and delete what an interrupted build has left.

    Yield who built that, None if no build was interrupted. Raises `BusyError`, which says who is building.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / BUILD_LOCK, timeout=0):
            interrupted = _owner(folder)
            clear_unfinished(folder)
            owner = Builder(by, os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"))
            try:  # otherwise an empty file, left by a full disk, would tell of a build that never began
                (folder / BUILDER).write_text(json.dumps(asdict(owner)), "utf-8")
                yield interrupted
            finally:
                (folder / BUILDER).unlink(missing_ok=True)
    except Timeout:
        raise _busy(folder, _owner(folder)) from None


@contextmanager
def switching(folder: Path) -> Iterator[None]:
    """Keep others from changing which versions there are and which is live, while the block runs."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / SWITCH_LOCK, timeout=_LOCK_TIMEOUT_S):
            yield
    except Timeout:
        raise _busy(folder, None) from None


def clear_interrupted(folder: Path) -> Builder | None:
    """Delete what an interrupted build has left; return who built, None if nothing was left or somebody is building."""
    if not folder.exists():
        return None
    try:
        with building(folder) as interrupted:
            return interrupted
    except BusyError:
        return None


def clear_unfinished(folder: Path) -> None:
    """Delete folders that were left half written or half removed; call this only while nobody is building."""
    for prefix in (BUILDING_PREFIX, REMOVING_PREFIX):
        for left in folder.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)


def _owner(folder: Path) -> Builder | None:
    try:
        return Builder(**json.loads((folder / BUILDER).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return Builder("", 0, "")


def _busy(folder: Path, owner: Builder | None) -> BusyError:
    by, since = (owner.by, owner.since) if owner else ("", "")
    return BusyError("index-busy", folder=str(folder), by=by or "–", since=since or "?")
