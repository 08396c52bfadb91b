"""Which version stands in where the live one cannot be told or used: to answer, to build on, and to go live."""

from pathlib import Path

from bot.data_folder import DataFolder
from bot.reindexing.collection import Request
from bot.reindexing.gate import read_gate_result
from bot.settings import Settings
from index.errors import IndexDamagedError, LiveUnknownError, SearchIndexError
from index.files import check_files
from index.publishing import publish
from index.versions import current_version, list_versions, load_current, once_live, read_check, version_folder
from knowledge.documents import SHIPPED_EDITION


def standbys(folder: Path) -> list[str]:
    """Return the versions that may answer in place of the live one, the best first.

    They are those that were live before. Where the history is lost too, they are all that were not held back.
    """
    return once_live(folder) or [name for name in reversed(list_versions(folder)) if not _held_back(folder, name)]


def repair(settings: Settings, by: str, why: str) -> str:
    """Make the best whole standby live if the live version is damaged or cannot be told; return which is live then.

    Raises `IndexDamagedError` if no version may stand in, and what `load_current` raises for other reasons.
    """
    folder, model = settings.data_folder.index, settings.encoder
    try:
        return load_current(folder, model).manifest.version
    except IndexDamagedError as error:
        damaged = error
    left = standbys(folder)
    for version in left:
        try:
            return publish(folder, version, model, by, why).manifest.version
        except SearchIndexError:
            continue
    if not left:
        raise damaged
    raise IndexDamagedError("index-none-whole") from damaged


def base_for(data: DataFolder, request: Request) -> str | None:
    """Return the version that ``request`` builds on: the live one, None if there is none.

    Raises `LiveUnknownError` if the live version cannot be told. Nothing is built on a guess, since a document that
    only the right version has would be lost by it. But a version may be read ``again``, which loses nothing; and
    ``whole`` may be replaced what is no longer there, is damaged, or never was live.
    """
    try:
        live = current_version(data.index)
    except LiveUnknownError:
        left = standbys(data.index)
        if request.again and left:
            return left[0]
        if request.whole is not None and not any(_is_whole(data.index, version) for version in left):
            return None
        raise
    if live is None and request.whole == () and _keeps_documents(data):
        # The whole index was lost, and nobody has said that the shipped edition is wanted in place of the documents.
        raise LiveUnknownError("index-versions-gone", folder=str(data.index))
    return live


def _keeps_documents(data: DataFolder) -> bool:
    """Say whether documents of a team are kept."""
    return any(path.name != SHIPPED_EDITION.name for path in data.documents.glob("*/*"))


def _held_back(folder: Path, version: str) -> bool:
    check = read_check(folder, version)
    gate = read_gate_result(check)
    return check is not None and (gate is None or not gate.good)  # nobody knows what a damaged check said


def _is_whole(folder: Path, version: str) -> bool:
    """Say whether no file of ``version`` is damaged, even if another program or model made it."""
    try:
        check_files(version_folder(folder, version))
    except IndexDamagedError:
        return False
    except SearchIndexError:
        return True
    return True
