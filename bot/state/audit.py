"""The audit log: who did what; the program never deletes its entries."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database
from bot.state.tables import AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    user_id: int
    action: str
    details: dict[str, Any]


def record(session: AsyncSession, user_id: int, action: str, **details: object) -> None:
    """Note what ``user_id`` does in the transaction of ``session``, so that both are kept together or not at all."""
    session.add(AuditRow(at=datetime.now(UTC), user_id=user_id, action=action, details=details))


async def note(database: Database, user_id: int, action: str, **details: object) -> None:
    """Note in a transaction of its own what ``user_id`` did outside the database."""
    async with database.begin() as session:
        record(session, user_id, action, **details)


async def newest(database: Database, limit: int) -> list[AuditEntry]:
    """Return the last ``limit`` entries, the newest first."""
    async with database.read() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit))
        return [AuditEntry(row.at, row.user_id, row.action, row.details) for row in rows]
