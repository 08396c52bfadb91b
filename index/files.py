"""Write, check and load the files of one index version.

::

    manifest.json, manifest.sha256   what the version holds, with the checksums of all other files
    passages.jsonl, places.jsonl     the passages; the sample questions by their places in the outline
    samples.jsonl, words.json        the sample questions by the passages' rows; the vocabularies
    unanswered.jsonl                 the questions that nothing answers
    arrays.npz, *.faiss              postings, and vectors
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.build import background_of
from index.dense import held, read_dense, write_dense
from index.errors import IndexDamagedError
from index.extension import samples_in
from index.lexical import LexicalIndex, held_words
from index.manifests import check_fits, damaged, parse_manifest
from index.records import passage_of, record_of
from index.samples import SampleIndex, index_samples
from index.search import SearchIndex
from index.types import IndexedDocument, Manifest, Sample, Unanswered, documents_in
from index.unanswered import index_unanswered
from knowledge.errors import naming
from knowledge.samples import SamplePlace
from knowledge.types import Passage

LineT = TypeVar("LineT")

_MANIFEST = "manifest.json"
_MANIFEST_CHECKSUM = "manifest.sha256"
_PASSAGES = "passages.jsonl"
_PLACES = "places.jsonl"
_SAMPLES = "samples.jsonl"
_UNANSWERED = "unanswered.jsonl"
_ARRAYS = "arrays.npz"
_WORDS = "words.json"
_PASSAGE_VECTORS = "passages.faiss"
_SENTENCE_VECTORS = "sentences.faiss"
_SAMPLE_VECTORS = "samples.faiss"
_FILES = (_PASSAGES, _PLACES, _SAMPLES, _UNANSWERED, _ARRAYS, _WORDS, _PASSAGE_VECTORS, _SENTENCE_VECTORS)


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of the version at ``path``.

    Raises `IndexDamagedError`, `IndexMismatchError`, `OutdatedIndexError`.
    """
    try:
        return parse_manifest(_checked_manifest(path), path.name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(path.name, "file-unreadable", file=_MANIFEST) from error


def load(path: Path, model: str) -> SearchIndex:
    """Load the version at ``path`` after checking its format, model, files and counts.

    Raises `IndexMismatchError`, `OutdatedIndexError`, `IndexDamagedError`.
    """
    manifest = read_manifest(path)
    check_fits(manifest, model, path.name)
    _verify(path, manifest)
    try:
        index = _assemble(path, manifest)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:  # FAISS raises RuntimeError
        raise damaged(path.name, "parts-unreadable") from error
    _check_counts(path, index)
    return index


def check_files(path: Path) -> None:
    """Compare all files of the version at ``path`` with their checksums.

    Raises `IndexDamagedError`, `IndexMismatchError`, `OutdatedIndexError`.
    """
    _verify(path, read_manifest(path))


def read_documents(path: Path) -> tuple[IndexedDocument, ...]:
    """Read the documents of the version at ``path``, even if it was made in another format or by another model.

    Raises `IndexDamagedError`.
    """
    try:
        return documents_in(_checked_manifest(path))
    except (OSError, ValueError, KeyError, TypeError, IndexDamagedError) as error:
        raise IndexDamagedError("index-contents-damaged", version=path.name, file=_MANIFEST) from error


def read_places(path: Path) -> list[SamplePlace]:
    """Read the questions of the version at ``path`` by their places, also those of places not found in it.

    Raises `IndexDamagedError`.
    """
    return _read_checked(path, _PLACES, SamplePlace.model_validate_json)


def read_passages(path: Path) -> list[Passage]:
    """Read the passages of the version at ``path`` without what finds them. Raises `IndexDamagedError`."""
    return _read_checked(path, _PASSAGES, lambda line: passage_of(json.loads(line)))


def _read_checked(path: Path, name: str, parse: Callable[[str], LineT]) -> list[LineT]:
    """Parse the lines of one file of a version of any format. Raises `IndexDamagedError`."""
    try:
        content = (path / name).read_bytes()
        if _digest(content) != _checked_manifest(path)["files"][name]:
            raise damaged(path.name, "file-changed", file=name)
        return [parse(line) for line in content.decode().split("\n") if line]
    except (OSError, ValueError, KeyError, TypeError, IndexDamagedError) as error:
        raise IndexDamagedError("index-contents-damaged", version=path.name, file=name) from error


def _checked_manifest(path: Path) -> dict[str, Any]:
    """Parse a manifest of any format, but only if its checksum is right. Raises `IndexDamagedError`."""
    content = (path / _MANIFEST).read_bytes()
    if (path / _MANIFEST_CHECKSUM).read_text("utf-8").strip() != _digest(content):
        raise damaged(path.name, "file-changed", file=_MANIFEST)
    raw: dict[str, Any] = json.loads(content)
    return raw


def _assemble(path: Path, manifest: Manifest) -> SearchIndex:
    passages = tuple(map(passage_of, _records(path / _PASSAGES)))
    samples = [Sample(row["question"], tuple(row["passages"])) for row in _records(path / _SAMPLES)]
    unanswered = [Unanswered(**row) for row in _records(path / _UNANSWERED)]
    points = [sample for sample in samples if len(sample.passages) == 1]
    sentence_owners = np.repeat(np.arange(len(passages)), [len(passage.sentences) for passage in passages])
    words = json.loads((path / _WORDS).read_text("utf-8"))
    with np.load(path / _ARRAYS, allow_pickle=False) as arrays:
        return SearchIndex(
            manifest=manifest,
            passages=passages,
            vectors=read_dense(path / _PASSAGE_VECTORS, np.arange(len(passages)), len(passages)),
            sentences=read_dense(path / _SENTENCE_VECTORS, sentence_owners, len(passages)),
            text=_lexical(arrays, words["text"], "text", len(passages)),
            samples=_read_samples(path / _SAMPLE_VECTORS, points, len(passages)) if points else None,
            sample_text=_lexical(arrays, words["sample_text"], "sample_text", len(passages)) if points else None,
            places=tuple(sample for sample in samples if len(sample.passages) > 1),
            place_vectors=arrays["places"],
            unanswered=index_unanswered(unanswered, arrays["unanswered"]),
            background=background_of(arrays["chinese"], arrays["english"]),
            headed=any(passage.headings for passage in passages),
        )


def _read_samples(path: Path, points: list[Sample], passages: int) -> SampleIndex:
    owners = np.array([sample.passages[0] for sample in points])
    return index_samples(tuple(sample.question for sample in points), read_dense(path, owners, passages))


def write(index: SearchIndex, places: Sequence[SamplePlace], path: Path) -> None:
    """Write ``index`` and the questions' ``places`` into the empty folder ``path``, and flush them to the disk."""
    _write_lines(path / _PLACES, [place.model_dump(exclude_none=True) for place in places])
    _write_lines(path / _PASSAGES, [record_of(passage) for passage in index.passages])
    _write_lines(path / _SAMPLES, _sample_records(index))
    _write_lines(path / _UNANSWERED, [asdict(asked) for asked in index.unanswered.questions])
    _write_arrays(index, path)
    write_dense(held(index.vectors), path / _PASSAGE_VECTORS)
    write_dense(held(index.sentences), path / _SENTENCE_VECTORS)
    if index.samples:
        write_dense(index.samples.dense, path / _SAMPLE_VECTORS)
    files = {file.name: _checksum(file) for file in sorted(path.iterdir())}
    manifest = index.manifest.model_copy(update={"files": files})
    _write_text(path / _MANIFEST, manifest.model_dump_json(indent=2) + "\n")
    _write_text(path / _MANIFEST_CHECKSUM, _checksum(path / _MANIFEST) + "\n")
    for file in [*path.iterdir(), path]:
        sync(file)


def _write_arrays(index: SearchIndex, path: Path) -> None:
    lexical = {"text": held_words(index.text)}
    if index.sample_text:
        lexical["sample_text"] = held_words(index.sample_text)
    words = {name: list(part.vocabulary) for name, part in lexical.items()}
    _write_text(path / _WORDS, json.dumps(words, ensure_ascii=False))
    arrays: dict[str, Any] = {
        "places": index.place_vectors,
        "unanswered": index.unanswered.vectors,
        "chinese": index.background.chinese,
        "english": index.background.english,
    }
    for name, part in lexical.items():
        arrays |= {f"{name}_starts": part.starts, f"{name}_passages": part.passages, f"{name}_impacts": part.impacts}
    with naming(path / _ARRAYS):
        np.savez(path / _ARRAYS, **arrays)


def _lexical(arrays: Any, words: list[str], name: str, passages: int) -> LexicalIndex:
    return LexicalIndex(
        vocabulary={word: number for number, word in enumerate(words)},
        starts=arrays[f"{name}_starts"],
        passages=arrays[f"{name}_passages"],
        impacts=arrays[f"{name}_impacts"],
        count=passages,
    )


def _sample_records(index: SearchIndex) -> list[dict[str, Any]]:
    return [{"question": sample.question, "passages": sample.passages} for sample in samples_in(index)]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line]


