import gc
from typing import Any

import faiss
import numpy as np
import pytest

from index.dense import DenseIndex, best_in_each, build_dense, inner_products, open_dense
from index.encoder import Vectors

DIMENSION = 16


def unit_vectors(count: int, seed: int = 7) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def exact_rows(vectors: Vectors, query: Vectors, count: int) -> list[int]:
    rows: list[int] = np.argsort(-(vectors @ query), kind="stable")[:count].tolist()
    return rows


@pytest.fixture
def uneven() -> tuple[DenseIndex, Vectors]:
    """Passages 0 and 4 without a row, 1 with three, 2 with one, 3 with two."""
    vectors = unit_vectors(6)
    return build_dense(vectors, np.array([1, 1, 1, 2, 3, 3]), 5), vectors


@pytest.mark.parametrize(("limit", "kind"), [(40, faiss.IndexFlatIP), (39, faiss.IndexHNSWFlat)])
def test_search_is_exact_up_to_the_limit_and_by_graph_beyond_it(limit: int, kind: type) -> None:
    dense = build_dense(unit_vectors(40), np.arange(40), 40, exact_limit=limit)
    assert isinstance(dense.index, kind)
    assert dense.index.metric_type == faiss.METRIC_INNER_PRODUCT


@pytest.mark.parametrize("limit", [1_000, 1])
def test_vectors_are_kept_in_order_by_either_kind(limit: int) -> None:
    vectors = unit_vectors(50)
    dense = build_dense(vectors, np.arange(50), 50, exact_limit=limit)
    np.testing.assert_array_equal(dense.vectors, vectors)


def test_exact_search_gives_the_passages_of_the_largest_inner_products() -> None:
    vectors = unit_vectors(80)
    query = unit_vectors(1, seed=3)[0]
    found = build_dense(vectors, np.arange(80), 80).nearest(query, 10)
    assert found.tolist() == exact_rows(vectors, query, 10)


def test_graph_search_finds_nearly_all_that_exact_search_finds() -> None:
    vectors = unit_vectors(3_000)
    dense = build_dense(vectors, np.arange(3_000), 3_000, exact_limit=100)
    queries = unit_vectors(20, seed=5)
    recalls = [len(set(dense.nearest(q, 20).tolist()) & set(exact_rows(vectors, q, 20))) / 20 for q in queries]
    assert np.mean(recalls) > 0.97


def test_graph_search_is_as_broad_after_reading_from_disk_as_after_building() -> None:
    built = build_dense(unit_vectors(60), np.arange(60), 60, exact_limit=10)
    read = open_dense(faiss.deserialize_index(faiss.serialize_index(built.index)), np.arange(60), 60)
    after: Any = faiss.downcast_index(read.index)
    before: Any = faiss.downcast_index(built.index)
    assert after.hnsw.efSearch == before.hnsw.efSearch > 100
    np.testing.assert_array_equal(read.vectors, built.vectors)


def test_nearest_gives_the_passage_that_owns_a_row(uneven: tuple[DenseIndex, Vectors]) -> None:
    dense, vectors = uneven
    assert dense.nearest(vectors[3], 1).tolist() == [2]
    assert dense.nearest(vectors[5], 1).tolist() == [3]


@pytest.mark.parametrize("limit", [100, 2])
def test_nearest_asked_for_more_than_there_is_gives_all_there_is(limit: int) -> None:
    dense = build_dense(unit_vectors(5), np.arange(5), 5, exact_limit=limit)
    assert sorted(dense.nearest(unit_vectors(1)[0], 99).tolist()) == [0, 1, 2, 3, 4]


def test_rows_that_graph_search_does_not_reach_are_left_out() -> None:
    alike = np.full((600, 4), 0.5, np.float32)
    found = build_dense(alike, np.arange(600), 600, exact_limit=10).nearest(alike[0], 600).tolist()
    assert len(found) == len(set(found)) > 300


