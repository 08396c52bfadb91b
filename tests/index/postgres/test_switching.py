"""Readers are answered from one version or another, whatever goes live meanwhile, and after the server was killed."""

import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from index.encoder import Encoder
from index.postgres.layout import SHARED, schema_of
from index.postgres.server import _TRY_AGAIN_S, Server
from index.postgres.store import PostgresStore
from index.search import SearchIndex
from tests.index.postgres.kept import FIRST, SECOND, asked, keep

READERS = 8
SWITCHES = 50
QUESTIONS = ["陈年茶饼怎么存？", "纸箱有几层？", "How are hosts trained?", "新人主播先学什么？"]


def marked(index: SearchIndex, mark: str) -> SearchIndex:
    """Return ``index`` with a mark at the end of each passage."""
    return replace(index, passages=tuple(replace(each, document=each.document + mark) for each in index.passages))


def test_all_that_is_kept_survives_a_crash_of_the_server_and_nothing_is_resolved_by_a_view(
    store: PostgresStore, server: Server, tea_index: SearchIndex
) -> None:
    keep(store, tea_index, FIRST)
    kinds = {
        (str(kind), str(lasts))
        for kind, lasts in server.read(
            "SELECT relkind::text, relpersistence::text FROM pg_class WHERE relnamespace::regnamespace::text = ANY(%s)",
            ([SHARED, schema_of(FIRST)],),
        )
    }
    assert ("r", "p") in kinds
    assert {lasts for _, lasts in kinds} == {"p"}  # neither unlogged nor temporary
    assert kinds & {("v", "p"), ("m", "p")} == set()


@pytest.mark.slow
def test_readers_never_fail_and_never_mix_while_versions_go_live(
    store: PostgresStore, tea_index: SearchIndex, encoder: Encoder
) -> None:
    keep(store, marked(tea_index, FIRST), FIRST)
    keep(store, marked(tea_index, SECOND), SECOND)
    questions = asked(encoder, QUESTIONS)
    done = threading.Event()
    seen: list[set[str]] = []

    def read() -> int:
        answered, held = 0, dict[str, SearchIndex]()
        while not done.is_set():
            version = store.current()
            assert version is not None
            index = held.get(version) or held.setdefault(version, store.load(version, "bundled"))
            question = questions[answered % len(questions)]
            hits = index.hits(index.rank(question), 5)
            marks = {hit.passage.document[-len(FIRST) :] for hit in hits}
            assert marks == {version}
            seen.append(marks)
            answered += 1
        return answered

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        try:
            for number in range(SWITCHES):
                so_far = len(seen)
                store.switch_to((FIRST, SECOND)[number % 2], "Ada", str(number))
                while len(seen) <= so_far + 2 and not any(reader.done() for reader in readers):
                    done.wait(0.001)
        finally:
            done.set()
        assert all(reader.result() > 0 for reader in readers)
    assert [event.version for event in store.history()][2:] == [FIRST, SECOND] * (SWITCHES // 2)
    assert {FIRST, SECOND} == set().union(*seen)


@pytest.mark.slow
def test_readers_wait_for_a_server_that_was_killed_and_its_builder_lets_go(
    tea_index: SearchIndex, encoder: Encoder, postgres_servers: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.postgres.server._TRY_AGAIN_FOR_S", 120.0)  # for a busy machine, where a start takes long
    waits: list[float] = []
    monkeypatch.setattr("index.postgres.server.time", Counted(waits))
    monkeypatch.setenv("LC_ALL", "C")
    database = postgres_servers()
    server = Server(database.get_uri(), "PostgreSQL")
    store = PostgresStore(server)
    try:
        index = keep(store, tea_index, FIRST)
        questions = asked(encoder, QUESTIONS)
        expected = [[hit.number for hit in index.hits(index.rank(question), 5)] for question in questions]
        done = threading.Event()
        rounds: list[int] = []

        def read() -> None:
            while not done.is_set():
                assert [[hit.number for hit in index.hits(index.rank(each), 5)] for each in questions] == expected
                assert store.current() == FIRST
                rounds.append(1)

        with ThreadPoolExecutor(READERS) as pool:
            readers = [pool.submit(read) for _ in range(READERS)]
            try:
                with store.building("Ada"):
                    process = database.get_postmaster_info().process
                    process.kill()
                    process.wait()
                    started_again(database)
                    back, waits_before = len(rounds), len(waits)
                    while len(rounds) < back + 2 * READERS and not any(reader.done() for reader in readers):
                        done.wait(0.01)
            finally:
                done.set()
            for reader in readers:
                reader.result()
        assert (len(waits) - waits_before) / READERS * _TRY_AGAIN_S <= 10  # seconds, if a try took no time
        with store.building("Ben") as interrupted:
            assert interrupted is not None
            assert interrupted.by == "Ada"
    finally:
        server.close()
        database.cleanup()


class Counted:
    """The module `time`, whose ``sleep`` notes in a list for how long."""

    monotonic = staticmethod(time.monotonic)

    def __init__(self, waits: list[float]) -> None:
        self._waits = waits

    def sleep(self, seconds: float) -> None:
        self._waits.append(seconds)
        time.sleep(seconds)


def started_again(database: Any) -> None:
    while True:
        try:
            database.ensure_postgres_running()
        except subprocess.TimeoutExpired:  # it goes on starting
            continue
        return
