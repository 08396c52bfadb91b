from dataclasses import replace

import numpy as np
import pytest

from index.encoder import Encoder
from index.evidence import (
    _LISTED_AND_SAMPLED,
    _MAX_READING,
    _WITH_SAMPLES,
    _WITHOUT_SAMPLES,
    LIKE_ONE_LISTED_COSINE,
    PLAIN_LEAD_SCORE,
    PLAIN_MARGIN_COSINE,
    PLAIN_NEAREST_COSINE,
    Evidence,
    Verdict,
    _Weights,
    is_off_theme,
    is_plain,
    judge,
    lead_of,
    weigh,
)
from index.mentions import unmentioned_topics
from index.passage_reading import read_best
from index.search import Ranking, SearchIndex, prepare
from index.types import Unanswered
from index.unanswered import index_unanswered

NAMED = ("淘宝",)
SMALL = 1e-6
SURE = 5.0  # the reader's word


KINDS = [(True, True), (True, False), (False, False)]  # sampled, listed


def weights_of(sampled: bool, listed: bool) -> _Weights:
    return _LISTED_AND_SAMPLED if listed else _WITH_SAMPLES if sampled else _WITHOUT_SAMPLES


def evidence(
    sampled: bool, listed: bool = False, *, theme: float = 0.3, named: bool = False, nearest: float = 0.6
) -> Evidence:
    return Evidence(
        theme=theme,
        nearest=nearest,
        unanswered=0.3,
        lead=5.0,
        names=NAMED if named else (),
        sampled=sampled,
        listed=listed,
        overview=(),
        adrift=False,
    )


def ranking_of(index: SearchIndex, encoder: Encoder, question: str) -> Ranking:
    return index.rank(prepare(question, encoder.queries([question])[0]))


@pytest.fixture(scope="module")
def salary(plain_index: SearchIndex, encoder: Encoder) -> Ranking:
    return ranking_of(plain_index, encoder, "主播的收入怎么算")


@pytest.mark.parametrize(("sampled", "listed"), KINDS)
@pytest.mark.parametrize("named", [True, False])
def test_a_question_on_another_theme_is_refused_whatever_the_reader_says(
    sampled: bool, listed: bool, named: bool
) -> None:
    weights = weights_of(sampled, listed)
    least = weights.least_theme - weights.theme_reading * _MAX_READING - weights.theme_nearest * 0.6
    elsewhere = evidence(sampled, listed, theme=least - SMALL, named=named)
    assert is_off_theme(elsewhere)
    assert judge(elsewhere, _MAX_READING) == "refused"
    assert not is_off_theme(evidence(sampled, listed, theme=least + SMALL, named=named))


def test_a_long_text_that_is_near_nothing_in_particular_is_refused(tea_index: SearchIndex, encoder: Encoder) -> None:
    long = "今天下午市中心发生了一起交通事故，没有人员伤亡，警方正在调查原因，预计晚高峰前恢复通行，请绕道行驶。"
    adrift = weigh(tea_index, ranking_of(tea_index, encoder, long))
    assert adrift.adrift
    assert judge(replace(adrift, theme=1.0, nearest=1.0), _MAX_READING) == "refused"
    asked = "我是新来的，之前没有做过直播，也不太懂。想请问一下，新主播开播之前要做哪些事情？收入又是怎么算的？"
    assert not weigh(tea_index, ranking_of(tea_index, encoder, asked)).adrift
    assert not weigh(tea_index, ranking_of(tea_index, encoder, long[:20])).adrift


def test_what_is_like_a_listed_question_is_on_the_theme() -> None:
    near_one = evidence(True, True, theme=0.0, nearest=0.3)
    near_one = replace(near_one, unanswered=LIKE_ONE_LISTED_COSINE, lead=0.0)
    assert not is_off_theme(near_one, -9.0)
    assert judge(near_one, -9.0) == "hedged"
    assert is_off_theme(replace(near_one, unanswered=LIKE_ONE_LISTED_COSINE - SMALL), -9.0)
    assert is_off_theme(replace(near_one, theme=-SMALL), -9.0)
    assert is_off_theme(replace(near_one, nearest=LIKE_ONE_LISTED_COSINE - SMALL, theme=-SMALL), -9.0)
    assert is_off_theme(replace(near_one, listed=False, theme=-1.0), -9.0)


@pytest.mark.parametrize(("sampled", "listed"), KINDS)
def test_on_the_edge_of_the_theme_the_reader_decides(sampled: bool, listed: bool) -> None:
    weights = weights_of(sampled, listed)
    edge = evidence(sampled, listed, theme=weights.least_theme - weights.theme_nearest * 0.6 + SMALL / 10)
    assert judge(edge, -0.1) == "refused"
    assert judge(edge, SURE) == "answered"
    inside = evidence(sampled, listed, theme=1.0, nearest=0.0)
    assert judge(inside, -5.0) == "hedged"


