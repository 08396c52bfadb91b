import signal
from pathlib import Path

import pytest

from index.errors import BusyError
from index.locks import building, standing_still, switching
from index.versions import current_version, load_current
from tests.index.published import other_process

BUILDER = """
import sys
from pathlib import Path
from index.locks import building, standing_still, switching
with building(Path(sys.argv[1]), "Ada"):
    print("ready", flush=True)
    sys.stdin.readline()
"""
BUILDER_IN_THE_MIDST_OF_PUBLISHING = """
import sys
from pathlib import Path
from index import versions
from index.locks import building, standing_still, switching
def midst(*_):
    print("ready", flush=True)
    sys.stdin.readline()
versions.load = midst
folder = Path(sys.argv[1])
with building(folder, "Ada"):
    from index.files import load
    versions.add_version(load(folder / "versions" / versions.current_version(folder), "bundled"), folder)
"""

SWITCHER = """
import sys
from pathlib import Path
from index.locks import switching
with switching(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_a_second_builder_is_told_that_another_process_is_building(folder: Path) -> None:
    with other_process(BUILDER, folder) as process:
        with pytest.raises(BusyError) as caught, building(folder):
            pytest.fail("two builders")
        assert caught.value.details["by"] == "Ada"
        assert load_current(folder, "bundled").passages
        process.communicate("go on\n", timeout=60)
        assert process.returncode == 0
    with building(folder):
        pass


def test_the_next_builder_removes_what_a_crashed_one_left(folder: Path) -> None:
    before = current_version(folder)
    with other_process(BUILDER_IN_THE_MIDST_OF_PUBLISHING, folder) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    assert len(list(folder.glob("building-*"))) == 1
    assert load_current(folder, "bundled").manifest.version == before
    with building(folder):
        assert list(folder.glob("building-*")) == []
    assert load_current(folder, "bundled").manifest.version == before


def test_a_builder_in_the_same_process_is_busy_too(tmp_path: Path) -> None:
    with building(tmp_path), pytest.raises(BusyError), building(tmp_path):
        pytest.fail("two builders")


def test_the_lock_is_given_back_when_a_build_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), building(tmp_path / "new"):
        raise ZeroDivisionError
    with building(tmp_path / "new"):
        pass


def test_nothing_is_switched_while_others_read_and_they_write_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.locks._LOCK_TIMEOUT_S", 0)
    with switching(tmp_path):
        pass
    before = [(path.name, path.stat().st_mtime_ns) for path in (tmp_path, *tmp_path.iterdir())]
    with standing_still(tmp_path), standing_still(tmp_path):
        with pytest.raises(BusyError), switching(tmp_path):
            pytest.fail("switched meanwhile")
        assert [(path.name, path.stat().st_mtime_ns) for path in (tmp_path, *tmp_path.iterdir())] == before
    with other_process(SWITCHER, tmp_path) as process:
        with pytest.raises(BusyError), standing_still(tmp_path):
            pytest.fail("read meanwhile")
        process.communicate("go on\n", timeout=60)
    with standing_still(tmp_path):
        pass


def test_where_nothing_is_there_to_lock_a_switch_is_noticed_at_the_end(tmp_path: Path) -> None:
    with standing_still(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BusyError), standing_still(tmp_path), switching(tmp_path):
        pass
    with standing_still(tmp_path / "none"):
        pass
