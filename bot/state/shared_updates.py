"""The updates that equal bots on one PostgreSQL share: each is in the hands of one of them, its replica.

What needs somebody's turn goes to the replica that has something else of theirs in hand, so that their questions are
answered in order by the means of one process. What a replica had in hand when it ended is taken over by another.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database
from bot.state.replica_tables import ReplicaRow, UpdateRow
from bot.state.replicas import present
from bot.state.updates import MAX_STARTS

_ASKERS = int.from_bytes(b"turn")  # the first key of the advisory locks on people in chats
_NO_UPDATE_BITS = 52
_log = structlog.stdlib.get_logger(__name__)

Asker = tuple[int, int]  # chat and person


@dataclass(frozen=True, slots=True)
class Handed:
    """An update that is to be dealt with now; ``left`` says that a replica ended with it in hand."""

    content: str
    left: bool


async def accept(database: Database, replica: str, update_id: int, content: str, asker: Asker | None) -> bool:
    """Keep an update that came to ``replica``; return False if it was kept before, whether or not it is done.

    If it needs the turn of an ``asker``, it is for the replica that has something of theirs in hand. Raises
    `NotKeptError`.
    """
    async with database.begin() as session:
        holder = await _holder(session, replica, asker) if asker else replica
        chat_id, user_id = asker or (None, None)
        new = insert(UpdateRow).values(
            update_id=update_id, content=content, starts=0, received_at=datetime.now(UTC),
            chat_id=chat_id, user_id=user_id, replica=holder,
        )  # fmt: skip
        kept = await session.execute(new.on_conflict_do_nothing().returning(UpdateRow.update_id))
        return kept.first() is not None


def new_number() -> int:
    """Return a number by which something else than an update is kept."""
    return -1 - secrets.randbits(_NO_UPDATE_BITS)


async def take_turn(database: Database, replica: str, asker: Asker, number: int) -> bool:
    """Put what is done next in somebody's turn into the hands of ``replica``; False: another has them in hand.

    Its `new_number` is given to `finish` when it is done, whatever came of this: the answer may have been lost.
    """
    async with database.begin() as session:
        if await _holder(session, replica, asker) != replica:
            return False
        chat_id, user_id = asker
        now = datetime.now(UTC)
        session.add(
            UpdateRow(
                update_id=number, content="", starts=0, received_at=now,
                chat_id=chat_id, user_id=user_id, replica=replica,
            )
        )  # fmt: skip
        return True


async def hand_out(database: Database, replica: str, begun: Collection[int]) -> dict[int, Handed]:
    """Return, by their ids in order, the updates for ``replica`` that are not done, but for those that it has begun.

    Only the replica knows which it has begun: what is written here could be written and the answer be lost.
    """
    to_do = (UpdateRow.replica == replica, UpdateRow.done_at.is_(None), UpdateRow.update_id >= 0)
    fresh = select(UpdateRow.update_id, UpdateRow.content, UpdateRow.starts).where(
        *to_do, UpdateRow.update_id.not_in(begun)
    )
    async with database.read() as session:
        return {number: Handed(content, starts > 0) for number, content, starts in sorted(await session.execute(fresh))}


async def finish(database: Database, numbers: Collection[int]) -> None:
    """Note that updates were dealt with; their ids are kept for a while, since they may be delivered again."""
    async with database.begin() as session:
        these = UpdateRow.update_id.in_(numbers)
        await session.execute(delete(UpdateRow).where(these, UpdateRow.update_id < 0))
        await session.execute(update(UpdateRow).where(these).values(done_at=func.now(), content=""))


async def take_over(database: Database, replica: str) -> int:
    """Have ``replica`` take over what is in the hands of none that is alive, and return how many updates that is.

    Of those that have been left too often, and so may be what ends replicas, the first is given up.
    """
    left = and_(UpdateRow.done_at.is_(None), ~_in_hand(replica))
    async with database.read() as session:
        rows = await session.execute(select(UpdateRow.chat_id, UpdateRow.user_id).where(left).distinct())
        askers = list(rows)
    number = 0
    for chat_id, user_id in askers:
        async with database.begin() as session:
            if chat_id is not None and user_id is not None:
                await _lock(session, (chat_id, user_id))
            theirs = (UpdateRow.chat_id.is_not_distinct_from(chat_id), UpdateRow.user_id.is_not_distinct_from(user_id))
            number += await _adopt(session, replica, *theirs)
    if number:
        await _give_up_first(database, replica)
    return number


async def _holder(session: AsyncSession, replica: str, asker: Asker) -> str:
    """Return the replica that has something of theirs in hand until the transaction ends, else ``replica``.

    What others have left of theirs, ``replica`` takes over first, since it comes before what is new.
    """
    await _lock(session, asker)
    theirs = (UpdateRow.chat_id == asker[0], UpdateRow.user_id == asker[1])
    to_do = select(UpdateRow.replica).where(*theirs, UpdateRow.done_at.is_(None), _in_hand(replica))
    holder = await session.scalar(to_do.limit(1))
    if holder is None:
        await _adopt(session, replica, *theirs)
    return holder or replica


async def _lock(session: AsyncSession, asker: Asker) -> None:
    """Let nobody else decide until the transaction ends who has something of theirs in hand."""
    await session.execute(select(func.pg_advisory_xact_lock(_ASKERS, func.hashtext(f"{asker[0]}:{asker[1]}"))))


async def _adopt(session: AsyncSession, replica: str, *which: ColumnElement[bool]) -> int:
    """Take over those updates that nobody alive has in hand; what is no update needs nobody to go on with it."""
    left = and_(*which, UpdateRow.done_at.is_(None), ~_in_hand(replica))
    await session.execute(delete(UpdateRow).where(left, UpdateRow.update_id < 0))
    taken = update(UpdateRow).where(left).values(replica=replica, starts=UpdateRow.starts + 1)
    return len((await session.execute(taken.returning(UpdateRow.update_id))).all())


async def _give_up_first(database: Database, replica: str) -> None:
    too_often = (UpdateRow.replica == replica, UpdateRow.starts > MAX_STARTS, UpdateRow.done_at.is_(None))
    async with database.begin() as session:
        first = await session.scalar(select(func.min(UpdateRow.update_id)).where(*too_often))
        if first is not None:
            _log.error("update given up: the bot was stopped each time that it was left", update=first)
            given_up = update(UpdateRow).where(UpdateRow.update_id == first)
            await session.execute(given_up.values(done_at=func.now(), content=""))


def _in_hand(replica: str) -> ColumnElement[bool]:
    """Return whether an update is in the hands of ``replica``, which is alive since it asks, or of another alive."""
    alive = UpdateRow.replica.in_(select(ReplicaRow.id).where(present()))
    return and_(UpdateRow.replica.is_not(None), or_(UpdateRow.replica == replica, alive))
