"""A full disk and a read-only one: told in a sentence, and the live version answers."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_a_full_and_a_read_only_disk_are_told_and_the_live_version_stays(
    tea_home: Path, other: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    program = [sys.executable, "-m", "tests.bot.reindexing.small_disk", str(tea_home), str(disk), str(other)]
    # A namespace of its own, so that nothing stays mounted; with the user's own rights where these are not root's.
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", *program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    *bad, good = map(json.loads, done.stdout.splitlines())
    assert len(bad) == 5
    for found in bad:
        said = re.match(r"(\S+) cannot be read or written \((no space|read only)", found["told"])
        assert said, found
        assert said[1].startswith(str(disk / "home"))
        assert len(found["told"].splitlines()) == 1
        assert "?" not in found["told"]
        assert "scripts" not in found["told"]
        assert found["answers"]
        assert found["versions"] == 1
        assert found["left"] == []
    assert "read only" in bad[-1]["told"]
    assert (good["told"], good["versions"], good["answers"]) == ("live", 2, True)
