"""Whatever happened to a backup, and whoever made it: refused in a sentence, or restored as it was; nothing outside."""

import random
import tarfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest

from bot.backup.archive import CHECKSUMS, BackupError
from bot.errors import explain
from tests.bot.backup.attacks import (
    COMPRESSIONS,
    archive_of,
    cuts,
    flips,
    holes,
    hostile_headers,
    hostile_members,
    no_archives,
)
from tests.bot.backup.folders import contents, create, fill, restore

SEED = 20261127


@pytest.fixture
def saved(tmp_path: Path) -> bytes:
    create(fill(tmp_path / "home", ("building-boards.md",)), tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "reference")
    return (tmp_path / "saved.tar").read_bytes()


def refused(archive: bytes, folder: Path) -> str | None:
    """What is said of the archive, None if it is restored."""
    file = folder / "attack.tar"
    file.write_bytes(archive)
    before = contents(folder)
    try:
        restore(file, folder / "new")
    except BackupError as error:
        told = explain(error, "en", "terminal")
        assert told.count("\n") == 0
        assert told.startswith(f"{file} is no backup, or a damaged one (")
        assert contents(folder) == before
        assert not (folder / "new").exists()
        return told
    return None


def damaged(archive: bytes, tries: int, compression: str) -> Iterable[bytes]:
    chance = random.Random(f"{SEED} {compression}")
    return chain(cuts(archive, tries, chance), flips(archive, tries, chance), holes(archive, tries, chance))


def check_all(saved: bytes, folder: Path, tries: int, compression: str) -> None:
    """Check that damage is refused, or did not touch what is restored."""
    reference = contents(folder / "reference")
    archive = COMPRESSIONS[compression](saved)
    for attack in damaged(archive, tries, compression):
        if refused(attack, folder) is None:
            assert contents(folder / "new") == reference
            for path in sorted((folder / "new").rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            (folder / "new").rmdir()


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_damaged_backup_is_refused_or_restored_as_it_was(saved: bytes, tmp_path: Path, compression: str) -> None:
    check_all(saved, tmp_path, 25, compression)


@pytest.mark.slow
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_many_damaged_backups_are_refused_or_restored_as_they_were(
    saved: bytes, tmp_path: Path, compression: str
) -> None:
    check_all(saved, tmp_path, 300, compression)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_every_cut_is_refused(saved: bytes, tmp_path: Path, compression: str) -> None:
    archive = COMPRESSIONS[compression](saved)
    chance = random.Random(SEED)
    assert all(refused(cut, tmp_path) for cut in cuts(archive, 60, chance))


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_compressed_backup_is_restored(saved: bytes, tmp_path: Path, compression: str) -> None:
    assert refused(COMPRESSIONS[compression](saved), tmp_path) is None
    assert contents(tmp_path / "new") == contents(tmp_path / "reference")


@pytest.mark.parametrize("name", ["state.sqlite", "index/history.jsonl", CHECKSUMS])
def test_a_backup_that_ends_before_a_member_is_refused(saved: bytes, tmp_path: Path, name: str) -> None:
    before = saved.index(name.encode().ljust(100, b"\0"))
    assert refused(saved[:before], tmp_path)
    assert refused(saved[:before] + bytes(len(saved) - before), tmp_path)
    ended = saved[:before] + bytes(1024)
    assert "list of checksums" in (refused(ended + bytes(-len(ended) % tarfile.RECORDSIZE), tmp_path) or "")


@pytest.mark.parametrize("content", ["48小时", "{}\n", "Ada", "茶\n"])
def test_a_changed_file_is_refused(saved: bytes, tmp_path: Path, content: str) -> None:
    place = saved.rindex(content.encode())
    assert "list of checksums" in (refused(saved[:place] + b"x" + saved[place + 1 :], tmp_path) or "")


@pytest.mark.parametrize("what", no_archives())
def test_what_is_no_archive_is_told_in_one_sentence(tmp_path: Path, what: str) -> None:
    assert refused(no_archives()[what], tmp_path)


@pytest.mark.parametrize("what", hostile_members(Path("outside.txt")))
def test_a_hostile_member_is_refused(tmp_path: Path, what: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    told = refused(archive_of(hostile_members(outside)[what]), tmp_path)
    assert told is not None
    assert "is not what a backup holds" in told
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("what", hostile_headers())
def test_a_hostile_header_is_refused(tmp_path: Path, what: str) -> None:
    assert refused(hostile_headers()[what], tmp_path)
