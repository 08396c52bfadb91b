"""Which version stands in where the live one cannot be told or used: to answer, to build on, and to go live."""

from bot.blobs.chosen import document_files
from bot.blobs.seam import Blobs
from bot.reindexing.collection import Request
from bot.reindexing.gate import read_gate_result
from bot.reindexing.store import kept_names
from bot.settings import Settings
from bot.version_stores import version_store
from index.errors import IndexDamagedError, LiveUnknownError, SearchIndexError
from index.publishing import publish
from index.store import VersionStore
from index.versions import CHECKED
from knowledge.documents import SHIPPED_EDITION


def standbys(store: VersionStore) -> list[str]:
    """Return the versions that may answer in place of the live one, the best first.

    They are those that were live before. Where the history is lost too, they are all that were not held back.
    """
    return store.once_live() or [name for name in reversed(store.versions()) if not _held_back(store, name)]


def repair(settings: Settings, by: str, why: str) -> str:
    """Make the best whole standby live if the live version is damaged or cannot be told; return which is live then.

    Raises `IndexDamagedError` if no version may stand in, and for other reasons what loading it raises.
    """
    store, model = version_store(settings), settings.encoder
    try:
        return store.load_current(model).manifest.version
    except IndexDamagedError as error:
        damaged = error
    left = standbys(store)
    for version in left:
        try:
            return publish(store, version, model, by, why).manifest.version
        except SearchIndexError:
            continue
    if not left:
        raise damaged
    raise IndexDamagedError("index-none-whole") from damaged


def base_for(settings: Settings, request: Request) -> str | None:
    """Return the version that ``request`` builds on: the live one, None if there is none.

    Raises `LiveUnknownError` if the live version cannot be told. Nothing is built on a guess, since a document that
    only the right version has would be lost by it. But a version may be read ``again``, which loses nothing; and
    ``whole`` may be replaced what is no longer there, is damaged, or never was live.
    """
    store = version_store(settings)
    try:
        live = store.current()
    except LiveUnknownError:
        left = standbys(store)
        if request.again and left:
            return left[0]
        if request.whole is not None and not any(_is_whole(store, version) for version in left):
            return None
        raise
    if live is None and request.whole == () and _keeps_documents(document_files(settings)):
        # The whole index was lost, and nobody has said that the shipped edition is wanted in place of the documents.
        raise LiveUnknownError("index-versions-gone", folder=store.place)
    return live


def _keeps_documents(documents: Blobs) -> bool:
    """Say whether documents of a team are kept."""
    return any(name.partition("/")[2] != SHIPPED_EDITION.name for name in kept_names(documents))


def _held_back(store: VersionStore, version: str) -> bool:
    check = store.beside(version, CHECKED)
    gate = read_gate_result(check)
    return check is not None and (gate is None or not gate.good)  # nobody knows what a damaged check said


def _is_whole(store: VersionStore, version: str) -> bool:
    """Say whether nothing of ``version`` is damaged, even if another program or model made it."""
    try:
        store.check(version)
    except IndexDamagedError:
        return False
    except SearchIndexError:
        return True
    return True
