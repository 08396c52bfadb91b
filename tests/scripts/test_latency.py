"""The benchmark of times: a file of its own, since it takes as long as many others."""

from pathlib import Path

import pytest

from tests.scripts.conftest import figures, run_in


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_latency_compares_with_the_naive_bot_and_the_bare_libraries(shipped_home: Path, tmp_path: Path) -> None:
    # On the shipped edition: of the small report, each of the questions asked here has to be read.
    done = run_in(
        shipped_home,
        "scripts.benchmark",
        "latency",
        "--served",
        "100",
        "--json",
        str(tmp_path / "f"),
        timeout=800,
        OMP_NUM_THREADS="1",
    )
    assert done.returncode == 0, done.stderr
    rows = figures(tmp_path / "f")
    assert rows["answer, nothing to be read"]["of bare call"] < 3
    assert rows["answer, nothing to be read"]["of naive"] < 1
    assert rows["answer, passages read with the question"]["p50 ms"] > rows["bare encoder call"]["p50 ms"]
    assert rows["process: scripts.ask"]["seconds"] < rows["process: naive bot"]["seconds"] / 2
    assert rows["process: scripts.ask"]["peak MB"] < 250
    assert rows["bot: at rest"]["resident MB"] < 350
    assert rows["bot: after 100 questions"]["ratio"] < 1.05
