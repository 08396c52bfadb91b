import math
import random
from collections import Counter

import numpy as np
import pytest

from index import lexical
from index.lexical import LexicalIndex, build_lexical

K1, B = 1.2, 0.75
DOCUMENTS = [
    ["茶", "茶", "仓", "tea"],
    ["主", "播", "主播"],
    ["茶"],
    [],
    ["仓", "库", "仓库", "仓", "仓", "仓", "host", "tea"],
]


def idf(documents: list[list[str]], token: str) -> float:
    holding = sum(token in document for document in documents)
    return math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))


def reference_bm25(documents: list[list[str]], question: list[str]) -> list[float]:
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        counts = Counter(document)
        norm = K1 * (1 - B + B * len(document) / average)
        scores.append(
            sum(idf(documents, t) * counts[t] * (K1 + 1) / (counts[t] + norm) for t in set(question) if counts[t])
        )
    return scores


def random_documents(seed: int, count: int) -> list[list[str]]:
    chance = random.Random(seed)
    alphabet = "茶叶主播仓库价格直送礼盒产地农药味道"
    return [chance.choices(alphabet, k=chance.randrange(1, 40)) for _ in range(count)]


@pytest.mark.parametrize("question", [["茶"], ["茶", "仓"], ["tea", "主播", "host"], ["仓", "仓", "库"], ["茶", "无"]])
def test_scores_are_bm25(question: list[str]) -> None:
    found = build_lexical(DOCUMENTS).score(question)
    np.testing.assert_allclose(found.scores, reference_bm25(DOCUMENTS, question), rtol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_bm25_for_random_texts(seed: int) -> None:
    documents = random_documents(seed, 60)
    question = list("仓库茶叶礼价")
    np.testing.assert_allclose(
        build_lexical(documents).score(question).scores, reference_bm25(documents, question), rtol=1e-5
    )


def test_scores_are_one_a_passage_in_double_precision() -> None:
    scores = build_lexical(DOCUMENTS).score(["茶"]).scores
    assert scores.shape == (len(DOCUMENTS),)
    assert scores.dtype == np.float64


def test_a_token_that_the_question_repeats_counts_once() -> None:
    index = build_lexical(DOCUMENTS)
    np.testing.assert_array_equal(index.score(["茶", "茶", "茶"]).scores, index.score(["茶"]).scores)


def test_scores_of_a_token_in_every_passage_are_not_negative() -> None:
    assert (build_lexical([["茶"], ["茶", "仓"], ["茶"]]).score(["茶"]).scores > 0).all()


@pytest.mark.parametrize("question", [[], ["无"], ["无", "有"]])
def test_a_question_of_unknown_tokens_scores_and_covers_nothing(question: list[str]) -> None:
    scores, coverage = build_lexical(DOCUMENTS).score(question)
    assert not scores.any()
    assert len(scores) == len(DOCUMENTS)
    assert coverage == 0


def test_a_question_of_known_tokens_is_covered_in_full() -> None:
    assert build_lexical(DOCUMENTS).score(["茶", "主播"]).coverage == 1


def test_coverage_is_the_known_part_of_the_questions_idf() -> None:
    known = idf(DOCUMENTS, "茶") + idf(DOCUMENTS, "仓")
    expected = known / (known + 2 * idf(DOCUMENTS, "无"))
    assert build_lexical(DOCUMENTS).score(["茶", "仓", "无", "有", "无"]).coverage == pytest.approx(expected)


def test_a_token_of_too_many_passages_gives_no_score_but_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "MAX_POSTINGS", 1)
    index = build_lexical([["茶", "主"], ["茶"], ["仓"]])
    scores, coverage = index.score(["茶", "主"])
    np.testing.assert_allclose(scores, reference_bm25([["茶", "主"], ["茶"], ["仓"]], ["主"]), rtol=1e-6)
    assert coverage == 1


def test_the_longest_postings_that_count_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "MAX_POSTINGS", 2)
    assert build_lexical([["茶"], ["茶"], ["仓"]]).score(["茶"]).scores[:2].all()


def test_the_weight_of_a_token_is_its_idf() -> None:
    weights = build_lexical(DOCUMENTS).weights(["茶", "host"])
    assert weights == pytest.approx({"茶": idf(DOCUMENTS, "茶"), "host": idf(DOCUMENTS, "host")})
    assert weights["host"] > weights["茶"]


def test_unknown_tokens_have_no_weight() -> None:
    assert build_lexical(DOCUMENTS).weights(["无"]) == {}
    assert build_lexical(DOCUMENTS).weights([]) == {}


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_an_index_without_tokens_can_be_asked(documents: list[list[str]]) -> None:
    index = build_lexical(documents)
    assert index.vocabulary == {}
    assert index.score(["茶"]).scores.tolist() == [0.0] * len(documents)


def test_postings_are_of_the_documented_types_and_sizes() -> None:
    index: LexicalIndex = build_lexical(DOCUMENTS)
    types = np.dtype(np.int64), np.dtype(np.int32), np.dtype(np.float32)
    assert (index.starts.dtype, index.passages.dtype, index.impacts.dtype) == types
    assert len(index.starts) == len(index.vocabulary) + 1
    assert index.starts[-1] == len(index.passages) == len(index.impacts) == sum(len(set(d)) for d in DOCUMENTS)


def test_share_of_words_counts_rare_ones_more_and_unknown_ones_not_at_all() -> None:
    index = build_lexical([["tea", "cup"], ["tea"], ["tea", "box"]])
    shares = index.share(["tea", "cup", "moon"])
    assert shares[0] == 1.0
    assert shares[1] == shares[2] < 0.5
    assert index.share(["moon"]).tolist() == [0.0, 0.0, 0.0]
