"""Open one version of the database, and compare what is there with its checksums."""

import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import numpy as np

from index.build import background_of
from index.dense import build_dense
from index.errors import IndexDamagedError
from index.manifests import check_fits, damaged, parse_manifest
from index.postgres.digests import LARGE, digest_there
from index.postgres.layout import LIVE_OR_FINISHED, SHARED, model_key, schema_of, vector_table
from index.postgres.parts import StoredPassages, StoredVectors, StoredWords
from index.postgres.server import Server
from index.records import passage_of
from index.samples import index_samples
from index.search import SearchIndex
from index.types import IndexedDocument, Manifest, Sample, Unanswered, documents_in
from index.unanswered import index_unanswered
from knowledge.samples import SamplePlace
from knowledge.types import Passage

LineT = TypeVar("LineT")

MANIFEST = "manifest"
_SMALL = ("places", "samples", "unanswered", "arrays")
_LOOKS_AT_ONCE = 2  # statements that compare; more of them would keep the server from questions


def read_manifest(server: Server, version: str) -> Manifest:
    """Return what a version says of itself.

    Raises `IndexDamagedError`, `IndexMismatchError`, `OutdatedIndexError`.
    """
    try:
        return parse_manifest(_raw_manifest(server, version), version)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(version, "file-unreadable", file=MANIFEST) from error


def read_documents(server: Server, version: str) -> tuple[IndexedDocument, ...]:
    """Return the documents of a version of any format. Raises `IndexDamagedError`."""
    try:
        return documents_in(_raw_manifest(server, version))
    except (ValueError, KeyError, TypeError, IndexDamagedError) as error:
        raise IndexDamagedError("index-contents-damaged", version=version, file=MANIFEST) from error


def read_places(server: Server, version: str) -> list[SamplePlace]:
    """Return the questions of a version by their places. Raises `IndexDamagedError`."""
    try:
        content = _checked(server, version, "places", _raw_manifest(server, version)["files"]["places"])
        return [SamplePlace.model_validate_json(line) for line in _lines(content)]
    except (ValueError, KeyError, TypeError, IndexDamagedError) as error:
        raise IndexDamagedError("index-contents-damaged", version=version, file="places") from error


def read_passages(server: Server, version: str) -> list[Passage]:
    """Return the passages of a version without what finds them. Raises `IndexDamagedError`."""
    try:
        _check_large(server, _raw_manifest(server, version)["files"], version, "passages")
        rows = server.read(f"SELECT record FROM {schema_of(version)}.passage ORDER BY number")
        return [passage_of(json.loads(record)) for (record,) in rows]
    except (ValueError, KeyError, TypeError, IndexDamagedError) as error:
        raise IndexDamagedError("index-contents-damaged", version=version, file="passages") from error


def read_file(server: Server, version: str, name: str) -> tuple[bytes, bool] | None:
    """Return a small part, and whether it is as it was written; None if there is none."""
    statement = f"SELECT content, checksum FROM {SHARED}.file WHERE version = %s AND name = %s"
    found = server.read(statement, (version, name))
    return (found[0][0], digest(found[0][0]) == found[0][1]) if found else None


def check(server: Server, version: str) -> None:
    """Compare all of a version with its checksums.

    Raises `IndexDamagedError`, `IndexMismatchError`, `OutdatedIndexError`.
    """
    _checked_parts(server, version, read_manifest(server, version), None)


def _checked_parts(server: Server, version: str, manifest: Manifest, compared: str | None) -> dict[str, bytes]:
    """Compare all of a version with its checksums, and return its small parts by name.

    Vectors that the version ``compared`` has too, if it is there, are not compared once more. Raises
    `IndexDamagedError`.
    """
    missing = [name for name in (*_SMALL, *LARGE) if name not in manifest.files]
    if missing:
        raise damaged(version, "file-unlisted", file=missing[0])
    small = {name: _checked(server, version, name, manifest.files[name]) for name in _SMALL}
    key = model_key(manifest.model, manifest.engine, manifest.dimension)
    held = server.read(
        f"SELECT 1 FROM {SHARED}.version WHERE name = %s AND model = %s AND {LIVE_OR_FINISHED}", (compared or "", key)
    )
    before = compared if held else None
    looks: list[Callable[[], None]] = [partial(_check_large, server, manifest.files, version, name) for name in LARGE]
    looks += [partial(_check_vectors, server, version, kind, key, before) for kind in ("passage", "sentence")]
    with ThreadPoolExecutor(_LOOKS_AT_ONCE) as looking:
        for look in [looking.submit(look) for look in looks]:
            look.result()
    return small


