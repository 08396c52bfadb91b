"""The command line on the indexed small report, as people and CI call it."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from junitparser import JUnitXml

from bot.suites.loading import SHIPPED_SUITE, read_suite
from knowledge.documents import SHIPPED_QUESTIONS
from knowledge.samples import read_samples
from knowledge.script import comparable
from tests.conftest import DATA, TEA_REPORT
from tests.scripts.conftest import ROOT, SUITE, Run, call, environment

WRONG = """- id: wrong
  question: 茶叶仓库湿度
  tags: [things]
  expect: {status: answered, passages: [{ref: "1.1.1"}]}
"""


@pytest.fixture
def failing(suite: Path) -> Path:
    suite.write_text(SUITE + WRONG, "utf-8")
    return suite


@pytest.mark.usefixtures("here")
def test_a_suite_that_passes(suite: Path) -> None:
    done = call("suite", suite)
    assert done.stderr == ""
    assert "✗" not in done.stdout
    assert re.search(r"zh-Hant +1/1 ", done.stdout)
    assert re.search(r"people +2/2 +0 +2 +100\.0 +100\.0 +1\.000", done.stdout)
    assert re.search(r"far +1/1 .* 100\.0 +100\.0", done.stdout)
    assert "Sections that no case asks about: 3 of 4. 1.1, 1.2, 2.2" in done.stdout
    assert "Passed: 3 of 3 cases (100.0 %, minimum 100 %)" in done.stdout


def test_a_failed_case_has_its_line_and_the_exit_code_says_so(tea: Run, failing: Path) -> None:
    done = tea("scripts.run_questions", str(failing))
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert "wrong [zh-Hans]" in line
    assert "expected 1.1.1 among the first 1, came at rank " in line
    assert re.search(r"came: answered, 2\.2\.1 \(\d+\.\d+\)", line)
    assert "Confused most: 1.1.1 with 2.2.1 (×1)" in done.stdout
    assert "Not passed: 3 of 4 cases (75.0 %, minimum 100 %)" in done.stdout


@pytest.mark.usefixtures("here")
def test_less_may_be_enough(failing: Path) -> None:
    call("suite", failing, "--minimum", 0.75)
    call("suite", failing, "--minimum", 0.76, code=1)
    assert "3 of 3" in call("suite", failing, "--tag", "people", "--tag", "far").stdout


@pytest.mark.usefixtures("here")
def test_cases_known_to_fail_are_told_when_they_pass(failing: Path) -> None:
    failing.write_text(
        failing.read_text("utf-8")
        + "  known_to_fail: too hard\n"
        + SUITE[len("cases:\n") :].split("- id: pay")[0].replace("id: hosts", "id: again")
        + "  known_to_fail: was so once\n",
        "utf-8",
    )
    done = call("suite", failing)
    assert "again passes after all; it is marked as known to fail: was so once" in done.stdout
    assert "✗" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["{suite}", "--tag", "nothing"], "No case has the tag nothing. There are: people, far"),
        (["{folder}/none.yaml"], "there is no such file"),
        (["{suite}", "--index", "20200101-000000-abcdef"], "There is no index version 20200101-000000-abcdef"),
        (["{suite}", "--index", "../versions"], "There is no index version ../versions"),
        (["{suite}", "--data-dir", "{folder}"], "There is no index yet"),
        (["{suite}", "--compare", "none"], "There is no index version none"),
        (["{suite}", "--compare", "{suite}"], "not a report that --json wrote"),
        (["{suite}", "--json", "{folder}/none/r.json"], "cannot be written (No such file or directory)"),
        (["{suite}", "--save", "{suite}"], "cannot be written (File exists)"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_cannot_be_done_is_told_in_one_line(arguments: list[str], told: str, suite: Path) -> None:
    filled = [argument.format(suite=suite, folder=suite.parent) for argument in arguments]
    done = call("suite", *filled, code=2)
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.usefixtures("here")
def test_a_bad_suite_is_told_line_by_line_in_the_readers_language(suite: Path) -> None:
    suite.write_text("cases:\n- id: a\n  question: 茶？\n  expect: {status: maybe}\n", "utf-8")
    done = call("suite", suite, code=2, INTERFACE_LANGUAGE="zh-Hant")
    assert done.stdout == ""
    assert done.stderr.splitlines()[1].strip() == (
        "第 4 行：a.expect.status.0: maybe 不在可選值之內：answered, hedged, refused"
    )


@pytest.mark.usefixtures("here")
def test_junit_as_ci_servers_read_it(failing: Path, tmp_path: Path) -> None:
    failing.write_text(
        failing.read_text("utf-8").replace("tags: [far]", "known_to_fail: <hard>\n  tags: ['f\\u0001 &r']"), "utf-8"
    )
    call("suite", failing, "--junit", tmp_path / "j.xml", code=1)
    (tests,) = JUnitXml.fromfile(str(tmp_path / "j.xml"))
    assert (tests.name, tests.tests, tests.failures, tests.errors, tests.skipped) == ("tea.yaml", 4, 1, 0, 0)
    wrong = next(test for test in tests if test.name == "wrong")
    assert wrong.classname == "tea.yaml.things"
    assert "expected 1.1.1 among the first 1" in wrong.result[0].message
    assert wrong.result[0].type == "passages"
    assert wrong.time > 0
    weather = next(test for test in tests if test.name == "weather")
    assert "passes after all" in weather.system_out


@pytest.mark.slow
def test_of_several_suites_each_case_has_its_suite_and_skipped_ones_are_told(
    tea: Run, failing: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    document = f"document: {{title: 高山茶直播销售报告, sha256: {'cd' * 32}}}\n"
    quoted = "- {id: quoted, question: 茶？, expect: {contains: 咖啡}}\n"
    other.write_text(f"{document}cases:\n{WRONG}{quoted}", "utf-8")
    files = ("--junit", str(tmp_path / "j.xml"), "--json", str(tmp_path / "r.json"))
    done = tea("scripts.run_questions", str(failing), str(other), *files)
    failed = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert [line.split(" [")[0] for line in failed] == ["✗ tea.yaml: wrong", "✗ other.yaml: wrong"]
    assert "Skipped: 1 case," in done.stdout
    assert "Not passed: 3 of 5 cases" in done.stdout
    tests = {test.name: test for suite in JUnitXml.fromfile(str(tmp_path / "j.xml")) for test in suite}
    assert tests["quoted"].is_skipped
    cases = json.loads((tmp_path / "r.json").read_text("utf-8"))["cases"]
    verdicts = {(case["suite"], case["id"]): case["verdict"] for case in cases}
    assert verdicts["other.yaml", "quoted"] == "skipped"
    assert verdicts["other.yaml", "wrong"] == verdicts["tea.yaml", "wrong"] == "failed"


@pytest.mark.slow
def test_two_processes_agree_to_the_last_digit(tea: Run, failing: Path, tmp_path: Path) -> None:
    shown = set()
    for seed in ("1", "2"):
        done = tea("scripts.run_questions", str(failing), "--json", str(tmp_path / seed), PYTHONHASHSEED=seed)
        shown.add(done.stdout)
    assert len(shown) == 1
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_comparison_with_a_version_and_with_a_report(here: Path, failing: Path, tmp_path: Path) -> None:
    (old,) = (path.name for path in (here / "index" / "versions").iterdir())
    report = tmp_path / "old.json"
    call("suite", failing, "--json", report, code=1)
    edited = tmp_path / "tea.md"
    edited.write_text(TEA_REPORT.read_text("utf-8").replace("仓库的湿度", "库房里的湿度"), "utf-8")
    text = "cases:\n- id: moved\n  question: 茶叶怕什么？\n  expect: {passages: [{quote: 库房里的湿度}]}\n"
    failing.write_text(text, "utf-8")
    call("reindex", edited)
    done = call("suite", failing, "--compare", old)
    assert f"Compared with {old}:" in done.stdout
    assert "▲ moved: failed → passed (rank 1)" in done.stdout
    assert "1 better, 0 worse, 0 the same" in done.stdout
    done = call("suite", failing, "--index", old, "--compare", report, code=1)
    assert "0 better, 0 worse, 0 the same, 1 only in this run, 4 only in the other" in done.stdout
    assert f"index {old}" in done.stdout


@pytest.mark.usefixtures("here")
def test_questions_become_drafts_that_pass(tmp_path: Path) -> None:
    questions = "\ufeff新主播开播之前要做什么？\n\n 今天天气怎么样？\n新主播开播之前要做什么？\nHow are hosts paid?"
    done = call("suite", "--new", stdin=questions)
    assert "Nobody has confirmed them" in done.stdout
    assert "# 二、1 (1) 直播怎么做 › 主播" in done.stdout
    drafts = tmp_path / "drafts.yaml"
    drafts.write_text(done.stdout, "utf-8")
    assert "3 of 3" in call("suite", drafts, "--tag", "draft").stdout


@pytest.mark.usefixtures("here")
def test_an_import_can_be_kept(tmp_path: Path) -> None:
    rows = [{"id": "d1", "kind": "direct", "question": "新主播开播之前要做什么？", "relevant": ["2.1.1"]}]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    call("suite", tmp_path / "set.jsonl")
    call("suite", tmp_path / "set.jsonl", "--save", tmp_path / "kept.yaml")
    assert "question: 新主播开播之前要做什么？" in (tmp_path / "kept.yaml").read_text("utf-8")
    call("suite", tmp_path / "kept.yaml")


@pytest.mark.usefixtures("here")
def test_what_of_promptfoo_is_left_out_is_said(suite: Path) -> None:
    suite.write_text(
        "tests:\n- vars: {question: 新主播开播之前要做什么？}\n  assert:\n"
        "  - {type: contains, value: 车间}\n  - {type: llm-rubric, value: polite}\n",
        "utf-8",
    )
    done = call("suite", suite)
    assert "tea.yaml: line 5: tests.0.assert.1: llm-rubric has no counterpart here" in done.stderr


@pytest.mark.slow
def test_ctrl_c_prints_what_there_is(tea_home: Path, tmp_path: Path) -> None:
    case = '- {{id: "{0}", question: 新主播开播之前要做什么？, expect: {{status: answered}}}}\n'
    path = tmp_path / "long.yaml"
    path.write_text("cases:\n" + "".join(case.format(n) for n in range(5000)), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.run_questions", str(path), "--json", str(tmp_path / "r.json")],
        cwd=ROOT,
        env=environment(tea_home) | {"FORCE_COLOR": "1"},  # the bar moves, so it can be waited for
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stderr is not None
    shown = ""
    while not re.search(r"\b[1-9]\d*/5000", shown):
        shown += process.stderr.read(20)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    found = re.search(r"Interrupted: (\d+) of 5000 cases were asked", output)
    assert found
    assert 0 < int(found[1]) < 5000
    assert "Passed" not in output
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert not report["complete"]
    assert len(report["cases"]) == int(found[1])


def test_the_shipped_suite_is_what_runs_without_a_name() -> None:

    cases = read_suite(SHIPPED_SUITE).cases
    assert len(cases) >= 150
    assert {case.spoken for case in cases} == {"zh-Hans", "zh-Hant", "en"}
    assert sum(len(case.conversation) > 1 for case in cases) >= 10
    assert sum(case.expect is not None and case.expect.status == ("refused",) for case in cases) >= 10


def test_the_shipped_suite_shares_no_question_with_the_sample_questions() -> None:

    samples = {
        comparable(question).strip("?") for place in read_samples(SHIPPED_QUESTIONS) for question in place.questions
    }
    fitting = [json.loads(line) for line in (DATA / "fitting.jsonl").read_text("utf-8").splitlines()]
    others = samples | {comparable(row["question"]).strip("?") for row in fitting}
    asked = [turn.question for case in read_suite(SHIPPED_SUITE).cases for turn in case.conversation]
    assert not [question for question in asked if comparable(question).strip("?") in others]
