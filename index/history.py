"""Record what went live, when, by whom and why: one line of JSON each, in the order in which it happened.

A line ends with a checksum of its event; lines of older programs have none.

This order decides which is "the version before", because the names and times of versions are wrong if the clock was.
"""

import errno
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.layout import HISTORY

_CHECKSUM_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Event:
    """A ``version`` that went live ``at`` that time (UTC, ISO 8601); ``by`` is who did it and ``why`` the reason."""

    version: str
    at: str
    by: str
    why: str


def read_history(folder: Path) -> list[Event]:
    """Return all events, the oldest first; leave out a line that is damaged, or that a crash or full disk cut short.

    A history that is missing or cannot be read has none: `index.current` can do without it.
    """
    try:
        # Not splitlines: names and reasons may contain other line separators.
        lines = (folder / HISTORY).read_text("utf-8", "replace").split("\n")
    except OSError:
        return []
    return [event for event in map(parse_event, lines) if event]


def event_now(version: str, by: str, why: str) -> Event:
    """Return the event of a ``version`` that goes live now; no other event equals it."""
    by, why = (text.encode("utf-8", "replace").decode() for text in (by, why))  # an argument may be no Unicode
    return Event(version, datetime.now(UTC).isoformat(), by, why)


def note_event(folder: Path, event: Event) -> None:
    """Append ``event`` and flush it to the disk. Raises OSError if there is no room for all of it."""
    # Begin with a newline, so that a line cut short before does not swallow this one; an empty line does no harm.
    line = f"\n{event_line(event)}\n".encode()
    descriptor = os.open(folder / HISTORY, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / HISTORY))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lineage(events: list[Event], current: str) -> list[str]:
    """Return the versions that led to ``current``, which is last; those that were rolled back are left out."""
    led: list[str] = []
    for version in [*(event.version for event in events), current]:
        if version in led:
            del led[led.index(version) + 1 :]
        else:
            led.append(version)
    return led


def event_line(event: Event) -> str:
    """Return ``event`` with its checksum as a line of JSON."""
    return json.dumps(asdict(event) | {"checksum": _checksum(event)}, ensure_ascii=False)


def parse_event(line: str) -> Event | None:
    """Return the event of a line, None if that is none or is damaged."""
    try:
        record = json.loads(line)
        checksum = record.pop("checksum", None)
        event = Event(**record)
    except (ValueError, TypeError, AttributeError):
        return None
    return event if checksum in (None, _checksum(event)) else None


def _checksum(event: Event) -> str:
    content = json.dumps(list(asdict(event).values())).encode("utf-8", "replace")
    return hashlib.sha256(content).hexdigest()[:_CHECKSUM_CHARACTERS]