@pytest.mark.parametrize(("sampled", "listed"), KINDS)
@pytest.mark.parametrize("named", [True, False])
def test_each_kind_of_evidence_counts(sampled: bool, listed: bool, named: bool) -> None:
    weights = weights_of(sampled, listed)
    given = evidence(sampled, listed, named=named)
    rest = weights.nearest * given.nearest + weights.names * named + weights.lead * given.lead
    enough = (weights.needed - rest - weights.unanswered * given.unanswered) / weights.reading
    assert judge(given, enough + SMALL) == "answered"
    assert judge(given, enough - SMALL) == "hedged"
    # Without sample questions all is about as near: what counts is the reader's word and the lead.
    nearer = judge(replace(given, nearest=given.nearest + 0.01), enough - SMALL)
    assert nearer == ("answered" if sampled else "hedged")
    assert judge(replace(given, lead=given.lead - 1), enough + SMALL) == "hedged"
    assert judge(replace(given, names=NAMED), enough + SMALL) == ("answered" if named else "hedged")
    more = replace(given, unanswered=given.unanswered + 0.01)
    assert judge(more, enough + SMALL) == ("hedged" if listed else "answered")


@pytest.mark.parametrize("sampled", [True, False])
def test_a_short_list_counts_only_for_what_stands_on_it(sampled: bool) -> None:
    given = evidence(sampled, nearest=0.55)
    assert judge(replace(given, unanswered=0.53), SURE) == "answered"
    assert judge(replace(given, unanswered=0.55 - SMALL), SURE) == "answered"
    assert judge(replace(given, unanswered=0.55), SURE) == "hedged"
    assert judge(replace(given, nearest=0.5, unanswered=0.53), SURE) == "answered"


def test_only_what_is_near_to_a_sample_question_and_leads_is_plain() -> None:
    plain = replace(evidence(sampled=True, nearest=PLAIN_NEAREST_COSINE), lead=PLAIN_LEAD_SCORE)
    assert is_plain(plain)
    assert not is_plain(replace(plain, nearest=PLAIN_NEAREST_COSINE - SMALL))
    assert not is_plain(replace(plain, unanswered=PLAIN_NEAREST_COSINE - PLAIN_MARGIN_COSINE + SMALL))
    assert not is_plain(replace(plain, lead=PLAIN_LEAD_SCORE - SMALL))
    assert not is_plain(replace(plain, names=NAMED))
    assert not is_plain(replace(plain, theme=-1.0))
    assert not is_plain(replace(plain, sampled=False, nearest=1.0))


@pytest.mark.parametrize(
    ("scores", "lead"),
    [
        ([1.0, 7.0, 3.0, -2.0], 5.0),
        ([4.0, 1.0], 3.0),
        ([2.0, 2.0, 2.0], 0.0),
        ([5.0, 5.0, 1.0, 1.0], 2.0),
        ([0.0], float("inf")),
    ],
)
def test_the_lead_is_over_the_mean_of_the_next_two(salary: Ranking, scores: list[float], lead: float) -> None:
    assert lead_of(replace(salary, scores=np.array(scores))) == lead


def test_the_theme_is_the_nearest_of_the_index_less_the_nearest_everyday_sentence(
    plain_index: SearchIndex, salary: Ranking
) -> None:
    weighed = weigh(plain_index, replace(salary, nearest=0.75, everyday=0.5))
    assert weighed.theme == 0.25
    assert weighed.lead == lead_of(salary)


def test_whether_there_are_samples_decides_the_scale(
    tea_index: SearchIndex, plain_index: SearchIndex, salary: Ranking
) -> None:
    assert weigh(tea_index, salary).sampled
    assert not weigh(tea_index, salary).listed
    assert not weigh(plain_index, salary).sampled


def test_a_list_says_something_of_any_question_once_it_is_long(plain_index: SearchIndex, salary: Ranking) -> None:
    count = 5 * len(plain_index.passages)
    asked = [Unanswered(f"问{number}", "", 0) for number in range(count)]
    vectors = np.zeros((count, len(salary.question.vector)), np.float32)
    long, short = index_unanswered(asked, vectors), index_unanswered(asked[1:], vectors[1:])
    assert weigh(replace(plain_index, unanswered=long), salary).listed
    assert not weigh(replace(plain_index, unanswered=short), salary).listed


