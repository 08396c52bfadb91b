"""Measure time per question, memory, and recall against exact search as an index grows to many passages."""

import resource
import time
from collections.abc import Callable, Sequence

import numpy as np

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from index.dense import held
from index.encoder import Encoder, Vectors
from index.search import SearchIndex
from scripts.benchmark.growing import grow
from scripts.benchmark.report import Measurement

_NEAREST = 10


def measure_scale(
    source: SearchIndex,
    sizes: Sequence[int],
    questions: Sequence[str],
    encoder: Encoder,
    report: Callable[[str], None],
) -> list[Measurement]:
    """Build an index of each of ``sizes`` from the sentences of ``source`` and ask it ``questions``."""
    rows = []
    for size in sizes:
        report(f"{size:,} passages")
        begun = time.perf_counter()
        index = grow(source, size)
        built = time.perf_counter() - begun
        rows.append(Measurement(f"{size:,} passages", {"build s": built, **_ask(index, questions, encoder)}))
    return rows


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
