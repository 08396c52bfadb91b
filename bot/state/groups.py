"""The groups that the bot is in, and whether an admin has approved them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast, get_args

from sqlalchemy import ColumnElement, case, delete, func, select, update

from bot.languages import Language
from bot.state.audit import record, record_of_anybody
from bot.state.database import Database, get_or_make
from bot.state.naming import unquoted
from bot.state.tables import (
    BellRow,
    ConversationRow,
    FeedbackRow,
    GroupNewsRow,
    GroupRow,
    QuestionRow,
    QuotationRow,
)

GroupAccess = Literal["asked", "approved", "refused", "left"]


@dataclass(frozen=True, slots=True)
class Group:
    chat_id: int
    title: str
    access: GroupAccess


async def find_group(database: Database, chat_id: int) -> Group | None:
    async with database.read() as session:
        row = await session.get(GroupRow, chat_id)
        return _group(row) if row else None


async def group_access(database: Database, chat_id: int) -> GroupAccess | Literal["unknown"] | None:
    """Return what was decided on a group, "unknown" if nothing was; None for a private chat, whose id is positive."""
    if chat_id > 0:
        return None
    group = await find_group(database, chat_id)
    return group.access if group else "unknown"


async def language_in(database: Database, chat_id: int) -> Language | None:
    """Return the language of the newest question in a chat, None if no question of it is kept."""
    newest = select(QuestionRow.language).where(QuestionRow.chat_id == chat_id).order_by(QuestionRow.id.desc()).limit(1)
    async with database.read() as session:
        found = await session.scalar(newest)
    return cast(Language, found) if found in get_args(Language) else None


async def list_groups(database: Database, limit: int, skip: int = 0, access: GroupAccess | None = None) -> list[Group]:
    """Return ``limit`` of the groups with that ``access``, else of all that the bot has not left, after ``skip``.

    First come those that wait, the longest first, then those with the newest decision.
    """
    waiting = GroupRow.access == "asked"
    since = case((waiting, GroupRow.changed_at))
    there = select(GroupRow).where(_has(access))
    ordered = there.order_by(waiting.desc(), since, GroupRow.changed_at.desc(), GroupRow.chat_id)
    async with database.read() as session:
        return [_group(row) for row in await session.scalars(ordered.limit(limit).offset(skip))]


async def count_groups(database: Database, access: GroupAccess | None = None) -> int:
    """Count the groups with that ``access``, else all that the bot has not left."""
    async with database.read() as session:
        there = select(func.count()).select_from(GroupRow).where(_has(access))
        return await session.scalar(there) or 0


async def set_group_access(
    database: Database, user_id: int, chat_id: int, access: GroupAccess, title: str | None = None
) -> Group:
    """Note, also in the audit log, what ``user_id`` decided on a group, or that the bot has joined or left it."""
    async with database.begin() as session:
        values = {"title": title or str(chat_id), "access": access, "changed_at": datetime.now(UTC)}
        row = await get_or_make(session, GroupRow, {"chat_id": chat_id}, **values)
        row.title, row.access, row.changed_at = title or row.title, access, datetime.now(UTC)
        if access in ("approved", "refused"):
            record(session, user_id, f"group-{access}", group=chat_id, title=row.title)
        else:
            await record_of_anybody(session, user_id, f"group-{access}", group=chat_id, title=row.title)
        return _group(row)


async def move_group(database: Database, old: int, new: int) -> None:
    """Move what is known of a group to the ``new`` id that it got when it became a supergroup."""
    async with database.begin() as session:
        row = await session.get(GroupRow, old, with_for_update=True)
        if row is None:
            return  # The group was moved before, since Telegram reports the change in both chats.
        await session.execute(delete(GroupRow).where(GroupRow.chat_id == new))
        await session.execute(delete(GroupNewsRow).where(GroupNewsRow.chat_id == new))
        for moving in (GroupRow, GroupNewsRow, BellRow):
            await session.execute(update(moving).where(moving.chat_id == old).values(chat_id=new))
        # A supergroup counts its messages from the start again, so old message ids would be mistaken for its own.
        for table in (QuestionRow, QuotationRow, FeedbackRow):
            await session.execute(delete(table).where(table.chat_id == old))
        await session.execute(delete(ConversationRow).where(ConversationRow.chat_id == new))
        moved = update(ConversationRow).where(ConversationRow.chat_id == old).values(chat_id=new, message_id=0)
        await session.execute(moved)
        record(session, 0, "group-moved", group=new, was=old, title=row.title)


def _has(access: GroupAccess | None) -> ColumnElement[bool]:
    return GroupRow.access == access if access else GroupRow.access != "left"


def _group(row: GroupRow) -> Group:
    return Group(row.chat_id, unquoted(row.title), cast(GroupAccess, row.access))
