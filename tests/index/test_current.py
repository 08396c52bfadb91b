"""What CURRENT names is believed only if that version went live last."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import index.versions
from index.errors import LiveUnknownError
from index.history import read_history
from index.search import SearchIndex
from index.versions import add_version, current_version, last_live, once_live, switch_to
from tests.index.published import publish, renamed

FIRST, SECOND, HELD = "20260101-000000-abcdef", "20270101-000000-bbbbbb", "20270101-000000-bbbbbc"


@pytest.fixture
def two(folder: Path, tea_index: SearchIndex) -> Path:
    """Two versions, one after the other live, and one that never was; its name differs by one bit of a byte."""
    publish(renamed(tea_index, SECOND), folder)
    add_version(renamed(tea_index, HELD), folder)
    return folder


def unknown(folder: Path) -> LiveUnknownError:
    with pytest.raises(LiveUnknownError) as caught:
        current_version(folder)
    return caught.value


def test_a_changed_byte_makes_no_version_live_that_never_was(two: Path) -> None:
    current = two / "CURRENT"
    whole = current.read_text("utf-8")
    for content in (whole.replace(SECOND, HELD, 1), whole.replace(SECOND, HELD), f"{HELD}\n", f"{FIRST}\n"):
        current.write_text(content, "utf-8")
        assert unknown(two).details["version"] == SECOND
    switch_to(two, SECOND, "Ada", "as the message says")
    assert current_version(two) == SECOND
    assert HELD not in {event.version for event in read_history(two)}


def test_one_byte_at_a_time_it_names_the_right_version_or_none(two: Path) -> None:
    current = two / "CURRENT"
    whole = current.read_bytes()
    for place in range(len(whole)):
        for bit in range(8):
            current.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
            assert last_live(two) == SECOND, (place, bit)
            with suppress(LiveUnknownError):
                assert current_version(two) == SECOND, (place, bit)


def test_an_old_copy_is_known(two: Path) -> None:
    current = two / "CURRENT"
    old = current.read_bytes()
    switch_to(two, FIRST, "Ada", "")
    switch_to(two, SECOND, "Ada", "")
    newer = current.read_bytes()
    switch_to(two, FIRST, "Ada", "")
    for copy in (old, newer):
        current.write_bytes(copy)
        assert unknown(two).details["version"] == FIRST


def test_a_switch_that_a_crash_kept_out_of_the_history_counts_and_is_entered(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(index.versions, "note_event", crash)
        with pytest.raises(KeyboardInterrupt):
            switch_to(two, FIRST, "Ben", "better")
    assert current_version(two) == FIRST
    switch_to(two, SECOND, "Ada", "")
    assert [(event.version, event.by) for event in read_history(two)[-2:]] == [(FIRST, "Ben"), (SECOND, "Ada")]


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"\xff" * 40)])
def test_without_the_history_the_event_beside_the_name_counts(two: Path, lose: Callable[[Path], object]) -> None:
    lose(two / "history.jsonl")
    assert current_version(two) == SECOND
    (two / "CURRENT").write_text(f"{SECOND}\n", "utf-8")
    assert unknown(two).code == "index-none-live"
    assert once_live(two) == []


def test_an_older_programs_current_is_believed_where_the_history_says_the_same(folder: Path) -> None:
    (folder / "CURRENT").write_text(f"{FIRST}\n", "utf-8")
    assert current_version(folder) == FIRST
    (folder / "history.jsonl").unlink()
    assert current_version(folder) == FIRST  # the only one


def test_a_reason_that_is_no_unicode_is_kept_as_well_as_can_be(two: Path) -> None:
    switch_to(two, FIRST, "Ada", "caf\udce9")
    assert current_version(two) == FIRST
    assert read_history(two)[-1].why == "caf?"
