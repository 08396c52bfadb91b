"""Kill -9 at any moment: the live index answers, nothing half-written is loaded, the next build goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EVERY = 3  # steps at which a build touches a file; which of them is chance, so that each has its turn
AT_RANDOM = 2  # moments, and as many as there are tries


@pytest.mark.slow
@pytest.mark.attack
@pytest.mark.timeout(7200)
def test_a_build_may_be_killed_at_any_moment(tea_home: Path, other: Path, tmp_path: Path, tries: int) -> None:
    work = tmp_path / "work"
    work.mkdir()
    seed = abs(hash(str(tmp_path))) % 1000
    command = [sys.executable, "-m", "tests.bot.reindexing.killing", str(tea_home), str(work), str(other)]
    done = subprocess.run(
        [*command, str(seed), str(EVERY), str(AT_RANDOM + tries)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280 + 10 * tries,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    resumed, *trials = map(json.loads, done.stdout.splitlines())
    assert resumed["found"] > 256  # embeddings that the killed build had made
    steps = [trial for trial in trials if trial["step"]]
    assert len(steps) > 100 // EVERY
    assert steps[-1]["done"]
    assert {trial["documents"] for trial in steps} == {1, 2}  # killed before it went live, and after
    assert any("building" in trial["left"] for trial in steps)
    assert sum(trial["by"] == "Ada" for trial in steps) > len(steps) // 3  # the next start knows whose build it was
    assert len(trials) == len(steps) + AT_RANDOM + tries
