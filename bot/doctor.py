"""Look at all that the program stands on: what is configured, what can be reached, and what is live.

Nothing is changed: no folder is made, no database is migrated, no update is taken from Telegram.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from bot.blobs.chosen import curated_files, document_files
from bot.curation.questions import read_curated
from bot.i18n import moment
from bot.reindexing.store import kept_names
from bot.settings import Settings
from bot.state.at_rest import layout_state
from bot.suites.loading import read_suites
from bot.version_stores import server_at, version_store
from index.encoder import Encoder
from index.errors import NoIndexError, StoreError
from knowledge.errors import TOLD_ERRORS, ToldError
from knowledge.jail import missing
from knowledge.pages.fonts import find_fonts

AskName = Callable[[Settings], Awaitable[str]]
State = Literal["good", "note", "bad"]  # "note": it works, but somebody may want to know

_MB = 2**20  # bytes
_CHINESE_CHARACTER = "页"
_LEAST_FREE_MB = 500  # an index version of a small collection and what is built beside it


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one ``subject``, for a front end to word: by its ``code``, or by the ``error`` if bad."""

    subject: str
    state: State
    code: str
    details: dict[str, object] = field(default_factory=dict)
    error: ToldError | None = None


async def examine(settings: Settings, ask_name: AskName | None) -> list[Finding]:
    """Return the findings, one after the other as people would look.

    ``ask_name`` asks Telegram for the bot's name; without it, Telegram is not asked.
    """
    findings = [_tried("data", lambda: _data_folder(settings))]
    findings += await asyncio.to_thread(_of_index, settings)
    findings.append(await _database(settings))
    findings.append(await _telegram(settings, ask_name))
    return findings + list(await asyncio.to_thread(lambda: list(_of_documents())))


