"""Made-up collections are the same wherever their vectors are, and lie as the sentences that they are drawn from."""

from pathlib import Path

import numpy as np

from index.dense import held
from index.postgres.server import Server
from index.postgres.store import PostgresStore
from index.search import SearchIndex
from knowledge.sentences import split_sentences
from scripts.benchmark.growing import ExactDense, edit, grow, in_memory
from tests.index.postgres.kept import FIRST, keep

PASSAGES = 500


def test_vectors_in_files_are_those_in_memory_and_all_of_them_are_compared(
    tea_index: SearchIndex, tmp_path: Path
) -> None:
    in_memory, in_files = grow(tea_index, PASSAGES), grow(tea_index, PASSAGES, tmp_path)
    for kept, filed in ((in_memory.vectors, in_files.vectors), (in_memory.sentences, in_files.sentences)):
        assert isinstance(filed, ExactDense)
        np.testing.assert_array_equal(held(kept).vectors, filed.vectors)
        queries = filed.vectors[:3] - np.float32(0.5) * filed.vectors.mean(axis=0)
        filed.look_up(queries, 20)
        for query in queries:
            assert set(filed.nearest(query, 20).tolist()) == set(kept.nearest(query, 20).tolist())


def test_what_is_grown_from_is_the_same_out_of_postgresql(empty_postgres: str, tea_index: SearchIndex) -> None:
    server = Server(empty_postgres, "PostgreSQL")
    source = in_memory(keep(PostgresStore(server), tea_index, FIRST))
    server.close()
    assert source.passages == tea_index.passages
    for there, here in ((source, tea_index), (grow(source, PASSAGES), grow(tea_index, PASSAGES))):
        np.testing.assert_array_equal(held(there.sentences).vectors, held(here.sentences).vectors)
        np.testing.assert_array_equal(held(there.sentences).owners, held(here.sentences).owners)


def test_each_sentence_has_a_vector_of_length_one(tea_index: SearchIndex) -> None:
    made = grow(tea_index, PASSAGES)
    assert [list(passage.sentences) for passage in made.passages] == [
        split_sentences(passage.text) for passage in made.passages
    ]
    sentences = held(made.sentences)
    assert np.bincount(sentences.owners).tolist() == [len(passage.sentences) for passage in made.passages]
    np.testing.assert_allclose(np.linalg.norm(sentences.vectors, axis=1), 1, rtol=1e-5)
    middle, real = sentences.vectors.mean(axis=0), held(tea_index.sentences).vectors.mean(axis=0)
    assert middle @ real / np.linalg.norm(middle) / np.linalg.norm(real) > 0.99


def test_an_edit_changes_the_passages_that_it_names(tea_index: SearchIndex, tmp_path: Path) -> None:
    before = grow(tea_index, PASSAGES)
    after = edit(grow(tea_index, PASSAGES, tmp_path), 0.02)
    changed = {number for number in range(PASSAGES) if after.passages[number] != before.passages[number]}
    assert len(changed) == PASSAGES * 0.02
    for now, then in ((after.vectors, before.vectors), (after.sentences, before.sentences)):
        moved = np.any(held(now).vectors != held(then).vectors, axis=1)
        assert set(held(now).owners[moved].tolist()) == changed
