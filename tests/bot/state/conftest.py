"""A fresh database for each test, of both kinds: an SQLite file, and one on a PostgreSQL server of the run's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.state.database import Database, open_database


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of the kind that the test is run with."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'own.sqlite'}"
    address: str = request.getfixturevalue("empty_postgres")
    return address


@pytest.fixture
async def database(url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(url, tmp_path)
    yield opened
    await opened.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "url" in metafunc.fixturenames:
        slow = pytest.param("postgresql", marks=pytest.mark.slow)
        metafunc.parametrize("url", ["sqlite", slow], indirect=True)