def _records(path: Path) -> list[dict[str, Any]]:
    # Parsed as one array, because parsing thousands of lines one by one takes five times as long.
    records: list[dict[str, Any]] = json.loads(f"[{','.join(_lines(path))}]")
    return records


def _write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    _write_text(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def _write_text(path: Path, text: str) -> None:
    with naming(path):
        path.write_text(text, "utf-8")


def _verify(path: Path, manifest: Manifest) -> None:
    missing = [name for name in _FILES if name not in manifest.files]
    if missing:
        raise damaged(path.name, "file-unlisted", file=missing[0])
    for name, checksum in manifest.files.items():
        try:
            found = _checksum(path / name)
        except OSError as error:
            raise damaged(path.name, "file-unreadable", file=name) from error
        if found != checksum:
            raise damaged(path.name, "file-changed", file=name)


def _check_counts(path: Path, index: SearchIndex) -> None:
    manifest = index.manifest
    samples = len(index.places) + (len(index.samples.questions) if index.samples else 0)
    vectors = len(index.unanswered.vectors)
    unanswered = vectors if vectors == len(index.unanswered) else -1
    found = (len(index.passages), len(held(index.sentences).vectors), samples, unanswered, index.vectors.dimension)
    if found != (
        manifest.passages,
        manifest.sentences,
        manifest.samples,
        manifest.unanswered,
        manifest.dimension,
    ):
        raise damaged(path.name, "parts-mismatch")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Flush a file's bytes, or a folder's entries, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
