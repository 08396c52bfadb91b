"""Many vectors are searched by the one graph of their table, and no more of them are lost than by FAISS's."""

from dataclasses import replace

import numpy as np
import pytest

from index.dense import held
from index.postgres.layout import SHARED
from index.postgres.parts import StoredVectors
from index.postgres.server import Server
from index.postgres.store import PostgresStore
from index.search import SearchIndex, prepare
from tests.index.postgres.kept import FIRST, SECOND, keep, with_counts
from tests.index.test_search import synthetic, unit

PASSAGES = 2_000
QUERIES = unit(40, 77)


@pytest.fixture
def grown(server: Server, tea_index: SearchIndex) -> tuple[SearchIndex, SearchIndex, PostgresStore]:
    """An index in memory, the same one in a store whose graphs begin with a thousand vectors, and that store."""
    index = with_counts(synthetic(tea_index, PASSAGES, sampled=False), FIRST)
    store = PostgresStore(server, exact_limit=1_000)
    return index, keep(store, index, FIRST), store


def graphs(server: Server) -> list[tuple[str, int]]:
    return [
        (str(table), int(count))
        for table, count in server.read(
            "SELECT t.relname, count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_am a ON a.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid WHERE a.amname = 'hnsw' GROUP BY 1"
        )
    ]


@pytest.mark.slow
def test_the_graph_is_used_and_finds_what_is_nearest(
    grown: tuple[SearchIndex, SearchIndex, PostgresStore], server: Server
) -> None:
    index, opened, store = grown
    for part in (opened.vectors, opened.sentences):
        assert isinstance(part, StoredVectors)
        statement, parameters = part.nearest_statement(QUERIES[0], 100)
        plan = "\n".join(row[0] for row in server.read(f"EXPLAIN {statement}", parameters))
        assert "_graph on" in plan
        assert "Sort" not in plan
    found = [len({*exact(index, query)} & {*opened.sentences.nearest(query, 100).tolist()}) for query in QUERIES]
    assert np.mean(found) >= 98
    exactly = PostgresStore(store.server).load(FIRST, index.manifest.model)
    assert set(exactly.sentences.nearest(QUERIES[0], 100).tolist()) == {*exact(index, QUERIES[0])}
    for query in QUERIES[:5]:
        question = prepare("word7 茶", query)
        hits = [[hit.number for hit in each.hits(each.rank(question), 10)] for each in (index, opened)]
        assert len(set(hits[0]) & set(hits[1])) >= 9


@pytest.mark.slow
def test_a_later_version_adds_to_the_graph_and_finds_only_its_own(
    grown: tuple[SearchIndex, SearchIndex, PostgresStore], server: Server
) -> None:
    index, _, store = grown
    dense = held(index.vectors)
    changed = dense.vectors.copy()
    changed[: PASSAGES // 4] = unit(PASSAGES // 4, 99)
    # A passage that was changed but for a trifle stands right beside what it was.
    changed[:50] = dense.vectors[:50] + np.float32(1e-4)
    table = f"{SHARED}.{next(table for table, _ in graphs(server) if table.startswith('sentence'))}"
    with server.changing() as connection:  # as earlier programs left it
        connection.execute(f"DROP INDEX {table}_half_graph")
        connection.execute(f"CREATE INDEX ON {table} USING hnsw (embedding vector_ip_ops) WITH (m = 4)")
        connection.execute(f"ALTER INDEX {table}_embedding_idx RENAME TO {table.rpartition('.')[2]}_graph")
    later = keep(store, with_counts(replace(index, vectors=replace(dense, vectors=changed)), SECOND), SECOND)
    tables = graphs(server)
    assert [count for _, count in tables] == [1, 1]
    assert {table.split("_")[0] for table, _ in tables} == {"passage", "sentence"}
    ((rows,),) = server.read(f"SELECT count(*) FROM {SHARED}.{min(table for table, _ in tables)}")
    assert rows == PASSAGES + PASSAGES // 4
    for query in dense.vectors[:20]:
        found = later.vectors.nearest(query, 100)
        assert len(found) == 100
        assert len({*exact(replace(index, sentences=replace(dense, vectors=changed)), query)} & {*found.tolist()}) >= 96


def exact(index: SearchIndex, query: np.ndarray) -> list[int]:
    found: list[int] = np.argsort(-(held(index.sentences).vectors @ query))[:100].tolist()
    return found
