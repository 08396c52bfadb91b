"""Make collections of any size that resemble real ones, without encoding anything.

Encoding a hundred thousand real passages would take most of an hour and measure only the encoder. The passages here are
put together from sentences of the shipped edition. Their vectors are drawn with the mean and covariance of its
sentences' vectors, spread as wide as those of many documents: a document has a theme, each of its passages one of its
own beside, and each sentence says more or less that is its own. docs/measured.md compares their distances with those of
real documents.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt

from index.analysis import analyse
from index.build import background_of
from index.dense import DenseIndex, Rows, build_dense, held
from index.encoder import Vectors
from index.lexical import build_lexical
from index.search import SearchIndex
from index.types import FORMAT_VERSION, Manifest
from index.unanswered import index_unanswered
from knowledge.script import fold
from knowledge.sentences import split_sentences
from knowledge.types import Passage

_SENTENCES_A_PASSAGE = 2
_PASSAGES_A_DOCUMENT = 60
# The next four were chosen so that distances come out as among 16,149 vectors of 81 real documents.
_SPREAD = 1.5  # times the deviations from the mean within one document
_OF_DOCUMENT = 4 / 7  # share of a theme's variance that the passages of a document have in common
_LEAST_OWN, _MOST_OWN = 0.05, 0.6  # share of a sentence's variance that is its own; the rest is its passage's theme
_OTHER = 0.2  # share of another vector in one that was edited
_PASSAGES_A_BLOCK = 200 * _PASSAGES_A_DOCUMENT  # passages whose vectors are made at once
_ROWS_A_BLOCK = 20_000  # vectors that are compared with queries at once


@dataclass(frozen=True, slots=True)
class ExactDense(DenseIndex):
    """Vectors in a file, with what is nearest to the queries that were looked up beforehand; ``index`` is empty."""

    known: dict[bytes, Rows]

    def look_up(self, queries: Vectors, count: int) -> None:
        """Find the ``count`` rows nearest to each of ``queries``, in one pass over all vectors."""
        scores = np.empty((len(queries), 0), np.float32)
        rows = np.empty((len(queries), 0), np.int64)
        for start in range(0, len(self.vectors), _ROWS_A_BLOCK):
            block = self.vectors[start : start + _ROWS_A_BLOCK]
            scores = np.hstack([scores, queries @ block.T])
            rows = np.hstack([rows, np.tile(np.arange(start, start + len(block)), (len(queries), 1))])
            best = np.argpartition(-scores, min(count, scores.shape[1]) - 1, axis=1)[:, :count]
            scores, rows = np.take_along_axis(scores, best, axis=1), np.take_along_axis(rows, best, axis=1)
        self.known.update((query.tobytes(), self.owners[best]) for query, best in zip(queries, rows, strict=True))

    def nearest(self, query: Vectors, count: int) -> Rows:
        found: Rows = self.known[query.tobytes()][:count]
        return found


class MadePassages(Sequence[Passage]):
    """Passages of ``sentences``, put together when they are asked for: passage ``i`` has those in row ``chosen[i]``.

    Those of ``changed`` have another label.
    """

    def __init__(self, sentences: Sequence[str], chosen: npt.NDArray[np.int64], changed: Iterable[int] = ()) -> None:
        self._sentences, self._chosen, self._changed = sentences, chosen, frozenset(changed)

    def __len__(self) -> int:
        return len(self._chosen)

    @overload
    def __getitem__(self, number: int) -> Passage: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Passage, ...]: ...

    def __getitem__(self, number: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(number, slice):
            return tuple(self[each] for each in range(len(self))[number])
        texts = [self._sentences[row] for row in self._chosen[number].tolist()]
        spans, start = [], 0
        for text in texts:
            spans.append((start, start + len(text)))
            start += len(text) + 1
        label = "changed" if number in self._changed else str(number + 1)
        return Passage("synthetic", label, "", (), "\n".join(texts), tuple(spans))

    def with_changed(self, changed: Iterable[int]) -> "MadePassages":
        """Return the same passages, those of ``changed`` with another label."""
        return MadePassages(self._sentences, self._chosen, changed)


def in_memory(source: SearchIndex) -> SearchIndex:
    """Return ``source`` with what `grow` takes of it in memory, whatever store it is in."""
    if isinstance(source.sentences, DenseIndex):
        return source
    passages = tuple(source.passages)
    rows = [(number, position) for number, passage in enumerate(passages) for position in range(len(passage.sentences))]
    vectors = np.stack([source.sentences.vector(*row) for row in rows])
    sentences = build_dense(vectors, np.array([number for number, _ in rows]), len(passages))
    return replace(source, passages=passages, sentences=sentences)


def grow(source: SearchIndex, size: int, folder: Path | None = None) -> SearchIndex:
    """Return an index of ``size`` passages made of sentences of ``source``, whose own are `in_memory`.

    Its vectors are in memory and searched as in any index; or in files in a ``folder``, and searched exactly for the
    queries that `ExactDense.look_up` was given.
    """
    random = np.random.default_rng(size)
    texts = [passage.text[a:b] for passage in source.passages for a, b in passage.sentences]
    texts = [text for text in texts if len(split_sentences(text)) == 1]  # not rows of a table
    chosen = random.integers(0, len(texts), (size, _SENTENCES_A_PASSAGE))
    words = [analyse(fold(text)) for text in texts]
    text = build_lexical([token for row in rows.tolist() for token in words[row]] for rows in chosen)
    dimension = source.vectors.dimension
    own = _room(folder, "passages", size, dimension)
    sentences = _room(folder, "sentences", size * _SENTENCES_A_PASSAGE, dimension)
    _draw(held(source.sentences).vectors, random, own, sentences)
    made = _exact if folder else build_dense
    return SearchIndex(
        manifest=_manifest(source, size, len(sentences)),
        passages=MadePassages(texts, chosen),
        vectors=made(own, np.arange(size), size),
        sentences=made(sentences, np.repeat(np.arange(size), _SENTENCES_A_PASSAGE), size),
        text=text,
        samples=None,
        sample_text=None,
        places=(),
        place_vectors=np.empty((0, dimension), np.float32),
        unanswered=index_unanswered([], np.empty((0, dimension), np.float32)),
        background=background_of(source.background.chinese, source.background.english),
        headed=False,
    )


def edit(index: SearchIndex, share: float) -> SearchIndex:
    """Return ``index`` with a ``share`` of its passages edited.

    Its own vectors are changed, since those of two indexes may not fit in memory.
    """
    random = np.random.default_rng(1)
    count = max(int(len(index.passages) * share), 2)
    numbers = np.sort(random.choice(len(index.passages), count, replace=False))
    for dense in (held(index.vectors), held(index.sentences)):
        rows = np.flatnonzero(np.isin(dense.owners, numbers))
        others = dense.vectors[np.roll(rows, len(rows) // 2)]
        dense.vectors[rows] = _unit((1 - _OTHER) * dense.vectors[rows] + _OTHER * others)
    assert isinstance(index.passages, MadePassages)
    return replace(index, passages=index.passages.with_changed(numbers.tolist()))


def _room(folder: Path | None, name: str, rows: int, dimension: int) -> Vectors:
    """Return an array to fill: in memory, or in a file of ``folder`` of which memory holds what there is room for."""
    shape = (rows, dimension)
    return np.memmap(folder / name, np.float32, "w+", shape=shape) if folder else np.empty(shape, np.float32)


def _draw(source: Vectors, random: np.random.Generator, own: Vectors, sentences: Vectors) -> None:
    """Fill in the vectors of passages and of their sentences."""
    mean = source.mean(axis=0)
    deviations = (source - mean) * np.float32(_SPREAD / np.sqrt(len(source) - 1))

    def drawn(count: int) -> Vectors:
        # A sum of all deviations, each times a normal number, has their covariance.
        weights = random.standard_normal((count, len(deviations)), dtype=np.float32)
        return np.asarray(weights @ deviations)

    for start, count in _blocks(len(own)):
        documents = np.repeat(drawn(-(-count // _PASSAGES_A_DOCUMENT)), _PASSAGES_A_DOCUMENT, axis=0)[:count]
        themes = _mixed(documents, drawn(count), np.float32(1 - _OF_DOCUMENT))
        rows = count * _SENTENCES_A_PASSAGE
        shares = random.uniform(_LEAST_OWN, _MOST_OWN, (rows, 1)).astype(np.float32)
        block = _unit(mean + _mixed(np.repeat(themes, _SENTENCES_A_PASSAGE, axis=0), drawn(rows), shares))
        begin = start * _SENTENCES_A_PASSAGE
        sentences[begin : begin + rows] = block
        own[start : start + count] = _unit(block.reshape(count, _SENTENCES_A_PASSAGE, -1).mean(axis=1))


def _blocks(size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, size, _PASSAGES_A_BLOCK):
        yield start, min(_PASSAGES_A_BLOCK, size - start)


def _mixed(common: Vectors, other: Vectors, share: Vectors | np.float32) -> Vectors:
    """Return vectors of the same variance of which a ``share`` comes from ``other``."""
    return np.asarray(np.sqrt(1 - share) * common + np.sqrt(share) * other, np.float32)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _exact(vectors: Vectors, owners: Rows, passages: int) -> ExactDense:
    import faiss

    starts = np.searchsorted(owners, np.arange(passages + 1)).astype(np.int64)
    return ExactDense(faiss.IndexFlatIP(vectors.shape[1]), vectors, starts, owners.astype(np.int64), {})


def _manifest(source: SearchIndex, passages: int, sentences: int) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        version=f"synthetic-{passages}",
        created="",
        content="",
        resources=source.manifest.resources,
        model=source.manifest.model,
        engine=source.manifest.engine,
        dimension=source.manifest.dimension,
        passages=passages,
        sentences=sentences,
        samples=0,
        unanswered=0,
        documents=(),
        files={},
    )