def _tried(subject: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except TOLD_ERRORS as error:
        return Finding(subject, "bad", "error", error=error)


def _data_folder(settings: Settings) -> Finding:
    settings.data_folder.check_finished()
    root = settings.data_dir.absolute()
    there = next(path for path in (root, *root.parents) if path.is_dir())
    free_mb = shutil.disk_usage(there).free // _MB
    details: dict[str, object] = {"folder": str(root), "free": free_mb}
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding("data", "bad", "read-only", details)
    if there != root:
        return Finding("data", "note", "absent", details)
    return Finding("data", "good" if free_mb >= _LEAST_FREE_MB else "note", "folder", details)


def _of_index(settings: Settings) -> list[Finding]:
    store = _tried("store", lambda: _store(settings))
    return [
        _tried("encoder", lambda: _encoder(settings)),
        store,
        _live(settings, store),
        _tried("suites", lambda: _suites(settings)),
        *([] if store.state == "bad" else _of_files(settings)),  # they are kept in the same place
    ]


def _of_files(settings: Settings) -> list[Finding]:
    return [_tried("files", lambda: _files(settings)), _tried("curated", lambda: _curated(settings))]


def _encoder(settings: Settings) -> Finding:
    encoder = Encoder(settings.encoder)
    encoder.load()
    encoder.load_search()
    return Finding("encoder", "good", "loaded", {"model": settings.encoder})


def _store(settings: Settings) -> Finding:
    if settings.index_store == "folder":
        return Finding("store", "good", "folder", {"place": version_store(settings).place})
    server = server_at(settings.database_url.get_secret_value())
    # The import is here because it loads PostgreSQL's driver.
    from index.postgres.examining import LEAST_PGVECTOR, is_old
    from index.postgres.examining import examine as examine_server
    from index.postgres.layout import LAYOUT

    state = examine_server(server)
    vector = state.pgvector or state.offered
    details: dict[str, object] = {"server": state.version, "vector": vector, "size": state.size_mb}
    if state.pooled:
        return Finding("store", "bad", "pooled", details)
    if vector is None:
        return Finding("store", "bad", "no-pgvector", details)
    if is_old(vector):
        newer = state.offered is not None and not is_old(state.offered)
        details |= {"offered": state.offered, "least": LEAST_PGVECTOR}
        return Finding("store", "bad", "pgvector-not-updated" if newer else "old-pgvector", details)
    if state.layout is None:
        return Finding("store", "note", "absent", details)
    if state.layout > LAYOUT:
        return Finding("store", "bad", "newer", details)
    return Finding("store", "good", "postgres", details)


def _live(settings: Settings, store: Finding) -> Finding:
    # Looking for a version in a database makes the tables that are missing.
    if store.state != "good":
        return Finding("index", "note", "unknown" if store.state == "bad" else "none")
    return _tried("index", lambda: _index(settings))


def _index(settings: Settings) -> Finding:
    store = version_store(settings)
    try:
        manifest = store.load_current(settings.encoder).manifest
    except NoIndexError:
        return Finding("index", "note", "none")
    event = store.current_event()
    counts = {"documents": len(manifest.documents), "passages": manifest.passages}
    return Finding(
        "index", "good", "live", {"version": manifest.version, "at": moment(event.at) if event else "–", **counts}
    )


def _suites(settings: Settings) -> Finding:
    if not settings.suites:
        return Finding("suites", "good", "shipped")
    cases = sum(len(suite.cases) for suite in read_suites(settings.suites))
    return Finding("suites", "good", "own", {"suites": len(settings.suites), "cases": cases})


def _files(settings: Settings) -> Finding:
    documents = document_files(settings)
    count = len(kept_names(documents))
    places = {"documents": documents.where(), "curated": curated_files(settings).where()}
    return Finding("files", "good", settings.index_store, {**places, "count": count})


def _curated(settings: Settings) -> Finding:
    places = read_curated(curated_files(settings))
    return Finding("curated", "good", "places", {"places": len(places)})


async def _database(settings: Settings) -> Finding:
    address = settings.database_url.get_secret_value()
    kind = "PostgreSQL" if settings.on_postgresql else "SQLite"
    try:
        # First: in a pooler the statements that read the database get mixed up, and the error would say little.
        if settings.on_postgresql and await asyncio.to_thread(_is_pooled, address):
            return Finding("database", "bad", "pooled")
        state = await layout_state(address, settings.data_folder.database)
    except TOLD_ERRORS as error:
        return Finding("database", "bad", "error", error=error)
    states: dict[str, State] = {"newest": "good", "absent": "note", "older": "note", "newer": "bad"}
    return Finding("database", states[state], state, {"kind": kind})


def _is_pooled(address: str) -> bool:
    """Say whether locks, by which equal bots and migrations know of each other, do not hold at that address.

    Of a server that cannot be reached this is not known; why, is told by whoever reads the database.
    """
    # The imports are here because they load PostgreSQL's driver.
    from index.postgres.examining import is_pooled
    from index.postgres.server import told

    server = server_at(address)
    with suppress(StoreError), told(server.name):
        return is_pooled(server.connect)
    return False


async def _telegram(settings: Settings, ask_name: AskName | None) -> Finding:
    if not settings.telegram_token.get_secret_value():
        return Finding("telegram", "note", "no-token")
    if ask_name is None:
        return Finding("telegram", "note", "not-asked")
    try:
        name = await ask_name(settings)
    except TOLD_ERRORS as error:
        return Finding("telegram", "bad", "error", error=error)
    if not settings.telegram_admins:
        return Finding("telegram", "note", "no-admin", {"name": name})
    return Finding("telegram", "good", "webhook" if settings.webhook_url else "polling", {"name": name})


def _of_documents() -> Iterator[Finding]:
    """Yield what reading documents and drawing their pages stands on."""
    yield Finding("pages", "good", "font") if find_fonts(_CHINESE_CHARACTER) else Finding("pages", "note", "no-font")
    lacking = missing()
    yield from (Finding("jail", "note", f"no-{feature}") for feature in lacking)
    if not lacking:
        yield Finding("jail", "good", "whole")
