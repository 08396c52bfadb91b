"""Updates that equal bots share: each is dealt with by one of them, in order, and taken over when that one ends."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, update

from bot.state.database import Database, open_database
from bot.state.replica_tables import ReplicaRow
from bot.state.replicas import GONE_AFTER_S, SILENT_AFTER_S, Presence, others_alive
from bot.state.shared_updates import accept, finish, hand_out, new_number, take_over, take_turn
from bot.state.updates import MAX_STARTS, updates_left

pytestmark = pytest.mark.slow
ANNA, BEN = (7, 7), (8, 8)
Presences = dict[str, Presence]


@pytest.fixture
async def database(empty_postgres: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(empty_postgres, tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def presences(database: Database) -> AsyncIterator[Presences]:
    """Two replicas that are alive; they are called a and b, whatever their ids."""
    made = {name: Presence(database, name.upper()) for name in ("a", "b")}
    for name, presence in made.items():
        presence.replica = name
        await presence.beat()
    yield made
    for presence in made.values():
        await presence.drop()


async def leaves(_: Database, presence: Presence) -> None:
    """A replica says that it ends."""
    await presence.leave()


async def is_killed(database: Database, presence: Presence) -> None:
    """A process ends, and with it its connection."""
    await presence.drop()
    await is_silent(database, presence, GONE_AFTER_S + 1)


async def is_silent(database: Database, presence: Presence, seconds: float = SILENT_AFTER_S + 1) -> None:
    """Nothing is heard of a replica for so long, as if its machine were gone."""
    async with database.begin() as session:
        then = func.now() - timedelta(seconds=seconds)
        await session.execute(update(ReplicaRow).where(ReplicaRow.id == presence.replica).values(seen_at=then))


async def test_an_update_that_comes_to_both_is_handed_out_once_even_after_it_was_done(
    database: Database, presences: Presences
) -> None:
    assert await accept(database, "a", 5, "five", None)
    assert not await accept(database, "b", 5, "five", None)
    # What is handed out is lost if the connection is; so the same comes again until it has begun.
    for begun, handed in (((), [5]), ((), [5]), ((5,), [])):
        assert list(await hand_out(database, "a", begun)) == handed
    assert not await hand_out(database, "b", ())
    await finish(database, [5])
    assert not await accept(database, "b", 5, "five", None)
    assert await updates_left(database) == {}


async def test_what_somebody_asks_next_goes_to_who_has_something_of_theirs_in_hand(
    database: Database, presences: Presences
) -> None:
    await accept(database, "a", 6, "six", ANNA)
    await accept(database, "b", 7, "seven", ANNA)
    await accept(database, "b", 5, "five", ANNA)
    await accept(database, "b", 8, "a press, which needs no turn", None)
    await accept(database, "b", 9, "nine", BEN)
    assert list(await hand_out(database, "a", ())) == [5, 6, 7]
    assert list(await hand_out(database, "b", ())) == [8, 9]
    await finish(database, [5, 6, 7])
    await accept(database, "b", 10, "ten", ANNA)
    assert list(await hand_out(database, "b", (8, 9))) == [10]


@pytest.mark.parametrize("end", [leaves, is_killed, is_silent])
async def test_what_a_replica_leaves_is_taken_over_by_one_that_is_alive(
    database: Database, presences: Presences, end: Callable[[Database, Presence], Awaitable[None]]
) -> None:
    await accept(database, "a", 5, "five", ANNA)
    await hand_out(database, "a", ())
    await accept(database, "b", 6, "six", ANNA)
    await accept(database, "a", 7, "a press", None)
    assert await take_over(database, "b") == 0
    await end(database, presences["a"])
    assert await others_alive(database, "b") == []
    assert await take_over(database, "b") == 3
    assert {number: handed.left for number, handed in (await hand_out(database, "b", ())).items()} == dict.fromkeys(
        (5, 6, 7), True
    )
    assert await presences["a"].beat() == (end is is_silent)


async def test_who_asks_before_that_finds_what_was_left_before_it(database: Database, presences: Presences) -> None:
    await accept(database, "a", 5, "five", ANNA)
    await is_killed(database, presences["a"])
    await accept(database, "b", 6, "six", ANNA)
    assert {number: handed.left for number, handed in (await hand_out(database, "b", ())).items()} == {
        5: True,
        6: False,
    }


async def test_a_turn_is_given_to_one_replica_at_a_time(database: Database, presences: Presences) -> None:
    await accept(database, "a", 5, "five", ANNA)
    own = new_number()
    assert not await take_turn(database, "b", ANNA, new_number())
    assert await take_turn(database, "a", ANNA, own)
    await finish(database, [5])
    assert not await take_turn(database, "b", ANNA, new_number())
    await accept(database, "b", 6, "six", ANNA)
    assert list(await hand_out(database, "a", ())) == [6]
    await finish(database, [own, 6])
    assert await take_turn(database, "b", ANNA, new_number())
    await is_killed(database, presences["b"])
    assert await take_over(database, "a") == 0
    assert await take_turn(database, "a", ANNA, new_number())


async def test_an_update_that_ends_replica_after_replica_is_given_up_and_no_other(
    database: Database, presences: Presences
) -> None:
    for number in (5, 6):
        await accept(database, "a", number, str(number), ANNA)
    ended, next_one = "a", "b"
    for _ in range(MAX_STARTS + 1):
        await presences[ended].leave()
        assert await take_over(database, next_one) == 2
        ended, next_one = next_one, ended
    assert list(await hand_out(database, ended, ())) == [6]


async def test_a_replica_that_is_kept_from_saying_that_it_is_alive_is_not_taken_for_dead_at_once(
    database: Database, presences: Presences
) -> None:
    await accept(database, "a", 5, "five", ANNA)
    await is_silent(database, presences["a"], 20)
    assert await others_alive(database, "b") == ["A"]
    assert await take_over(database, "b") == 0
    assert not await presences["a"].beat()
