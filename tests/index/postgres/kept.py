"""Indexes that tests keep in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace

from index.dense import held
from index.encoder import Encoder, Vectors
from index.postgres.store import PostgresStore
from index.search import Question, SearchIndex, prepare
from knowledge.samples import SamplePlace
from tests.index.published import renamed

FIRST, SECOND, THIRD = (f"20260101-00000{second}-abcdef" for second in (1, 2, 3))


def keep(store: PostgresStore, index: SearchIndex, version: str, places: Sequence[SamplePlace] = ()) -> SearchIndex:
    """Add ``index`` under the name of ``version``, make it live, and return it as it was opened."""
    with store.building("Ada"):
        opened = store.add(renamed(index, version), places)
    store.switch_to(version, "Ada", "")
    return opened


def with_counts(index: SearchIndex, version: str) -> SearchIndex:
    """Return ``index`` with a manifest that counts what it has; it has no questions that nothing answers."""
    counts = {
        "version": version,
        "passages": len(index.passages),
        "sentences": sum(len(passage.sentences) for passage in index.passages),
        "samples": (len(index.samples.questions) if index.samples else 0) + len(index.places),
        "unanswered": len(index.unanswered),
        "dimension": index.vectors.dimension,
    }
    return replace(index, manifest=index.manifest.model_copy(update=counts))


def asked(encoder: Encoder, texts: Sequence[str]) -> list[Question]:
    return [prepare(text, vector) for text, vector in zip(texts, encoder.queries(texts), strict=True)]


def with_passage_vectors(index: SearchIndex, vectors: Vectors) -> SearchIndex:
    return replace(index, vectors=replace(held(index.vectors), vectors=vectors))


def turned(index: SearchIndex) -> SearchIndex:
    """Return ``index`` with other vectors of all passages and sentences."""
    dense = held(index.sentences)
    other = with_passage_vectors(index, -held(index.vectors).vectors)
    return replace(other, sentences=replace(dense, vectors=-dense.vectors))
