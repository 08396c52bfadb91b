"""What went live, when, by whom and why: one line of JSON each, in the order in which it happened.

That order is what "the version before" goes by: names and times of versions are as wrong as the clock was.
"""

import errno
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.layout import HISTORY


@dataclass(frozen=True, slots=True)
class Event:
    """A version went live ``at`` that time, UTC in ISO 8601, through ``by``."""

    version: str
    at: str
    by: str
    why: str


def read_history(folder: Path) -> list[Event]:
    """All events, the oldest first; a line that a crash or a full disk cut short is left out."""
    try:
        # Not splitlines: what somebody is called or says may have other separators in it.
        lines = (folder / HISTORY).read_text("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return []
    return [event for event in map(_event, lines) if event]


def note_event(folder: Path, event: Event) -> None:
    """Add ``event``, on the disk before this returns. Raises OSError where there is no room for all of it."""
    # A line that was cut short before must not swallow this one: an empty line more does no harm.
    line = ("\n" + json.dumps(asdict(event), ensure_ascii=False) + "\n").encode("utf-8", "replace")
    descriptor = os.open(folder / HISTORY, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / HISTORY))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lineage(events: list[Event], current: str) -> list[str]:
    """The versions that led to ``current``, which is last: one that was rolled back is no longer among them."""
    led: list[str] = []
    for version in [*(event.version for event in events), current]:
        if version in led:
            del led[led.index(version) + 1 :]
        else:
            led.append(version)
    return led


def _event(line: str) -> Event | None:
    try:
        return Event(**json.loads(line))
    except (ValueError, TypeError):
        return None
