"""The documents that may only be quoted: neither their pages nor their files are given to members.

A document is known by its file's checksum and by its title, so that the mark stays when one of them changes.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import delete, or_, select

from bot.state.audit import record
from bot.state.database import Database
from bot.state.tables import QuotesOnlyRow
from index.types import IndexedDocument


async def quotes_only_among(database: Database, documents: Collection[IndexedDocument]) -> frozenset[str]:
    """Return the checksums of those ``documents`` that may only be quoted."""
    async with database.read() as session:
        rows = [*await session.scalars(select(QuotesOnlyRow))]
    checksums, titles = {row.sha256 for row in rows}, {row.title for row in rows}
    return frozenset(each.sha256 for each in documents if each.sha256 in checksums or each.title in titles)


async def set_quotes_only(database: Database, user_id: int, document: IndexedDocument, *, only: bool) -> None:
    """Note, also in the audit log, whether ``user_id`` lets a document only be quoted."""
    same = or_(QuotesOnlyRow.sha256 == document.sha256, QuotesOnlyRow.title == document.title)
    async with database.begin() as session:
        await session.execute(delete(QuotesOnlyRow).where(same))
        if only:
            marked = {"sha256": document.sha256, "title": document.title, "changed_at": datetime.now(UTC)}
            session.add(QuotesOnlyRow(**marked))
        record(session, user_id, "quotes-only" if only else "given-out", title=document.title, sha256=document.sha256)
