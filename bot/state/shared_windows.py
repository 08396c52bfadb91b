"""Windows whose events are counted in PostgreSQL, for all processes that share it."""

import math
import time
from collections.abc import Hashable
from datetime import timedelta

from limits import RateLimitItemPerSecond
from limits.aio.storage import MovingWindowSupport, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database
from bot.state.replica_tables import HitRow

_KEYS = int.from_bytes(b"hits")  # the first key of the advisory locks on what is counted


class PostgresStorage(Storage, MovingWindowSupport):
    """The storage of the `limits` library for moving windows; times are those of the server's clock."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        async with self._database.begin() as session:
            await session.execute(select(func.pg_advisory_xact_lock(_KEYS, func.hashtext(key))))
            await session.execute(delete(HitRow).where(HitRow.key == key, ~_counts()))
            if await self._count(session, key) + amount > limit:
                return False
            values = {"key": key, "until": func.clock_timestamp() + timedelta(seconds=expiry)}
            for _ in range(amount):
                await session.execute(insert(HitRow).values(values))
            return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        left = func.extract("epoch", func.min(HitRow.until) - func.clock_timestamp())
        async with self._database.read() as session:
            row = await session.execute(select(left, func.count()).where(HitRow.key == key, _counts()))
            seconds, number = row.one()
        return time.time() + float(seconds if number else expiry) - expiry, number

    async def get(self, key: str) -> int:
        async with self._database.read() as session:
            return await self._count(session, key)

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError("only moving windows are counted here")

    async def get_expiry(self, key: str) -> float:
        start, _ = await self.get_moving_window(key, 0, 0)
        return start

    async def check(self) -> bool:
        await self.get("")
        return True

    async def reset(self) -> None:
        async with self._database.begin() as session:
            await session.execute(delete(HitRow))

    async def clear(self, key: str) -> None:
        async with self._database.begin() as session:
            await session.execute(delete(HitRow).where(HitRow.key == key))

    @staticmethod
    async def _count(session: AsyncSession, key: str) -> int:
        counted = select(func.count()).select_from(HitRow).where(HitRow.key == key, _counts())
        return await session.scalar(counted) or 0


class SharedWindow:
    """A window of that ``name``, whose events are counted in ``storage``."""

    def __init__(self, storage: PostgresStorage, name: str, most: int, seconds: int) -> None:
        self._limiter = MovingWindowRateLimiter(storage)
        self._item = RateLimitItemPerSecond(most, seconds, namespace=name)

    async def hit(self, *key: Hashable) -> int:
        parts = [str(part) for part in key]
        if await self._limiter.hit(self._item, *parts):
            return 0
        stats = await self._limiter.get_window_stats(self._item, *parts)
        return max(1, math.ceil(stats.reset_time - time.time()))


def _counts() -> ColumnElement[bool]:
    return HitRow.until > func.clock_timestamp()
