"""Which weekly reports were sent, so that none is sent twice, whatever is restarted or runs beside it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot.state.database import Database
from bot.state.tables import SentReportRow


async def admins_sent_to(database: Database, day: date) -> set[int]:
    """Return the admins who were sent the report that was due on ``day``, or had none to be sent."""
    async with database.read() as session:
        return set(await session.scalars(select(SentReportRow.admin_id).where(SentReportRow.day == day)))


async def claim_report(database: Database, day: date, admin_id: int) -> bool:
    """Note that the report that was due on ``day`` is sent to an admin; return False if that was noted before.

    Only whoever gets True sends it. Raises `NotKeptError`.
    """
    async with database.begin() as session:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        new = insert(SentReportRow).values(day=day, admin_id=admin_id).on_conflict_do_nothing()
        return (await session.execute(new.returning(SentReportRow.admin_id))).first() is not None
