"""Files that were indexed are kept by checksum, whatever they are called; plans of buttons are read back."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reindexing.errors import CollectionError
from bot.reindexing.plans import Plan, decode_plan
from bot.reindexing.store import clear_store, keep, safe_name, stored


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
    store = tmp_path / "store"
    (tmp_path / "a.md").write_text("tea", "utf-8")
    first = keep(store, tmp_path / "a.md")
    again = keep(store, tmp_path / "a.md", "another name.md")
    assert first == again
    assert first.read_text("utf-8") == "tea"
    sha256 = first.parent.name
    assert stored(store, sha256) == stored(store, sha256[:16]) == first
    assert stored(store, "0" * 16) is None
    assert stored(store, "../..") is None
    assert [path.name for path in store.iterdir()] == [sha256]


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
    store = tmp_path / "store"
    (tmp_path / "a.md").write_text("tea", "utf-8")
    kept = keep(store, tmp_path / "a.md")
    damage(kept, how)
    if how == "a file for the folder":
        assert stored(store, kept.parent.name) is None
    else:
        with pytest.raises(CollectionError, match="original-damaged"):
            stored(store, kept.parent.name)
        with pytest.raises(CollectionError, match="original-damaged"):
            Plan("add", kept.parent.name).request(store, "Ada")
    assert keep(store, tmp_path / "a.md") == kept
    assert stored(store, kept.parent.name) == kept
    assert kept.read_text("utf-8") == "tea"


def test_what_nobody_needs_is_deleted_after_a_while(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert clear_store(store, set(), 0) == []
    paths = []
    for number in range(3):
        (tmp_path / "a.md").write_text(f"tea {number}", "utf-8")
        paths.append(keep(store, tmp_path / "a.md"))
    names = [path.parent.name for path in paths]
    os.utime(paths[0].parent, (0, 0))
    os.utime(paths[1].parent, (0, 0))
    assert clear_store(store, {names[1]}, 3600) == [names[0]]
    assert sorted(path.name for path in store.iterdir()) == sorted(names[1:])


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
            decoded.request(tmp_path, "Ada")
    else:
        assert decoded.request(tmp_path, "Ada").remove == ("b" * 12,)


@pytest.mark.parametrize("text", ["", "add..", "add.xyz.", f"remove.{'a' * 16}.", f"replace.{'a' * 16}.", "add.../..."])
def test_what_is_no_plan_is_none(text: str) -> None:
    assert decode_plan(text) is None
