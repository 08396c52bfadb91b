from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import index.bundled.reader
from index.encoder import Encoder
from index.lexical import idf
from index.other_words import in_other_words
from index.passage_reading import before_reading
from index.rarity import rarity
from index.resources import synonyms
from index.search import SearchIndex, prepare
from knowledge.script import fold
from knowledge.sentences import split_sentences
from knowledge.types import Passage
from tests.index.test_passage_reading import FakeReader


def passage(text: str, heading: str = "公告") -> Passage:
    return Passage("办公室", "1", "1", (heading,), text, tuple(split_sentences(text)))


def test_the_list_holds_each_group_once_folded_with_two_terms_at_least() -> None:
    groups = [frozenset(terms) for terms in synonyms()]
    assert len(groups) > 10_000
    assert [terms for terms, count in Counter(groups).items() if count > 1] == []
    for terms in synonyms():
        assert len(terms) == len(set(terms)) > 1
        assert [term for term in terms if fold(term).strip() != term or not term] == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("市政府搬家以后电话还打得通吗", "迁址后原办公电话不变。"),
        ("whose reputation suffers if the supplier messes up", "Vendors that fail reflect on their agencies."),
        ("who may approve it", "由主任审批。"),
        ("薪水什么时候发", "Salaries are paid on the last day."),
    ],
)
def test_a_passage_counts_that_says_in_other_words_what_is_asked(question: str, text: str) -> None:
    said, nothing = in_other_words(question, [passage(text), passage("今天下雨。")])
    assert said > 0
    assert nothing == 0


def test_a_word_that_both_have_is_no_other_word() -> None:
    same, other = in_other_words("办公室搬家", [passage("搬家的车早上到。"), passage("迁址的车早上到。")])
    assert same == 0
    assert other > 0


def test_words_in_a_heading_count() -> None:
    below, nothing = in_other_words("办公室搬家", [passage("早上九点。", "迁址"), passage("早上九点。")])
    assert below > nothing == 0


def test_a_word_that_few_passages_have_counts_more() -> None:
    texts = ["迁址后电话不变。", "地铁停运。", *["地铁站在东边。"] * 8]
    scores = in_other_words("搬家以后捷运怎么坐", [passage(text) for text in texts])
    assert scores[0] > scores[1] > 0


def test_a_word_of_the_question_counts_once_for_the_group_by_which_most_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.other_words._groups", lambda: {"搬家": (0, 1), "迁址": (0,), "乔迁": (0, 1)})
    one, several = in_other_words("办公室搬家", [passage("公司迁址。"), passage("公司乔迁，迁址之喜。")])
    assert one == pytest.approx(idf(2, 2) * rarity("搬家") * rarity("迁址"))
    assert several == pytest.approx(idf(1, 2) * rarity("搬家") * rarity("乔迁"))


def test_nothing_is_said_of_no_passages() -> None:
    assert in_other_words("办公室搬家", []).tolist() == []


def test_without_samples_other_words_put_a_passage_first(
    plain_index: SearchIndex, tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: FakeReader({}))
    question = "掏钱的期限"
    words = in_other_words(question, plain_index.passages)
    assert 0 < np.count_nonzero(words) < len(words)
    ranking = plain_index.rank(prepare(question, encoder.queries([question])[0]))
    level = replace(ranking, scores=np.zeros(len(ranking.numbers)))
    plain, _ = before_reading(plain_index, level)
    raised, _ = before_reading(plain_index, replace(level, question=replace(level.question, folded="嗯")))
    assert (plain.scores - raised.scores)[np.argmax(words)] > 0
    sampled, _ = before_reading(tea_index, level)
    assert sampled.scores.tolist() == level.scores.tolist()
