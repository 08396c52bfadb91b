"""Pictures are kept within a limit, those that were asked for last."""

import os
from pathlib import Path

from bot.data_folder import DataFolder
from bot.pages.cache import PictureCache

PICTURE = bytes(1_000)


def kept(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def test_what_was_longest_not_asked_for_goes_first(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "pictures", 3_500)
    for number, name in enumerate("abc"):
        cache.keep(name, [PICTURE])
        os.utime(tmp_path / "pictures" / f"{name}.pages", (number, number))
    assert cache.find("a") == (PICTURE,)
    cache.keep("d", [PICTURE])
    assert kept(tmp_path / "pictures") == {"a", "c", "d"}
    assert sum(path.stat().st_size for path in (tmp_path / "pictures").iterdir()) <= 3_500


def test_two_pictures_come_back_as_they_were_kept(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "pictures", 10_000)
    assert cache.find("a") == ()
    cache.keep("a", [b"one", b"the other"])
    assert cache.find("a") == (b"one", b"the other")


def test_what_is_damaged_is_not_believed_and_what_a_crash_left_is_cleared(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "pictures", 10_000)
    cache.keep("a", [PICTURE])
    path = tmp_path / "pictures" / "a.pages"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    (tmp_path / "pictures" / "tmphalf").write_bytes(b"half")
    assert cache.find("a") == ()
    cache.keep("b", [PICTURE])
    assert kept(tmp_path / "pictures") == {"a", "b"}


def test_on_a_disk_that_takes_nothing_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file is in the way", "utf-8")
    cache = PictureCache(tmp_path / "pictures", 10_000)
    cache.keep("a", [PICTURE])
    assert cache.find("a") == ()


def test_no_backup_has_them(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    PictureCache(data.pictures, 10_000).keep("a", [PICTURE])
    (tmp_path / "state.sqlite").write_bytes(b"")
    assert [*data.permanent_files()] == [tmp_path / "state.sqlite"]
