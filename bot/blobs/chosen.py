"""Where shared files are kept, as the settings say: with the index versions, in the data directory or in PostgreSQL."""

from pathlib import Path

from bot.blobs.folder import FolderBlobs
from bot.blobs.seam import Blobs
from bot.data_folder import ARRIVING_PREFIX, SAVING_PREFIX, DataFolder
from bot.settings import Settings
from bot.version_stores import server_at


def document_files(settings: Settings) -> Blobs:
    """Return the files of documents, named by checksum; see `bot.reindexing.store`.

    Raises `StoreError` if PostgreSQL's driver is not installed.
    """
    own = documents_in(settings.data_folder)
    return own if settings.index_store == "folder" else _in_postgres(settings, "documents")


def curated_files(settings: Settings) -> Blobs:
    """Return the files of what admins curate; see `bot.curation.files`.

    Raises `StoreError` if PostgreSQL's driver is not installed.
    """
    own = curated_in(settings.data_folder)
    return own if settings.index_store == "folder" else _in_postgres(settings, "curated")


def documents_in(data: DataFolder) -> FolderBlobs:
    """Return the files of documents in a data directory."""
    return FolderBlobs(data.documents, ARRIVING_PREFIX)


def curated_in(data: DataFolder) -> FolderBlobs:
    """Return the files of what admins curate in a data directory."""
    return FolderBlobs(data.curated, SAVING_PREFIX)


def receiving_folder(settings: Settings) -> Path:
    """Return the folder on this machine into which a document is received before it is kept."""
    return settings.data_folder.documents if settings.index_store == "folder" else settings.data_folder.copies


def _in_postgres(settings: Settings, kind: str) -> Blobs:
    server = server_at(settings.database_url.get_secret_value())
    # The import is here because it loads PostgreSQL's driver.
    from bot.blobs.postgres import PostgresBlobs

    return PostgresBlobs(server, kind, FolderBlobs(settings.data_folder.copies, ARRIVING_PREFIX))
