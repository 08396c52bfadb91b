import numpy as np
import pytest

from index.dense import build_dense
from index.samples import SampleIndex, index_samples

DIMENSION = 8


def samples_of(owners: list[int], passages: int) -> SampleIndex:
    vectors = np.eye(max(len(owners), DIMENSION), DIMENSION, dtype=np.float32)[: len(owners)]
    questions = tuple(f"问题{row}" for row in range(len(owners)))
    return index_samples(questions, build_dense(vectors, np.array(owners, np.int64), passages))


def test_slots_hold_the_rows_of_each_passage_and_the_number_of_rows_where_free() -> None:
    assert samples_of([0, 0, 0, 2, 3, 3], 5).slots.tolist() == [[0, 1, 2], [6, 6, 6], [3, 6, 6], [4, 5, 6], [6, 6, 6]]


def test_similarities_are_one_inner_product_a_sample() -> None:
    samples = samples_of([0, 1, 1], 2)
    query = np.arange(DIMENSION, dtype=np.float32)
    np.testing.assert_allclose(samples.similarities(query), [0, 1, 2])


def test_a_passage_has_the_mean_of_its_three_best_samples() -> None:
    samples = samples_of([0, 0, 0, 0, 1, 1, 1, 1], 2)
    cosines = np.array([0.1, 0.9, 0.5, 0.4, 0.2, 0.2, 0.2, 0.8], np.float32)
    assert samples.by_passage(cosines, np.array([0, 1])).tolist() == pytest.approx([0.6, 0.4])


@pytest.mark.parametrize(("owners", "expected"), [([0, 1, 1], [0.3, 0.6]), ([0, 1], [0.3, 0.5])])
def test_a_passage_with_fewer_has_the_mean_of_what_it_has(owners: list[int], expected: list[float]) -> None:
    cosines = np.array([0.3, 0.5, 0.7], np.float32)[: len(owners)]
    assert samples_of(owners, 2).by_passage(cosines, np.array([0, 1])).tolist() == pytest.approx(expected)


def test_a_passage_without_samples_has_the_mean_of_the_others() -> None:
    samples = samples_of([0, 2, 2], 3)
    cosines = np.array([0.2, 0.4, 0.9], np.float32)
    found = samples.by_passage(cosines, np.array([0, 1, 2]))
    assert found.tolist() == pytest.approx([0.2, 0.5, 0.65])


def test_only_the_passages_asked_for_count_towards_the_mean_of_the_others() -> None:
    samples = samples_of([0, 2, 2], 4)
    cosines = np.array([0.2, 0.4, 0.9], np.float32)
    assert samples.by_passage(cosines, np.array([0, 3])).tolist() == pytest.approx([0.2, 0.2])


def test_passages_that_all_lack_samples_have_0() -> None:
    cosines = np.array([0.9], np.float32)
    assert samples_of([1], 3).by_passage(cosines, np.array([0, 2])).tolist() == [0.0, 0.0]


def test_negative_similarities_are_averaged_like_others() -> None:
    cosines = np.array([-0.4, -0.2, 0.3], np.float32)
    assert samples_of([0, 0, 1], 2).by_passage(cosines, np.array([0, 1])).tolist() == pytest.approx([-0.3, 0.3])
