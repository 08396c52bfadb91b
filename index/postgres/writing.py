"""Write one version into the database.

Its vectors go into the tables that all versions share, each once: of a version that differs in one passage of a hundred
from one that is there, only the new ones are written, and only they are added to the graph.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from index.build import passage_tokens, texts_with_samples
from index.dense import DenseIndex, held
from index.extension import samples_in
from index.lexical import LexicalIndex, build_lexical, held_words
from index.postgres.copying import checksums, copy_numbered, copy_vectors
from index.postgres.layout import (
    SHARED,
    finish_version_tables,
    graph_key,
    make_vector_table,
    make_version_tables,
    model_key,
    schema_of,
    vector_table,
)
from index.postgres.parts import packed
from index.records import record_of
from index.search import SearchIndex
from index.types import Manifest
from knowledge.samples import SamplePlace

if TYPE_CHECKING:
    import psycopg

_HNSW_M = 16  # HNSW's m: neighbours a vector keeps in a layer
_HNSW_EF_CONSTRUCTION = 64  # HNSW's ef_construction; 160 takes 3 times as long and saves a sixth of a search
_GRAPH_BYTES = 800  # bytes that a vector takes in a graph beside its 16-bit numbers
_LEAST_GRAPH_MB, _MOST_GRAPH_MB = 64, 4096  # memory for making a graph; one that does not fit takes many times as long


def write_rows(connection: "psycopg.Connection[Any]", index: SearchIndex, exact_limit: int) -> None:
    """Write all but the small parts of ``index``; a graph is made for more than ``exact_limit`` vectors."""
    manifest = index.manifest
    make_version_tables(connection, manifest.version)
    schema = schema_of(manifest.version)
    for kind, dense in (("passage", held(index.vectors)), ("sentence", held(index.sentences))):
        table = vector_table(kind, model_key(manifest.model, manifest.engine, manifest.dimension))
        make_vector_table(connection, table, manifest.dimension)
        _write_vectors(connection, table, dense)
        _make_graph(connection, table, dense, needed=len(dense.vectors) > exact_limit)
        if kind == "sentence":
            connection.execute(
                f"INSERT INTO {schema}.sentence SELECT w.passage, w.position, v.id FROM wanted w JOIN {table} v"
                " USING (content) ORDER BY w.passage, w.position"
            )
        else:
            _write_passages(connection, schema, table, index)
        connection.execute("DROP TABLE wanted")
    for part, words in _words(index).items():
        _write_words(connection, schema, part, words)
    finish_version_tables(connection, manifest.version)


def small_parts(index: SearchIndex, places: Sequence[SamplePlace]) -> dict[str, bytes]:
    """Return the parts that are read when a version is opened, by name."""
    arrays: dict[str, Any] = {
        "places": index.place_vectors,
        "unanswered": index.unanswered.vectors,
        "chinese": index.background.chinese,
        "english": index.background.english,
        "headed": np.array(index.headed),
    }
    if index.samples:
        arrays["samples"] = index.samples.dense.vectors
    arrays |= {f"{part}_lengths": words.lengths for part, words in _words(index).items()}
    packed_arrays = io.BytesIO()
    np.savez(packed_arrays, **arrays)
    samples = [{"question": sample.question, "passages": sample.passages} for sample in samples_in(index)]
    return {
        "places": _lines(place.model_dump(exclude_none=True) for place in places),
        "samples": _lines(samples),
        "unanswered": _lines(asdict(asked) for asked in index.unanswered.questions),
        "arrays": packed_arrays.getvalue(),
    }


def write_file(connection: "psycopg.Connection[Any]", version: str, name: str, content: bytes, checksum: str) -> None:
    """Write one small part of a version."""
    connection.execute(
        f"INSERT INTO {SHARED}.file (version, name, content, checksum) VALUES (%s, %s, %s, %s)",
        (version, name, content, checksum),
    )


def manifest_bytes(manifest: Manifest, files: Mapping[str, str]) -> bytes:
    """Return the manifest with the checksums of all other parts."""
    return manifest.model_copy(update={"files": dict(files)}).model_dump_json(indent=2).encode()


def _write_vectors(connection: "psycopg.Connection[Any]", table: str, dense: DenseIndex) -> None:
    """Add those of the vectors that the table lacks; leave a table ``wanted`` of what each passage has."""
    vectors = dense.vectors
    keys = checksums(vectors)
    positions = np.arange(len(vectors)) - dense.starts[dense.owners]
    numbers = np.stack([np.arange(len(vectors)), dense.owners, positions], axis=1).astype(np.int32)
    connection.execute("CREATE TEMP TABLE wanted (row int, passage int, position int, content bytea) ON COMMIT DROP")
    copy_numbered(connection, "wanted", numbers.reshape(-1, 3), keys)
    connection.execute("ANALYZE wanted")
    missing = connection.execute(
        f"SELECT min(w.row) FROM wanted w WHERE NOT EXISTS (SELECT FROM {table} v WHERE v.content = w.content)"
        " GROUP BY w.content ORDER BY 1"
    ).fetchall()
    if missing:
        rows = np.array([row for (row,) in missing])
        copy_vectors(connection, f"{table} (content, embedding)", keys, vectors, rows)
        connection.execute(f"ANALYZE {table}")


def _make_graph(connection: "psycopg.Connection[Any]", table: str, dense: DenseIndex, *, needed: bool) -> None:
    """Make the one vector index of a table with the vectors of ``dense``, unless it is there or not ``needed``."""
    row = connection.execute("SELECT to_regclass(%s)", (f"{table}_half_graph",)).fetchone()
    if not needed or row is None or row[0] is not None:
        return
    connection.execute(f"DROP INDEX IF EXISTS {table}_graph")  # an earlier program's, of whole vectors
    megabytes = len(dense.vectors) * (2 * dense.dimension + _GRAPH_BYTES) // 2**20 + _LEAST_GRAPH_MB
    connection.execute(f"SET LOCAL maintenance_work_mem = '{min(megabytes, _MOST_GRAPH_MB)}MB'")
    connection.execute(
        f"CREATE INDEX {table.removeprefix(f'{SHARED}.')}_half_graph ON {table}"
        f" USING hnsw ({graph_key(dense.dimension)} halfvec_ip_ops)"
        f" WITH (m = {_HNSW_M}, ef_construction = {_HNSW_EF_CONSTRUCTION})"
    )


def _write_passages(connection: "psycopg.Connection[Any]", schema: str, table: str, index: SearchIndex) -> None:
    found = connection.execute(f"SELECT w.passage, v.id FROM wanted w JOIN {table} v USING (content)").fetchall()
    vectors = dict(found)
    with connection.cursor().copy(f"COPY {schema}.passage (number, vector, record) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "int8", "bytea"])
        for number, passage in enumerate(index.passages):
            record = json.dumps(record_of(passage), ensure_ascii=False).encode()
            copy.write_row((number, vectors[number], record))


def _write_words(connection: "psycopg.Connection[Any]", schema: str, part: str, words: LexicalIndex) -> None:
    assert words.frequencies is not None
    with connection.cursor().copy(
        f"COPY {schema}.token (part, token, passages, entries) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["text", "text", "int4", "bytea"])
        for token, number in words.vocabulary.items():
            span = slice(int(words.starts[number]), int(words.starts[number + 1]))
            entries = packed(words.passages[span], words.frequencies[span])
            copy.write_row((part, token, span.stop - span.start, entries))


def _words(index: SearchIndex) -> dict[str, LexicalIndex]:
    """Return the lexical parts with how often each token stands in each passage, which files do not hold."""
    text = held_words(index.text)
    parts = {"text": text}
    if index.sample_text is not None:
        parts["sample_text"] = held_words(index.sample_text)
    if all(part.lengths is not None for part in parts.values()):
        return parts
    words = passage_tokens(index.passages)
    rebuilt = {"text": build_lexical(words)}
    if index.sample_text is not None:
        points = [sample for sample in samples_in(index) if len(sample.passages) == 1]
        rebuilt["sample_text"] = build_lexical(texts_with_samples(words, points))
    return rebuilt


def _lines(records: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
