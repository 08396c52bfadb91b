"""Changes that were complete and are missing at the next start are noticed, and nothing else is taken for that."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.backup.creating import create_backup
from bot.backup.restoring import restore_backup
from bot.data_folder import DataFolder
from bot.state.audit import newest, record
from bot.state.database import open_database
from tests.bot.conftest import no_advance
from tests.scripts.conftest import ROOT

CHANGES = 30
_CHANGING = f"""
import asyncio, sys
from pathlib import Path
from bot.state.audit import record
from bot.state.database import open_database

async def change():
    database = await open_database("", Path(sys.argv[1]))
    for number in range({CHANGES}):
        async with database.begin() as session:
            record(session, 7, "changed", number=number)
    print("ready", database.changes_missing, flush=True)
    await asyncio.sleep(600)

asyncio.run(change())
"""


@pytest.fixture
def killed(tmp_path: Path) -> DataFolder:
    """A data directory whose process was killed right after its changes."""
    data = DataFolder(tmp_path / "home")
    data.root.mkdir()
    run_and_kill(data)
    return data


def run_and_kill(data: DataFolder) -> None:
    command = [sys.executable, "-c", _CHANGING, str(data.database)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready False\n"
        process.kill()


async def missing(file: Path) -> bool:
    database = await open_database("", file)
    await database.close()
    return database.changes_missing


def beside(data: DataFolder, ending: str) -> Path:
    return data.database.with_name(data.database.name + ending)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 3 // 4] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.attack
@pytest.mark.parametrize("damage", [Path.unlink, flip, cut, empty])
@pytest.mark.parametrize("also", [None, "-shm"])
async def test_a_lost_or_damaged_wal_is_noticed_once(
    killed: DataFolder, damage: Callable[[Path], object], also: str | None
) -> None:
    damage(beside(killed, "-wal"))
    if also:
        beside(killed, also).unlink()
    assert await missing(killed.database)
    assert not await missing(killed.database)
    run_and_kill(killed)
    damage(beside(killed, "-wal"))
    assert await missing(killed.database)


async def test_a_kill_loses_nothing_and_is_not_taken_for_a_loss(killed: DataFolder) -> None:
    run_and_kill(killed)
    beside(killed, "-shm").unlink()
    database = await open_database("", killed.database)
    assert not database.changes_missing
    assert len(await newest(database, 1000)) == 2 * CHANGES
    await database.close()


async def test_a_clean_end_is_not_taken_for_a_loss(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    for number in range(3):
        database = await open_database("", file)
        async with database.begin() as session:
            record(session, 7, "changed", number=number)
        await database.close()
        assert not database.changes_missing
        assert not file.with_name("state.sqlite-wal").exists()


async def test_another_program_that_takes_the_wal_in_is_not_taken_for_a_loss(killed: DataFolder) -> None:
    with closing(sqlite3.connect(killed.database)) as other:
        assert other.execute("SELECT count(*) FROM audit").fetchone() == (CHANGES,)
    assert not beside(killed, "-wal").exists()
    assert not await missing(killed.database)


@pytest.mark.parametrize("into", ["a new folder", "the place of the database"])
async def test_a_restored_backup_is_not_taken_for_a_loss(killed: DataFolder, tmp_path: Path, into: str) -> None:
    create_backup(killed, tmp_path / "saved.tar", no_advance)
    restored = DataFolder(tmp_path / "new")
    restore_backup(tmp_path / "saved.tar", restored.root, no_advance)
    assert not beside(restored, "-changes").exists()
    database = await open_database("", killed.database)
    async with database.begin() as session:
        record(session, 7, "changed", number=-1)
    await database.close()
    if into == "the place of the database":
        shutil.copy(restored.database, killed.database)
        restored = killed
    assert not await missing(restored.database)


async def test_what_changes_nothing_is_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    database = await open_database("", file)
    async with database.begin() as session:
        record(session, 7, "changed")
    counted = file.with_name("state.sqlite-changes").read_bytes()
    async with database.begin():
        pass
    await newest(database, 1)
    with suppress(ZeroDivisionError):
        async with database.begin() as session:
            record(session, 7, "half-done")
            await session.flush()
            raise ZeroDivisionError
    assert file.with_name("state.sqlite-changes").read_bytes() == counted
    await database.close()
    assert not await missing(file)


@pytest.mark.slow
async def test_of_a_server_nothing_is_counted(empty_postgres: str, tmp_path: Path) -> None:
    for _ in range(2):
        database = await open_database(empty_postgres, tmp_path / "state.sqlite")
        async with database.begin() as session:
            record(session, 7, "changed")
        await database.close()
        assert not database.changes_missing
        assert database._opened.changes is None


async def test_what_is_lost_is_noticed_also_after_another_process_has_used_the_database(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "home")
    first = await open_database("", data.database)
    assert not await missing(data.database)  # as another process that makes a key
    for number in range(CHANGES):
        async with first.begin() as session:
            record(session, 7, "changed", number=number)
    lost = DataFolder(tmp_path / "lost")
    lost.root.mkdir()
    for ending in ("", "-changes"):  # and not what stands in the -wal file alone
        shutil.copy(beside(data, ending), beside(lost, ending))
    await first.close()
    assert await missing(lost.database)
