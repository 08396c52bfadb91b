"""Allow one builder at a time, and one process at a time to change which versions there are.

The operating system releases a lock when its process ends, however it ends.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import BusyError
from index.layout import BUILD_LOCK, BUILDER, BUILDING_PREFIX, REMOVING_PREFIX, SWITCH_LOCK
from knowledge.errors import naming

_LOCK_TIMEOUT_S = 30  # seconds; what is done under the lock for switching takes much less
_TRY_AGAIN_S = 0.05


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
                with naming(folder / BUILDER):
                    (folder / BUILDER).write_text(json.dumps(asdict(owner)), "utf-8")
                yield interrupted
            finally:
                (folder / BUILDER).unlink(missing_ok=True)
    except Timeout:
        raise _busy(_owner(folder)) from None


@contextmanager
def switching(folder: Path) -> Iterator[None]:
    """Keep others from changing which versions there are and which is live, while the block runs."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / SWITCH_LOCK, timeout=_LOCK_TIMEOUT_S):
            yield
    except Timeout:
        raise _busy(None) from None


@contextmanager
def standing_still(folder: Path) -> Iterator[None]:
    """Do as `switching` does, but without writing anything in ``folder``; several may do so at the same time.

    Raises `BusyError`, even after the block if there was nothing to lock and somebody has begun to switch meanwhile.
    """
    try:
        descriptor = os.open(folder / SWITCH_LOCK, os.O_RDONLY)
    except FileNotFoundError:
        descriptor = None
    try:
        if descriptor is not None and not _shared(descriptor):
            raise _busy(None)
        yield
        if descriptor is None and (folder / SWITCH_LOCK).exists():
            raise _busy(None)
    finally:
        if descriptor is not None:
            os.close(descriptor)  # This also unlocks it.


def _shared(descriptor: int) -> bool:
    """Lock an open file together with others who only read; return False if somebody keeps it locked for too long."""
    give_up = time.monotonic() + _LOCK_TIMEOUT_S
    while True:
        try:
            # Unlike a lock of filelock, this needs no permission to write.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                return False
            time.sleep(_TRY_AGAIN_S)
        else:
            return True


def clear_interrupted(folder: Path) -> Builder | None:
    """Delete what an interrupted build has left; return who built, None if nothing was left or somebody is building.

    A full disk is room enough for this. Raises OSError if the folder cannot be changed.
    """
    from filelock import FileLock, Timeout

    if not folder.exists():
        return None
    try:
        with FileLock(folder / BUILD_LOCK, timeout=0):
            interrupted = _owner(folder)
            clear_unfinished(folder)
            (folder / BUILDER).unlink(missing_ok=True)
            return interrupted
    except Timeout:
        return None


def builder_now(folder: Path) -> Builder | None:
    """Return who is building in any process, None if nobody is. Nothing is written in ``folder``."""
    owner = _owner(folder)
    if owner is None:
        return None
    with suppress(OSError), (folder / BUILD_LOCK).open("rb") as lock:
        # Only a build that was killed leaves a name without a lock, so hardly ever does this keep one from beginning.
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    return owner


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


def _busy(owner: Builder | None) -> BusyError:
    by, since = (owner.by, owner.since) if owner else ("", "")
    return BusyError("index-busy", by=by or "–", since=since or "?")
