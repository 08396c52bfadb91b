"""Which of the equal bots that share a PostgreSQL are alive.

A replica holds an advisory lock, which the server takes from it when its process ends, and says from time to time that
it is alive. Without the lock it is soon taken for dead. With it, as when its machine is gone, that takes a while: on a
busy machine a living one may be silent for long.
"""

import uuid
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    cast,
    column,
    delete,
    exists,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state.database import DATABASE_ERRORS, Database
from bot.state.lock_sessions import LockSession
from bot.state.replica_tables import ReplicaRow

BEAT_S = 1  # how often a replica says that it is alive
GONE_AFTER_S = 3  # without its lock: as long as a connection that broke may take to be there again
SILENT_AFTER_S = 30  # with it
_LOCKS = int.from_bytes(b"live")  # the first key of the locks; the second is the replica's own
_TWO_KEYS = 2
_held = table(
    "pg_locks", column("locktype"), column("database"), column("classid"), column("objid"), column("objsubid")
)


class Presence:
    """A replica's own, by the ``name`` that its log lines and others' have for it."""

    def __init__(self, database: Database, name: str) -> None:
        self.replica = uuid.uuid4().hex
        self.name = name
        self._database = database
        self._lock = uuid.uuid4().int >> 97  # of 31 bits
        self._session = LockSession(database)
        self._connected_at = 0.0

    @property
    def settled(self) -> bool:
        """Whether this one has been there long enough for others to be back too, if the server was away."""
        return self._session.connection is not None and monotonic() - self._connected_at > GONE_AFTER_S

    async def beat(self) -> bool:
        """Say that the replica is alive; return whether it was taken for dead, and so what it had was taken over."""
        try:
            return await self._beat(self._session.connection or await self._connect())
        except DATABASE_ERRORS:
            await self.drop()
            raise

    async def leave(self) -> None:
        """Say that the replica ends: what it has in hand is taken over at once. Forget those that ended before."""
        try:
            async with self._database.begin() as session:
                await session.execute(delete(ReplicaRow).where(or_(ReplicaRow.id == self.replica, ~present())))
        finally:
            await self.drop()

    async def drop(self) -> None:
        """Give up the connection, and with it the lock."""
        await self._session.drop()

    async def _connect(self) -> AsyncConnection:
        connection = await self._session.open()
        self._connected_at = monotonic()
        await connection.execute(select(func.pg_advisory_lock(_LOCKS, self._lock)))
        return connection

    async def _beat(self, connection: AsyncConnection) -> bool:
        dead = select(ReplicaRow.id).where(ReplicaRow.id == self.replica, ReplicaRow.seen_at < _ago(SILENT_AFTER_S))
        late = await connection.scalar(dead)
        values = {"name": self.name, "lock": self._lock, "seen_at": func.now()}
        new = insert(ReplicaRow).values(id=self.replica, **values)
        await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=values))
        return late is not None


async def others_alive(database: Database, replica: str) -> list[str]:
    """Return the names of the other replicas that are alive."""
    async with database.read() as session:
        return list(await session.scalars(select(ReplicaRow.name).where(present(), ReplicaRow.id != replica)))


def present() -> ColumnElement[bool]:
    """Say of a row of a replica whether that is alive."""
    databases = table("pg_database", column("oid"), column("datname"))
    here = select(databases.c.oid).where(databases.c.datname == func.current_database()).scalar_subquery()
    holds = exists().where(
        _held.c.locktype == "advisory",
        _held.c.database == here,
        cast(_held.c.classid, BigInteger) == _LOCKS,
        cast(_held.c.objid, BigInteger) == ReplicaRow.lock,
        _held.c.objsubid == _TWO_KEYS,
    )
    lately, heard = ReplicaRow.seen_at > _ago(GONE_AFTER_S), ReplicaRow.seen_at > _ago(SILENT_AFTER_S)
    return and_(heard, or_(lately, holds))


def _ago(seconds: float) -> ColumnElement[datetime]:
    return func.now() - timedelta(seconds=seconds)