def test_an_index_without_rows_has_nothing_near_and_no_similarities() -> None:
    dense = build_dense(np.empty((0, DIMENSION), np.float32), np.empty(0, np.int64), 3)
    query = unit_vectors(1)[0]
    assert dense.vectors.shape == (0, DIMENSION)
    assert dense.nearest(query, 5).tolist() == []
    similarities, starts = dense.similarities(query, np.array([0, 1, 2]))
    assert similarities.shape == (0,)
    assert starts.tolist() == [0, 0, 0, 0]
    assert best_in_each(similarities, starts, missing=-1.0).tolist() == [-1.0, -1.0, -1.0]


def test_an_index_of_one_row_finds_it() -> None:
    vectors = unit_vectors(1)
    dense = build_dense(vectors, np.array([0]), 1)
    assert dense.nearest(unit_vectors(1, seed=2)[0], 5).tolist() == [0]
    assert dense.similarities(vectors[0], np.array([0]))[0].tolist() == pytest.approx([1.0])


def test_passages_own_the_rows_between_their_starts(uneven: tuple[DenseIndex, Vectors]) -> None:
    dense, _ = uneven
    assert dense.starts.tolist() == [0, 0, 3, 4, 6, 6]
    assert dense.owners.tolist() == [1, 1, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("passages", "rows", "begins"),
    [
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5], [0, 0, 3, 4, 6, 6]),
        ([1, 3], [0, 1, 2, 4, 5], [0, 3, 5]),
        ([2], [3], [0, 1]),
        ([0, 2, 4], [3], [0, 0, 1, 1]),
        ([0], [], [0, 0]),
        ([0, 3, 4], [4, 5], [0, 0, 2, 2]),
    ],
)
def test_similarities_are_those_of_the_passages_asked_for(
    uneven: tuple[DenseIndex, Vectors], passages: list[int], rows: list[int], begins: list[int]
) -> None:
    dense, vectors = uneven
    query = unit_vectors(1, seed=9)[0]
    similarities, starts = dense.similarities(query, np.array(passages))
    np.testing.assert_allclose(similarities, vectors[rows] @ query, rtol=1e-5, atol=1e-6)
    assert starts.tolist() == begins


@pytest.mark.parametrize(
    ("similarities", "starts", "expected"),
    [
        ([0.1, 0.3, 0.2, -0.5], [0, 3, 4], [0.3, -0.5]),
        ([0.1, 0.3], [0, 0, 2, 2], [-1, 0.3, -1]),
        ([0.5, 0.25], [0, 1, 1, 1, 2], [0.5, -1, -1, 0.25]),
        ([], [0, 0], [-1]),
        ([], [0], []),
    ],
)
def test_the_best_of_each_passage_is_its_largest_similarity(
    similarities: list[float], starts: list[int], expected: list[float]
) -> None:
    best = best_in_each(np.array(similarities, np.float32), np.array(starts), missing=-1.0)
    assert best.tolist() == pytest.approx(expected)


def test_what_stands_for_a_missing_similarity_is_the_callers_choice() -> None:
    assert best_in_each(np.empty(0, np.float32), np.array([0, 0]), missing=-7.0).tolist() == [-7.0]


@pytest.mark.parametrize("limit", [100, 2])
def test_vectors_stay_readable_while_the_index_object_lives(limit: int) -> None:
    dense = build_dense(unit_vectors(30), np.arange(30), 30, exact_limit=limit)
    gc.collect()
    unit_vectors(5_000)
    np.testing.assert_array_equal(dense.vectors, unit_vectors(30))


def test_vectors_that_are_not_contiguous_are_indexed_as_they_are() -> None:
    vectors = unit_vectors(20)
    dense = build_dense(vectors[::2], np.arange(10), 10)
    np.testing.assert_array_equal(dense.vectors, vectors[::2])


def test_inner_products_are_those_of_numpy_whatever_the_layout() -> None:
    vectors = unit_vectors(40)
    for rows, query in [(vectors, vectors[3]), (vectors[::2, ::3], vectors[5, ::3]), (vectors[:1], vectors[0])]:
        np.testing.assert_allclose(inner_products(rows, query), rows @ query, rtol=1e-5, atol=1e-5)
    assert inner_products(vectors[:0], vectors[0]).shape == (0,)
