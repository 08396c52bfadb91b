"""springboard suite draft|confirm, as people call them."""

from pathlib import Path

import pytest

from bot.suites.loading import read_suite
from tests.scripts.conftest import run_in

pytestmark = pytest.mark.slow


def test_drafts_are_shown_and_confirmed(home: Path, tmp_path: Path) -> None:
    shown = run_in(home, "scripts.run_questions", "draft", DRAFTED_CASES="9")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("# Drafted from the passages of index ")
    (tmp_path / "d.yaml").write_text(shown.stdout, "utf-8")
    cases = read_suite(tmp_path / "d.yaml").cases
    assert 5 <= len(cases) <= 9
    assert {case.tags for case in cases} == {("drafted",)}
    done = run_in(home, "scripts.run_questions", "confirm", cases[0].id, cases[1].id, DRAFTED_CASES="9")
    assert "2 new test cases" in done.stdout
    suite = home / "curated" / "suite.yaml"
    assert [case.question for case in read_suite(suite).cases] == [case.question for case in cases[:2]]
    assert run_in(home, "scripts.run_questions", str(suite)).returncode == 0
    again = run_in(home, "scripts.run_questions", "confirm", cases[0].id, DRAFTED_CASES="9")
    assert again.returncode == 2
    assert f"no drafted case {cases[0].id}" in again.stderr
    assert "suite draft" in again.stderr
    assert "Which drafted cases?" in run_in(home, "scripts.run_questions", "confirm", DRAFTED_CASES="9").stderr
