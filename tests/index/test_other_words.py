from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from index.analysis import term_key
from index.encoder import Encoder
from index.lexical import idf
from index.other_words import _asked, _base_form, _terms_in, _terms_of, _terms_of_sentence, in_other_words
from index.passage_reading import before_reading
from index.rarity import rarity
from index.resources import synonyms
from index.search import SearchIndex, prepare
from knowledge.script import fold
from knowledge.sentences import split_sentences
from knowledge.types import Passage


def passage(text: str, heading: str = "公告") -> Passage:
    return Passage("办公室", "1", "1", (heading,), text, tuple(split_sentences(text)))


def test_the_list_holds_each_group_once_folded_with_two_terms_at_least() -> None:
    groups = [frozenset(terms) for terms in synonyms()]
    assert len(groups) > 10_000
    assert [terms for terms, count in Counter(groups).items() if count > 1] == []
    for terms in synonyms():
        assert len(terms) == len(set(terms)) > 1
        assert [term for term in terms if fold(term).strip() != term or not term] == []


def test_each_term_of_the_list_is_found_where_it_stands() -> None:
    lost = [term for terms in synonyms() for term in terms if term_key(term, _base_form) not in set(_terms_in(term))]
    assert lost == []


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


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is the postal code", "Cod and other fish."),  # the stems of both are the same
        ("the number of seats", "Numbness and tingling."),
        ("怎么重置密码", "密码重置的办法"),  # has the same characters
        ("密码要几位", "密码错误时显示口令"),  # has the word itself, within another
    ],
)
def test_what_is_the_same_or_merely_looks_like_a_word_is_no_other_word(question: str, text: str) -> None:
    assert in_other_words(question, [passage(text), passage("今天下雨。")]).tolist() == [0.0, 0.0]


def test_a_term_within_another_is_said_in_other_words_too() -> None:
    said, nothing = in_other_words("怎么重置密码", [passage("口令要有八位。"), passage("今天下雨。")])
    assert said > nothing == 0


@pytest.fixture
def small_list(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    caches = (_asked, _terms_of, _terms_of_sentence)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(
        "index.other_words._groups", lambda: {"搬家": (0, 1), "迁居": (0,), "迁址": (0,), "乔迁": (0, 1), "公司": (2,)}
    )
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("small_list")
def test_a_word_that_few_passages_have_counts_more() -> None:
    few = in_other_words("怎么搬家", [passage("迁址。"), *[passage(f"{n}。") for n in range(9)]])
    many = in_other_words("怎么搬家", [passage("迁址。"), *[passage(f"迁址{n}。") for n in range(9)]])
    assert few[0] > many[0] > 0
    # So does a passage with the word itself.
    itself = in_other_words("怎么搬家", [passage("迁址。"), *[passage(f"搬家{n}。") for n in range(9)]])
    assert itself[0] == many[0]


@pytest.mark.usefixtures("small_list")
def test_a_word_of_the_question_counts_once_for_the_group_by_which_most_is_said() -> None:
    one, several = in_other_words("公司搬家", [passage("迁址。"), passage("乔迁，迁址之喜。")])
    assert one == pytest.approx(idf(2, 2) * min(rarity("搬家"), 1) * min(rarity("迁址"), 1))
    assert several == pytest.approx(idf(1, 2) * min(rarity("搬家"), 1) * min(rarity("乔迁"), 1))


def test_nothing_is_said_of_no_passages() -> None:
    assert in_other_words("办公室搬家", []).tolist() == []


def test_other_words_raise_a_passage_only_without_sample_questions(
    plain_index: SearchIndex, tea_index: SearchIndex, encoder: Encoder
) -> None:
    question = "掏钱的期限"
    words = in_other_words(question, plain_index.passages)
    assert 0 < np.count_nonzero(words) < len(words)
    ranking = plain_index.rank(prepare(question, encoder.queries([question])[0]))
    level = replace(ranking, scores=np.zeros(len(ranking.numbers)))
    wordless = replace(level, question=replace(level.question, folded="嗯"))
    with_words, without = (before_reading(plain_index, each)[0].scores for each in (level, wordless))
    assert np.flatnonzero(with_words > without).tolist() == np.flatnonzero(words).tolist()
    sampled, _ = before_reading(tea_index, level)
    assert sampled.scores.tolist() == level.scores.tolist()
