"""Cases that quote one edition of a document, asked of another edition and of other documents."""

import pytest

from bot.suites.cases import Expectation, Suite, SuiteDocument
from bot.suites.comparison import compare, standing
from bot.suites.editions import fit_of, fitted, titles_written_for
from bot.suites.figures import summarise
from bot.suites.running import Runner
from index.search import SearchIndex
from index.types import IndexedDocument
from tests.bot.suites.conftest import Mistakes, ReadText, make_case

SHA = "ab" * 32
TEA = IndexedDocument(title="高山茶直播销售报告", name="tea.md", sha256=SHA, passages=8)
OTHER_EDITION = SuiteDocument(title="高山茶直播銷售報告", sha256=("cd" * 32,))
HOSTS = "新主播开播之前要做什么？"


@pytest.mark.parametrize(
    ("document", "fit"),
    [
        (None, "same"),
        (SuiteDocument(title="另一个名字", sha256=(SHA,)), "same"),  # renamed
        (SuiteDocument(title="高山茶直播銷售報告"), "same"),
        (OTHER_EDITION, "other"),
        (SuiteDocument(title="咖啡"), "absent"),
    ],
)
def test_an_edition_is_known_by_its_checksum_or_its_title(document: SuiteDocument | None, fit: str) -> None:
    assert fit_of(document, [TEA]) == fit


def test_a_document_has_a_suite_of_its_own_only_by_its_checksum() -> None:
    case = make_case(question=HOSTS, expect={"status": "answered"})
    own, by_title = SuiteDocument(title="x", sha256=(SHA,)), SuiteDocument(title=TEA.title)
    assert titles_written_for([Suite("s", (case,), document=own)], [TEA]) == {TEA.title}
    others = [Suite(str(n), (case,), document=other) for n, other in enumerate((None, by_title, OTHER_EDITION))]
    assert not titles_written_for(others, [TEA])


@pytest.mark.parametrize(
    ("expect", "left"),
    [
        ({"passages": [{"ref": "2.1.1"}], "contains": "制茶车间", "blank": True}, {"passages": [{"ref": "2.1.1"}]}),
        ({"status": "answered", "passages": [{"quote": "制茶车间"}, {"ref": "2.1.1"}]}, {"status": "answered"}),
        ({"passages": [{"headings": ["主播"], "quote": "制茶车间"}], "lacks": "年终奖", "intent": "greeting"}, None),
        ({"passages": [{"quote": "制茶车间"}], "contains": "制茶车间", "lacks": "年终奖", "blank": False}, "nothing"),
    ],
)
def test_of_another_edition_only_what_holds_for_places_is_asked(expect: dict[str, object], left: object) -> None:
    (suite,) = fitted([Suite("s", (make_case(question=HOSTS, expect=expect),), document=OTHER_EDITION)], [TEA])
    asked = [case.expect for case in suite.cases]
    if left == "nothing":
        assert (asked, len(suite.skipped)) == ([], 1)
    else:
        assert asked == [Expectation.model_validate(left or {"intent": "greeting"})]
    assert suite.size == 1


def test_a_turn_with_nothing_left_still_leads_to_the_next() -> None:
    turns = [
        {"question": HOSTS, "expect": {"contains": "制茶车间"}},
        {"question": "那收入呢？", "expect": {"passages": [{"ref": "2.1.2"}]}},
    ]
    (suite,) = fitted([Suite("s", (make_case(turns=turns),), document=OTHER_EDITION)], [TEA])
    first, second = suite.cases[0].turns
    assert (first.question, first.expect) == (HOSTS, None)
    assert second.expect


def test_a_skipped_case_is_neither_asked_nor_counted_as_passed(runner: Runner, tea_index: SearchIndex) -> None:
    cases = (
        make_case(id="quote", question=HOSTS, tags=["quoted"], expect={"passages": [{"quote": "没有这句话"}]}),
        make_case(id="place", question=HOSTS, expect={"passages": [{"ref": "2.1.1"}]}),
    )
    suites = fitted([Suite("s", cases, document=OTHER_EDITION)], tea_index.manifest.documents)
    outcomes = runner.judge_times(list(runner.run(suites)))
    assert {outcome.case.id: outcome.verdict for outcome in outcomes} == {"quote": "skipped", "place": "passed"}
    overall, *groups = summarise(outcomes)
    assert (overall.cases, overall.passed, overall.failed, overall.skipped) == (2, 1, 0, 1)
    assert "quoted" not in {group.name for group in groups}
    before = {outcome.key: standing(outcome) for outcome in runner.run([Suite("s", cases)])}
    assert before["s", "quote"].verdict == "failed"
    assert not compare(before, outcomes, "v").changes  # not better because it was not asked


def test_a_suite_whose_cases_are_all_skipped_has_no_times(runner: Runner) -> None:
    case = make_case(question=HOSTS, expect={"blank": False})
    suites = fitted([Suite("s", (case,), document=SuiteDocument(title="咖啡"))], [TEA])
    assert [outcome.verdict for outcome in runner.judge_times(list(runner.run(suites)))] == ["skipped"]


def test_the_document_of_a_suite_is_read(read_text: ReadText, mistakes: Mistakes) -> None:
    head = f"document: {{title: 茶, sha256: {SHA}}}\n"
    rest = "cases:\n- {id: a, question: 茶？, expect: {status: refused}}\n"
    assert read_text(head + rest).document == SuiteDocument(title="茶", sha256=(SHA,))
    (line,) = mistakes("document: {title: 茶, sha256: [abc]}\n" + rest)
    assert "abc is no checksum" in line
