"""Runs of suites, of which one goes on at a time, whichever servers begin them."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.state.database import Database
from bot.state.replica_tables import SuiteRunRow
from bot.state.suite_runs import KEPT, Standing, SuiteRun, begin_run, find_run, tell_run


def a_run(number: int) -> SuiteRun:
    return SuiteRun(f"{number:012}", "20260101-000000-abcdef", "chief", Standing())


async def state_of(database: Database, number: int) -> str | None:
    found = await find_run(database, a_run(number).id)
    return found.standing.state if found else None


async def silent(database: Database, seconds: int) -> None:
    """Let so many seconds go by in which nothing is heard of any run."""
    async with database.begin() as session:
        heard = datetime.now(UTC) - timedelta(seconds=seconds)
        await session.execute(update(SuiteRunRow).values(seen_at=heard))


async def test_of_many_at_once_one_begins_and_the_next_when_that_has_ended(database: Database) -> None:
    begun = await asyncio.gather(*(begin_run(database, a_run(number)) for number in range(5)))
    assert sorted(begun) == [False] * 4 + [True]
    first = begun.index(True)
    assert [await state_of(database, number) for number in range(5)].count(None) == 4
    done = Standing("done", 2, 2, '{"cases": []}')
    assert await tell_run(database, a_run(first).id, done)
    assert await begin_run(database, a_run(9))
    found = await find_run(database, a_run(first).id)
    assert found is not None
    assert (found.by, found.standing) == ("chief", done)


async def test_a_run_of_which_nothing_is_heard_is_stopped_for_good_and_keeps_none_from_beginning(
    database: Database,
) -> None:
    assert await begin_run(database, a_run(1))
    await silent(database, 5)
    assert not await begin_run(database, a_run(2))
    assert await tell_run(database, a_run(1).id, Standing(asked=1, total=2))
    await silent(database, 30)
    assert await state_of(database, 1) == "stopped"
    assert not await tell_run(database, a_run(1).id, Standing("done", 2, 2, "{}"))
    assert await begin_run(database, a_run(2))
    assert [await state_of(database, number) for number in (1, 2)] == ["stopped", "running"]


async def test_the_newest_are_kept_in_all(database: Database) -> None:
    for number in range(KEPT + 3):
        assert await begin_run(database, a_run(number))
        assert await tell_run(database, a_run(number).id, Standing("failed", error={"en": "No suite holds."}))
    async with database.read() as session:
        kept = list(await session.scalars(select(SuiteRunRow.id).order_by(SuiteRunRow.number)))
    assert kept == [a_run(number).id for number in range(3, KEPT + 3)]
