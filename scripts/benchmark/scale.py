"""Measure time per question, memory, and recall against exact search as an index grows to many passages.

Encoding a hundred thousand real passages would take most of an hour and measure only the encoder. The passages here are
put together from sentences of the shipped edition. Their vectors are the sentences' own, mixed and blurred, so that
they lie as close together as those of real passages on one theme.
"""

import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from index.analysis import analyse
from index.build import background_of
from index.dense import build_dense, held
from index.encoder import Encoder, Vectors
from index.lexical import build_lexical
from index.search import SearchIndex
from index.types import FORMAT_VERSION, Manifest
from index.unanswered import index_unanswered
from knowledge.script import fold
from knowledge.sentences import split_sentences
from knowledge.types import Passage
from scripts.benchmark.report import Measurement

_SENTENCES_A_PASSAGE = 3  # sentences of a passage
_BLUR = 0.35  # length of the random part of a vector beside the sentence's own, which has length 1
_NEAREST = 10


def measure_scale(
    source: SearchIndex,
    sizes: Sequence[int],
    questions: Sequence[str],
    encoder: Encoder,
    started: Callable[[int], None],
) -> list[Measurement]:
    """Build an index of each of ``sizes`` from the sentences of ``source`` and ask it ``questions``."""
    rows = []
    for size in sizes:
        started(size)
        begun = time.perf_counter()
        index = grow(source, size)
        built = time.perf_counter() - begun
        rows.append(Measurement(f"{size:,} passages", {"build s": built, **_ask(index, questions, encoder)}))
    return rows


def grow(source: SearchIndex, size: int, *, graph: bool = True) -> SearchIndex:
    """Return an index of ``size`` passages made of sentences of ``source``, without a ``graph`` for exact search."""
    made = build_dense if graph else partial(build_dense, exact_limit=sys.maxsize)
    random = np.random.default_rng(size)
    texts = [passage.text[a:b] for passage in source.passages for a, b in passage.sentences]
    chosen = random.integers(0, len(texts), (size, _SENTENCES_A_PASSAGE))
    passages = tuple(_passage(number, [texts[i] for i in row]) for number, row in enumerate(chosen.tolist()))
    rows = [i for row, passage in zip(chosen.tolist(), passages, strict=True) for i in _rows(row, passage)]
    owners = np.repeat(np.arange(size), [len(passage.sentences) for passage in passages])
    sentences = blurred(held(source.sentences).vectors[rows], random)
    means = np.add.reduceat(sentences, np.searchsorted(owners, np.arange(size)))
    words = [analyse(fold(text)) for text in texts]
    return SearchIndex(
        manifest=_manifest(source, size, len(rows)),
        passages=passages,
        vectors=made(_unit(means), np.arange(size), size),
        sentences=made(sentences, owners, size),
        text=build_lexical([[token for i in row for token in words[i]] for row in chosen.tolist()]),
        samples=None,
        sample_text=None,
        places=(),
        place_vectors=np.empty((0, sentences.shape[1]), np.float32),
        unanswered=index_unanswered([], np.empty((0, sentences.shape[1]), np.float32)),
        background=background_of(source.background.chinese, source.background.english),
        headed=False,
    )


def _passage(number: int, sentences: list[str]) -> Passage:
    text = "".join(sentences)
    return Passage("synthetic", str(number + 1), "", (), text, tuple(split_sentences(text)))


def _rows(row: list[int], passage: Passage) -> list[int]:
    """Return the row of the source sentence of each sentence of ``passage``.

    The passage may have more or fewer sentences than were put together, because splitting may join or cut some.
    """
    return [row[min(i, len(row) - 1)] for i in range(len(passage.sentences))]


def blurred(vectors: Vectors, random: np.random.Generator) -> Vectors:
    """Return ``vectors`` each moved by a random part."""
    noise = random.normal(size=vectors.shape).astype(np.float32)
    return _unit(vectors + _BLUR * _unit(noise))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _ask(index: SearchIndex, questions: Sequence[str], encoder: Encoder) -> dict[str, float | int | str]:
    assistant = Assistant(snapshot_of(index), encoder)
    assistant.ask(questions[0])
    encoding, answering = [], []
    for question in questions:
        begun = time.perf_counter()
        encoder.queries([question])
        between = time.perf_counter()
        assistant.ask(question)
        encoding.append((between - begun) * 1000)
        answering.append((time.perf_counter() - between) * 1000)
    vectors = encoder.queries(questions)
    return {
        "encoder p50 ms": float(np.median(encoding)),
        "answer p50 ms": float(np.median(answering)),
        "added p50 ms": float(np.median(answering) - np.median(encoding)),
        f"recall@{_NEAREST}": _recall(index, vectors),
        "peak memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _recall(index: SearchIndex, queries: Vectors) -> float:
    """Return the percentage of the truly nearest sentences' passages that the FAISS index finds among as many."""
    found = 0.0
    for query in queries:
        nearest = np.argsort(-(held(index.sentences).vectors @ query))[:_NEAREST]
        exact = set(held(index.sentences).owners[nearest].tolist())
        found += len(exact & set(index.sentences.nearest(query, _NEAREST).tolist())) / len(exact)
    return 100 * found / len(queries)


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
