"""Updates are kept until they are dealt with, and given up if they may be what ends the process."""

from sqlalchemy import text

from bot.state.database import Database
from bot.state.people import find_person
from bot.state.updates import MAX_STARTS, drop_updates, keep_updates, updates_left


async def test_updates_are_kept_until_they_are_dropped(database: Database) -> None:
    assert await keep_updates(database, {7: "seven", 5: "five"}) == set()
    assert await keep_updates(database, {7: "again", 9: "nine"}) == {7}
    await drop_updates(database, [5, 6])
    assert list((await updates_left(database)).items()) == [(7, "seven"), (9, "nine")]


async def test_an_update_left_by_too_many_starts_is_given_up(database: Database) -> None:
    await keep_updates(database, {7: "seven", 8: "eight", 9: "nine"})
    found = [list(await updates_left(database)) for _ in range(MAX_STARTS + 2)]
    # The others only came after the first one, and may not be lost with it.
    assert found == [[7, 8, 9]] * MAX_STARTS + [[8, 9], [9]]


async def test_who_only_reads_does_not_wait_for_who_writes(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(text("DELETE FROM updates"))
        person = await find_person(database, 7)
    assert person.access == "none"
