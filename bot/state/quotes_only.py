"""The documents that may only be quoted: neither their pages nor their files are given to members.

A document is known by its file's checksum and by the titles that it has or had, so that the mark stays when it is
renamed or replaced. Once an edition is given out, those before it are known by their checksums alone.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import delete, select, update

from bot.state.audit import record
from bot.state.database import Database
from bot.state.tables import QuotesOnlyRow
from index.types import IndexedDocument

_NO_TITLE = ""  # of a mark that holds for one file alone


async def quotes_only_among(database: Database, documents: Collection[IndexedDocument]) -> frozenset[str]:
    """Return the checksums of those ``documents`` that may only be quoted."""
    async with database.read() as session:
        rows = [*await session.scalars(select(QuotesOnlyRow))]
    checksums, titles = {row.sha256 for row in rows}, {row.title for row in rows} - {_NO_TITLE}
    return frozenset(each.sha256 for each in documents if each.sha256 in checksums or titles.intersection(each.titles))


async def set_quotes_only(
    database: Database, user_id: int, document: IndexedDocument, *, only: bool, before: Collection[IndexedDocument] = ()
) -> None:
    """Note, also in the audit log, whether ``user_id`` lets a document only be quoted.

    With it the editions ``before`` it may only be quoted; when it is given out, those that may only be quoted stay so.
    """
    withheld = await quotes_only_among(database, before)
    async with database.begin() as session:
        await session.execute(delete(QuotesOnlyRow).where(QuotesOnlyRow.sha256 == document.sha256))
        if only:
            session.add(_mark(document.sha256, document.title))
        else:
            same = QuotesOnlyRow.title.in_(document.titles)
            await session.execute(update(QuotesOnlyRow).where(same).values(title=_NO_TITLE))
        marked = {*await session.scalars(select(QuotesOnlyRow.sha256))}
        # Those before are marked by their titles, too: after a rollback another file may take the place of one.
        held = {each.sha256: each.title for each in before} if only else dict.fromkeys(withheld, _NO_TITLE)
        session.add_all(_mark(sha256, title) for sha256, title in held.items() if sha256 not in marked)
        record(session, user_id, "quotes-only" if only else "given-out", title=document.title, sha256=document.sha256)


def _mark(sha256: str, title: str) -> QuotesOnlyRow:
    return QuotesOnlyRow(sha256=sha256, title=title, changed_at=datetime.now(UTC))
