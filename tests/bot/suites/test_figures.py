"""Figures, coverage and comparison, worked out by hand."""

from typing import Any

import pytest

from bot.suites.cases import Case
from bot.suites.comparison import compare, standing
from bot.suites.coverage import cover
from bot.suites.figures import Figures, summarise
from bot.suites.outcomes import Found, Outcome, Reply, Unmet
from knowledge.types import Passage
from tests.bot.suites.conftest import make_case

PASSAGES = tuple(
    Passage("Report", ref, ref, (f"chapter {ref[0]}", f"section {ref[:3]}"), f"text {ref}", ((0, 4),))
    for ref in ("1.1.1", "1.1.2", "1.2.1", "2.1.1")
)


def reply(status: str = "answered", best: int = 0, expected: tuple[int, ...] = (), rank: int | None = None) -> Reply:
    passage = PASSAGES[best]
    top = (Found(passage.ref, passage.headings, 1.0, best),)
    number = expected[0] if rank else None
    return Reply("q", status, False, (), top, expected, rank, number, 1.0)  # type: ignore[arg-type]


def outcome(answer: Reply, *, failed: bool = False, name: str = "c", **keys: Any) -> Outcome:
    expect = keys.pop("expect", {"status": "answered"})
    case: Case = make_case(id=name, question="茶？", expect=expect, **keys)
    return Outcome("s", case, (answer,), (Unmet(1, "status", "", ""),) if failed else ())


def figures(*outcomes: Outcome) -> dict[str, Figures]:
    return {group.name: group for group in summarise(outcomes)}


def test_hits_and_reciprocal_ranks_count_the_turns_that_expect_passages() -> None:
    ranks = [1, 2, 3, 4, 11, None]
    groups = figures(*(outcome(reply(expected=(0,), rank=rank)) for rank in ranks), outcome(reply()))
    assert groups[""].cases == 7
    assert groups[""].questions == 6
    assert groups[""].hit_at_1 == 1 / 6
    assert groups[""].hit_at_3 == 3 / 6
    assert groups[""].mrr == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 6)


def test_a_passage_that_the_index_lacks_is_a_miss() -> None:
    missed = Outcome("s", make_case(question="q", expect={"blank": True}), (reply(),), (Unmet(1, "nowhere", "9", ""),))
    groups = figures(missed, outcome(reply(expected=(0,), rank=1)))
    assert (groups[""].questions, groups[""].hit_at_1) == (2, 0.5)


def test_refusals_that_may_be_and_that_must_be() -> None:
    must, may = {"status": "refused"}, {"status": ["hedged", "refused"]}
    group = figures(
        outcome(reply("refused"), expect=must),
        outcome(reply("hedged"), expect=must),
        outcome(reply("answered"), expect=must),
        outcome(reply("refused"), expect=may),
        outcome(reply("hedged"), expect=may),
        outcome(reply("refused")),
        outcome(reply("refused"), expect={"passages": [{"ref": "1"}]}),
        outcome(reply("refused"), expect={"blank": False}),  # says nothing of refusing
    )[""]
    assert group.refusal_precision == 2 / 4
    assert group.refusal_recall == 1 / 3


def test_shares_of_nothing_are_none() -> None:
    group = figures(outcome(reply()))[""]
    assert (group.hit_at_1, group.mrr, group.refusal_precision, group.refusal_recall) == (None, None, None, None)


def test_cases_known_to_fail_count_apart() -> None:
    group = figures(
        outcome(reply()),
        outcome(reply(), failed=True),
        outcome(reply(), failed=True, known_to_fail="r"),
        outcome(reply(), known_to_fail="r"),
    )[""]
    assert (group.passed, group.failed, group.known_failures, group.unexpected_passes) == (1, 1, 1, 1)
    assert group.share_passed == 0.5
    assert figures(outcome(reply(), failed=True, known_to_fail="r"))[""].share_passed == 1
    assert figures()[""].share_passed == 1
    assert figures(outcome(reply(), failed=True))[""].share_passed == 0


def test_groups_are_all_then_languages_then_tags() -> None:
    groups = summarise(
        [outcome(reply(), tags=["b"], language="en"), outcome(reply(), tags=["a", "b"], language="zh-Hant")]
    )
    assert [(group.kind, group.name, group.cases) for group in groups] == [
        ("all", "", 2),
        ("language", "en", 1),
        ("language", "zh-Hant", 1),
        ("tag", "b", 2),
        ("tag", "a", 1),
    ]


def test_coverage_names_what_is_never_asked_never_best_and_confused() -> None:
    coverage = cover(
        [
            outcome(reply(best=0, expected=(0,), rank=1)),
            outcome(reply(best=1, expected=(0,), rank=2)),
            outcome(reply(best=0, expected=(1,), rank=4)),
            outcome(reply(best=2, expected=(1,), rank=2)),
            outcome(reply("refused", best=3)),
            outcome(reply("refused", best=3, expected=(2,), rank=4)),  # nobody was shown the wrong one
            outcome(reply(best=2, expected=(0, 1))),  # nobody can say which of the two was meant
        ],
        PASSAGES,
    )
    assert (coverage.sections, coverage.passages) == (3, 4)
    assert [(place.ref, place.headings) for place in coverage.not_asked] == [
        ("2.1", ("chapter 2", "section 2.1")),
    ]
    assert [place.ref for place in coverage.never_best] == ["2.1.1"]
    assert [(pair.first.ref, pair.second.ref, pair.times) for pair in coverage.confusions] == [
        ("1.1.1", "1.1.2", 2),
        ("1.1.2", "1.2.1", 1),
    ]


def test_comparison_tells_better_from_worse() -> None:
    def run(*cases: tuple[str, int | None, bool]) -> list[Outcome]:
        return [outcome(reply(expected=(0,), rank=rank), failed=failed, name=name) for name, rank, failed in cases]

    before = run(("same", 1, False), ("up", 3, False), ("down", 1, False), ("mended", 1, True), ("gone", 1, False))
    now = run(("same", 1, False), ("up", 2, False), ("down", None, False), ("mended", 2, False), ("new", 1, False))
    comparison = compare({one.key: standing(one) for one in before}, now, "earlier")
    assert [(change.case, change.better) for change in comparison.changes] == [
        ("down", False),
        ("up", True),
        ("mended", True),
    ]
    assert comparison.changes[0].before == ("passed", (1,))
    assert comparison.changes[0].now == ("passed", (None,))
    assert (comparison.same, comparison.added, comparison.gone) == (1, 1, 1)


def test_answer_times_make_no_case_worse() -> None:
    slow = Outcome("s", make_case(question="q", expect={"blank": True}), (reply(),), (Unmet(1, "time", "3", "4"),))
    quick = Outcome("s", slow.case, slow.replies, ())
    assert compare({quick.key: standing(quick)}, [slow], "earlier").same == 1
