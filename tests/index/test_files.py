import json
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import index.files
import index.manifests
import index.versions
from index.encoder import Encoder
from index.errors import IndexDamagedError, IndexMismatchError, NoIndexError, OutdatedIndexError
from index.search import SearchIndex, prepare
from index.versions import current_version, load_current
from tests.index.published import DATA_FILES, accept, edit_manifest, publish, renamed, version_path

QUESTIONS = ["主播的收入怎么算", "茶葉要怎麼存放？", "How are parcels sent?"]
REGIONS = 8


@pytest.mark.parametrize("name", ["tea_index", "plain_index"])
def test_a_published_index_ranks_as_the_one_in_memory(
    request: pytest.FixtureRequest, encoder: Encoder, tmp_path: Path, name: str
) -> None:
    built: SearchIndex = request.getfixturevalue(name)
    returned = publish(built, tmp_path)
    loaded = load_current(tmp_path, encoder.model)
    for text, vector in zip(QUESTIONS, encoder.queries(QUESTIONS), strict=True):
        question = prepare(text, vector)
        expected = built.rank(question)
        for again in (returned, loaded):
            found = again.rank(question)
            np.testing.assert_array_equal(found.scores, expected.scores)
            assert (found.nearest, found.everyday) == (expected.nearest, expected.everyday)
            assert found.section == expected.section
            assert again.hits(found, 5) == built.hits(expected, 5)


