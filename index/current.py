"""Keep the name of the live version in CURRENT, with the event that made it live.

::

    20261122-101500-3f9a1c
    {"version": "20261122-101500-3f9a1c", "at": …, "by": …, "why": …, "checksum": …}

The event tells a damaged or old CURRENT, which names another version than the history does, from a switch that a crash
or a full disk kept out of the history. CURRENT of an older program has no event.
"""

import os
import re
import shutil
from pathlib import Path

from index.files import sync
from index.history import Event, event_line, parse_event, read_history
from index.layout import CURRENT, NEW_CURRENT, VERSIONS
from knowledge.errors import naming

_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)  # a name of a version, so nothing with a path in it


def written_name(folder: Path) -> str:
    """Return what CURRENT has in the place of a name, empty if it cannot be read."""
    return _read(folder)[0]


def current_event(folder: Path) -> Event | None:
    """Return the event that made the version live that CURRENT names; None if that is missing or damaged."""
    return _read(folder)[1]


def believed_name(folder: Path) -> str | None:
    """Return the version that CURRENT names and that exists; None if it is not certain that this one went live last.

    Either the history's last event is of that version, or the history lacks the event that CURRENT has, or there is
    no history and only one version.
    """
    events = read_history(folder)  # first, since CURRENT is always written before it
    name, event = _read(folder)
    versions = folder / VERSIONS
    if not _NAME.fullmatch(name) or not (versions / name).is_dir():
        return None
    if events and events[-1].version == name:
        return name
    if event is not None and event not in events:
        return name
    alone = [path.name for path in versions.iterdir() if path.is_dir()] == [name]
    return name if alone and not events else None


def make_current(folder: Path, event: Event) -> None:
    """Make the version of ``event`` the live one by one rename."""
    if (folder / CURRENT).is_dir():
        shutil.rmtree(folder / CURRENT)
    pending = folder / NEW_CURRENT
    with naming(folder / CURRENT), pending.open("w", encoding="utf-8") as file:
        file.write(f"{event.version}\n{event_line(event)}\n")
        file.flush()
        os.fsync(file.fileno())
    pending.replace(folder / CURRENT)
    sync(folder)


def _read(folder: Path) -> tuple[str, Event | None]:
    """Return the name in CURRENT, empty if there is none, and its event if that is whole and of the same version."""
    try:
        # Not splitlines: names and reasons may contain other line separators.
        name, _, rest = (folder / CURRENT).read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return "", None
    event = parse_event(rest.strip("\n"))
    return name.strip(), event if event is not None and event.version == name.strip() else None
