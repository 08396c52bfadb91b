"""Only what can be loaded goes live."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexDamagedError, IndexMismatchError, NoEarlierVersionError, OvertakenError
from index.folder_store import FolderStore
from index.history import read_history
from index.publishing import publish, rollback
from index.search import SearchIndex
from index.versions import add_version, current_version

FIRST, SECOND = "20260101-000000-aaaaaa", "20260102-000000-bbbbbb"


@pytest.fixture
def folder(tea_index: SearchIndex, tmp_path: Path) -> Path:
    """Two versions, of which the first is live."""
    for version in (FIRST, SECOND):
        manifest = tea_index.manifest.model_copy(update={"version": version})
        add_version(replace(tea_index, manifest=manifest), tmp_path)
    publish(FolderStore(tmp_path), FIRST, "bundled", "Ada", "the first")
    return tmp_path


def test_a_published_version_is_live_and_given_back_as_loaded(folder: Path) -> None:
    assert publish(FolderStore(folder), SECOND, "bundled", "Ben", "better").manifest.version == SECOND
    assert current_version(folder) == SECOND
    assert [(event.version, event.by, event.why) for event in read_history(folder)] == [
        (FIRST, "Ada", "the first"),
        (SECOND, "Ben", "better"),
    ]


def test_what_cannot_be_loaded_does_not_go_live(folder: Path) -> None:
    (folder / "versions" / SECOND / "words.json").write_text("{}")
    with pytest.raises(IndexDamagedError):
        publish(FolderStore(folder), SECOND, "bundled", "Ben", "")
    with pytest.raises(IndexMismatchError):
        publish(FolderStore(folder), FIRST, "another/model", "Ben", "")
    assert current_version(folder) == FIRST
    assert len(read_history(folder)) == 1


def test_another_version_that_went_live_meanwhile_stays(folder: Path) -> None:
    publish(FolderStore(folder), SECOND, "bundled", "Ben", "")
    with pytest.raises(OvertakenError):
        publish(FolderStore(folder), SECOND, "bundled", "Ada", "", instead_of=FIRST)
    assert [event.by for event in read_history(folder)] == ["Ada", "Ben"]


def test_rolling_back_makes_the_version_before_live_if_it_can_be_loaded(folder: Path) -> None:
    with pytest.raises(NoEarlierVersionError):
        rollback(FolderStore(folder), "bundled", "Ada", "")
    publish(FolderStore(folder), SECOND, "bundled", "Ben", "")
    words = folder / "versions" / FIRST / "words.json"
    whole = words.read_bytes()
    words.write_text("{}")
    with pytest.raises(IndexDamagedError):
        rollback(FolderStore(folder), "bundled", "Ada", "")
    assert current_version(folder) == SECOND
    words.write_bytes(whole)
    assert rollback(FolderStore(folder), "bundled", "Ada", "worse").manifest.version == FIRST
    assert current_version(folder) == FIRST
