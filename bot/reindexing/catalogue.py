"""All index versions with what is known of each: state, times, people, reasons, documents, gate result."""

from dataclasses import dataclass
from typing import Literal

from bot.reindexing.gate import GateResult, read_gate_result
from index.errors import LiveUnknownError, SearchIndexError
from index.history import Event
from index.store import VersionStore
from index.types import IndexedDocument
from index.versions import CHECKED

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


def read_catalogue(store: VersionStore) -> list[VersionEntry]:
    """Return all versions, the newest first."""
    return [read_entry(store, version) for version in reversed(store.versions())]


def read_entry(store: VersionStore, version: str) -> VersionEntry:
    """Return what is known of ``version``. Raises `NoSuchVersionError`."""
    store.require(version)
    events = [event for event in store.history() if event.version == version]
    gate = read_gate_result(store.beside(version, CHECKED))
    try:
        manifest = store.manifest(version)
    except SearchIndexError:
        return VersionEntry(version, "unusable", "", "", "", None, 0, 0, (), gate, tuple(events))
    return VersionEntry(
        version=version,
        state=_state(store, version, live_once=bool(events)),
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


def _state(store: VersionStore, version: str, live_once: bool) -> State:
    live = _live(store)
    if version == live:
        return "live"
    if live and version in store.earlier()[-1:]:
        return "before"
    return "earlier" if live_once else "held"


def _live(store: VersionStore) -> str | None:
    try:
        return store.current()
    except LiveUnknownError:
        return None
