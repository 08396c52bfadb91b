"""The example report, as a newcomer meets it: indexed by name, asked its suite and questions for cells."""

from pathlib import Path

import pytest

from knowledge.documents import EXAMPLE_REPORT
from tests.scripts.conftest import run_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SUITE = EXAMPLE_REPORT.with_suffix(".suite.yaml")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    done = run_in(folder, "scripts.reindex", str(EXAMPLE_REPORT), SUITES=str(SUITE))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "25 of 25 passed, 1 known to fail" in " ".join(done.stdout.split())
    assert "charts that were not read: 1" in done.stdout
    return folder


def test_a_cell_is_answered_with_its_row_column_and_page(home: Path) -> None:
    done = run_in(home, "scripts.chat", stdin="高级主播的底薪是多少？\n")
    assert "高级主播 · 底薪（元/月）: 12,000" in done.stdout
    assert "6.1 2" in done.stdout
    assert "9" in done.stdout.split("6.1 2")[1].split("\n")[0]


def test_what_it_does_not_say_is_not_answered(home: Path) -> None:
    done = run_in(home, "scripts.chat", stdin="董事长是谁？\n")
    assert "不在报告的范围之内" in done.stdout
