"""The groups that are told, in one line a version, of changes to what was quoted in them."""

from sqlalchemy import delete, select, update

from bot.state.database import Database, get_or_make
from bot.state.tables import GroupNewsRow


async def has_news(database: Database, chat_id: int) -> bool:
    """Say whether that group is told of changes."""
    async with database.read() as session:
        return await session.get(GroupNewsRow, chat_id) is not None


async def set_news(database: Database, chat_id: int, version: str | None) -> None:
    """Have a group be told of what changes after ``version``; None: of nothing."""
    async with database.begin() as session:
        if version is None:
            await session.execute(delete(GroupNewsRow).where(GroupNewsRow.chat_id == chat_id))
        else:
            await get_or_make(session, GroupNewsRow, {"chat_id": chat_id}, version=version)


async def groups_to_tell(database: Database, version: str) -> list[int]:
    """Return the groups that were not told of ``version`` yet."""
    async with database.read() as session:
        return list(await session.scalars(select(GroupNewsRow.chat_id).where(GroupNewsRow.version != version)))


async def note_group_told(database: Database, chat_id: int, version: str) -> bool:
    """Note, before it is sent, that a group is told of ``version``; return False if that was noted before.

    Only whoever gets True sends it.
    """
    async with database.begin() as session:
        here = (GroupNewsRow.chat_id == chat_id, GroupNewsRow.version != version)
        told = update(GroupNewsRow).where(*here).values(version=version).returning(GroupNewsRow.chat_id)
        return (await session.execute(told)).first() is not None
