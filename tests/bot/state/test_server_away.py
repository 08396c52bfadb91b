"""A server that goes away while the database is open: it is told as such, and nobody waits for it without an end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import text

from bot.errors import explain
from bot.languages import LANGUAGES
from bot.state.database import Database, NotKeptError, open_database
from bot.state.lock_sessions import LockSession
from bot.state.unusable import DatabaseError
from index.postgres import keepalive
from tests.wire import Wire, wired

_MOST_S = 100  # that anything is waited for


@pytest.fixture
def by_wire(empty_postgres: str) -> Iterator[tuple[Wire, str]]:
    with wired(empty_postgres) as found:
        yield found


@pytest.fixture
def wire(by_wire: tuple[Wire, str]) -> Wire:
    return by_wire[0]


@pytest.fixture
async def database(by_wire: tuple[Wire, str], tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(by_wire[1], tmp_path / "none.sqlite")
    yield opened
    await opened.close()


async def one(database: Database, statement: str = "SELECT 1") -> object:
    async with database.read() as session:
        return await session.scalar(text(statement))


async def change(database: Database, *statements: str) -> None:
    async with database.begin() as session:
        for statement in statements:
            await session.execute(text(statement))


async def under_way(database: Database) -> "asyncio.Task[object]":
    """Return a statement that the server is at, and does not end."""
    asked = asyncio.create_task(one(database, "SELECT pg_sleep(1000)"))
    there = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(1000)'"
    while not await one(database, there):
        pass
    return asked


async def test_a_server_that_is_away_is_told_as_such_by_whatever_needs_it(database: Database, wire: Wire) -> None:
    assert await one(database) == 1
    wire.cut()
    for _ in range(2):  # a connection that breaks, and one that is refused
        with pytest.raises(DatabaseError) as read:
            await one(database)
        with pytest.raises(DatabaseError) as begun:
            await change(database, "SELECT 1")
        with pytest.raises(DatabaseError) as locked:
            await LockSession(database).open()
        assert {each.value.code for each in (read, begun, locked)} == {"database-not-reached"}
    for language in LANGUAGES:
        for front_end in ("chat", "program"):
            assert str(wire.port) not in explain(read.value, language, front_end)
    wire.mend()
    assert await one(database) == 1


async def test_a_connection_that_breaks_amid_a_statement_is_told_as_such(database: Database, wire: Wire) -> None:
    asked = await under_way(database)
    wire.cut()
    with pytest.raises(DatabaseError, match="database-not-reached"):
        await asked


async def test_a_server_that_lets_nobody_in_is_told_as_away(
    database: Database, postgres: str, empty_postgres: str
) -> None:
    name = urlsplit(empty_postgres).path[1:]
    await database.engine.dispose()
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
    with pytest.raises(DatabaseError, match="database-not-reached"):
        await one(database)


async def test_what_a_server_refuses_is_told_otherwise(database: Database) -> None:
    with pytest.raises(Exception, match="does not exist") as refused:
        await one(database, "SELECT nothing FROM nowhere")
    assert not isinstance(refused.value, DatabaseError)
    with pytest.raises(NotKeptError):
        await change(database, "SET TRANSACTION READ ONLY", "CREATE TABLE refused ()")
    assert database.trouble.take()


@pytest.mark.slow
async def test_a_machine_that_says_nothing_any_more_is_not_waited_for(
    database: Database, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, least in {"TCP_KEEPIDLE": 1, "TCP_KEEPINTVL": 1, "TCP_USER_TIMEOUT": 1000}.items():
        monkeypatch.setitem(keepalive.OF_SOCKET, name, least)
    await database.engine.dispose()  # what was connected has the ordinary figures
    asked = await under_way(database)
    wire.go_silent()
    assert await asyncio.wait_for(one(database), _MOST_S) == 1  # by a new connection
    with pytest.raises(DatabaseError, match="database-not-reached"):
        await asyncio.wait_for(asked, _MOST_S)
