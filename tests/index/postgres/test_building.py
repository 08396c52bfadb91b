"""One program builds at a time; one that is killed leaves nothing that keeps another out."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from index.errors import BusyError
from index.locks import Builder
from index.postgres import locks
from index.postgres.layout import LAYOUT, SHARED, layout_number, prepare
from index.postgres.server import Server
from index.postgres.store import PostgresStore
from index.search import SearchIndex
from tests.index.postgres.kept import FIRST, keep
from tests.index.published import ROOT

_TRY_AGAIN_S = 0.05

BUILDER = """
import sys
from index.postgres.server import Server
from index.postgres.store import PostgresStore
store = PostgresStore(Server(sys.argv[1], "PostgreSQL"))
with store.building("Ada"):
    with store.server.changing() as connection:
        connection.execute("INSERT INTO springboard_index.version (name, model) VALUES ('20990101-000000-half', 'm')")
    print("ready", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def builder(address: str) -> Iterator["subprocess.Popen[str]"]:
    """A program that builds as Ada and does not come to its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDER, address], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.mark.slow
def test_a_second_builder_is_told_who_builds_and_takes_over_when_that_one_is_killed(
    store: PostgresStore, server: Server, tea_index: SearchIndex, empty_postgres: str
) -> None:
    keep(store, tea_index, FIRST)
    assert store.builder_now() is None
    with builder(empty_postgres) as process:
        with pytest.raises(BusyError) as busy, store.building("Ben"):
            pass
        assert (busy.value.details["by"], store.clear_interrupted()) == ("Ada", None)
        now = store.builder_now()
        assert now == Builder("Ada", process.pid, now.since if now else "")
        process.send_signal(signal.SIGKILL)
        interrupted, tries = taken_over(store)
    assert tries * _TRY_AGAIN_S <= 2
    assert interrupted is not None
    assert interrupted.by == "Ada"
    assert server.read(f"SELECT name FROM {SHARED}.version") == [(FIRST,)]
    assert (store.builder_now(), store.clear_interrupted(), store.current()) == (None, None, FIRST)


def taken_over(store: PostgresStore) -> tuple[Builder | None, int]:
    """Wait until the server has noticed that the builder is gone; return who that was, and how often in vain."""
    tries = 0
    while True:
        try:
            with store.building("Ben") as interrupted:
                return interrupted, tries
        except BusyError:
            tries += 1
            time.sleep(_TRY_AGAIN_S)


def test_what_was_interrupted_is_told_once_at_the_start(
    store: PostgresStore, server: Server, tea_index: SearchIndex
) -> None:
    keep(store, tea_index, FIRST)
    with server.changing() as connection:
        connection.execute(f"INSERT INTO {SHARED}.builder (by, process, since) VALUES ('Ada', 7, '2026-01-01')")
    while store.builder_now() is not None:  # the server has yet to end the connection that had the lock
        time.sleep(0.05)
    assert store.clear_interrupted() == Builder("Ada", 7, "2026-01-01")
    assert store.clear_interrupted() is None


def test_tables_that_another_program_has_just_made_are_seen(server: Server) -> None:
    with server.connect() as one, server.connect() as other, other.transaction():
        assert layout_number(other) is None
        prepare(one)
        assert layout_number(other) == LAYOUT


def test_who_builds_is_known_while_what_was_interrupted_is_cleared_and_that_is_told_once(
    store: PostgresStore, server: Server
) -> None:
    store.versions()
    with server.changing() as connection:
        connection.execute(f"INSERT INTO {SHARED}.builder (by, process, since) VALUES ('Ada', 7, '2026-01-01')")
    known: list[str] = []

    def clear(_: "psycopg.Connection[Any]") -> None:
        now = store.builder_now()
        with pytest.raises(BusyError) as busy, store.building("Cy"):
            pass
        known.extend((now.by if now else "", busy.value.details["by"]))

    with locks.building(server, "Ben", clear) as interrupted:
        assert interrupted == Builder("Ada", 7, "2026-01-01")
    assert known == ["Ben"] * 4  # before the build, and after it
    with locks.building(server, "Ben", clear) as interrupted:
        assert interrupted is None


def test_who_fails_while_clearing_is_told_as_interrupted(store: PostgresStore, server: Server) -> None:
    def clear(_: "psycopg.Connection[Any]") -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), locks.building(server, "Ben", clear):
        pass
    left = store.clear_interrupted()
    assert left is not None
    assert (left.by, store.clear_interrupted()) == ("Ben", None)
