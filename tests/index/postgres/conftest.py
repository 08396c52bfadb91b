"""A store of index versions in an empty database of a real server."""

from collections.abc import Iterator

import pytest

from index.postgres.server import Server
from index.postgres.store import PostgresStore


@pytest.fixture
def server(empty_postgres: str) -> Iterator[Server]:
    server = Server(empty_postgres, "PostgreSQL")
    yield server
    server.close()


@pytest.fixture
def store(server: Server) -> PostgresStore:
    return PostgresStore(server)
