"""Keep index versions in PostgreSQL; see `index.postgres.layout` for the tables."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from index.errors import (
    NoEarlierVersionError,
    NoIndexError,
    NoSuchVersionError,
    OvertakenError,
    SearchIndexError,
)
from index.history import Event, event_now, lineage
from index.locks import Builder
from index.postgres import locks, reading, writing
from index.postgres.clearing import clear
from index.postgres.layout import LIVE_OR_FINISHED, SHARED, prepare
from index.postgres.server import Row, Server, told
from index.search import SearchIndex
from index.store import Check
from index.types import IndexedDocument, Manifest
from index.versions import check_later, new_name
from knowledge.samples import SamplePlace
from knowledge.types import Passage

if TYPE_CHECKING:
    import psycopg

_MAX_VECTORS_EXACT = 50_000  # vectors; exact search over more takes longer than encoding the question
_GRACE_S = 15 * 60  # seconds for which a version that was pruned can still be read; an earlier one stays open for 300
_BESIDE = "beside/"
_SWITCH = f"""
WITH switched AS (
    UPDATE {SHARED}.live SET version = %(version)s, at = %(at)s
    WHERE (%(base)s::text IS NULL OR version IS NULL OR version = %(base)s)
    AND EXISTS (SELECT FROM {SHARED}.version WHERE name = %(version)s AND {LIVE_OR_FINISHED})
    RETURNING version
), kept AS (
    -- Were it pruned at this very moment, it would be there for some time only.
    UPDATE {SHARED}.version SET removed_at = NULL WHERE name IN (SELECT version FROM switched)
)
INSERT INTO {SHARED}.event (version, at, by, why)
SELECT version, %(at)s, %(by)s, %(why)s FROM switched RETURNING version
"""


class PostgresStore:
    """The versions in the database of ``server``; see `index.store.VersionStore`."""

    def __init__(self, server: Server, *, exact_limit: int = _MAX_VECTORS_EXACT, grace_s: float = _GRACE_S) -> None:
        """Try more vectors than ``exact_limit`` by a graph; let pruned versions be read for ``grace_s`` seconds."""
        self.server = server
        self._exact_limit, self._grace_s = exact_limit, grace_s
        # The version whose vectors were compared with their checksums last: a later one shares most of them, and
        # comparing those of a large collection takes a minute.
        self._compared: str | None = None
        self._prepared = False
        self._preparing = threading.Lock()

    @property
    def place(self) -> str:
        return self.server.name

    def current(self) -> str | None:
        ((version,),) = self._read(f"SELECT version FROM {SHARED}.live")
        return None if version is None else str(version)

    def current_event(self) -> Event | None:
        events = self.history()
        return events[-1] if events else None

    def last_live(self) -> str | None:
        return self.current()

    def once_live(self) -> list[str]:
        events, there = self.history(), set(self.versions())
        led = lineage(events[:-1], events[-1].version) if events else []
        return [version for version in reversed(led) if version in there]

    def history(self) -> list[Event]:
        return [Event(*row) for row in self._read(f"SELECT version, at, by, why FROM {SHARED}.event ORDER BY number")]

    def versions(self) -> list[str]:
        rows = self._read(f"SELECT name FROM {SHARED}.version WHERE {LIVE_OR_FINISHED} ORDER BY number")
        return [str(name) for (name,) in rows]

    def earlier(self) -> list[str]:
        live, there = self.current(), set(self.versions())
        return [version for version in lineage(self.history(), live) if version in there - {live}] if live else []

    def before(self) -> str:
        earlier = self.earlier()
        if not earlier:
            raise NoEarlierVersionError("index-no-earlier")
        return earlier[-1]

    def require(self, version: str) -> None:
        # A version that was pruned is not there any more, even while those who have it open may read on.
        if version not in (there := self.versions()):
            raise NoSuchVersionError("index-no-such-version", version=version, versions=", ".join(there) or "–")

    def manifest(self, version: str) -> Manifest:
        self.require(version)
        return reading.read_manifest(self.server, version)

    def documents(self, version: str) -> tuple[IndexedDocument, ...]:
        self.require(version)
        return reading.read_documents(self.server, version)

    def places(self, version: str) -> list[SamplePlace]:
        self.require(version)
        return reading.read_places(self.server, version)

    def passages(self, version: str) -> list[Passage]:
        self.require(version)
        return reading.read_passages(self.server, version)

    def beside(self, version: str, name: str) -> str | None:
        self.require(version)
        found = reading.read_file(self.server, version, _BESIDE + name)
        if found is None:
            return None
        content, whole = found
        return content.decode("utf-8", "replace") if whole else ""

    def check(self, version: str) -> None:
        self.require(version)
        reading.check(self.server, version)

    def load(self, version: str, model: str) -> SearchIndex:
        self.require(version)
        return self._opened(version, model)

    def load_current(self, model: str) -> SearchIndex:
        version = self.current()
        if version is None:
            raise NoIndexError("index-none")
        return self.load(version, model)

    def new_version(self, content: str) -> tuple[str, str]:
        return new_name(content, [str(name) for (name,) in self._read(f"SELECT name FROM {SHARED}.version")])

    def check_clock(self) -> None:
        live = self.current()
        if live is None:
            return
        try:
            created = datetime.fromisoformat(self.manifest(live).created)
        except (SearchIndexError, ValueError):  # other code finds and reports what is wrong with it
            return
        check_later(created, live)

    def add(self, index: SearchIndex, places: Sequence[SamplePlace] = (), check: Check | None = None) -> SearchIndex:
        manifest = index.manifest
        version = manifest.version
        self._prepare()
        with self.server.changing() as connection:
            writing.begin(connection, manifest)
        with self.server.changing() as connection:
            small = writing.small_parts(index, places)
            files = {name: reading.digest(content) for name, content in small.items()}
            files |= writing.write_rows(self.server, connection, index, self._exact_limit)
            small[reading.MANIFEST] = writing.manifest_bytes(manifest, files)
            for name, content in small.items():
                writing.write_file(connection, version, name, content, reading.digest(content))
        opened = self._opened(version, manifest.model)
        texts = check(opened) if check else {}
        with self.server.changing() as connection:
            for name, text in texts.items():
                content = text.encode("utf-8", "replace")
                writing.write_file(connection, version, _BESIDE + name, content, reading.digest(content))
            connection.execute(f"UPDATE {SHARED}.version SET finished = true WHERE name = %s", (version,))
        return opened

    def switch_to(self, version: str, by: str, why: str, *, instead_of: str | None = None) -> None:
        event = event_now(version, by, why)
        given = {"version": version, "at": event.at, "by": event.by, "why": event.why, "base": instead_of}
        self._prepare()
        with self.server.changing() as connection:
            if connection.execute(_SWITCH, given).fetchone() is not None:
                return
        self.require(version)
        raise OvertakenError("index-overtaken", version=version, base=instead_of or "–", live=self.current() or "–")

    def prune(self, keep: int) -> list[str]:
        self._prepare()
        with self.server.changing() as connection:
            # Whoever switches changes this row: so nothing goes live while it is counted what may go.
            connection.execute(f"SELECT FROM {SHARED}.live FOR UPDATE")
            kept = {self.current(), *self.earlier()[-1:]}
            old = [version for version in self.versions() if version not in kept]
            surplus = old[: max(len(old) - max(keep - len(kept), 0), 0)]
            connection.execute(f"UPDATE {SHARED}.version SET removed_at = now() WHERE name = ANY(%s)", (surplus,))
        return surplus

    def building(self, by: str = "") -> AbstractContextManager[Builder | None]:
        return locks.building(self.server, by, self._clear)

    def builder_now(self) -> Builder | None:
        self._prepare()
        return locks.builder_now(self.server)

    def clear_interrupted(self) -> Builder | None:
        return locks.clear_interrupted(self.server, self._clear)

    def _opened(self, version: str, model: str) -> SearchIndex:
        compared = None if version == self._compared else self._compared
        opened = reading.open_version(self.server, version, model, self._exact_limit, compared)
        self._compared = version
        return opened

    def _clear(self, connection: "psycopg.Connection[Any]") -> None:
        clear(connection, self._grace_s)

    def _read(self, statement: str) -> list[Row]:
        self._prepare()
        return self.server.read(statement)

    def _prepare(self) -> None:
        """Make the tables if this is the first time that they are needed and they are not there."""
        with self._preparing:
            if not self._prepared:
                with self.server.connect() as connection, told(self.server.name):
                    prepare(connection)
                self._prepared = True
