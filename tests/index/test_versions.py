import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import index.files
import index.versions
from bot.data_folder import DataFolder
from index.dense import held
from index.errors import IndexDamagedError
from index.files import load, write
from index.search import SearchIndex
from index.versions import current_version, load_current, new_version
from knowledge.samples import SamplePlace
from tests.index.published import DATA_FILES, publish, renamed


@pytest.mark.parametrize("step", ["write", "sync", "load", "make_current"])
@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_whatever_step_of_publishing_fails_the_live_version_stays(
    folder: Path, tea_index: SearchIndex, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    before = current_version(folder)

    def fail(*_: object) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(index.versions, step, fail)
        with pytest.raises(type(failure)):
            publish(renamed(tea_index, "20270101-000000-abcdef"), folder)
    assert current_version(folder) == before
    assert load_current(folder, "bundled").manifest.version == before
    assert list(folder.glob("building-*")) == []


def test_a_version_that_cannot_be_read_back_never_becomes_live(
    folder: Path, tea_index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_version(folder)

    def write_and_damage(built: SearchIndex, places: Sequence[SamplePlace], path: Path) -> None:
        write(built, places, path)
        (path / "words.json").write_bytes(b"{}")

    monkeypatch.setattr(index.versions, "write", write_and_damage)
    with pytest.raises(IndexDamagedError):
        publish(renamed(tea_index, "20270101-000000-abcdef"), folder)
    assert current_version(folder) == before
    assert [path.name for path in (folder / "versions").iterdir()] == [before]


def test_current_is_replaced_whole(folder: Path, tea_index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / "CURRENT").stat().st_ino
    with (folder / "CURRENT").open("r", encoding="utf-8") as reader:
        publish(renamed(tea_index, "20270101-000000-abcdef"), folder)
        assert reader.readline() == "20260101-000000-abcdef\n"
    assert (folder / "CURRENT").stat().st_ino != before
    assert (folder / "CURRENT").read_text("utf-8").startswith("20270101-000000-abcdef\n")


def test_files_are_on_the_disk_before_the_version_is_live(
    folder: Path, tea_index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        if current_version(folder) == "20260101-000000-abcdef":
            synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    publish(renamed(tea_index, "20270101-000000-abcdef"), folder)
    assert {*DATA_FILES, "manifest.json"} < set(synced)


def test_a_name_of_a_version_sorts_by_time_and_tells_its_content() -> None:
    version, created = new_version("3f9a1c0d" * 8)
    assert version.endswith("-3f9a1c")
    assert created.endswith("+00:00")
    assert version.replace("-", "")[:14] == created.translate({ord(c): None for c in "-:T"})[:14]


def test_the_versions_of_a_data_directory_are_in_its_index_folder(tmp_path: Path) -> None:
    assert DataFolder(tmp_path).index == tmp_path / "index"


def test_two_versions_are_loaded_independently(folder: Path, tea_index: SearchIndex) -> None:
    first = load_current(folder, "bundled")
    publish(renamed(tea_index, "20270101-000000-abcdef"), folder)
    shutil.rmtree(folder / "versions" / first.manifest.version)
    np.testing.assert_array_equal(held(first.vectors).vectors, held(tea_index.vectors).vectors)
    assert load(folder / "versions" / "20270101-000000-abcdef", "bundled").passages == first.passages
