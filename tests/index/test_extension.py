"""An index that sample questions were put into answers as one that was built with them."""

from pathlib import Path

import numpy as np
import pytest

from index.build import build, gather, samples_of
from index.encoder import Encoder
from index.errors import EncoderError
from index.extension import samples_in, with_decisions, with_samples, with_unanswered
from index.search import SearchIndex, prepare
from index.types import Sample, Unanswered
from knowledge.samples import SamplePlace, place_of, read_samples
from knowledge.types import Document
from tests.conftest import TEA_QUESTIONS

QUESTIONS = ["茶席怎么摆", "主播的收入怎么算", "茶葉要怎麼存放？", "How are parcels sent?", "直播有哪些步骤"]

SHARED = ("passages", "vectors", "sentences", "text", "background")


def added(index: SearchIndex) -> list[SamplePlace]:
    points = [place_of(index.passages[row], question) for row, question in ((2, "茶席怎么摆"), (7, "包裹碎了怎么办"))]
    return [*points, SamplePlace(ref="2", headings=["直播怎么做"], questions=["直播有哪些步骤", "How to stream?"])]


@pytest.mark.parametrize("name", ["tea_index", "plain_index"])
def test_it_ranks_as_if_built_with_them(
    request: pytest.FixtureRequest, name: str, tea_report: Document, encoder: Encoder, cache: Path
) -> None:
    index: SearchIndex = request.getfixturevalue(name)
    before = len(samples_in(index))
    places = added(index)
    extended = with_samples(index, samples_of(places, index.passages)[0], encoder)
    given = read_samples(TEA_QUESTIONS) if name == "tea_index" else []
    built = build(gather([tea_report], given, places), "v", "", encoder, cache, lambda *_: None)
    for text, vector in zip(QUESTIONS, encoder.queries(QUESTIONS), strict=True):
        question = prepare(text, vector)
        one, other = extended.rank(question), built.rank(question)
        np.testing.assert_allclose(one.scores, other.scores, atol=1e-6)
        assert one.nearest == pytest.approx(other.nearest, abs=1e-6)
        assert one.section == other.section
    assert extended.manifest.samples == built.manifest.samples == before + 4
    assert len(samples_in(index)) == before  # the one it was made from is as it was
    assert extended.manifest.model_copy(update={"samples": before}) == index.manifest
    assert all(getattr(extended, part) is getattr(index, part) for part in SHARED)


def test_what_it_has_is_not_put_in_twice(tea_index: SearchIndex, encoder: Encoder) -> None:
    assert with_samples(tea_index, samples_in(tea_index), encoder) is tea_index
    assert with_samples(tea_index, [], encoder) is tea_index


def test_a_question_given_twice_is_put_in_once(plain_index: SearchIndex, encoder: Encoder) -> None:
    extended = with_samples(plain_index, [Sample("茶席怎么摆", (2,)), Sample("茶席怎么摆", (2,))], encoder)
    assert samples_in(extended) == [Sample("茶席怎么摆", (2,))]


def test_a_model_that_cannot_be_loaded_is_told(plain_index: SearchIndex, broken_encoder: Encoder) -> None:
    with pytest.raises(EncoderError):
        with_samples(plain_index, [Sample("茶席怎么摆", (2,))], broken_encoder)


def test_questions_that_nothing_answers_are_put_in_once(plain_index: SearchIndex, encoder: Encoder) -> None:
    first, second = Unanswered("茶席多少钱", "价钱", 2), Unanswered("谁发明了茶席", "", 2)
    extended = with_unanswered(plain_index, [first], encoder)
    twice = with_unanswered(extended, [first, second], encoder)
    assert twice.unanswered.questions == (first, second)
    assert twice.manifest.unanswered == 2
    np.testing.assert_allclose(
        twice.unanswered.vectors, encoder.questions([first.question, second.question]), atol=1e-6
    )
    assert with_unanswered(twice, [second], encoder) is twice


def test_the_word_of_people_on_a_question_is_found_however_it_is_written(
    plain_index: SearchIndex, encoder: Encoder
) -> None:
    samples = [Sample("茶席怎么摆？", (2,)), Sample("茶席怎么摆？", (5, 2)), Sample("谁买茶席", (3,))]
    decided = with_decisions(plain_index, samples, [Unanswered("茶席多少钱", "价钱", 2), Unanswered("谁买茶席", "", 1)])

    def decision(text: str) -> tuple[int, ...] | None:
        return decided.decision_on(prepare(text, encoder.queries([text])[0]))

    assert decision("茶席怎么摆？") == decision("茶席 怎麼擺？") == (2, 5)
    assert decision("茶席多少钱") == ()
    assert decision("谁买茶席") == (3,)  # a passage that was found for it counts more
    assert decision("茶席怎么放") is None
    assert not plain_index.decided
