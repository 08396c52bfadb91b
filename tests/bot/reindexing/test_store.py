"""Files that were indexed are kept by checksum, whatever they are called; plans of buttons are read back."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blobs.folder import FolderBlobs
from bot.data_folder import ARRIVING_PREFIX
from bot.reindexing.errors import CollectionError
from bot.reindexing.plans import Plan, decode_plan
from bot.reindexing.store import keep, safe_name, stored


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.md", "report.md"),
        ("報告 第二版.docx", "報告 第二版.docx"),
        ("../../etc/passwd.md", "passwd.md"),
        ("C:\\Users\\ada\\report.pdf", "report.pdf"),
        ("/", "document"),
        ("..", "document"),
        (".hidden.md", "hidden.md"),
        ("-rf.md", "rf.md"),
        ("a\nb\x00c\u202etxt.md", "a bctxt.md"),
        ("con<>|?*.md", "con.md"),
        ("", "document"),
        ("x" * 400 + ".md", "x" * 117 + ".md"),
        ("字" * 200 + ".docx", "字" * 38 + ".docx"),
        ("lone\ud800.md", "lone.md"),
    ],
)
def test_a_name_becomes_one_that_is_nothing_but_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_any_name_can_be_written(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert "/" not in safe
    assert not safe.startswith((".", "-"))
    assert len(os.fsencode(safe)) <= 200
    assert safe_name(safe) == safe


def test_a_file_is_kept_once_by_its_checksum(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "store", ARRIVING_PREFIX)
    (tmp_path / "a.md").write_text("tea", "utf-8")
    sha256 = keep(store, tmp_path / "a.md")
    assert keep(store, tmp_path / "a.md", "another name.md") == sha256
    kept = stored(store, sha256)
    assert kept
    assert kept.read_text("utf-8") == "tea"
    assert stored(store, sha256[:16]) == kept
    assert stored(store, "0" * 16) is None
    assert stored(store, "../..") is None
    assert [path.name for path in store.folder.iterdir()] == [sha256]


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how == "a file for the folder":
        path.parent.rmdir()
        path.parent.write_bytes(content)
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes({"a bit": content, "a cut": content[:-1], "nothing": b""}[how]))


@pytest.mark.parametrize("how", ["a bit", "a cut", "nothing", "a folder", "a file for the folder"])
def test_a_file_that_is_not_what_was_kept_is_not_given_out_until_it_comes_again(tmp_path: Path, how: str) -> None:
    store = FolderBlobs(tmp_path / "store", ARRIVING_PREFIX)
    (tmp_path / "a.md").write_text("tea", "utf-8")
    sha256 = keep(store, tmp_path / "a.md")
    kept = store.folder / sha256 / "a.md"
    damage(kept, how)
    if how == "a file for the folder":
        assert stored(store, sha256) is None
    else:
        with pytest.raises(CollectionError, match="original-damaged"):
            stored(store, sha256)
        with pytest.raises(CollectionError, match="original-damaged"):
            Plan("add", sha256).request(store, "Ada")
    assert keep(store, tmp_path / "a.md") == sha256
    assert stored(store, sha256) == kept
    assert kept.read_text("utf-8") == "tea"


def test_what_nobody_needs_is_deleted_after_a_while(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "store", ARRIVING_PREFIX)
    assert store.clear(set(), 0) == []
    names = []
    for number in range(3):
        (tmp_path / "a.md").write_text(f"tea {number}", "utf-8")
        names.append(keep(store, tmp_path / "a.md"))
    os.utime(store.folder / names[0], (0, 0))
    os.utime(store.folder / names[1], (0, 0))
    assert store.clear({names[1]}, 3600) == [names[0]]
    assert sorted(path.name for path in store.folder.iterdir()) == sorted(names[1:])


@pytest.mark.parametrize(
    "plan",
    [Plan("add", "a" * 64), Plan("replace", "a" * 64, "b" * 64), Plan("remove", document="b" * 64)],
)
def test_a_plan_is_read_back(plan: Plan, tmp_path: Path) -> None:
    text = plan.encode()
    decoded = decode_plan(text)
    assert decoded
    assert decoded.encode() == text
    assert len(f"index|changes|{text}|99999".encode()) <= 64
    if plan.file:
        with pytest.raises(CollectionError, match="preview-expired"):
            decoded.request(FolderBlobs(tmp_path, ARRIVING_PREFIX), "Ada")
    else:
        assert decoded.request(FolderBlobs(tmp_path, ARRIVING_PREFIX), "Ada").remove == ("b" * 12,)


@pytest.mark.parametrize("text", ["", "add..", "add.xyz.", f"remove.{'a' * 16}.", f"replace.{'a' * 16}.", "add.../..."])
def test_what_is_no_plan_is_none(text: str) -> None:
    assert decode_plan(text) is None
