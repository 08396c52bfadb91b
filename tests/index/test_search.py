from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from index.analysis import analyse, words
from index.build import background_of
from index.candidates import _MAX_PASSAGES_SCORED_WHOLE
from index.dense import build_dense, held
from index.encoder import Encoder, Vectors
from index.fusion import Scores, standardise
from index.lexical import build_lexical
from index.samples import index_samples
from index.search import Ranking, SearchIndex, prepare, prepare_all
from index.types import Sample
from index.unanswered import index_unanswered
from knowledge.types import Passage

DIMENSION = 32
TARGET = 277


def unit(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def synthetic(like: SearchIndex, count: int, *, sampled: bool, places: bool = False) -> SearchIndex:
    """``count`` passages of one sentence, random vectors, and a word of their own each; no everyday language."""
    texts = [f"word{i} 茶" for i in range(count)]
    passages = tuple(
        Passage("手册", f"1.{i}", f"{i}", ("章",), text, ((0, len(text)),)) for i, text in enumerate(texts)
    )
    rows = np.arange(count)
    tokens = [analyse(passage.text) for passage in passages]
    samples = index_samples(tuple(f"问{i}" for i in rows), build_dense(unit(count, 3), rows, count))
    everyday = np.zeros((1, DIMENSION), np.float32)
    return replace(
        like,
        passages=passages,
        vectors=build_dense(unit(count, 1), rows, count),
        sentences=build_dense(unit(count, 2), rows, count),
        text=build_lexical(tokens),
        samples=samples if sampled else None,
        sample_text=build_lexical([[*own, f"asked{i}"] for i, own in enumerate(tokens)]) if sampled else None,
        places=(Sample("整节", (3, 4, 5)), Sample("另一节", (7, 8))) if places else (),
        place_vectors=unit(2, 4) if places else np.empty((0, DIMENSION), np.float32),
        unanswered=index_unanswered([], np.empty((0, DIMENSION), np.float32)),
        background=background_of(everyday, everyday),
    )


def ask(index: SearchIndex, encoder: Encoder, question: str) -> Ranking:
    return index.rank(prepare(question, encoder.queries([question])[0]))


def test_only_without_sample_questions_passages_are_looked_up_by_another_vector(
    tea_index: SearchIndex, plain_index: SearchIndex, encoder: Encoder
) -> None:
    asked = ["雨季里货放哪儿才不会坏？", "主播的收入怎么算"]
    assert [question.search_vector for question in prepare_all(tea_index, encoder, asked)] == [None, None]
    found = prepare_all(plain_index, encoder, asked)
    assert [question.text for question in found] == asked
    np.testing.assert_array_equal([question.vector for question in found], encoder.queries(asked))
    np.testing.assert_array_equal([question.search_vector for question in found], encoder.search_vectors(asked))


def test_questions_are_compared_by_the_vector_of_questions_and_passages_by_the_other(
    plain_index: SearchIndex, encoder: Encoder
) -> None:
    text = "主播的收入怎么算"
    passage = held(plain_index.vectors).vectors[3].copy()
    alone, searching = prepare(text, encoder.queries([text])[0]), prepare(text, encoder.queries([text])[0], passage)
    before, after = plain_index.rank(alone), plain_index.rank(searching)
    assert after.nearest == pytest.approx(float(plain_index.centred_vector(passage, chinese=True) @ passage), abs=1e-5)
    assert after.nearest > before.nearest
    assert (after.everyday, after.unanswered) == (before.everyday, before.unanswered)
    sentence = held(plain_index.sentences).vectors[int(held(plain_index.sentences).starts[3]) + 1].copy()
    scores = plain_index.sentence_scores(prepare(text, encoder.queries([text])[0], sentence), 3)
    assert int(np.argmax(scores)) == 1


def test_a_question_is_prepared_in_one_script_and_keeps_its_text() -> None:
    question = prepare("倉庫的Host！", np.ones(2, np.float32))
    assert question.text == "倉庫的Host！"
    assert question.folded == "仓库的host!"
    assert sorted(question.tokens) == sorted(analyse("仓库的host!"))
    assert question.words == tuple(dict.fromkeys(words("仓库的host!")))
    assert question.vector.tolist() == [1, 1]


@pytest.mark.parametrize(("text", "chinese"), [("茶", True), ("How is 茶?", True), ("how?", False), ("", False)])
def test_a_question_with_a_chinese_character_is_chinese(text: str, chinese: bool) -> None:
    assert prepare(text, np.ones(2, np.float32)).chinese is chinese


@pytest.mark.parametrize(
    ("question", "ref"),
    [
        ("主播的收入怎么算", "2.1.2"),
        ("茶葉要怎麼存放？", "2.2.1"),
        ("How are parcels packed and sent?", "2.2.2"),
        ("买茶的人最看重什么", "1.2.1"),
        ("禮盒什麼時候賣得好", "1.2.2"),
    ],
)
def test_questions_in_either_script_or_english_find_their_passage(
    tea_index: SearchIndex, encoder: Encoder, question: str, ref: str
) -> None:
    assert tea_index.hits(ask(tea_index, encoder, question), 1)[0].passage.ref == ref


def test_the_words_of_a_question_find_a_passage_without_samples(plain_index: SearchIndex, encoder: Encoder) -> None:
    assert plain_index.hits(ask(plain_index, encoder, "主播的流失率"), 1)[0].passage.ref == "2.1.2"


def test_a_small_index_scores_every_passage(tea_index: SearchIndex) -> None:
    ranking = tea_index.rank(prepare("茶叶", tea_index.place_vectors[0]))
    assert ranking.numbers.tolist() == list(range(8))
    assert ranking.scores.shape == (8,)


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (1, 1), (3, 3), (99, 8)])
def test_hits_are_the_best_first_up_to_the_limit(tea_index: SearchIndex, limit: int, count: int) -> None:
    scores = np.array([0.0, 5.0, -1.0, 5.0, 2.0, 1.0, -3.0, 4.0])
    ranking = Ranking(prepare("茶", np.ones(384, np.float32)), np.arange(8), scores, 0.5, 0.4, -1.0, ())
    hits = tea_index.hits(ranking, limit)
    assert [hit.number for hit in hits] == [1, 3, 7, 4, 5, 0, 2, 6][:count]
    assert [hit.score for hit in hits] == sorted(scores, reverse=True)[:count]
    assert all(hit.passage is tea_index.passages[hit.number] for hit in hits)


