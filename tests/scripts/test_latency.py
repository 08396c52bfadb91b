"""The benchmark of times: a file of its own, since it takes as long as many others."""

from importlib import import_module
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from tests.scripts.conftest import call, figures, settings_of


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("written_model")
def test_latency_compares_with_the_naive_bot_and_the_bare_libraries(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A start of the naive bot takes a quarter of a minute, and people who ask at once are not looked at here.
    monkeypatch.setattr("scripts.benchmark.latency._STARTS", 1)
    monkeypatch.setattr("scripts.benchmark.latency._MOST_OF_EACH", 2)
    monkeypatch.setattr("scripts.benchmark.serving._BURSTS", 1)
    # On the shipped edition: of the small report, each of the questions asked here has to be read.
    for name, value in (settings_of(shipped_home) | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}).items():
        monkeypatch.setenv(name, value)
    import_module("torch")  # What is loaded later is not limited.
    with threadpool_limits(1):
        call("benchmark", "latency", "--served", 100, "--json", tmp_path / "f")
    rows = figures(tmp_path / "f")
    assert rows["answer, nothing to be read"]["of bare call"] < 3
    assert rows["answer, nothing to be read"]["of naive"] < 1
    assert rows["answer, passages read with the question"]["p50 ms"] > rows["bare encoder call"]["p50 ms"]
    for name in ("evidence sheet", "comparison"):
        assert rows[name]["questions"] == 2
        assert rows[name]["p50 ms"] > rows["bare encoder call"]["p50 ms"]
    assert rows["process: scripts.ask"]["seconds"] < rows["process: naive bot"]["seconds"] / 2
    assert rows["process: scripts.ask"]["peak MB"] < 250
    assert rows["bot: at rest"]["resident MB"] < 350
    assert rows["bot: after 100 questions"]["ratio"] < 1.05
