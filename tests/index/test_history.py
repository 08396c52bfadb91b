"""What was live before what: by the order of events, whatever the clock said, and whatever a crash left."""

from pathlib import Path

import pytest

from index.errors import BusyError, NoEarlierVersionError, NoSuchVersionError, OvertakenError
from index.history import Event, lineage, note_event, read_history
from index.locks import building, clear_interrupted
from index.search import SearchIndex
from index.versions import (
    add_version,
    current_version,
    earlier_versions,
    list_versions,
    new_version,
    prune,
    read_check,
    switch_to,
    version_before,
)
from tests.index.published import publish, renamed

FIRST = "20260101-000000-abcdef"


def events(*versions: str) -> list[Event]:
    return [Event(version, "", "", "") for version in versions]


@pytest.mark.parametrize(
    ("happened", "current", "led"),
    [
        ("", "a", "a"),
        ("a", "a", "a"),
        ("abc", "c", "abc"),
        ("abcb", "b", "ab"),  # rolled back
        ("abcbd", "d", "abd"),
        ("abcbc", "c", "abc"),  # and forward again
        ("aab", "b", "ab"),
        ("ab", "c", "abc"),  # the crash came between the switch and its line
        ("abc", "b", "ab"),
    ],
)
def test_the_lineage_goes_by_order(happened: str, current: str, led: str) -> None:
    assert lineage(events(*happened), current) == list(led)


def test_a_line_that_was_cut_short_takes_no_other_with_it(tmp_path: Path) -> None:
    assert read_history(tmp_path) == []
    first, second = Event("a", "2026", "Ada", "why\nnot"), Event("b", "2001", "Ben", "")
    note_event(tmp_path, first)
    with (tmp_path / "history.jsonl").open("ab") as file:
        file.write(b'{"version": "x", "at"')
    note_event(tmp_path, second)
    with (tmp_path / "history.jsonl").open("ab") as file:
        file.write(b"\xff\xfe[1]\n17\nnull\n")
    assert read_history(tmp_path) == [first, second]


def test_a_line_with_a_bit_that_flipped_is_left_out_and_one_without_a_checksum_is_read(tmp_path: Path) -> None:
    first, second = Event("20260101-000000-abcdef", "2026", "Ada", "tea"), Event("b", "2001", "Ben", "")
    for event in (first, second):
        note_event(tmp_path, event)
    whole = (tmp_path / "history.jsonl").read_bytes()
    line = whole.strip().split(b"\n")[0]
    for place in range(len(line) * 8):
        content = bytearray(whole)
        content[whole.index(line) + place // 8] ^= 1 << place % 8
        (tmp_path / "history.jsonl").write_bytes(content)
        assert read_history(tmp_path) == [second], place
    (tmp_path / "history.jsonl").write_text('{"version": "a", "at": "", "by": "", "why": ""}\n7\n[]\n', "utf-8")
    assert read_history(tmp_path) == [Event("a", "", "", "")]


def test_a_name_with_a_separator_of_lines_in_it_comes_back(tmp_path: Path) -> None:
    event = Event("a", "2026", "A\u2028d\x85a", "why\x0bnot")
    note_event(tmp_path, event)
    assert read_history(tmp_path) == [event]


def test_a_version_whose_line_a_crash_swallowed_is_gone_back_to(folder: Path, tea_index: SearchIndex) -> None:
    publish(renamed(tea_index, "20270101-000000-bbbbbb"), folder)
    (folder / "history.jsonl").unlink()
    publish(renamed(tea_index, "20280101-000000-cccccc"), folder)
    assert version_before(folder) == "20270101-000000-bbbbbb"


@pytest.fixture
def three(folder: Path, tea_index: SearchIndex) -> Path:
    """Three versions, one after the other live, the last by a clock that was years behind."""
    publish(renamed(tea_index, "20270101-000000-bbbbbb"), folder)
    publish(renamed(tea_index, "20010101-000000-cccccc"), folder)
    return folder


def test_the_version_before_is_not_told_by_names(three: Path) -> None:
    assert current_version(three) == "20010101-000000-cccccc"
    assert earlier_versions(three) == [FIRST, "20270101-000000-bbbbbb"]
    assert version_before(three) == "20270101-000000-bbbbbb"
    switch_to(three, version_before(three), "Ada", "")
    assert version_before(three) == FIRST
    switch_to(three, FIRST, "Ada", "")
    with pytest.raises(NoEarlierVersionError):
        version_before(three)


def test_pruning_keeps_the_live_one_and_the_one_before(three: Path) -> None:
    assert prune(three, 3) == []
    assert prune(three, 2) == [FIRST]
    assert set(list_versions(three)) == {"20010101-000000-cccccc", "20270101-000000-bbbbbb"}
    assert prune(three, 0) == []
    assert not list(three.glob("removing-*"))


def test_nothing_goes_live_instead_of_what_is_no_longer_live(three: Path) -> None:
    before = read_history(three)
    with pytest.raises(OvertakenError, match="20010101-000000-cccccc"):
        switch_to(three, FIRST, "Ada", "", instead_of="20270101-000000-bbbbbb")
    assert current_version(three) == "20010101-000000-cccccc"
    assert read_history(three) == before


@pytest.mark.parametrize("name", ["..", "../versions", "", ".", "/etc", "nothing"])
def test_what_is_no_version_never_goes_live(folder: Path, name: str) -> None:
    with pytest.raises(NoSuchVersionError):
        switch_to(folder, name, "Ada", "")
    assert current_version(folder) == FIRST


def test_a_version_is_added_without_going_live_with_what_was_said_of_it(folder: Path, tea_index: SearchIndex) -> None:
    add_version(renamed(tea_index, "v"), folder, check=lambda loaded: {"checked": f"{len(loaded.passages)} passages"})
    assert read_check(folder, "v") == "8 passages"
    assert read_check(folder, FIRST) is None
    (folder / "versions" / "v" / "checked.json").write_bytes(b"9 passages")
    assert read_check(folder, "v") == ""
    assert current_version(folder) == FIRST

    def fail(_: SearchIndex) -> dict[str, str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_version(renamed(tea_index, "w"), folder, check=fail)
    assert "w" not in list_versions(folder)
    assert not list(folder.glob("building-*"))


def test_two_versions_of_a_moment_have_two_names(tmp_path: Path) -> None:
    names = set()
    for _ in range(3):
        name, _ = new_version("abcdef", tmp_path)
        (tmp_path / "versions" / name).mkdir(parents=True)
        names.add(name)
    assert len(names) == 3


def test_what_an_interrupted_build_left_is_told_once(tmp_path: Path) -> None:
    with building(tmp_path, "Ada") as interrupted:
        assert interrupted is None
        assert clear_interrupted(tmp_path) is None  # somebody builds
        with pytest.raises(BusyError, match="by: Ada"), building(tmp_path, "Ben"):
            pytest.fail("two builders")
    assert clear_interrupted(tmp_path) is None
    (tmp_path / "building.json").write_text("{half")
    left = clear_interrupted(tmp_path)
    assert left
    assert left.by == ""
    assert clear_interrupted(tmp_path) is None
