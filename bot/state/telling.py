"""What people were told by the bot itself: noted before it is sent, so that nobody is told twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, inspect, select

from bot.state.database import Database, get_or_make
from bot.state.quoted import Key
from bot.state.tables import BellRow, QuotationRow, ToldVersionRow


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is about to be told: ``bells`` were deleted, as rows, and ``states`` have what was known before."""

    bells: tuple[dict[str, object], ...]
    states: Mapping[Key, str | None]

    @property
    def bell_ids(self) -> frozenset[object]:
        return frozenset(bell["id"] for bell in self.bells)


async def told_version(database: Database) -> str | None:
    """Return the version of which all were told last, None if there was none."""
    newest = select(ToldVersionRow.version).order_by(ToldVersionRow.told_at.desc()).limit(1)
    async with database.read() as session:
        return await session.scalar(newest)


async def note_told(database: Database, version: str) -> None:
    """Note that all were told of that version."""
    async with database.begin() as session:
        row = await get_or_make(session, ToldVersionRow, {"version": version}, told_at=datetime.now(UTC))
        row.told_at = datetime.now(UTC)


async def claim(database: Database, bells: Collection[int], states: Mapping[Key, str | None]) -> Claimed:
    """Delete those bells and note that quotations have those ``states``, before that is told.

    What was cancelled or deleted meanwhile is not in what is returned. Raises `NotKeptError`.
    """
    async with database.begin() as session:
        rows = list(await session.scalars(select(BellRow).where(BellRow.id.in_(bells)).with_for_update()))
        values = tuple({column.key: getattr(row, column.key) for column in inspect(BellRow).columns} for row in rows)
        await session.execute(delete(BellRow).where(BellRow.id.in_(bells)))
        before: dict[Key, str | None] = {}
        for key, state in states.items():
            row = await session.get(QuotationRow, key, with_for_update=True)
            if row is not None and row.told != state:
                before[key], row.told = row.told, state
    return Claimed(values, before)


async def give_back(database: Database, claimed: Claimed) -> None:
    """Undo `claim`, since nothing was sent."""
    async with database.begin() as session:
        session.add_all(BellRow(**values) for values in claimed.bells)
        for key, state in claimed.states.items():
            row = await session.get(QuotationRow, key)
            if row is not None:
                row.told = state
