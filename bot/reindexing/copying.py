"""Take what is in the data directory into PostgreSQL, so that nobody has to read the documents again."""

from collections.abc import Collection

from bot.blobs.chosen import curated_files, curated_in, document_files, documents_in
from bot.blobs.seam import Blobs
from bot.curation.files import export_curated, import_curated
from bot.reindexing.store import kept_names
from bot.settings import Settings
from bot.suites.drafting import DRAFTED
from bot.version_stores import version_store
from index.errors import NoIndexError, StoreError
from index.folder_store import FolderStore
from index.publishing import publish
from index.store import VersionStore
from index.versions import CHECKED


def copy_to_postgres(settings: Settings, by: str, why: str) -> str:
    """Copy the live version, its documents and all that was curated, make it live there, and return its name.

    What was curated is added to what is there. Raises `UserError` and OSError; then the live version is as before.
    """
    data = settings.data_folder
    source = FolderStore(data.index)
    if settings.index_store == "folder":
        raise StoreError("index-copy-folder", folder=source.place)
    version = source.current()
    if version is None:
        raise NoIndexError("index-none")
    checksums = [document.sha256 for document in source.documents(version)]
    _copy_documents(documents_in(data), document_files(settings), checksums)
    import_curated(curated_files(settings), export_curated(curated_in(data)))
    target = version_store(settings)
    with target.building(by):
        if version not in target.versions():
            _copy_version(source, version, target, settings.encoder)
        publish(target, version, settings.encoder, by, why)
    return version


def _copy_documents(source: Blobs, target: Blobs, checksums: Collection[str]) -> None:
    """Copy files as they are; what is damaged is told when it is asked for."""
    for name in (name for sha256 in checksums for name in kept_names(source, sha256)):
        content = source.read(name)
        if content is not None:
            target.write({name: content})


def _copy_version(source: VersionStore, version: str, target: VersionStore, model: str) -> None:
    """Copy a version with what was said of it; ``source`` must hold what it loads in memory."""
    told = {name: source.beside(version, name) for name in (CHECKED, DRAFTED)}
    texts = {name: text for name, text in told.items() if text}
    target.add(source.load(version, model), source.places(version), lambda _: texts)
