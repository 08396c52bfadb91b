"""A machine that says nothing any more, as when its power is gone, is not waited for without an end."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import IndexUnreachableError
from index.postgres import keepalive
from index.postgres.server import Server, told
from tests.wire import wired

SLEEPING = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(1000)'"


@pytest.mark.slow
def test_reading_goes_on_by_a_new_connection_and_a_statement_under_way_ends(
    empty_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, least in {"keepalives_idle": 1, "keepalives_interval": 1, "tcp_user_timeout": 1000}.items():
        monkeypatch.setitem(keepalive.OF_LIBPQ, name, least)
    with wired(empty_postgres) as (wire, address), ThreadPoolExecutor(1) as pool:
        server = Server(address, "PostgreSQL")

        def build() -> None:
            with server.connect() as connection, told(server.name):
                connection.execute("SELECT pg_sleep(1000)")

        building = pool.submit(build)
        while server.read(SLEEPING) == [(0,)]:
            pass
        wire.go_silent()
        assert server.read("SELECT 1") == [(1,)]
        with pytest.raises(IndexUnreachableError):
            building.result()
        server.close()
