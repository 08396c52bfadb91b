"""What `springboard backup` says, and how it ends."""

import os
import tarfile
from pathlib import Path

import pytest

from bot.data_folder import DataFolder
from tests.bot.backup.attacks import archive_of, hostile_members, no_archives
from tests.bot.backup.folders import fill, old_backup
from tests.scripts.conftest import call

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path / "home").root


def test_what_is_damaged_is_told_and_the_backup_is_made(home: Path, tmp_path: Path) -> None:
    (home / "state.sqlite").write_bytes(b"noise")
    done = call("backup", "create", tmp_path / "saved.tar", code=0)
    assert done.stderr == "state.sqlite is damaged; it was saved as it is.\n"
    assert "saved.tar: 7 files" in done.stdout


def test_what_is_left_out_is_told_and_shows_in_the_exit_code(home: Path, tmp_path: Path) -> None:
    os.mkfifo(home / os.fsdecode(b"pipe\xff"))
    done = call("backup", "create", tmp_path / "saved.tar", code=1)
    assert done.stderr.startswith("pipe? was left out: it is not a file")
    assert "saved.tar: 7 files" in done.stdout


@pytest.mark.parametrize("what", no_archives())
def test_what_is_no_backup_is_told_in_one_sentence(home: Path, tmp_path: Path, what: str) -> None:
    file = tmp_path / "saved.tar"
    file.write_bytes(no_archives()[what])
    told = call("backup", "restore", file, tmp_path / "new", code=2).stderr
    assert told.startswith(f"{file} is no backup, or a damaged one (it ")
    assert told.endswith("); take another.\n")
    assert told.count("\n") == 1


@pytest.mark.parametrize("what", hostile_members(Path("outside.txt")))
def test_nothing_is_written_outside(home: Path, tmp_path: Path, what: str) -> None:
    file, outside = tmp_path / "saved.tar", tmp_path / "outside.txt"
    file.write_bytes(archive_of(hostile_members(outside)[what]))
    told = call("backup", "restore", file, tmp_path / "new", code=2).stderr
    assert told.startswith(f"{file} is no backup, or a damaged one (")
    assert set(tmp_path.iterdir()) == {file, home}


def test_a_backup_of_an_older_program_is_restored_with_a_word_on_it(home: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "saved.tar", "w") as archive:
        archive.add(home / "state.sqlite", "state.sqlite")
    done = call("backup", "restore", tmp_path / "saved.tar", tmp_path / "new", code=2)
    assert done.stdout == f"Restored to {tmp_path / 'new'}. Set DATA_DIR to it.\n"
    assert "An older program made this backup" in done.stderr
    assert "There is no index yet" in done.stderr
    assert (tmp_path / "new" / "state.sqlite").read_bytes() == (home / "state.sqlite").read_bytes()


def test_a_restored_folder_whose_index_is_damaged_is_told_apart_from_a_bad_backup(home: Path, tmp_path: Path) -> None:
    call("backup", "create", tmp_path / "saved.tar", code=0)
    done = call("backup", "restore", tmp_path / "saved.tar", tmp_path / "new", code=2)
    assert "Restored to" in done.stdout
    assert "is damaged" in done.stderr
    assert "older program" not in done.stderr
    old = old_backup(DataFolder(home), tmp_path / "old.tar")
    assert "older program" in call("backup", "restore", old, tmp_path / "old", code=2).stderr