def test_names_are_looked_for_in_the_text_and_topics_also_in_samples(
    tea_index: SearchIndex, plain_index: SearchIndex, salary: Ranking
) -> None:
    asked = replace(salary, question=replace(salary.question, text="淘宝的新人要培训上镜吗"))
    assert weigh(tea_index, asked).names == weigh(plain_index, asked).names == ("淘宝",)
    text, samples = tea_index.text.vocabulary, tea_index.sample_text
    assert samples is not None
    assert "新人" in unmentioned_topics(asked.question.text, text, text)
    assert "新人" not in unmentioned_topics(asked.question.text, text, samples.vocabulary)


@pytest.mark.parametrize(
    ("scores", "section", "expected"),
    [
        ([0.3, 0.2, 0.1, 0.0], (0, 1), (0, 1)),
        ([0.3, 0.2, 0.1, 0.0], (1, 2), (1, 2)),
        ([0.3, 0.2, 0.1, 0.0], (0, 3), ()),
        ([0.3, 0.2, 0.1, 0.0], (), ()),
        ([0.0, 0.2, 0.1, 0.3], (0, 1), ()),
        ([9.0, 0.2, 0.1, 0.0], (0, 1), ()),
    ],
    ids=["first two", "second and third", "first and fourth", "on no section", "one of three", "one leads by far"],
)
def test_an_overview_has_two_of_the_best_three_in_the_section_and_none_far_ahead(
    tea_index: SearchIndex,
    salary: Ranking,
    scores: list[float],
    section: tuple[int, ...],
    expected: tuple[int, ...],
) -> None:
    asked = replace(salary, numbers=np.array([0, 1, 2, 3]), scores=np.array(scores), section=section)
    assert weigh(tea_index, asked).overview == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.3, 0.2, 0.1, 0.0], (0, 1, 2)),
        ([0.1, 0.2, 0.3, 0.0], (0, 1, 2)),
        ([0.3, 0.2, 0.0, 0.1], ()),
        ([9.0, 0.2, 0.1, 0.0], ()),
        ([0.3, 0.2], ()),
    ],
    ids=["all three", "in any order", "another section", "one leads by far", "two passages"],
)
def test_without_samples_an_overview_has_the_best_three_in_one_section_and_none_far_ahead(
    plain_index: SearchIndex, salary: Ranking, scores: list[float], expected: tuple[int, ...]
) -> None:
    first, *rest = plain_index.passages
    passages = (first, first, first, *rest[2:])
    asked = replace(salary, numbers=np.arange(len(scores)), scores=np.array(scores))
    assert weigh(replace(plain_index, passages=passages), asked).overview == expected


def test_like_named_sections_of_two_documents_make_no_overview(plain_index: SearchIndex, salary: Ranking) -> None:
    first, *rest = plain_index.passages
    passages = (first, first, replace(first, document="另一份报告"), *rest[2:])
    asked = replace(salary, numbers=np.arange(3), scores=np.array([0.3, 0.2, 0.1]))
    assert weigh(replace(plain_index, passages=passages), asked).overview == ()


def test_a_document_without_headings_has_no_section_to_give_an_overview_of(
    plain_index: SearchIndex, salary: Ranking
) -> None:
    passages = tuple(replace(passage, headings=()) for passage in plain_index.passages)
    asked = replace(salary, scores=np.linspace(0.3, 0.0, 8))
    assert weigh(replace(plain_index, passages=passages), asked).overview == ()


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("主播的收入怎么算", "answered"),
        ("茶葉要怎麼存放？", "answered"),
        ("How should tea be stored?", "answered"),
        ("今天天气怎么样", "refused"),
        ("what is the capital of France", "refused"),
    ],
)
def test_real_questions_get_their_verdict(
    tea_index: SearchIndex, encoder: Encoder, question: str, verdict: Verdict
) -> None:
    ranking = ranking_of(tea_index, encoder, question)
    _, reading = read_best(tea_index, ranking)
    assert judge(weigh(tea_index, ranking), reading) == verdict


def test_a_sample_question_on_a_section_is_not_refused(tea_index: SearchIndex, encoder: Encoder) -> None:
    assert judge(weigh(tea_index, ranking_of(tea_index, encoder, "關於主播，報告講了哪些")), 0.0) != "refused"


def test_a_sample_question_of_a_section_is_on_all_of_it_however_far_one_passage_leads(
    tea_index: SearchIndex, encoder: Encoder
) -> None:
    found = ranking_of(tea_index, encoder, "主播这一块整体怎么安排？")
    assert found.asks_section
    ahead = replace(found, scores=np.where(found.numbers == 0, 100.0, found.scores))
    assert weigh(tea_index, ahead).overview == found.section == (4, 5)
    assert weigh(tea_index, replace(ahead, asks_section=False)).overview == ()
    assert not ranking_of(tea_index, encoder, "主播这一块做得最好的人能多拿什么").asks_section
