"""The audit log: who did what.

What admins and the program did is never deleted. Of what anybody can do, such as asking for access, the last entries
are kept, so that nobody can fill the log.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database
from bot.state.tables import AuditRow

Who = Literal["admins", "others"]

FETCHED = ("page-fetched", "file-fetched")
_BOUNDED = ("knocked", "forgot", "group-asked", "group-left", "shared", "exported")
BY_ANYBODY = (*_BOUNDED, "code-used", *FETCHED)  # codes are the admins', so those used are few
MAX_FETCHED = 10_000  # entries of what members fetched
MAX_BY_OTHERS = 1_000  # entries of what anybody can do
_MAX_BY_ONE = 50  # such entries of one person


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    user_id: int
    action: str
    details: dict[str, Any]


def record(session: AsyncSession, user_id: int, action: str, **details: object) -> None:
    """Note what ``user_id`` does in the transaction of ``session``, so that both are kept together or not at all."""
    session.add(AuditRow(at=datetime.now(UTC), user_id=user_id, action=action, details=details))


async def record_of_anybody(session: AsyncSession, user_id: int, action: str, **details: object) -> None:
    """Note what ``user_id`` does without any rights, and delete the oldest of such entries that are too many."""
    record(session, user_id, action, **details)
    await session.flush()
    await _keep_newest(session, _MAX_BY_ONE, AuditRow.action.in_(_BOUNDED) & (AuditRow.user_id == user_id))
    await _keep_newest(session, MAX_BY_OTHERS, AuditRow.action.in_(_BOUNDED))


async def note_fetched(database: Database, user_id: int, action: str, **details: object) -> None:
    """Note in a transaction of its own which page or file somebody fetched; the newest entries are kept."""
    async with database.begin() as session:
        record(session, user_id, action, **details)
        await session.flush()
        await _keep_newest(session, MAX_FETCHED, AuditRow.action.in_(FETCHED))


async def note(database: Database, user_id: int, action: str, **details: object) -> None:
    """Note in a transaction of its own what ``user_id`` did outside the database."""
    async with database.begin() as session:
        record(session, user_id, action, **details)


async def newest(database: Database, limit: int, who: Who | None = None, skip: int = 0) -> list[AuditEntry]:
    """Return ``limit`` entries, the newest first, after the first ``skip``: what ``who`` did, or all (None)."""
    chosen = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit).offset(skip)
    async with database.read() as session:
        rows = await session.scalars(chosen.where(_done_by(who)) if who else chosen)
        return [AuditEntry(row.at, row.user_id, row.action, row.details) for row in rows]


async def count_entries(database: Database, who: Who) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(AuditRow).where(_done_by(who))) or 0


def _done_by(who: Who) -> ColumnElement[bool]:
    by_anybody = AuditRow.action.in_(BY_ANYBODY)
    return by_anybody if who == "others" else ~by_anybody


async def _keep_newest(session: AsyncSession, most: int, which: ColumnElement[bool]) -> None:
    """Delete all but the ``most`` newest of those entries."""
    first_too_many = select(AuditRow.id).where(which).order_by(AuditRow.id.desc()).offset(most).limit(1)
    last = await session.scalar(first_too_many)
    if last is not None:
        await session.execute(delete(AuditRow).where(which, AuditRow.id <= last))
