"""All index versions with what is known of each: state, times, people, reasons, documents, gate result."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.reindexing.gate import GateResult, read_gate_result
from index.errors import LiveUnknownError, SearchIndexError
from index.files import read_manifest
from index.history import Event, read_history
from index.types import IndexedDocument
from index.versions import current_version, earlier_versions, list_versions, read_check, version_folder

State = Literal["live", "before", "earlier", "held", "unusable"]


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """What is known of an index version.

    ``state`` is "live", "before" (the version before the live one), "earlier", "held" (held back, never live), or
    "unusable" by this program. ``created`` is UTC, ISO 8601. ``events`` say when, by whom and why it went live, the
    oldest first.
    """

    version: str
    state: State
    created: str
    by: str
    why: str
    base: str | None
    passages: int
    samples: int
    documents: tuple[IndexedDocument, ...]
    gate: GateResult | None
    events: tuple[Event, ...]


def read_catalogue(folder: Path) -> list[VersionEntry]:
    """Return all versions, the newest first."""
    return [read_entry(folder, version) for version in reversed(list_versions(folder))]


def read_entry(folder: Path, version: str) -> VersionEntry:
    """Return what is known of ``version``. Raises `NoSuchVersionError`."""
    path = version_folder(folder, version)
    events = [event for event in read_history(folder) if event.version == version]
    gate = read_gate_result(read_check(folder, version))
    try:
        manifest = read_manifest(path)
    except SearchIndexError:
        return VersionEntry(version, "unusable", "", "", "", None, 0, 0, (), gate, tuple(events))
    return VersionEntry(
        version=version,
        state=_state(folder, version, live_once=bool(events)),
        created=manifest.created,
        by=manifest.by,
        why=manifest.why,
        base=manifest.base,
        passages=manifest.passages,
        samples=manifest.samples,
        documents=manifest.documents,
        gate=gate,
        events=tuple(events),
    )


def _state(folder: Path, version: str, live_once: bool) -> State:
    live = _live(folder)
    if version == live:
        return "live"
    if live and version in earlier_versions(folder)[-1:]:
        return "before"
    return "earlier" if live_once else "held"


def _live(folder: Path) -> str | None:
    try:
        return current_version(folder)
    except LiveUnknownError:
        return None