def open_version(
    server: Server, version: str, model: str, exact_limit: int, compared: str | None = None
) -> SearchIndex:
    """Open a version for ``model`` after a `check`; more vectors than ``exact_limit`` are searched by a graph.

    Vectors that the version ``compared`` has too, if it is there, are not compared once more. Raises
    `IndexMismatchError`, `OutdatedIndexError`, `IndexDamagedError`.
    """
    manifest = read_manifest(server, version)
    check_fits(manifest, model, version)
    small = _checked_parts(server, version, manifest, compared)
    try:
        return _assemble(server, manifest, small, exact_limit)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(version, "parts-unreadable") from error


def digest(content: bytes) -> str:
    """Return the checksum of a small part."""
    return hashlib.sha256(content).hexdigest()


def _assemble(server: Server, manifest: Manifest, small: dict[str, bytes], exact_limit: int) -> SearchIndex:
    version = manifest.version
    schema, key = schema_of(version), model_key(manifest.model, manifest.engine, manifest.dimension)
    samples = [Sample(row["question"], tuple(row["passages"])) for row in map(json.loads, _lines(small["samples"]))]
    unanswered = [Unanswered(**row) for row in map(json.loads, _lines(small["unanswered"]))]
    points = [sample for sample in samples if len(sample.passages) == 1]
    passages = StoredPassages(server, schema, manifest.passages)
    ((headed, sentences),) = server.read(
        f"SELECT (SELECT count(*) FROM {schema}.passage), (SELECT count(*) FROM {schema}.sentence)"
    )
    if (headed, sentences, len(samples), len(unanswered)) != (
        manifest.passages,
        manifest.sentences,
        manifest.samples,
        manifest.unanswered,
    ):
        raise damaged(version, "parts-mismatch")

    def vectors(kind: str, rows: str, count: int) -> StoredVectors:
        table = vector_table(kind, key)
        return StoredVectors(server, rows, table, manifest.dimension, count=count, exact_limit=exact_limit)

    def words(part: str) -> StoredWords:
        return StoredWords(server, schema, part, arrays[f"{part}_lengths"])

    with np.load(io.BytesIO(small["arrays"]), allow_pickle=False) as arrays:
        owners = np.array([sample.passages[0] for sample in points])
        dense = build_dense(arrays["samples"], owners, manifest.passages) if points else None
        return SearchIndex(
            manifest=manifest,
            passages=passages,
            vectors=vectors(
                "passage", f"(SELECT number AS passage, 0 AS position, vector FROM {schema}.passage)", len(passages)
            ),
            sentences=vectors("sentence", f"{schema}.sentence", manifest.sentences),
            text=words("text"),
            samples=index_samples(tuple(sample.question for sample in points), dense) if dense else None,
            sample_text=words("sample_text") if points else None,
            places=tuple(sample for sample in samples if len(sample.passages) > 1),
            place_vectors=arrays["places"],
            unanswered=index_unanswered(unanswered, arrays["unanswered"]),
            background=background_of(arrays["chinese"], arrays["english"]),
            headed=bool(arrays["headed"]),
        )


def _raw_manifest(server: Server, version: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(_content(server, version, MANIFEST))
    return raw


def _checked(server: Server, version: str, name: str, checksum: str) -> bytes:
    content = _content(server, version, name)
    if digest(content) != checksum:
        raise damaged(version, "file-changed", file=name)
    return content


def _content(server: Server, version: str, name: str) -> bytes:
    found = read_file(server, version, name)
    if found is None:
        raise damaged(version, "file-unreadable", file=name)
    content, whole = found
    if not whole:
        raise damaged(version, "file-changed", file=name)
    return content


def _check_large(server: Server, files: dict[str, str], version: str, name: str) -> None:
    if digest_there(server, version, name) != files[name]:
        raise damaged(version, "file-changed", file=name)


def _check_vectors(server: Server, version: str, kind: str, key: str, before: str | None) -> None:
    """Compare the vectors of a version with their checksums, without those that the version ``before`` has, too."""
    rows, table = f"{schema_of(version)}.{kind}", vector_table(kind, key)
    wrong = "v.id IS NULL OR v.content <> sha256(vector_send(v.embedding))"
    if before is None:
        statement = (
            f"SELECT count(*) FROM (SELECT DISTINCT vector FROM {rows}) r LEFT JOIN {table} v ON v.id = r.vector"
        )
        ((count,),) = server.read(f"{statement} WHERE {wrong}")
    else:
        # In one statement the server takes them for many and reads the whole table.
        others = f"SELECT vector FROM {schema_of(before)}.{kind}"
        new = [row[0] for row in server.read(f"SELECT vector FROM {rows} EXCEPT {others}")]
        statement = f"SELECT count(*) FROM unnest(%s::bigint[]) r (vector) LEFT JOIN {table} v ON v.id = r.vector"
        ((count,),) = server.read(f"{statement} WHERE {wrong}", (new,))
    if count:
        raise damaged(version, "file-changed", file=f"{kind} vectors")


def _lines(content: bytes) -> list[str]:
    return [line for line in content.decode().split("\n") if line]
