"""Which version stands in where the live one cannot be told or used: to answer, and to build on."""

from pathlib import Path

from bot.data_folder import DataFolder
from bot.reindexing.collection import Request
from bot.reindexing.gate import read_gate_result
from index.errors import LiveUnknownError
from index.versions import current_version, list_versions, once_live, read_check
from knowledge.documents import SHIPPED_EDITION


def standbys(folder: Path) -> list[str]:
    """Return the versions that may answer in place of the live one, the best first.

    They are those that were live before. Where the history is lost too, they are all that were not held back.
    """
    return once_live(folder) or [name for name in reversed(list_versions(folder)) if not _held_back(folder, name)]


def base_for(data: DataFolder, request: Request) -> str | None:
    """Return the version that ``request`` builds on: the live one, None if there is none.

    Raises `LiveUnknownError` if the live version cannot be told. Nothing is built on a guess, since a document that
    only the right version has would be lost by it. But a version may be read ``again``, which loses nothing; and
    ``whole`` may be replaced what is no longer there, or never was live.
    """
    try:
        live = current_version(data.index)
    except LiveUnknownError:
        left = standbys(data.index)
        if request.again and left:
            return left[0]
        if request.whole is not None and not left:
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
    gate = read_gate_result(read_check(folder, version))
    return gate is not None and not gate.good
