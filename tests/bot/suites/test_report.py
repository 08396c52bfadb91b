"""What a run writes and says: JSON that can be compared with, lines for people, drafts for them to confirm."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.answering.assistant import Assistant
from bot.languages import Language
from bot.suites import cases as cases_module
from bot.suites.cases import Suite
from bot.suites.comparison import standing
from bot.suites.drafts import draft_case, draft_head
from bot.suites.errors import SuiteError
from bot.suites.formats.yaml_lines import KINDS
from bot.suites.messages import _CODES, explain_outcome
from bot.suites.outcomes import CaseVerdict, UnmetCode
from bot.suites.report import Run, conclude, read_report, write_report
from bot.suites.running import Runner
from knowledge import samples
from tests.bot.suites.conftest import ReadText, make_case
from tests.bot.test_i18n import catalogue

CASES = (
    make_case(id="good", question="新主播开播之前要做什么？", expect={"passages": [{"ref": "2.1.1"}]}),
    make_case(id="bad", question="茶叶怕什么？", expect={"status": "refused", "passages": [{"ref": "1.1.1"}]}),
    make_case(id="known", question="How are hosts paid?", expect={"contains": "没有这句"}, known_to_fail="reason"),
)


@pytest.fixture
def run(runner: Runner) -> Run:
    return conclude(runner, list(runner.run([Suite("tea.yaml", CASES)])), 3)


def test_a_report_gives_back_how_each_case_stood(run: Run, tmp_path: Path) -> None:
    write_report(run, tmp_path / "r.json")
    version, standings = read_report(tmp_path / "r.json")
    assert version == run.version
    assert standings == {outcome.key: standing(outcome) for outcome in run.outcomes}
    assert standings["tea.yaml", "good"].ranks == (1,)


def test_a_report_is_the_same_for_the_same_run(run: Run, runner: Runner, tmp_path: Path) -> None:
    again = conclude(runner, list(runner.run([Suite("tea.yaml", CASES)])), 3)
    assert [outcome.took_ms for outcome in again.outcomes] != [outcome.took_ms for outcome in run.outcomes]
    for number, one in enumerate((run, again)):
        write_report(one, tmp_path / str(number))
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


def test_a_report_holds_what_was_expected_and_what_came(run: Run, tmp_path: Path) -> None:
    write_report(run, tmp_path / "r.json")
    report: dict[str, Any] = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert report["complete"]
    assert [case["verdict"] for case in report["cases"]] == ["passed", "failed", "known-failure"]
    (reply,) = report["cases"][1]["replies"]
    assert reply["expected"] == ["1.1.1"]
    assert reply["passages"][0].keys() == {"ref", "headings", "score"}
    assert report["summary"][0]["share_passed"] == 0.5
    assert {place["ref"] for place in report["coverage"]["not_asked"]} == {"1.2", "2.2"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "index": "x", "cases": []}', "[" * 100_000])
def test_what_is_no_report_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(SuiteError) as caught:
        read_report(tmp_path / "r.json")
    assert caught.value.code == "suite-no-report"


def test_a_failed_case_is_told_in_one_line(run: Run) -> None:
    line = explain_outcome(run.outcomes[1], "en")
    assert "\n" not in line
    assert line.startswith("bad [zh-Hans] “茶叶怕什么？” expected refused, not answered; ")
    assert "expected 1.1.1 among the first 1, came at rank " in line
    assert re.search(r"\| came: answered, 2\.2\.1 \(\d+\.\d\d\), \d\.\d\.\d \(", line)


@pytest.mark.parametrize("language", get_args(Language))
def test_every_code_has_its_text(language: str) -> None:
    folder = Path(cases_module.__file__).parent
    paths = [*sorted(folder.rglob("*.py")), Path(samples.__file__)]
    code = "\n".join(path.read_text("utf-8") for path in paths)
    remarks = set(KINDS.values()) | set(re.findall(r'Remark\(.*?"([a-z0-9-]+)", {', code))
    remarks |= set(re.findall(r'_(?:mistake|note)\(.*?"([a-z0-9-]+)"(?:\)|, \w+=)', code))
    remarks |= set(re.findall(r'PydanticCustomError\("([a-z0-9-]+)"', code)) | set(_CODES.values())
    expected = {f"suite.mistake.{code}" for code in remarks}
    expected |= {f"suite.unmet.{code}" for code in get_args(UnmetCode)} | {"suite.unmet.not-found"}
    expected |= {f"suite.verdict.{verdict}" for verdict in get_args(CaseVerdict)}
    assert {"suite.mistake.alias", "suite.mistake.refs", "suite.mistake.tests-elsewhere"} <= expected
    there = catalogue(language).keys()
    assert expected <= there
    kinds = ("suite.mistake.", "suite.unmet.", "suite.verdict.")
    assert {key for key in there if key.startswith(kinds)} == expected


@pytest.mark.parametrize(
    "question",
    ["新主播开播之前要做什么？", "今天天气怎么样？", "李佳琦卖过高山茶吗？", "關於主播，報告講了哪些", "x: #y"],
)
def test_a_draft_expects_what_the_answer_is_now(
    question: str, assistant: Assistant, runner: Runner, read_text: ReadText
) -> None:
    answer = assistant.ask(question)
    text = draft_head("v1", "en") + draft_case(answer, "en")
    (case,) = read_text(text).cases
    assert case.conversation[0].question == question
    assert case.tags == ("draft",)
    assert not runner.ask("s", case).unmet
    assert case.expect is not None
    assert case.expect.status == (answer.status,)
    if answer.status == "answered":
        assert case.expect.passages
        start, end = answer.quoted[0].key_sentences[0]
        assert answer.quoted[0].text[start:end] in text


def test_a_draft_of_a_blanked_figure_expects_the_blank(assistant: Assistant, read_text: ReadText) -> None:
    answer = assistant.ask("2022年高山茶市场规模是多少亿元？")
    (case,) = read_text(draft_head("v1", "zh-Hans") + draft_case(answer, "zh-Hans")).cases
    assert case.expect is not None
    assert case.expect.blank is True
