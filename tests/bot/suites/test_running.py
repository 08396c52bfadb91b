"""Cases asked of the small report with the real encoder, and how their answers are judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.snapshot import snapshot_of
from bot.suites.cases import ExpectedPassage, Suite
from bot.suites.figures import summarise
from bot.suites.matching import PassageFinder
from bot.suites.running import Runner, select
from index.encoder import Encoder
from index.search import SearchIndex
from tests.bot.suites.conftest import make_case

HOSTS = "新主播开播之前要做什么？"


def unmet(runner: Runner, question: str, **expect: Any) -> list[tuple[str, str, str]]:
    outcome = runner.ask("s", make_case(question=question, expect=expect))
    return [(one.code, one.wanted, one.got) for one in outcome.unmet]


@pytest.mark.parametrize(
    "expect",
    [
        {"status": "answered"},
        {"status": ["answered", "hedged"]},
        {"passages": [{"ref": "2.1.1"}]},
        {"passages": [{"ref": "2.1"}]},
        {"passages": [{"ref": "1.1.1"}, {"ref": "2.1.1"}]},
        {"passages": [{"headings": ["直播怎么做", "主播"]}]},
        {"passages": [{"headings": ["直播怎麼做"]}]},
        {"passages": [{"quote": "制茶车间 待满"}]},
        {"passages": [{"quote": "製茶車間"}]},
        {"contains": ["制茶车间", "３０天"]},
        {"lacks": ["年终奖"]},
        {"blank": False},
    ],
)
def test_what_the_answer_shows_is_met(expect: dict[str, Any], runner: Runner) -> None:
    assert not unmet(runner, HOSTS, **expect)


@pytest.mark.parametrize(
    ("expect", "missed"),
    [
        ({"status": ["hedged", "refused"]}, ("status", "hedged / refused", "answered")),
        ({"passages": [{"ref": "9.9"}]}, ("nowhere", "9.9", "")),
        ({"passages": [{"ref": "2.1.1", "quote": "年终奖"}]}, ("nowhere", "2.1.1 “年终奖”", "")),
        ({"passages": [{"quote": "没有这句话"}]}, ("nowhere", "“没有这句话”", "")),
        ({"contains": ["年终奖"]}, ("contains", "年终奖", "")),
        ({"lacks": ["制茶车间"]}, ("lacks", "制茶车间", "")),
        ({"blank": True}, ("blank", "true", "false")),
    ],
)
def test_what_it_does_not_show_is_unmet(expect: dict[str, Any], missed: tuple[str, str, str], runner: Runner) -> None:
    assert unmet(runner, HOSTS, **expect) == [missed]


def test_a_passage_further_down_counts_only_as_far_as_the_case_looks(runner: Runner) -> None:
    refs = [quote.ref for quote in runner.assistant.ask(HOSTS, limit=10).quotes]
    third = [{"ref": refs[2]}]
    assert unmet(runner, HOSTS, passages=third, within=2) == [("passages", refs[2], "3")]
    assert not unmet(runner, HOSTS, passages=third, within=3)


def test_a_refused_question_quotes_nothing(runner: Runner) -> None:
    assert unmet(runner, "今天天气怎么样？", status="refused", contains="茶") == [("contains", "茶", "")]
    assert not unmet(runner, "今天天气怎么样？", lacks="茶")


def test_a_passage_that_is_only_near_a_refused_question_is_no_answer(runner: Runner) -> None:
    near = runner.assistant.ask("今天天气怎么样？").quotes[0].ref
    missed = [("status", "answered / hedged", "refused")]
    assert unmet(runner, "今天天气怎么样？", passages=[{"ref": near}]) == missed
    assert not unmet(runner, "今天天气怎么样？", passages=[{"ref": near}], status="refused")


def test_a_conversation_goes_on_as_in_the_chat(runner: Runner) -> None:
    turns = [
        {"question": HOSTS},
        {"question": "今天天气怎么样？", "expect": {"status": "refused"}},
        {"question": "那收入呢？", "expect": {"passages": [{"ref": "2.1.2"}]}},
    ]
    outcome = runner.ask("s", make_case(turns=turns))
    assert [reply.status for reply in outcome.replies] == ["answered", "refused", "answered"]
    assert not outcome.unmet
    alone = runner.ask("s", make_case(question="那收入呢？", expect={"passages": [{"ref": "1.2.1"}]}))
    assert alone.replies[0].top[0].score != outcome.replies[2].top[0].score


def test_an_unmet_expectation_names_its_turn(runner: Runner) -> None:
    turns = [{"question": HOSTS}, {"question": "那收入呢？", "expect": {"status": "refused"}}]
    (only,) = runner.ask("s", make_case(turns=turns)).unmet
    assert only.turn == 2


@pytest.mark.parametrize(
    ("known_to_fail", "status", "verdict"),
    [
        (None, "answered", "passed"),
        (None, "refused", "failed"),
        ("reason", "refused", "known-failure"),
        ("reason", "answered", "unexpected-pass"),
    ],
)
def test_verdicts(known_to_fail: str | None, status: str, verdict: str, runner: Runner) -> None:
    case = make_case(question=HOSTS, expect={"status": status}, known_to_fail=known_to_fail)
    assert runner.ask("s", case).verdict == verdict


def test_the_same_case_comes_out_the_same_to_the_last_digit(runner: Runner, tea_index: SearchIndex) -> None:
    again = Runner(Assistant(snapshot_of(tea_index), Encoder()))
    case = make_case(question=HOSTS, expect={"status": "answered"})
    first, second = runner.ask("s", case).replies[0], again.ask("s", case).replies[0]
    assert replace(first, took_ms=0.0) == replace(second, took_ms=0.0)


def test_pieces_of_text_are_found_within_passages_only(tea_index: SearchIndex) -> None:
    finder = PassageFinder(tea_index.passages)
    texts = [passage.text for passage in tea_index.passages]
    everywhere = finder.find(ExpectedPassage(quote="的"))
    assert everywhere == {number for number, text in enumerate(texts) if "的" in text}
    assert not finder.find(ExpectedPassage(quote=texts[0][-3:] + texts[1][:3]))
    for number, text in enumerate(texts):
        assert finder.find(ExpectedPassage(quote=text)) == {number}


def test_tags_choose_cases() -> None:
    cases = [make_case(id=name, tags=[name, "both"], question="茶？", expect={"blank": False}) for name in "ab"]
    suites = [Suite("one", tuple(cases)), Suite("two", (cases[0],))]
    assert [len(suite.cases) for suite in select(suites, [])] == [2, 1]
    assert [(suite.name, len(suite.cases)) for suite in select(suites, ["b"])] == [("one", 1)]
    assert [len(suite.cases) for suite in select(suites, ["a", "b"])] == [2, 1]
    assert select(suites, ["c"]) == []


@dataclass(frozen=True, slots=True)
class Clock(Assistant):
    """The assistant, except that its answers take the times it is given; the last for good."""

    times: Iterator[float]

    def ask(self, question: str, previous: Turn | str | None = None, limit: int = 5) -> Answer:
        return replace(Assistant.ask(self, question, previous, limit), took_ms=next(self.times))


def timed(assistant: Assistant, times: list[float]) -> list[tuple[str, str]]:
    """What three cases, the last of which may take three times the median, leave unmet."""
    runner = Runner(Clock(assistant.snapshot, assistant.encoder, iter(times)))
    cases = [make_case(id=str(n), question="茶？", expect={"blank": False}) for n in range(2)]
    cases.append(make_case(id="2", question="茶？", expect={"max_time_ratio": 3}))
    outcomes = list(runner.run([Suite("s", tuple(cases))]))
    return [(one.wanted, one.got) for outcome in runner.judge_times(outcomes) for one in outcome.unmet]


def test_an_answer_that_takes_too_long_for_the_median_is_told(assistant: Assistant) -> None:
    assert timed(assistant, [10, 10, 29]) == []
    assert timed(assistant, [10, 10, 50, 45, 40]) == [("3", "4.0")]


def test_each_suite_has_its_own_median(assistant: Assistant) -> None:
    runner = Runner(Clock(assistant.snapshot, assistant.encoder, iter([10.0, 10.0, 50.0, 1.0, 1.0, 50.0, 50.0, 50.0])))
    slow = make_case(id="slow", question="茶？", expect={"max_time_ratio": 6})
    plain = [make_case(id=str(n), question="茶？", expect={"blank": False}) for n in range(2)]
    outcomes = list(runner.run([Suite("tens", (*plain, slow)), Suite("ones", (*plain, slow))]))
    assert [outcome.suite for outcome in runner.judge_times(outcomes) if outcome.unmet] == ["ones"]


def test_a_text_counts_only_among_what_is_shown(runner: Runner) -> None:
    broad = "關於主播，報告講了哪些"
    shown = runner.assistant.ask(broad).quoted
    assert len(shown) > 1
    assert shown == runner.assistant.ask(broad, limit=50).quoted


def test_an_answer_that_was_slow_by_chance_is_given_another_try(assistant: Assistant) -> None:
    assert timed(assistant, [10, 10, 50, 25]) == []


def test_sentences_are_looked_for_in_all_places_of_an_evidence_sheet(runner: Runner) -> None:
    pieces = ["主播要先学会泡茶", "主播的收入由底薪"]
    question = "列出所有关于主播的内容"
    assert unmet(runner, question, sentences=pieces) == []
    assert unmet(runner, question, sentences=[*pieces, "茶叶怕潮"]) == [("sentences", "茶叶怕潮", "2/3")]
    assert unmet(runner, question, sentences=[*pieces, "茶叶怕潮"], least=0.6) == []


def test_recall_and_precision_of_sentences_are_reported(runner: Runner) -> None:
    expect = {"sentences": ["主播要先学会泡茶", "茶叶怕潮"], "least": 0.5}
    outcome = runner.ask("s", make_case(question=HOSTS, expect=expect))
    (figures, *_) = summarise([outcome])
    assert (figures.piece_recall, figures.piece_precision) == (0.5, 1.0)


def test_pieces_are_looked_for_on_their_own_side(runner: Runner) -> None:
    question = "新主播的培训和主播的收入有什么区别"
    training, pay = "主播要先学会泡茶", "主播的收入由底薪"
    assert unmet(runner, question, sides=[training, pay]) == []
    assert unmet(runner, question, sides=[[training], [training, "茶叶怕潮"]]) == [
        ("sides", f"{training} / 茶叶怕潮", "1/3")
    ]
    assert unmet(runner, question, sides=[training, []]) == [("side-empty", "", "1")]
    assert unmet(runner, HOSTS, sides=[training, []]) == [("sides", training, "0/1")]
