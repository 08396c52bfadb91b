"""Limits that processes share by PostgreSQL: so many and no more, whoever counts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Interval, literal, update

from bot.state.database import Database, open_database
from bot.state.replica_tables import HitRow
from bot.state.windows import forget_hits, windows_on
from bot.windows import Window

pytestmark = pytest.mark.slow


@pytest.fixture
async def databases(empty_postgres: str, tmp_path: Path) -> AsyncIterator[list[Database]]:
    """The same database, opened by four processes."""
    opened = [await open_database(empty_postgres, tmp_path) for _ in range(4)]
    yield opened
    for database in opened:
        await database.close()


def windows(databases: list[Database], most: int, seconds: int = 60) -> list[Window]:
    return [windows_on(database)("questions", most, seconds) for database in databases]


async def test_of_many_at_once_over_four_processes_just_as_many_pass_as_may(databases: list[Database]) -> None:
    waits = await asyncio.gather(*(window.hit(7) for window in windows(databases, 20) for _ in range(9)))
    assert len(waits) == 36
    assert waits.count(0) == 20
    assert all(0 <= wait <= 60 for wait in waits)


async def test_people_and_kinds_are_counted_apart_and_what_was_refused_is_not_counted(
    databases: list[Database],
) -> None:
    first, second, *_ = windows(databases, 1)
    other = windows_on(databases[0])("codes", 1, 60)
    assert await first.hit(7) == 0
    assert 59 <= await second.hit(7) <= 60
    assert await second.hit(8) == 0
    assert await other.hit(7) == 0
    assert await first.hit(7, 8) == 0
    async with databases[0].begin() as session:  # a minute goes by
        await session.execute(update(HitRow).values(until=HitRow.until - literal(timedelta(seconds=60), Interval)))
    assert await second.hit(7) == 0
    await forget_hits(databases[1])
    assert 59 <= await first.hit(7) <= 60


async def test_the_wait_that_is_told_is_that_of_the_oldest(databases: list[Database]) -> None:
    first, second, *_ = windows(databases, 2)
    await first.hit(7)
    async with databases[0].begin() as session:  # 20 seconds go by
        await session.execute(update(HitRow).values(until=HitRow.until - literal(timedelta(seconds=20), Interval)))
    assert await second.hit(7) == 0
    assert 30 <= await first.hit(7) <= 40