@pytest.mark.parametrize(
    ("question", "number", "sentence"),
    [("泡茶和说话先学什么", 4, 0), ("制茶车间待多少天", 4, 1), ("下单后多久发货", 7, 0), ("破損的包裹怎麼辦", 7, 1)],
)
def test_the_first_key_sentence_is_the_one_that_answers(
    tea_index: SearchIndex, encoder: Encoder, question: str, number: int, sentence: int
) -> None:
    hits = {hit.number: hit for hit in tea_index.hits(ask(tea_index, encoder, question), 8)}
    assert hits[number].key_sentences[0] == sentence


def test_a_passage_of_one_sentence_has_that_as_key_sentence(tea_index: SearchIndex) -> None:
    ranking = tea_index.rank(prepare("主播", tea_index.place_vectors[0]))
    hits = {hit.number: hit for hit in tea_index.hits(ranking, 8)}
    assert hits[6].key_sentences == (0,)


@pytest.mark.parametrize(
    ("toward", "expected"),
    [([1.0, 0.2, 0.0], (0,)), ([0.0, 1.0, 0.9], (1, 2)), ([1.0, 1.0, 1.0], (0, 1)), ([0.1, 0.2, 1.0], (2,))],
)
def test_another_key_sentence_is_given_only_if_it_is_nearly_as_good(
    tea_index: SearchIndex, toward: list[float], expected: tuple[int, ...]
) -> None:
    text = "甲。乙。丙。"
    passage = Passage("手册", "1", "1", ("章",), text, ((0, 2), (2, 4), (4, 6)))
    index = replace(
        synthetic(tea_index, 3, sampled=False),
        passages=(passage,) * 3,
        sentences=build_dense(np.eye(9, DIMENSION, dtype=np.float32), np.repeat([0, 1, 2], 3), 3),
    )
    query = np.zeros(DIMENSION, np.float32)
    query[3:6] = toward
    ranking = Ranking(prepare("words", query), np.array([0, 1, 2]), np.array([0.0, 9.0, 0.0]), 0.5, 0.4, -1.0, ())
    assert index.hits(ranking, 1)[0].key_sentences == expected


def test_the_centred_question_points_less_to_its_language(tea_index: SearchIndex) -> None:
    chinese, english = np.eye(2, DIMENSION, dtype=np.float32)
    index = replace(synthetic(tea_index, 4, sampled=False), background=background_of(chinese[None], english[None]))
    vector = unit(1, 9)[0]
    for text, mean in (("茶", chinese), ("tea", english)):
        centred = vector - 0.5 * mean
        ranking = index.rank(prepare(text, vector))
        nearest = max((held(index.vectors).vectors @ centred).max(), (held(index.sentences).vectors @ centred).max())
        assert ranking.nearest == pytest.approx(nearest, abs=1e-6)
        assert ranking.everyday == pytest.approx(max(centred[0], centred[1]), abs=1e-6)


