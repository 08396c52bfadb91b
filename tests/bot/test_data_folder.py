"""Where everything is in the data directory, and what of it stays."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.data_folder import DataFolder


def test_every_path_is_in_the_data_directory(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    paths = [data.index, data.documents, data.curated, data.embeddings, data.benchmark_embeddings]
    paths += [data.database, data.chat_history, data.shown_builds, data.polling, data.copies]
    assert {path.parent for path in paths} == {tmp_path}
    assert len(set(paths)) == len(paths)


def test_what_is_only_there_for_a_moment_is_not_lasting(tmp_path: Path) -> None:
    lasting = [
        "embeddings.sqlite",
        "index/CURRENT",
        "index/versions/v/words.json",
        "curated/questions.yaml",
        "documents/a/b.md",
    ]
    lasting += ["state.sqlite", "index/history.jsonl", "notes.sqlite-wal", "lock", "index/versions/lock"]
    lasting += [
        f"documents/a/{name}" for name in ("building-x.md", "arriving-x.md", "CURRENT.new", "lock", "x.sqlite-wal")
    ]
    lasting += ["curated/arriving-x", "index/.saving-x", "building-x/removing-x", "documents/a/.backup-x"]
    passing = ["index/lock", "index/switch.lock", "index/building.json", "index/building-x/words.json"]
    passing += ["index/removing-x/v/words.json", "index/CURRENT.new", "documents/arriving-x", "curated/lock"]
    passing += ["curated/.saving-x", ".backup-x", "state.sqlite-wal", "state.sqlite-shm", ".restoring-x/index/CURRENT"]
    passing += ["embeddings.sqlite-journal", "lost+found/x"]
    passing += ["shown-builds/1.2.en", "polling.lock", "copies/a/b.md", "copies/arriving-x/file"]
    for name in (*lasting, *passing):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    found = sorted(str(path.relative_to(tmp_path)) for path in DataFolder(tmp_path).permanent_files())
    assert found == sorted(lasting)


def test_a_database_is_known_by_its_place_and_by_how_it_begins(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    for path in (data.database, tmp_path / "others.db", tmp_path / "documents" / "x.sqlite"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"SQLite format 3\0")
    (tmp_path / "others.db-wal").touch()
    (tmp_path / "notes").write_text("SQLite")
    found = list(data.permanent_files())
    assert [path.name for path in found] == ["x.sqlite", "notes", "others.db", "state.sqlite"]
    assert [path.name for path in found if data.is_database(path)] == ["others.db", "state.sqlite"]


def test_what_is_no_file_and_what_leads_elsewhere_is_named_but_not_followed(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "home")
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "CURRENT").touch()
    (data.documents / "a").mkdir(parents=True)
    data.index.symlink_to(tmp_path / "disk")
    (data.documents / "a" / "link").symlink_to(tmp_path)
    (data.documents / "a" / "nowhere").symlink_to("none")
    os.mkfifo(data.root / "pipe")
    found = [str(path.relative_to(data.root)) for path in data.permanent_files()]
    assert found == ["documents/a/link", "documents/a/nowhere", "index/CURRENT", "pipe"]


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Make files that all may read, as an older program did."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.usefixtures("open_umask")
def test_what_an_older_program_left_open_is_shut_and_what_is_new_is_made_shut(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "home")
    (data.index / "versions").mkdir(parents=True)
    data.database.write_text("")
    (data.root / "state.sqlite-wal").write_text("")
    assert data.keep_private() == []
    (data.root / "new").write_text("")
    (data.root / "folder").mkdir()
    for name in ("", "index", "folder"):
        assert rights(data.root / name) == 0o700
    for name in ("state.sqlite", "state.sqlite-wal", "new"):
        assert rights(data.root / name) == 0o600


@pytest.mark.usefixtures("open_umask")
def test_a_folder_that_others_use_too_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "home")
    data.documents.mkdir(parents=True)
    (data.root / "holiday.jpg").write_text("")
    data.index.symlink_to(tmp_path)
    before = rights(tmp_path)
    assert data.keep_private() == [data.root]
    assert (rights(data.root), rights(data.root / "holiday.jpg"), rights(data.documents)) == (0o755, 0o644, 0o700)
    assert rights(tmp_path) == before


@pytest.mark.usefixtures("open_umask")
def test_a_folder_that_is_not_there_yet_is_no_hindrance(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "home")
    assert data.keep_private() == []
    assert not data.root.exists()
