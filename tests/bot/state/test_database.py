"""Databases open in the newest layout, and say why where they cannot be used."""

import asyncio
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.data_folder import DataFolder
from bot.errors import explain
from bot.state.audit import newest, record
from bot.state.database import Database, open_database
from bot.state.tables import Table
from bot.state.unusable import DatabaseError


async def test_migrations_make_just_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_what_is_kept_is_there_when_it_is_opened_again(url: str, tmp_path: Path) -> None:
    for number in (1, 2):
        database = await open_database(url, DataFolder(tmp_path).database)
        async with database.begin() as session:
            record(session, 7, "opened", time=number)
        entries = await newest(database, 10)
        await database.close()
        assert [entry.details for entry in entries] == [{"time": n} for n in range(number, 0, -1)]
        assert all(entry.at.tzinfo for entry in entries)


@pytest.mark.slow
async def test_four_first_starts_on_one_server_at_once_all_come_up(empty_postgres: str, tmp_path: Path) -> None:
    opened = await asyncio.gather(*(open_database(empty_postgres, tmp_path / "none.sqlite") for _ in range(4)))
    async with opened[0].begin() as session:
        record(session, 7, "opened")
    assert [len(await newest(database, 10)) for database in opened] == [1, 1, 1, 1]
    for database in opened:
        await database.close()


async def test_a_transaction_that_fails_keeps_nothing(database: Database) -> None:
    async def break_off() -> None:
        async with database.begin() as session:
            record(session, 7, "half-done")
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()
    assert await newest(database, 10) == []


async def test_without_an_address_the_file_is_in_the_data_directory(tmp_path: Path) -> None:
    database = await open_database("", DataFolder(tmp_path / "new").database)
    await database.close()
    assert (tmp_path / "new" / "state.sqlite").stat().st_size


async def test_a_layout_from_the_future_is_refused(url: str, tmp_path: Path) -> None:
    database = await open_database(url, DataFolder(tmp_path).database)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(DatabaseError, match="9999"):
        await open_database(url, DataFolder(tmp_path).database)


_threads_before: set[threading.Thread] = set()


@pytest.fixture(autouse=True)
def threads_of_other_tests() -> None:
    """Note which threads are there, since a database that other tests keep open has one that does not end."""
    _threads_before.clear()
    _threads_before.update(threading.enumerate())


async def driver_ended() -> None:
    """Wait for the driver's thread, which after a failure ends by itself and wants the loop to be there until then."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name and thread not in _threads_before:
            await asyncio.to_thread(thread.join)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://me:hidden@127.0.0.1:9/none", "127.0.0.1"),
        ("postgresql://hidden@127.0.0.1:9/none", "127.0.0.1"),
        ("postgresql://me:hid/den?hidden#hidden@127.0.0.1:9/none", "127.0.0.1"),
        ("postgresql://127.0.0.1:9/none?user=me&password=hidden", "127.0.0.1"),
        ("postgresql://me:hidden@127.0.0.1:9/none?odd=hidden", "unexpected keyword"),
        ("postgresql://me:hidden@127.0.0.1:9/none?sslmode=disable", "127.0.0.1"),
        ("sqlite:////nowhere/at/all.sqlite", "unable to open"),
    ],
)
async def test_a_database_that_cannot_be_used_says_so_without_its_password(
    address: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseError) as caught:
        await open_database(address, DataFolder(tmp_path).database)
    told = explain(caught.value, "en", "terminal")
    assert message in told
    assert "hidden" not in told.replace("unexpected keyword argument 'hidden'", "") + str(
        caught.value.details["database"]
    )
    await driver_ended()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code"),
    [(("/postgres?", "/none?"), "database-unusable"), (("//postgres:", "//nobody:"), "database-unusable"),
     (("host=", "host=/nowhere"), "database-not-reached")],
)  # fmt: skip
async def test_a_wrong_setting_is_told_from_a_server_that_is_not_there(
    postgres: str, change: tuple[str, str], code: str, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseError) as caught:
        await open_database(postgres.replace(*change), DataFolder(tmp_path).database)
    assert caught.value.code == code


async def test_a_server_that_is_starting_is_told_from_a_wrong_setting(tmp_path: Path) -> None:
    async def not_yet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer as PostgreSQL does until it has started: an error with its fields (protocol, section 55.7)."""
        await reader.read(8)
        writer.write(b"N")  # no TLS
        await reader.read(1024)
        fields = b"SFATAL\0C57P03\0Mthe database system is starting up\0\0"
        writer.write(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(not_yet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(DatabaseError, match="starting up") as caught:
        await open_database(f"postgresql://me:x@127.0.0.1:{port}/x", DataFolder(tmp_path).database)
    server.close()
    await server.wait_closed()
    assert caught.value.code == "database-not-reached"


async def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(DatabaseError, match="not a database"):
        await open_database("", DataFolder(tmp_path).database)
    await driver_ended()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The file of a database that holds something."""

    async def fill(file: Path) -> None:
        database = await open_database("", file)
        for number in range(40):
            async with database.begin() as session:
                record(session, 7, "opened", time=number)
        await database.close()

    asyncio.run(fill(DataFolder(tmp_path).database))
    return DataFolder(tmp_path).database


def told_of(file: Path) -> str:
    """What is told of a file that cannot be opened, empty if it can."""

    async def open_and_close() -> str:
        try:
            database = await open_database("", file)
        except DatabaseError as error:
            await driver_ended()
            return explain(error, "en", "terminal")
        await database.close()
        return ""

    return asyncio.run(open_and_close())


@pytest.mark.parametrize("how", ["emptied", "cut", "hole", "noise", "another name of a column"])
def test_damage_is_found_at_the_start_and_the_message_helps(kept: Path, how: str) -> None:
    content = kept.read_bytes()
    page = 4096  # bytes
    damaged = {
        "emptied": b"",
        "cut": content[: len(content) // 2],
        "hole": content[:page] + bytes(page) + content[2 * page :],
        "noise": random.Random(7).randbytes(len(content)),
        "another name of a column": content.replace(b"details", b"detaims"),
    }[how]
    kept.write_bytes(damaged)
    told = told_of(kept)
    assert told.startswith(f"The database {kept} is damaged (")
    assert "springboard backup restore" in told
    assert len(told.splitlines()) == 1
    assert kept.read_bytes() == damaged
    kept.rename(kept.with_name("away"))
    assert told_of(kept) == ""


def test_wherever_a_file_is_damaged_it_opens_or_that_is_told(kept: Path) -> None:
    whole = kept.read_bytes()
    chance = random.Random(7)
    told = 0
    for number in range(40):
        content = bytearray(whole)
        start = chance.randrange(len(content))
        if number % 2:
            content[start] ^= 1 << chance.randrange(8)
        else:
            content[start : start + 500] = chance.randbytes(len(content[start : start + 500]))
        kept.write_bytes(content)
        told += bool(told_of(kept))
    assert told


def test_a_first_start_without_room_leaves_nothing_that_the_next_takes_for_damage(tmp_path: Path) -> None:
    code = (
        "import asyncio, pathlib, resource, sys\n"
        "from bot.state.database import open_database\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "asyncio.run(open_database('', pathlib.Path(sys.argv[1])))"
    )
    file = DataFolder(tmp_path).database
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True)
    assert "database-no-room" in done.stderr
    assert told_of(file) == ""


async def test_without_the_driver_of_postgresql_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(DatabaseError, match="asyncpg"):
        await open_database("postgresql://user:password@localhost/database", DataFolder(tmp_path).database)