def test_nearest_is_the_best_of_passages_sentences_and_samples(tea_index: SearchIndex) -> None:
    index = synthetic(tea_index, 20, sampled=True)
    assert index.samples is not None
    for vectors in (held(index.vectors).vectors, held(index.sentences).vectors, index.samples.dense.vectors):
        assert index.rank(prepare("x", vectors[11].copy())).nearest == pytest.approx(1, abs=1e-5)


def test_scores_of_an_index_without_samples_are_its_standardised_parts(tea_index: SearchIndex) -> None:
    index = synthetic(tea_index, 12, sampled=False)
    question = prepare("word5", unit(1, 9)[0])
    z: list[Scores] = [
        standardise(part)
        for part in (
            held(index.vectors).vectors @ question.vector,
            held(index.sentences).vectors @ question.vector,
            index.text.score(question.tokens).scores,
        )
    ]
    np.testing.assert_allclose(index.rank(question).scores, z[0] + 1.4 * z[1] + 1.3 * z[2], atol=1e-5)


@pytest.mark.parametrize("count", [_MAX_PASSAGES_SCORED_WHOLE, _MAX_PASSAGES_SCORED_WHOLE + 1])
def test_only_a_large_index_leaves_passages_out(tea_index: SearchIndex, count: int) -> None:
    ranking = synthetic(tea_index, count, sampled=True).rank(prepare("word7", unit(1, 9)[0]))
    assert (len(ranking.numbers) == count) is (count <= _MAX_PASSAGES_SCORED_WHOLE)
    assert ranking.numbers.tolist() == sorted(set(ranking.numbers.tolist()))


@pytest.mark.parametrize(
    ("found_by", "sampled"),
    [
        ("passage", True),
        ("sentence", True),
        ("word", True),
        ("sample", True),
        ("sample word", True),
        ("passage", False),
        ("sentence", False),
        ("word", False),
    ],
)
def test_a_large_index_finds_a_passage_by_any_of_its_scores(
    tea_index: SearchIndex, found_by: str, sampled: bool
) -> None:
    index = synthetic(tea_index, 1_200, sampled=True)
    samples = index.samples
    assert samples is not None
    vector, text = -unit(1, 1)[0], "nothing"
    if found_by == "passage":
        vector = held(index.vectors).vectors[TARGET].copy()
    elif found_by == "sentence":
        vector = held(index.sentences).vectors[TARGET].copy()
    elif found_by == "sample":
        vector = samples.dense.vectors[TARGET].copy()
    elif found_by == "word":
        text = f"word{TARGET}"
    else:
        text = f"asked{TARGET}"
    if not sampled:
        index = replace(index, samples=None, sample_text=None)
    ranking = index.rank(prepare(text, vector))
    assert TARGET in ranking.numbers
    assert len(ranking.numbers) < 500
    if found_by in ("word", "sample word"):
        assert index.hits(ranking, 1)[0].number == TARGET


def test_a_question_like_those_on_a_section_is_on_that_section(tea_index: SearchIndex) -> None:
    index = synthetic(tea_index, 20, sampled=True, places=True)
    assert index.rank(prepare("x", index.place_vectors[0].copy())).section == (3, 4, 5)
    assert index.rank(prepare("x", index.place_vectors[1].copy())).section == (7, 8)


def test_a_question_like_those_on_passages_is_on_no_section(tea_index: SearchIndex) -> None:
    index = synthetic(tea_index, 20, sampled=True, places=True)
    assert index.samples is not None
    assert index.rank(prepare("x", index.samples.dense.vectors[2].copy())).section == ()


@pytest.mark.parametrize(("sampled", "places"), [(True, False), (False, True), (False, False)])
def test_without_questions_on_sections_or_on_passages_no_section_is_found(
    tea_index: SearchIndex, sampled: bool, places: bool
) -> None:
    index = synthetic(tea_index, 20, sampled=sampled, places=places)
    assert index.rank(prepare("x", unit(1, 4)[0])).section == ()


def test_questions_on_sections_of_the_report_are_recognised(tea_index: SearchIndex) -> None:
    assert tea_index.rank(prepare("關於主播", tea_index.place_vectors[2])).section == (4, 5)


def test_one_passage_alone_can_be_asked(tea_index: SearchIndex) -> None:
    index = synthetic(tea_index, 1, sampled=True)
    hits = index.hits(index.rank(prepare("tea?", unit(1, 9)[0])), 5)
    assert [hit.score for hit in hits] == [0.0]


def test_threads_get_the_answers_that_one_gets(tea_index: SearchIndex) -> None:
    index = synthetic(tea_index, 300, sampled=True)
    questions = [prepare(f"word{i}", unit(1, 50 + i)[0]) for i in range(40)]
    expected = [index.rank(question).scores.tolist() for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert [ranking.scores.tolist() for ranking in pool.map(index.rank, questions)] == expected
