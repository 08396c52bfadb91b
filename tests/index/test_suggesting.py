"""Which sample questions are chosen to go on with."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.encoder import Encoder
from index.evidence import SAME_QUESTION_COSINE
from index.extension import with_samples
from index.search import Question, Ranking, SearchIndex, prepare
from index.suggesting import Past, next_questions, typical_questions
from index.types import Sample
from knowledge.script import has_chinese

HOSTS, PAY, STORING, SENDING = 4, 5, 6, 7  # rows of the tea report
ADDED = (
    Sample("下单之后多久能收到茶叶？", (SENDING,)),
    Sample("破损的包裹要不要寄回去才能补寄？", (SENDING,)),
    Sample("茶叶存放在仓库里需要注意哪些问题？", (STORING,)),
    Sample("2022年高山茶的市场规模是多少亿元？", (0,)),
    Sample("为什么？", (3,)),
)
ASKED = "新主播开播之前要学些什么？"


@pytest.fixture(scope="module")
def index(tea_index: SearchIndex, encoder: Encoder) -> SearchIndex:
    return with_samples(tea_index, ADDED, encoder)


def asked(text: str, index: SearchIndex, encoder: Encoder) -> Ranking:
    return index.rank(prepare(text, encoder.queries([text])[0]))


def chinese_first(question: str) -> tuple[int, ...]:
    return int(not has_chinese(question)), int(not question.endswith("？"))


def in_order(ranking: Ranking) -> list[int]:
    return [int(number) for number in ranking.numbers[np.argsort(-ranking.scores)]]


def chosen(index: SearchIndex, ranking: Ranking, past: Past) -> list[tuple[int, str]]:
    return list(next_questions(index, ranking, past, chinese_first))


def nearness(index: SearchIndex, questions: Sequence[Question]) -> float:
    """The largest cosine of two of the questions, as questions are compared."""
    one, other = (index.centred(questions[0]), questions[1].vector)
    return float(one @ other)


def test_passages_come_in_the_order_of_the_ranking_without_those_shown(index: SearchIndex, encoder: Encoder) -> None:
    ranking = asked(ASKED, index, encoder)
    shown = [*in_order(ranking)[:2], 1]
    found = [number for number, _ in chosen(index, ranking, Past((ranking.question,), tuple(shown)))]
    assert found == [number for number in in_order(ranking) if number in found]
    assert not set(found) & set(shown)
    assert len(found) >= 3


def test_each_question_is_one_that_its_passage_answers(index: SearchIndex, encoder: Encoder) -> None:
    samples = index.samples
    assert samples
    owners = dict(zip(samples.questions, samples.dense.owners.tolist(), strict=True))
    found = chosen(index, asked(ASKED, index, encoder), Past())
    assert [number for number, question in found if question] == [owners[question] for _, question in found if question]
    assert {number for number, question in found if not question} == {1, 2}  # they have no samples


def test_neither_what_was_asked_nor_what_was_shown_comes_again(index: SearchIndex, encoder: Encoder) -> None:
    ranking = asked("茶叶入库以后要注意什么？", index, encoder)
    past = Past((ranking.question,), (in_order(ranking)[0],))
    assert in_order(ranking)[0] == STORING
    questions = [question for _, question in chosen(index, ranking, past)]
    assert "茶叶放在库房里要注意什么" not in questions
    assert not [question for question in questions if "仓库" in question]


def test_a_question_asked_in_other_words_is_not_suggested(index: SearchIndex, encoder: Encoder) -> None:
    ranking = asked("主播的收入怎么算？", index, encoder)
    assert "播茶的人工资怎么算" in [question for _, question in chosen(index, ranking, Past())]
    earlier = prepare("播茶的人，工资是怎么算的", encoder.queries(["播茶的人，工资是怎么算的"])[0])
    questions = [question for _, question in chosen(index, ranking, Past((earlier,), ()))]
    assert questions
    assert "播茶的人工资怎么算" not in questions


def test_what_a_passage_shown_answers_is_not_suggested_of_another(index: SearchIndex, encoder: Encoder) -> None:
    same = "下单以后多久能收到茶叶呢？"
    alike = with_samples(index, [Sample(same, (PAY,))], encoder)
    ranking = asked("主播的收入怎么算？", alike, encoder)

    def this_first(question: str) -> tuple[int, ...]:
        return (int(question != same),)

    assert dict(next_questions(alike, ranking, Past(), this_first))[PAY] == same
    assert dict(next_questions(alike, ranking, Past((), (SENDING,)), this_first))[PAY] == "播茶的人工资怎么算"


def test_no_two_ask_the_same(index: SearchIndex, encoder: Encoder) -> None:
    alike = with_samples(index, [Sample("下单以后多久能收到茶叶呢？", (PAY,))], encoder)
    for text in (ASKED, "茶叶怎么存放？", "下单后几天能到？"):
        questions = [question for _, question in chosen(alike, asked(text, alike, encoder), Past()) if question]
        found = [prepare(question, encoder.questions([question])[0]) for question in questions]
        pairs = [(one, other) for n, one in enumerate(found) for other in found[n + 1 :]]
        assert len(pairs) > 3
        assert max(nearness(alike, pair[::-1]) for pair in pairs) < SAME_QUESTION_COSINE


def test_every_sample_is_known_for_itself_again(index: SearchIndex) -> None:
    samples = index.samples
    assert samples
    for text, vector in zip(samples.questions, samples.dense.vectors, strict=True):
        assert nearness(index, [prepare(text, vector)] * 2) >= SAME_QUESTION_COSINE, text


def test_neither_blanks_nor_what_cannot_be_understood_alone_is_suggested(index: SearchIndex, encoder: Encoder) -> None:
    ranking = asked("高山茶的市场有多大？", index, encoder)

    def figures_first(question: str) -> tuple[int, ...]:
        return (int("2022" not in question),)

    found = dict(next_questions(index, ranking, Past(), figures_first))
    assert found[0] in ("高山茶这门生意现在有多大", "为什么年轻人开始买茶")
    assert 3 not in found  # its only question is "why?"


def test_what_is_never_to_be_suggested_is_left_to_the_caller(index: SearchIndex, encoder: Encoder) -> None:
    ranking = asked(ASKED, index, encoder)
    found = dict(next_questions(index, ranking, Past(), lambda question: None if has_chinese(question) else (0,)))
    assert found[HOSTS] == "What must new hosts learn before going live?"
    assert found[SENDING] == ""


def test_of_each_part_the_most_typical_question_is_taken(index: SearchIndex) -> None:
    parts = [range(4), range(4, 6), range(6, 8)]
    found = typical_questions(index, parts, chinese_first)
    samples = index.samples
    assert samples
    owners = dict(zip(samples.questions, samples.dense.owners.tolist(), strict=True))
    assert [owners[question] in part for question, part in zip(found, parts, strict=True) if question] == [True] * 3
    assert typical_questions(index, [range(1, 3)], chinese_first) == [""]


def test_what_is_long_past_is_forgotten(index: SearchIndex, encoder: Encoder) -> None:
    question = asked(ASKED, index, encoder).question
    past = Past()
    for number in range(100):
        past = past.with_more([question], [number])
    assert len(past.questions) == 8
    assert past.passages == tuple(range(99, 59, -1))
    assert past.with_more([], range(50)).passages == tuple(range(50))
