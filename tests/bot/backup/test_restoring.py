"""A restore puts all in place or nothing, wherever it is stopped, and whatever folder it restores into."""

import os
import signal
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.backup.archive import BackupError
from bot.data_folder import DataFolder, UnfinishedRestoreError
from index.errors import NoIndexError
from index.versions import load_current
from tests.bot.backup.folders import ADVANCED, contents, create, document, fill, old_backup, restore
from tests.bot.backup.mounts import with_mounts
from tests.index.published import other_process

RESTORE_STEP_BY_STEP = """
import sys
from pathlib import Path
from bot.backup.restoring import restore_backup
def waiting(call):
    def wait(*arguments):
        print("ready", flush=True)
        sys.stdin.readline()
        return call(*arguments)
    return wait
Path.rename = waiting(Path.rename)
folder = Path(sys.argv[1])
restore_backup(folder.parent / "saved.tar", folder, waiting(lambda done, total: None))
"""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return fill(tmp_path / "home")


@pytest.fixture
def saved(data: DataFolder, tmp_path: Path) -> Path:
    create(data, tmp_path / "saved.tar")
    return tmp_path / "saved.tar"


def test_an_empty_folder_is_kept_and_filled(data: DataFolder, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir(0o750)
    (folder / "lost+found").mkdir()
    before = folder.stat()
    assert restore(saved, folder)
    assert (folder.stat().st_ino, folder.stat().st_mode) == (before.st_ino, before.st_mode)
    assert contents(folder).keys() == contents(data.root).keys()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_is_a_mount_is_filled(data: DataFolder, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mount"
    folder.mkdir()
    mount, find = f'mount -t tmpfs none "{folder}"', f'cd "{folder}" && find . -type f'
    done = with_mounts(mount, "restore", saved, folder, data=tmp_path / "none", then=find)
    first, *found = done.stdout.splitlines()
    assert first == f"Restored to {folder}. Set DATA_DIR to it."
    assert set(found) == {f"./{name}" for name in contents(data.root)}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["file", "folder/file", ".hidden"])
def test_what_is_there_is_left_alone(saved: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "new" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(BackupError) as caught:
        restore(saved, tmp_path / "new")
    assert caught.value.code == "backup-not-empty"
    assert contents(tmp_path / "new") == {name: b"mine"}


def test_what_appears_while_it_restores_is_left_alone(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    monkeypatch.setattr("os.sync", lambda: (folder / "index").mkdir())
    with pytest.raises(BackupError):
        restore(saved, folder)
    assert list(folder.iterdir()) == [folder / "index"]


def test_if_a_file_cannot_be_put_in_place_none_is(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename: Callable[[Path, Path], Path] = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if target.name == "index":
            raise OSError(5, "Input/output error", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="Input/output"):
        restore(saved, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("steps", [0, 1, 5, 9, 10, 12, 13])
def test_a_restore_that_is_killed_leaves_no_data_directory(saved: Path, tmp_path: Path, steps: int) -> None:
    folder = tmp_path / "new"
    with other_process(RESTORE_STEP_BY_STEP, folder) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(steps):
            process.stdin.write("go on\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    with pytest.raises(NoIndexError):
        load_current(DataFolder(folder).index, "bundled")
    with pytest.raises(UnfinishedRestoreError):
        DataFolder(folder).check_finished()
    if steps < 10:  # nothing is in place: the same command again does it
        assert restore(saved, folder)
        DataFolder(folder).check_finished()
        assert ADVANCED in contents(folder)
    else:
        with pytest.raises(BackupError):
            restore(saved, folder)


def test_what_an_older_program_saved_is_restored_but_not_as_checked(data: DataFolder, tmp_path: Path) -> None:
    assert not restore(old_backup(data, tmp_path / "old.tar"), tmp_path / "new")
    assert contents(tmp_path / "new") == contents(data.root)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.99])
def test_what_an_older_program_saved_is_refused_if_it_was_cut(data: DataFolder, tmp_path: Path, kept: float) -> None:
    old = old_backup(data, tmp_path / "old.tar")
    os.truncate(old, int(old.stat().st_size * kept))
    with pytest.raises(BackupError):
        restore(old, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_what_an_older_program_saved_is_refused_before_a_member_is_missing(data: DataFolder, tmp_path: Path) -> None:
    old = old_backup(data, tmp_path / "old.tar")
    with tarfile.open(old) as archive:
        before = archive.getmember("state.sqlite").offset
    os.truncate(old, before)
    with pytest.raises(BackupError):
        restore(old, tmp_path / "new")


def test_a_document_that_changed_since_an_older_program_saved_it_is_refused(data: DataFolder, tmp_path: Path) -> None:
    old = old_backup(data, tmp_path / "old.tar")
    old.write_bytes(old.read_bytes().replace("48小时".encode(), "72小时".encode()))
    with pytest.raises(BackupError) as caught:
        restore(old, tmp_path / "new")
    assert caught.value.details["problem"] == "altered-document"
    assert caught.value.details["member"] == document("tea.md")


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.txt").write_text("tea")
    with tarfile.open(tmp_path / "photos.tar", "w") as archive:
        archive.add(tmp_path / "photo.txt", "photo.txt")
    with pytest.raises(BackupError) as caught:
        restore(tmp_path / "photos.tar", tmp_path / "new")
    assert caught.value.details["problem"] == "no-data-directory"


@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_file_is_refused_as_an_archive_and_as_a_target(data: DataFolder, tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path = Path("/dev/zero")
    with pytest.raises(BackupError, match="no-file"):
        restore(path, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    with pytest.raises(BackupError, match="backup-exists"):
        create(data, path)
    if what != "folder":
        create(data, tmp_path / "saved.tar")
        with pytest.raises(BackupError, match="backup-not-empty"):
            restore(tmp_path / "saved.tar", path)


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE])
def test_an_archive_of_what_is_no_file_is_refused(data: DataFolder, tmp_path: Path, kind: bytes) -> None:
    saved = old_backup(data, tmp_path / "saved.tar")
    with tarfile.open(saved, "a") as archive:
        member = tarfile.TarInfo("documents/pipe")
        member.type, member.linkname = kind, "tea.md"
        archive.addfile(member)
    with pytest.raises(BackupError, match="strange-member"):
        restore(saved, tmp_path / "new")
    assert not (tmp_path / "new").exists()
