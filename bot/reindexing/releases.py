"""What admins do with index versions: make one live, and have it in the audit log."""

import asyncio

from bot.reindexing.catalogue import read_entry
from bot.settings import Settings
from bot.state.audit import note
from bot.state.database import Database
from bot.version_stores import version_store
from index.publishing import publish


async def release_version(
    database: Database, settings: Settings, admin_id: int, by: str, version: str, before: str, why: str = ""
) -> None:
    """Make ``version`` live in place of ``before``, and note what that was: a release, or a way back.

    The history has ``why``, or the same words without one.
    Raises `SearchIndexError` and OSError; then nothing has changed and nothing is noted.
    """
    store = version_store(settings)
    entry = await asyncio.to_thread(read_entry, store, version)
    action = "published a held version" if entry.state == "held" else "rolled back"
    await asyncio.to_thread(publish, store, version, settings.encoder, by, why or action)
    checksums = [document.sha256 for document in entry.documents]
    await note(database, admin_id, action, version=version, before=before, sha256=checksums)
