"""Index versions on disk: written beside the live one, checked, then made live by one rename.

::

    <data>/index/versions/20261122-101500-3f9a1c/   one version
    <data>/index/CURRENT                            the name of the live one
    <data>/index/building-*                         being written; left behind only by a crash
    <data>/index/lock                               held by whoever builds
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from index.build import background_of
from index.dense import DenseIndex, Rows, open_dense
from index.errors import BusyError, IndexDamagedError, IndexMismatchError, NoIndexError, NoSuchVersionError
from index.lexical import LexicalIndex
from index.resources import fingerprint
from index.samples import SampleIndex, index_samples
from index.search import SearchIndex
from index.types import FORMAT_VERSION, Manifest, Sample
from knowledge.sentences import split_sentences
from knowledge.types import Passage

_MANIFEST = "manifest.json"
_MANIFEST_CHECKSUM = "manifest.sha256"
_PASSAGES = "passages.jsonl"
_SAMPLES = "samples.jsonl"
_ARRAYS = "arrays.npz"
_WORDS = "words.json"
_PASSAGE_VECTORS = "passages.faiss"
_SENTENCE_VECTORS = "sentences.faiss"
_SAMPLE_VECTORS = "samples.faiss"
_FILES = (_PASSAGES, _SAMPLES, _ARRAYS, _WORDS, _PASSAGE_VECTORS, _SENTENCE_VECTORS)


def index_folder(data_dir: Path) -> Path:
    """Where the versions of a data directory are."""
    return data_dir / "index"


def new_version(content: str) -> tuple[str, str]:
    """A name for a version of that ``content`` digest, sortable by time, and its time in UTC."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%d-%H%M%S}-{content[:6]}", now.isoformat(timespec="seconds")


