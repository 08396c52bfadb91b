"""One process polls at a time, and the next one can as soon as that has ended."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.state.database import Database, open_database
from bot.state.polling import PollingError, polling_alone


def never(_: PollingError) -> None:
    pytest.fail("another polls")


@pytest.fixture
async def other(database: Database, url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """The same database, opened by another process."""
    opened = await open_database(url, tmp_path)
    yield opened
    await opened.close()


async def test_a_second_that_polls_is_told_and_may_when_the_first_has_ended(
    database: Database, other: Database, tmp_path: Path
) -> None:
    lock = tmp_path / "lock"
    for _ in range(2):
        async with polling_alone(database, lock, never):
            with pytest.raises(PollingError) as told:
                async with polling_alone(other, lock, never):
                    pytest.fail("both poll")
            assert told.value.code == "bot-polls-already"
    async with polling_alone(other, lock, never):
        pass


async def test_on_a_disk_that_takes_no_file_the_bot_polls_all_the_same(tmp_path: Path) -> None:
    database = await open_database("", tmp_path / "state.sqlite")
    (tmp_path / "file").touch()
    async with polling_alone(database, tmp_path / "file" / "lock", never):
        pass
    await database.close()
