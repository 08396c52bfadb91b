import numpy as np
import pytest

from index.fusion import Components, Scores, fuse, standardise


def scores(*values: float) -> Scores:
    return np.array(values, dtype=np.float64)


def z(values: Scores) -> Scores:
    standard: Scores = (values - values.mean()) / values.std()
    return standard


PASSAGE, SENTENCE, TEXT = scores(0.1, 0.4, 0.2), scores(0.5, 0.3, 0.1), scores(0.0, 2.0, 7.0)
SAMPLES, ALL_TEXT = scores(0.9, 0.3, 0.2), scores(1.0, 3.0, 0.0)


def test_standardised_scores_have_mean_0_and_spread_1() -> None:
    found = standardise(np.array([3.0, 8.0, 1.0, 4.0], np.float32))
    assert found.dtype == np.float64
    assert found.mean() == pytest.approx(0, abs=1e-7)
    assert found.std() == pytest.approx(1)
    assert np.argsort(found).tolist() == [2, 0, 3, 1]


@pytest.mark.parametrize("values", [(2.0,), (0.3, 0.3, 0.3), (0.0, 0.0), (1.0, 1.0 + 1e-12)])
def test_scores_that_are_all_alike_are_0(values: tuple[float, ...]) -> None:
    assert standardise(scores(*values)).tolist() == pytest.approx([0.0] * len(values))


def sampled(text_coverage: float = 1.0, all_text_coverage: float = 1.0) -> Scores:
    return fuse(
        Components(
            PASSAGE,
            SENTENCE,
            TEXT,
            text_coverage,
            samples=SAMPLES,
            all_text=ALL_TEXT,
            all_text_coverage=all_text_coverage,
        )
    )


@pytest.mark.parametrize(("headed", "weights"), [(True, (1.4, 1.3)), (False, (1.2, 1.35))])
@pytest.mark.parametrize("coverage", [0.0, 0.25, 1.0])
def test_without_samples_the_weights_depend_on_headings(
    headed: bool, weights: tuple[float, float], coverage: float
) -> None:
    fused = fuse(Components(PASSAGE, SENTENCE, TEXT, text_coverage=coverage, headed=headed))
    np.testing.assert_allclose(
        fused, z(PASSAGE) + weights[0] * z(SENTENCE) + coverage * weights[1] * z(TEXT), atol=1e-12
    )


def test_with_samples_all_five_scores_are_added_by_their_weights() -> None:
    expected = z(PASSAGE) + z(SENTENCE) + 0.7 * z(TEXT) + 1.4 * z(SAMPLES) + 2.3 * z(ALL_TEXT)
    np.testing.assert_allclose(sampled(), expected)


@pytest.mark.parametrize("coverage", [0.0, 0.25, 0.5])
def test_words_count_as_far_as_the_index_knows_them(coverage: float) -> None:
    np.testing.assert_allclose(
        sampled() - sampled(all_text_coverage=coverage), (1 - coverage) * 2.3 * z(ALL_TEXT), atol=1e-12
    )
    np.testing.assert_allclose(sampled() - sampled(text_coverage=coverage), (1 - coverage) * 0.7 * z(TEXT), atol=1e-12)


def test_a_candidate_that_leads_every_score_leads_the_sum() -> None:
    low, high = scores(0.1, 0.9, 0.3), scores(1.0, 9.0, 2.0)
    assert int(np.argmax(fuse(Components(low, low, high, 0.8, samples=low, all_text=high, all_text_coverage=0.6)))) == 1


def test_a_single_candidate_scores_0() -> None:
    one = scores(0.7)
    assert fuse(Components(one, one, one, 1.0, samples=one, all_text=one, all_text_coverage=1.0)).tolist() == [0.0]


def test_the_unit_of_a_score_does_not_matter() -> None:
    near = fuse(Components(PASSAGE, SENTENCE, TEXT, 1.0))
    np.testing.assert_allclose(fuse(Components(PASSAGE * 9 + 4, SENTENCE, TEXT * 0.1, 1.0)), near)
