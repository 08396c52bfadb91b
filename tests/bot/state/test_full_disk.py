"""A database whose disk takes no changes is read from a copy in memory, and taken up when it does."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.state.audit import newest, note
from bot.state.database import NotKeptError, open_database
from bot.state.unusable import DatabaseError
from bot.state.updates import keep_updates, updates_left
from tests.scripts.conftest import ROOT

_LEAVE = """
import asyncio, os, pathlib, sys
from bot.state.audit import note
from bot.state.database import open_database

async def leave():
    database = await open_database("", pathlib.Path(sys.argv[1]))
    await note(database, 7, "opened", time=2)
    os._exit(0)

asyncio.run(leave())
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not allowed")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def stop_changes(disk: Path, how: str) -> None:
    if how == "read-only":
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        return
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def allow_changes(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    (disk / "filler").unlink(missing_ok=True)


async def fill(file: Path, *, killed: bool) -> None:
    """Keep an entry, an update, and, in a process that is killed, an entry that stands beside the file only."""
    database = await open_database("", file)
    await note(database, 7, "opened", time=1)
    await keep_updates(database, {5: "{}"})
    await database.close()
    if killed:
        left = await asyncio.create_subprocess_exec(sys.executable, "-c", _LEAVE, file, cwd=ROOT)
        assert await left.wait() == 0


@pytest.mark.parametrize("how", ["full", "read-only"])
@pytest.mark.parametrize("killed", [False, True])
async def test_it_is_read_and_taken_up_when_there_is_room(disk: Path, how: str, killed: bool) -> None:
    file = disk / "state.sqlite"
    await fill(file, killed=killed)
    stop_changes(disk, how)
    database = await open_database("", file)
    there = [2, 1] if killed else [1]
    for _ in range(2):
        assert [entry.details["time"] for entry in await newest(database, 10)] == there
        assert await updates_left(database) == {5: "{}"}
        with pytest.raises(NotKeptError):
            await note(database, 7, "opened", time=3)
        assert database.trouble.take()
        await database.take_up()
    allow_changes(disk)
    await database.take_up()
    await note(database, 7, "opened", time=3)
    assert [entry.details["time"] for entry in await newest(database, 10)] == [3, *there]
    await database.close()
    database = await open_database("", file)
    assert [entry.details["time"] for entry in await newest(database, 10)] == [3, *there]
    await database.close()


@pytest.mark.parametrize("how", ["full", "read-only"])
async def test_an_older_layout_which_would_have_to_be_changed_is_not_used(disk: Path, how: str) -> None:
    file = disk / "state.sqlite"
    database = await open_database("", file)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
        await connection.execute(text("DROP TABLE updates"))
    await database.close()
    stop_changes(disk, how)
    with pytest.raises(DatabaseError, match="database-no-room"):
        await open_database("", file)
    allow_changes(disk)