def current_version(folder: Path) -> str | None:
    """The name of the live version, None where nothing has been published. Raises `IndexDamagedError`."""
    try:
        return (folder / "CURRENT").read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise IndexDamagedError("?", "CURRENT cannot be read") from error


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Keep other builders out and clear away what one that crashed has left. Raises `BusyError`."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "lock", timeout=0):
            for left in folder.glob("building-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except Timeout:
        raise BusyError(folder) from None


def publish(index: SearchIndex, folder: Path) -> SearchIndex:
    """Write ``index`` as a new version, load it back, and make it live; the loaded one is returned.

    Whatever fails, the version that was live stays so.
    """
    versions = folder / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
    try:
        _write(index, unfinished)
        _sync(unfinished)
        published = load(unfinished, index.manifest.model)
        unfinished.rename(versions / index.manifest.version)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _make_current(folder, index.manifest.version)
    return published


def load_current(folder: Path, model: str) -> SearchIndex:
    """The live version. Raises `NoIndexError`, `IndexMismatchError`, `IndexDamagedError`."""
    version = current_version(folder)
    if version is None:
        raise NoIndexError
    return load(folder / "versions" / version, model)


def load_version(folder: Path, version: str, model: str) -> SearchIndex:
    """The version of that name. Raises `NoSuchVersionError`, `IndexMismatchError`, `IndexDamagedError`."""
    versions = list_versions(folder)
    if version not in versions:  # so a name with a path in it is none
        raise NoSuchVersionError(version, versions)
    return load(folder / "versions" / version, model)


def list_versions(folder: Path) -> list[str]:
    """Names of all versions, the oldest first."""
    return sorted(path.name for path in (folder / "versions").glob("*") if path.is_dir())


def read_manifest(path: Path) -> Manifest:
    """The manifest of the version at ``path``. Raises `IndexDamagedError`, `IndexMismatchError`."""
    try:
        raw = json.loads((path / _MANIFEST).read_text("utf-8"))
        written = raw["format_version"]
        if written != FORMAT_VERSION:
            raise IndexMismatchError("format", str(written), str(FORMAT_VERSION))
        if (path / _MANIFEST_CHECKSUM).read_text("utf-8").strip() != _checksum(path / _MANIFEST):
            raise IndexDamagedError(path.name, f"{_MANIFEST} has changed")
        return Manifest.model_validate(raw)
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise IndexDamagedError(path.name, f"{_MANIFEST} cannot be read") from error


def load(path: Path, model: str) -> SearchIndex:
    """Load the version at ``path`` after checking its format, model, files and counts.

    Raises `IndexMismatchError`, `IndexDamagedError`.
    """
    manifest = read_manifest(path)
    if manifest.model != model:
        raise IndexMismatchError("model", manifest.model, model, manifest.rebuild)
    if manifest.resources != fingerprint():
        raise IndexMismatchError("word lists", manifest.resources[:8], fingerprint()[:8], manifest.rebuild)
    _verify(path, manifest)
    try:
        index = _assemble(path, manifest)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:  # FAISS raises the last
        raise IndexDamagedError(path.name, "its parts cannot be read") from error
    _check_counts(path, index)
    return index


def _assemble(path: Path, manifest: Manifest) -> SearchIndex:
    passages = tuple(_passage(json.loads(line)) for line in _lines(path / _PASSAGES))
    samples = [Sample(row["question"], tuple(row["passages"])) for row in map(json.loads, _lines(path / _SAMPLES))]
    points = [sample for sample in samples if len(sample.passages) == 1]
    sentence_owners = np.repeat(np.arange(len(passages)), [len(passage.sentences) for passage in passages])
    words = json.loads((path / _WORDS).read_text("utf-8"))
    with np.load(path / _ARRAYS, allow_pickle=False) as arrays:
        return SearchIndex(
            manifest=manifest,
            passages=passages,
            vectors=_read_faiss(path / _PASSAGE_VECTORS, np.arange(len(passages)), len(passages)),
            sentences=_read_faiss(path / _SENTENCE_VECTORS, sentence_owners, len(passages)),
            text=_lexical(arrays, words["text"], "text", len(passages)),
            samples=_read_samples(path / _SAMPLE_VECTORS, points, len(passages)) if points else None,
            sample_text=_lexical(arrays, words["sample_text"], "sample_text", len(passages)) if points else None,
            places=tuple(sample for sample in samples if len(sample.passages) > 1),
            place_vectors=arrays["places"],
            background=background_of(arrays["chinese"], arrays["english"]),
            headed=any(passage.headings for passage in passages),
        )


def _read_samples(path: Path, points: list[Sample], passages: int) -> SampleIndex:
    owners = np.array([sample.passages[0] for sample in points])
    return index_samples(tuple(sample.question for sample in points), _read_faiss(path, owners, passages))


def _write(index: SearchIndex, path: Path) -> None:
    _write_lines(path / _PASSAGES, [_record(passage) for passage in index.passages])
    _write_lines(path / _SAMPLES, _sample_records(index))
    _write_arrays(index, path)
    _write_faiss(index.vectors, path / _PASSAGE_VECTORS)
    _write_faiss(index.sentences, path / _SENTENCE_VECTORS)
    if index.samples:
        _write_faiss(index.samples.dense, path / _SAMPLE_VECTORS)
    files = {file.name: _checksum(file) for file in sorted(path.iterdir())}
    manifest = index.manifest.model_copy(update={"files": files})
    (path / _MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
    (path / _MANIFEST_CHECKSUM).write_text(_checksum(path / _MANIFEST) + "\n", "utf-8")


def _write_arrays(index: SearchIndex, path: Path) -> None:
    lexical = {"text": index.text} | ({"sample_text": index.sample_text} if index.sample_text else {})
    words = {name: list(part.vocabulary) for name, part in lexical.items()}
    (path / _WORDS).write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    arrays: dict[str, Any] = {
        "places": index.place_vectors,
        "chinese": index.background.chinese,
        "english": index.background.english,
    }
    for name, part in lexical.items():
        arrays |= {f"{name}_starts": part.starts, f"{name}_passages": part.passages, f"{name}_impacts": part.impacts}
    np.savez(path / _ARRAYS, **arrays)


def _read_faiss(path: Path, owners: Rows, passages: int) -> DenseIndex:
    import faiss

    return open_dense(faiss.read_index(str(path)), owners, passages)


def _write_faiss(dense: DenseIndex, path: Path) -> None:
    import faiss

    faiss.write_index(dense.index, str(path))


def _lexical(arrays: Any, words: list[str], name: str, passages: int) -> LexicalIndex:
    return LexicalIndex(
        vocabulary={word: number for number, word in enumerate(words)},
        starts=arrays[f"{name}_starts"],
        passages=arrays[f"{name}_passages"],
        impacts=arrays[f"{name}_impacts"],
        count=passages,
    )


def _record(passage: Passage) -> dict[str, Any]:
    """A passage without the spans of its sentences, which follow from its text."""
    return {
        "document": passage.document,
        "ref": passage.ref,
        "label": passage.label,
        "headings": passage.headings,
        "text": passage.text,
        "page": passage.page,
        "incomplete": passage.incomplete,
    }


def _passage(record: dict[str, Any]) -> Passage:
    spans = tuple(split_sentences(record["text"]))
    return Passage(**(record | {"headings": tuple(record["headings"]), "sentences": spans}))


def _sample_records(index: SearchIndex) -> list[dict[str, Any]]:
    points: list[Sample] = []
    if index.samples:
        owners = index.samples.dense.owners.tolist()
        points = [Sample(text, (owner,)) for text, owner in zip(index.samples.questions, owners, strict=True)]
    return [{"question": sample.question, "passages": sample.passages} for sample in [*points, *index.places]]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line]


def _write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def _verify(path: Path, manifest: Manifest) -> None:
    missing = [name for name in _FILES if name not in manifest.files]
    if missing:
        raise IndexDamagedError(path.name, f"{missing[0]} is not listed")
    for name, checksum in manifest.files.items():
        try:
            found = _checksum(path / name)
        except OSError as error:
            raise IndexDamagedError(path.name, f"{name} cannot be read") from error
        if found != checksum:
            raise IndexDamagedError(path.name, f"{name} has changed")


def _check_counts(path: Path, index: SearchIndex) -> None:
    manifest = index.manifest
    samples = len(index.places) + (len(index.samples.questions) if index.samples else 0)
    found = (len(index.passages), len(index.sentences.vectors), samples, index.vectors.index.d)
    if found != (manifest.passages, manifest.sentences, manifest.samples, manifest.dimension):
        raise IndexDamagedError(path.name, "its parts do not fit together")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    for file in [*path.iterdir(), path]:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_current(folder: Path, version: str) -> None:
    if (folder / "CURRENT").is_dir():
        shutil.rmtree(folder / "CURRENT")
    pending = folder / "CURRENT.new"
    pending.write_text(version + "\n", "utf-8")
    pending.replace(folder / "CURRENT")