@pytest.mark.parametrize("name", ["tea_index", "plain_index"])
def test_a_published_index_has_all_parts_of_the_one_in_memory(
    request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    built: SearchIndex = request.getfixturevalue(name)
    loaded = publish(built, tmp_path)
    assert loaded.passages == built.passages
    assert loaded.headed is built.headed
    assert loaded.places == built.places
    assert loaded.text.vocabulary == built.text.vocabulary
    assert (loaded.samples is None) is (built.samples is None)
    if loaded.samples and built.samples:
        assert loaded.samples.questions == built.samples.questions
        np.testing.assert_array_equal(loaded.samples.slots, built.samples.slots)
    np.testing.assert_array_equal(loaded.place_vectors, built.place_vectors)
    np.testing.assert_array_equal(loaded.background.english_mean, built.background.english_mean)
    assert loaded.manifest.model_copy(update={"files": {}}) == built.manifest


def test_pages_and_incomplete_passages_come_back(tea_index: SearchIndex, tmp_path: Path) -> None:
    passages = (replace(tea_index.passages[0], page=7, incomplete=True), *tea_index.passages[1:])
    assert publish(replace(tea_index, passages=passages), tmp_path).passages == passages


def test_an_index_without_headings_comes_back_as_one(tea_index: SearchIndex, tmp_path: Path) -> None:
    passages = tuple(replace(passage, headings=()) for passage in tea_index.passages)
    assert not publish(replace(tea_index, passages=passages, headed=False), tmp_path).headed


def test_a_text_with_line_separators_comes_back(tea_index: SearchIndex, tmp_path: Path) -> None:
    passages = (replace(tea_index.passages[0], headings=("甲\u2028乙\x85丙",)), *tea_index.passages[1:])
    assert publish(replace(tea_index, passages=passages), tmp_path).passages == passages


def test_the_live_version_is_the_one_published_last(folder: Path, tea_index: SearchIndex) -> None:
    before = current_version(folder)
    publish(renamed(tea_index, "20270101-000000-abcdef"), folder)
    assert current_version(folder) == "20270101-000000-abcdef"
    assert load_current(folder, "bundled").manifest.version == "20270101-000000-abcdef"
    assert (folder / "versions" / str(before)).is_dir()


def test_nothing_but_versions_and_current_is_left_behind(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "history.jsonl", "switch.lock", "versions"]


def test_the_manifest_has_the_checksum_of_every_other_file(folder: Path) -> None:
    path = version_path(folder)
    files = json.loads((path / "manifest.json").read_text("utf-8"))["files"]
    assert files == {name: sha256((path / name).read_bytes()).hexdigest() for name in DATA_FILES}
    assert {file.name for file in path.iterdir()} == {*DATA_FILES, "manifest.json", "manifest.sha256"}


@pytest.mark.parametrize("region", range(REGIONS))
@pytest.mark.parametrize("bits", [0x01, 0xFF])
@pytest.mark.parametrize("name", DATA_FILES)
def test_a_version_with_a_flipped_byte_is_refused(folder: Path, name: str, region: int, bits: int) -> None:
    file = version_path(folder) / name
    content = bytearray(file.read_bytes())
    content[region * (len(content) - 1) // (REGIONS - 1)] ^= bits
    file.write_bytes(content)
    with pytest.raises(IndexDamagedError) as caught:
        load_current(folder, "bundled")
    assert caught.value.code == "index-damaged"
    assert caught.value.details["file"] == name


@pytest.mark.parametrize("region", range(REGIONS))
def test_a_manifest_with_a_byte_that_is_no_text_is_refused(folder: Path, region: int) -> None:
    file = version_path(folder) / "manifest.json"
    content = bytearray(file.read_bytes())
    content[region * (len(content) - 1) // (REGIONS - 1)] = 0xFF
    file.write_bytes(content)
    with pytest.raises(IndexDamagedError):
        load_current(folder, "bundled")


@pytest.mark.parametrize("field", ["created", "content", "version"])
def test_a_manifest_with_an_altered_field_is_refused(folder: Path, field: str) -> None:
    path = version_path(folder)
    checksum = (path / "manifest.sha256").read_text("utf-8")
    edit_manifest(path, **{field: "20990101-000000-fedcba"})
    (path / "manifest.sha256").write_text(checksum, "utf-8")
    with pytest.raises(IndexDamagedError):
        load_current(folder, "bundled")


@pytest.mark.parametrize("name", [*DATA_FILES, "manifest.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut short", "longer", "a folder"])
def test_a_version_with_a_file_that_is_not_whole_is_refused(folder: Path, name: str, damage: str) -> None:
    file = version_path(folder) / name
    content = file.read_bytes()
    file.unlink()
    if damage == "empty":
        file.touch()
    elif damage == "cut short":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "longer":
        file.write_bytes(content + b"0")
    elif damage == "a folder":
        file.mkdir()
    with pytest.raises(IndexDamagedError):
        load_current(folder, "bundled")


@pytest.mark.parametrize("text", ["null", "[]", '"text"', "{}", "1", '{"format_version": 5}', "[1, 2]"])
def test_a_manifest_of_another_shape_is_refused(folder: Path, text: str) -> None:
    (version_path(folder) / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(IndexDamagedError):
        load_current(folder, "bundled")


@pytest.mark.parametrize("field", ["passages", "sentences", "samples", "unanswered", "dimension"])
def test_a_manifest_whose_counts_do_not_fit_is_refused(folder: Path, field: str) -> None:
    path = version_path(folder)
    edit_manifest(path, **{field: json.loads((path / "manifest.json").read_text("utf-8"))[field] + 1})
    with pytest.raises(IndexDamagedError, match="parts-mismatch"):
        load_current(folder, "bundled")


@pytest.mark.parametrize("name", [name for name in DATA_FILES if name != "samples.faiss"])
def test_a_manifest_that_does_not_list_a_file_is_refused(folder: Path, name: str) -> None:
    path = version_path(folder)
    files = json.loads((path / "manifest.json").read_text("utf-8"))["files"]
    edit_manifest(path, files={file: digest for file, digest in files.items() if file != name})
    with pytest.raises(IndexDamagedError, match=name):
        load_current(folder, "bundled")


def test_another_model_is_refused_with_both_names(folder: Path) -> None:
    with pytest.raises(IndexMismatchError) as caught:
        load_current(folder, "models/own")
    assert caught.value.details == {"problem": "other-model", "found": "bundled", "wanted": "models/own"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_current_file_that_cannot_be_read_is_told(folder: Path, content: bytes | None) -> None:
    (folder / "CURRENT").unlink()
    if content is None:
        (folder / "CURRENT").mkdir()
    else:
        (folder / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="CURRENT"):
        load_current(folder, "bundled")


def test_another_format_is_refused_before_its_fields_are_read(folder: Path) -> None:
    edit_manifest(version_path(folder), format_version=99, new=True)
    with pytest.raises(IndexMismatchError) as caught:
        load_current(folder, "bundled")
    assert caught.value.details["problem"] == "other-format"
    assert caught.value.details["found"] == "99"


@pytest.mark.parametrize("fields", [{"format_version": 2}, {"engine": "multilingual-e5-small, 4-bit"}])
def test_an_older_programs_index_is_known_and_refused(folder: Path, fields: dict[str, object]) -> None:
    edit_manifest(version_path(folder), **fields)
    with pytest.raises(OutdatedIndexError) as caught:
        load_current(folder, "bundled")
    assert caught.value.details["version"] == version_path(folder).name


def test_other_word_lists_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.manifests, "fingerprint", lambda: "0" * 64)
    with pytest.raises(IndexMismatchError) as caught:
        load_current(folder, "bundled")
    assert caught.value.details["problem"] == "other-word-lists"
    assert caught.value.details["wanted"] == "00000000"


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_without_a_live_version_there_is_no_index(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "CURRENT").write_text(content, "utf-8")
    assert current_version(tmp_path) is None
    with pytest.raises(NoIndexError):
        load_current(tmp_path, "bundled")


def test_a_live_version_whose_folder_is_gone_is_damaged(folder: Path) -> None:
    shutil.rmtree(version_path(folder))
    with pytest.raises(IndexDamagedError):
        load_current(folder, "bundled")


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_arrays_that_hold_pickled_objects_are_not_unpickled(folder: Path, tmp_path: Path) -> None:
    path = version_path(folder)
    with np.load(path / "arrays.npz", allow_pickle=False) as stored:
        arrays = dict(stored)
    np.savez(path / "arrays.npz", **arrays | {"chinese": np.array([Trap(tmp_path / "ran")], dtype=object)})
    accept(path, "arrays.npz")
    with pytest.raises((ValueError, IndexDamagedError)):
        load_current(folder, "bundled")
    assert not (tmp_path / "ran").exists()


def test_a_version_is_loaded_without_unpickling(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, lambda *_, **__: pytest.fail("unpickled"))
    assert load_current(folder, "bundled").passages


@pytest.mark.parametrize("name", [*DATA_FILES, "manifest.json"])
def test_no_file_of_a_version_is_a_pickle(folder: Path, name: str) -> None:
    content = (version_path(folder) / name).read_bytes()
    assert not content.startswith(b"\x80")
    with pytest.raises((pickle.UnpicklingError, ValueError, EOFError, KeyError, IndexError, ImportError)):
        pickle.loads(content)


def test_all_arrays_are_numbers(folder: Path) -> None:
    path = version_path(folder) / "arrays.npz"
    with zipfile.ZipFile(path) as archive, np.load(path, allow_pickle=False) as arrays:
        assert len(archive.namelist()) == len(arrays.files) > 0
        assert all(arrays[name].dtype.kind in "fi" for name in arrays.files)
