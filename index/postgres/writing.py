"""Write one version into the database: its vectors by `index.postgres.vectors`, all else into tables of its own."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from index.build import passage_tokens, texts_with_samples
from index.dense import DenseIndex, Rows, held
from index.extension import samples_in
from index.lexical import LexicalIndex, build_lexical, held_words
from index.postgres.copying import copy_links
from index.postgres.digests import Digest
from index.postgres.layout import (
    SHARED,
    finish_version_tables,
    make_vector_table,
    make_version_tables,
    model_key,
    schema_of,
    vector_table,
)
from index.postgres.parts import packed
from index.postgres.server import STOP_IF_ALONE, Server
from index.postgres.vectors import WRITERS, make_graph, start_writing
from index.records import record_of
from index.search import SearchIndex
from index.types import Manifest
from knowledge.samples import SamplePlace

if TYPE_CHECKING:
    import psycopg


def begin(connection: "psycopg.Connection[Any]", manifest: Manifest) -> None:
    """Name a version that is not finished, and make the tables of its vectors; kept before any vector is written."""
    model = model_key(manifest.model, manifest.engine, manifest.dimension)
    connection.execute(f"INSERT INTO {SHARED}.version (name, model) VALUES (%s, %s)", (manifest.version, model))
    for kind in ("passage", "sentence"):
        make_vector_table(connection, vector_table(kind, model), manifest.dimension)


def write_rows(
    server: Server, connection: "psycopg.Connection[Any]", index: SearchIndex, exact_limit: int
) -> dict[str, str]:
    """Write all but the small parts of ``index`` and return their checksums.

    Its new vectors are written by connections of their own, and are there when this returns. A graph is made for more
    than ``exact_limit`` vectors.
    """
    manifest = index.manifest
    model, schema = model_key(manifest.model, manifest.engine, manifest.dimension), schema_of(manifest.version)
    connection.execute(STOP_IF_ALONE)
    make_version_tables(connection, manifest.version)
    passages, sentences = held(index.vectors), held(index.sentences)
    with vector_writers() as writers:
        of_passages = start_writing(connection, server, vector_table("passage", model), passages, writers)
        of_sentences = start_writing(connection, server, vector_table("sentence", model), sentences, writers)
        digests = {
            "passages": _write_passages(connection, schema, index, passages.owners, of_passages.ids),
            "sentences": _write_sentences(connection, schema, sentences, of_sentences.ids),
            "words": _write_words(connection, schema, _words(index)),
        }
        finish_version_tables(connection, manifest.version)
        for written in (of_passages, of_sentences):
            written.wait()
    for written in (of_passages, of_sentences):
        make_graph(connection, written, manifest.dimension, needed=len(written.ids) > exact_limit)
    return digests


@contextmanager
def vector_writers() -> Iterator[ThreadPoolExecutor]:
    """Give threads that write vectors; once the block has failed, they begin nothing that still waits."""
    with ThreadPoolExecutor(WRITERS) as writers:
        try:
            yield writers
        except BaseException:
            writers.shutdown(wait=False, cancel_futures=True)
            raise


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


def _write_passages(
    connection: "psycopg.Connection[Any]", schema: str, index: SearchIndex, owners: Rows, ids: Rows
) -> str:
    vectors = dict(zip(owners.tolist(), ids.tolist(), strict=True))
    digest = Digest()
    with connection.cursor().copy(f"COPY {schema}.passage (number, vector, record) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "int8", "bytea"])
        for number, passage in enumerate(index.passages):
            record = json.dumps(record_of(passage), ensure_ascii=False).encode()
            digest.add_passage(record, vectors[number])
            copy.write_row((number, vectors[number], record))
    return digest.text()


def _write_sentences(connection: "psycopg.Connection[Any]", schema: str, dense: DenseIndex, ids: Rows) -> str:
    positions = np.arange(len(ids)) - dense.starts[dense.owners]
    copy_links(connection, f"{schema}.sentence (passage, position, vector)", dense.owners, positions, ids)
    digest = Digest()
    digest.add_sentences(dense.owners, positions, ids)
    return digest.text()


def _write_words(connection: "psycopg.Connection[Any]", schema: str, parts: Mapping[str, LexicalIndex]) -> str:
    digest = Digest()
    with connection.cursor().copy(
        f"COPY {schema}.token (part, token, passages, entries) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["text", "text", "int4", "bytea"])
        for part, words in sorted(parts.items()):
            assert words.frequencies is not None
            for token in sorted(words.vocabulary, key=str.encode):
                number = words.vocabulary[token]
                span = slice(int(words.starts[number]), int(words.starts[number + 1]))
                entries = packed(words.passages[span], words.frequencies[span])
                digest.add_token(part, token, entries)
                copy.write_row((part, token, span.stop - span.start, entries))
    return digest.text()


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
