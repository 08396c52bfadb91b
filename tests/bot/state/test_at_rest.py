"""A database is looked at without a change to it."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.state.at_rest import layout_state
from bot.state.database import open_database
from bot.state.unusable import DatabaseError


async def test_a_database_is_told_as_absent_then_newest_older_and_newer(url: str, tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite"
    assert await layout_state(url, file) == "absent"
    database = await open_database(url, file)
    states = []
    for revision in (None, "0002", "9999"):
        if revision:
            async with database.engine.begin() as connection:
                await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        states.append(await layout_state(url, file))
    await database.close()
    assert states == ["newest", "older", "newer"]


def test_looking_makes_no_file(tmp_path: Path) -> None:
    assert asyncio.run(layout_state("", tmp_path / "state.sqlite")) == "absent"
    assert not list(tmp_path.iterdir())


async def test_what_cannot_be_reached_or_read_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError) as unreached:
        await layout_state("postgresql://me:hidden@127.0.0.1:9/none", tmp_path / "none.sqlite")
    assert unreached.value.code == "database-not-reached"
    assert "hidden" not in str(unreached.value.details)
    damaged = tmp_path / "state.sqlite"
    damaged.write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    with pytest.raises(DatabaseError) as unread:
        await layout_state("", damaged)
    assert unread.value.code == "database-damaged"
