"""New vectors are written by connections of their own, before the version that has them."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from index.dense import held
from index.encoder import Encoder
from index.errors import StoreError
from index.folder_store import FolderStore
from index.postgres.layout import SHARED, schema_of
from index.postgres.server import Server
from index.postgres.store import PostgresStore
from index.postgres.vectors import WRITERS
from index.postgres.writing import vector_writers
from index.search import SearchIndex
from tests.index.postgres.kept import FIRST, SECOND, THIRD, asked, keep, turned, with_passage_vectors
from tests.index.postgres.test_building import taken_over
from tests.index.published import ROOT, renamed

# Stops once all vectors are kept, when their version is not, amid a statement.
BUILDER = """
import sys
from pathlib import Path
from index.folder_store import FolderStore
from index.postgres import writing
from index.postgres.server import Server
from index.postgres.store import PostgresStore
from tests.index.postgres.kept import turned
def stop(connection, *_, **__):
    print("ready", flush=True)
    connection.execute("SELECT pg_sleep(1000)")
writing.make_graph = stop
index = FolderStore(Path(sys.argv[2])).load(sys.argv[3], "bundled")
store = PostgresStore(Server(sys.argv[1], "PostgreSQL"))
with store.building("Ada"):
    store.add(turned(index))
"""


def tables(server: Server) -> list[str]:
    statement = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE %s ORDER BY 1"
    rows = server.read(statement, ("%\\_vector\\_%",))
    return [f"{SHARED}.{name}" for (name,) in rows]


def counts(server: Server) -> list[int]:
    """Return how many vectors of passages and of sentences there are."""
    return [int(count) for table in tables(server) for (count,) in server.read(f"SELECT count(*) FROM {table}")]


@contextmanager
def killed(server: str, folder: Path, index: SearchIndex) -> Iterator[None]:
    """Run the block while a program has kept the vectors of SECOND, then kill it."""
    FolderStore(folder).add(renamed(index, SECOND))
    program = [sys.executable, "-c", BUILDER, server, str(folder), SECOND]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
        process.send_signal(signal.SIGKILL)


@pytest.mark.slow
def test_what_a_program_wrote_that_was_killed_before_its_version_was_there_is_cleared(
    store: PostgresStore, server: Server, tea_index: SearchIndex, encoder: Encoder, empty_postgres: str, tmp_path: Path
) -> None:
    opened = keep(store, tea_index, FIRST)
    before = counts(server)
    (question,) = asked(encoder, ["茶叶怎么存？"])
    best = [hit.number for hit in tea_index.hits(tea_index.rank(question), 3)]
    with killed(empty_postgres, tmp_path, tea_index):
        assert counts(server) == [2 * count for count in before]
        assert [hit.number for hit in opened.hits(opened.rank(question), 3)] == best
        assert store.versions() == [FIRST]
    interrupted = taken_over(store)
    assert interrupted is not None
    assert counts(server) == before
    assert server.read(f"SELECT name FROM {SHARED}.version") == [(FIRST,)]
    other = turned(tea_index)
    later = keep(store, other, THIRD)
    PostgresStore(server).check(THIRD)
    np.testing.assert_array_equal(later.vectors.vector(2, 0), held(other.vectors).vector(2, 0))
    assert [hit.number for hit in opened.hits(opened.rank(question), 3)] == best


@pytest.mark.slow
def test_the_first_version_of_a_killed_program_keeps_nobody_waiting(
    store: PostgresStore, server: Server, tea_index: SearchIndex, empty_postgres: str, tmp_path: Path
) -> None:
    with killed(empty_postgres, tmp_path, tea_index):
        assert len(tables(server)) == 2
    assert taken_over(store) is not None
    assert tables(server) == []
    keep(store, tea_index, THIRD)


def test_each_passage_gets_its_own_vector_also_where_several_have_the_same(
    store: PostgresStore, server: Server, plain_index: SearchIndex
) -> None:
    keep(store, plain_index, FIRST)
    vectors = held(plain_index.vectors).vectors.copy()
    count = len(vectors)
    vectors[[1, 4]] = -vectors[0]  # new, and the same twice
    vectors[2] = vectors[3]  # there already
    opened = keep(store, with_passage_vectors(plain_index, vectors), SECOND)
    assert counts(server)[0] == count + 1
    for passage in range(count):
        np.testing.assert_array_equal(opened.vectors.vector(passage, 0), vectors[passage])


def test_a_vector_that_cannot_be_written_leaves_nothing_of_its_version(
    store: PostgresStore, server: Server, plain_index: SearchIndex
) -> None:
    keep(store, plain_index, FIRST)
    before = counts(server)
    with server.changing() as connection:
        connection.execute(f"ALTER TABLE {tables(server)[1]} ADD CHECK (id < 0) NOT VALID")
    with store.building("Ada"):
        with pytest.raises(StoreError):
            store.add(renamed(turned(plain_index), SECOND))
        assert store.versions() == [FIRST]
    assert counts(server) == before
    assert server.read(f"SELECT name FROM {SHARED}.version") == [(FIRST,)]
    assert server.read(f"SELECT to_regnamespace('{schema_of(SECOND)}')") == [(None,)]


def test_what_still_waits_is_not_written_after_a_failure() -> None:
    cancelled = threading.Event()
    with suppress(StoreError), vector_writers() as writers:
        for _ in range(WRITERS):
            writers.submit(cancelled.wait, 10)
        waiting = writers.submit(bool)
        waiting.add_done_callback(lambda _: cancelled.set())
        raise StoreError("index-store", server="PostgreSQL", problem="disk", state="XX000")
    assert waiting.cancelled()


def test_a_question_under_way_does_not_keep_the_next_version_waiting(
    store: PostgresStore, server: Server, plain_index: SearchIndex, empty_postgres: str
) -> None:
    keep(store, plain_index, FIRST)
    # Locks exclude each other both ways: a version that waited for a question would let no other question through.
    impatient = Server(f"{empty_postgres}&options=-c%20lock_timeout%3D2000", "PostgreSQL")
    with server.connect() as connection, connection.transaction():
        for table in tables(server):
            connection.execute(f"SELECT FROM {table} LIMIT 1")
        keep(PostgresStore(impatient), turned(plain_index), SECOND)
    impatient.close()
    assert store.current() == SECOND
