"""What a backup holds, and that making one needs nothing of the data directory but reading it."""

import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup.creating import Remark
from bot.data_folder import UnfinishedRestoreError
from index.errors import BusyError
from index.locks import switching
from tests.bot.backup.folders import ADVANCED, contents, create, document, fill, people, restore
from tests.bot.backup.mounts import with_mounts

ODD_NAMES = ("building-boards.md", "removing-dust.docx", "arriving-guests.pdf", "CURRENT.news.md", "x.lock", "lock")
MORE_ODD_NAMES = (
    "x.sqlite",
    "state.sqlite-wal",
    ".saving-x",
    ".backup-x",
    "CURRENT.new",
    "building.json",
    "a\nb",
    "茶.md",
)


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """The size and time of each file and folder."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in (folder, *folder.rglob("*"))}


def test_a_file_that_lasts_is_saved_whatever_its_name(tmp_path: Path) -> None:
    names = (*ODD_NAMES, *MORE_ODD_NAMES)
    data = fill(tmp_path / "home", names)
    kept = data.index / "versions" / "20260101-000000-abcdef" / os.fsdecode(b"removing-\xff" + b"x" * 180)
    kept.write_text("x")
    before = contents(data.root)
    create(data, tmp_path / "saved.tar")
    assert restore(tmp_path / "saved.tar", tmp_path / "new")
    after = contents(tmp_path / "new")
    assert {document(name) for name in names} <= after.keys()
    assert after | {"state.sqlite": b""} == before | {"state.sqlite": b""}
    assert people(tmp_path / "new" / "state.sqlite") == ["Ada"]


def test_an_archive_holds_files_that_only_their_owner_may_read(tmp_path: Path) -> None:
    create(fill(tmp_path / "home"), tmp_path / "saved.tar")
    assert (tmp_path / "saved.tar").stat().st_mode & 0o777 == 0o600
    restore(tmp_path / "saved.tar", tmp_path / "new")
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (tmp_path / "new").rglob("*")}
    assert modes == {True: 0o700, False: 0o600}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("opened", [False, True])
def test_nothing_is_written_in_the_data_directory(tmp_path: Path, opened: bool) -> None:
    data = fill(tmp_path / "home")
    with switching(data.index):
        pass
    with closing(sqlite3.connect(data.database)) as writer:
        if opened:
            with writer:
                writer.execute("INSERT INTO person VALUES ('Ben')")
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO person VALUES ('not yet')")
        before = state_of(data.root)
        assert create(data, tmp_path / "saved.tar").remarks == ()
        assert {name: state for name, state in state_of(data.root).items() if not name.endswith("-shm")} == {
            name: state for name, state in before.items() if not name.endswith("-shm")
        }
    restore(tmp_path / "saved.tar", tmp_path / "new")
    assert people(tmp_path / "new" / "state.sqlite") == (["Ada", "Ben"] if opened else ["Ada"])


def test_what_a_killed_process_had_written_is_saved(tmp_path: Path) -> None:
    data = fill(tmp_path / "home")
    with closing(sqlite3.connect(data.database)) as writer:
        with writer:
            writer.execute("INSERT INTO person VALUES ('Ben')")
        killed = shutil.copytree(data.root, tmp_path / "killed")
    (killed / "state.sqlite-shm").unlink()
    before = state_of(killed)
    create(type(data)(killed), tmp_path / "saved.tar")
    assert state_of(killed) == before
    restore(tmp_path / "saved.tar", tmp_path / "new")
    assert people(tmp_path / "new" / "state.sqlite") == ["Ada", "Ben"]


READ_ONLY = 'mount --bind "{0}" "{0}" && mount -o remount,ro,bind "{0}"'


@pytest.mark.parametrize("opened", [False, True])
def test_a_read_only_data_directory_is_saved(tmp_path: Path, opened: bool) -> None:
    data = fill(tmp_path / "home")
    with closing(sqlite3.connect(data.database)) as writer:
        if opened:  # by a bot to which the directory is not read-only
            with writer:
                writer.execute("INSERT INTO person VALUES ('Ben')")
        done = with_mounts(READ_ONLY.format(data.root), "create", tmp_path / "saved.tar", data=data.root)
    assert (done.returncode, done.stderr) == (0, "")
    restore(tmp_path / "saved.tar", tmp_path / "new")
    assert people(tmp_path / "new" / "state.sqlite") == (["Ada", "Ben"] if opened else ["Ada"])


def test_a_switch_to_another_version_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.locks._LOCK_TIMEOUT_S", 0)
    data = fill(tmp_path / "home")
    with switching(data.index), pytest.raises(BusyError):
        create(data, tmp_path / "saved.tar")
    assert list(tmp_path.iterdir()) == [data.root]
    create(data, tmp_path / "saved.tar")


def test_what_is_damaged_is_saved_as_it_is_and_told(tmp_path: Path) -> None:
    data = fill(tmp_path / "home")
    altered = data.root / document("tea.md")
    altered.write_text("other", "utf-8")
    data.embeddings.write_bytes(b"noise" * 1000)
    Path(f"{data.embeddings}-wal").write_bytes(b"what was written last")
    with data.database.open("r+b") as database:  # the page of the table
        database.seek(4096)
        database.write(b"\xff" * 4096)
    before = contents(data.root)
    backup = create(data, tmp_path / "saved.tar")
    damaged = {document("tea.md"), "embeddings.sqlite", "state.sqlite"}
    assert set(backup.remarks) == {Remark("damaged", name) for name in damaged}
    assert backup.whole
    restore(tmp_path / "saved.tar", tmp_path / "new")
    assert contents(tmp_path / "new") == before


def test_what_cannot_be_saved_is_told_and_does_not_end_the_backup(tmp_path: Path) -> None:
    data = fill(tmp_path / "home")
    os.mkfifo(data.root / "pipe")
    (data.index / "nowhere").symlink_to("none")
    (data.documents / "elsewhere").symlink_to(tmp_path)
    (data.curated / "circle.yaml").symlink_to("circle.yaml")
    (data.root / "bad-block").symlink_to("/proc/self/mem")  # its first bytes cannot be read
    backup = create(data, tmp_path / "saved.tar")
    told = {remark.name: (remark.kind, remark.problem) for remark in backup.remarks}
    assert told.pop("bad-block") == ("unreadable", "Input/output error")
    assert told == dict.fromkeys(
        ["pipe", "index/nowhere", "documents/elsewhere", "curated/circle.yaml"], ("no-file", "")
    )
    assert not backup.whole
    assert restore(tmp_path / "saved.tar", tmp_path / "new")
    assert ADVANCED in contents(tmp_path / "new")
    assert "pipe" not in contents(tmp_path / "new")


def test_what_lies_on_another_disk_by_a_link_is_saved(tmp_path: Path) -> None:
    data = fill(tmp_path / "home")
    data.index.rename(tmp_path / "disk")
    data.index.symlink_to(tmp_path / "disk")
    (data.root / "notes.md").symlink_to(tmp_path / "disk" / "CURRENT")
    create(data, tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "new")
    assert ADVANCED in contents(tmp_path / "new")
    assert contents(tmp_path / "new")["notes.md"] == b"20260101-000000-abcdef\n"
    assert not any(path.is_symlink() for path in (tmp_path / "new").rglob("*"))


def test_a_backup_within_the_data_directory_does_not_hold_itself(tmp_path: Path) -> None:
    data = fill(tmp_path / "home")
    (data.root / "saved").mkdir()
    create(data, data.root / "saved" / "saved.tar")
    with tarfile.open(data.root / "saved" / "saved.tar") as archive:
        assert not [name for name in archive.getnames() if name.startswith("saved")]
    create(data, data.root / "saved.tar")
    restore(data.root / "saved.tar", tmp_path / "new")
    assert "saved/saved.tar" in contents(tmp_path / "new")


def test_half_a_restore_is_no_data_directory_to_save(tmp_path: Path) -> None:
    data = fill(tmp_path / "home")
    (data.root / ".restoring-x").mkdir()
    with pytest.raises(UnfinishedRestoreError):
        create(data, tmp_path / "saved.tar")
