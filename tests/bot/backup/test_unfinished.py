"""What a backup that was killed leaves, and what lies beside it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.backup.folders import create, fill, restore
from tests.scripts.conftest import ROOT

_WAITING = """
import sys, time
from pathlib import Path
from bot.backup.creating import create_backup
from bot.data_folder import DataFolder

def wait(*_):
    print("ready", flush=True)
    time.sleep(600)

create_backup(DataFolder(Path(sys.argv[1])), Path(sys.argv[2]), wait)
"""


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of a backup."""
    data = fill(tmp_path / "home")
    (tmp_path / "saved").mkdir()
    command = [sys.executable, "-c", _WAITING, str(data.root), str(tmp_path / "saved" / "one.tar")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "saved").glob(".backup-*"))


@pytest.mark.attack
def test_what_a_killed_backup_left_is_deleted_by_the_next(maker: subprocess.Popen[str], tmp_path: Path) -> None:
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    assert len(left(tmp_path)) == 1
    create(fill(tmp_path / "other"), tmp_path / "saved" / "two.tar")
    assert left(tmp_path) == []
    assert restore(tmp_path / "saved" / "two.tar", tmp_path / "new")


def test_a_backup_under_way_is_left_alone(maker: subprocess.Popen[str], tmp_path: Path) -> None:
    under_way = left(tmp_path)
    create(fill(tmp_path / "other"), tmp_path / "saved" / "two.tar")
    assert maker.poll() is None
    assert left(tmp_path) == under_way


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    for number, names in enumerate(([], ["letters.txt"], ["pending.tar", "letters.txt"])):
        (tmp_path / "saved" / f".backup-abcdefg{number}").mkdir()
        for name in names:
            (tmp_path / "saved" / f".backup-abcdefg{number}" / name).touch()
    (tmp_path / "saved" / ".backup-2026").mkdir()
    (tmp_path / "saved" / ".backup-2026" / "pending.tar").touch()
    (tmp_path / "saved" / ".backup-linkedxy").symlink_to(tmp_path / "saved" / ".backup-2026")
    before = sorted((tmp_path / "saved").rglob("*"))
    create(fill(tmp_path / "home"), tmp_path / "saved" / "two.tar")
    assert sorted((tmp_path / "saved").rglob("*")) == sorted([*before, tmp_path / "saved" / "two.tar"])
