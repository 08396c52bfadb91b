"""Compare an index in PostgreSQL with the same one in memory: what both find, and what each costs.

The versions are written into a database of their own on the server that the settings name, which is dropped afterwards.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.settings import Settings
from bot.version_stores import server_at, version_store
from index.dense import build_dense, held
from index.encoder import Encoder
from index.folder_store import FolderStore
from index.search import Question, SearchIndex, prepare
from index.store import VersionStore
from scripts.benchmark.report import Measurement
from scripts.benchmark.scale import blurred, grow

_BEST = 10
_CHANGED = 0.01  # share of the passages of a later version that are others
_DATABASE = "springboard_benchmark"
_FULL, _LATER = "20000101-000000-full", "20000101-000001-later"
# Only what a replica does: it opens the version and answers, as the test of its memory.
_REPLICA = """
import gc, sys
import numpy as np
from index.search import prepare
from scripts.benchmark.scale_in_postgres import resident_mb, store_named
with np.load(sys.argv[3], allow_pickle=False) as asked:
    questions = [prepare(str(text), vector) for text, vector in zip(asked["texts"], asked["vectors"])]
store = store_named(sys.argv[1], sys.argv[2])
store.versions()
before = resident_mb()
index = store.load(sys.argv[4], sys.argv[5])
for question in questions:
    index.hits(index.rank(question), 10)
gc.collect()
print(resident_mb() - before)
"""


def measure_in_postgres(
    source: SearchIndex,
    sizes: Sequence[int],
    questions: Sequence[str],
    encoder: Encoder,
    settings: Settings,
    started: Callable[[int], None],
) -> list[Measurement]:
    """Build an index of each of ``sizes`` from sentences of ``source``, in memory and in PostgreSQL, and ask both."""
    asked = [prepare(text, vector) for text, vector in zip(questions, encoder.queries(questions), strict=True)]
    rows: list[Measurement] = []
    for size in sizes:
        started(size)
        with _own_database(settings) as address, tempfile.TemporaryDirectory() as folder:
            rows += _measure(source, size, asked, address, Path(folder))
    return rows


def _measure(
    source: SearchIndex, size: int, asked: Sequence[Question], address: str, folder: Path
) -> Iterator[Measurement]:
    flat = _renamed(grow(source, size, graph=False), _FULL)
    best = [_best(flat, question) for question in asked]
    memory, held_s = _timed(lambda: FolderStore(folder).add(_renamed(grow(source, size), _FULL)))
    store = store_named("postgres", address)
    with store.building("benchmark"):
        stored, full_s = _timed(lambda: store.add(flat))
        _, later_s = _timed(lambda: store.add(_later(flat)))
    for name, index in (("in memory", memory), ("in PostgreSQL", stored)):
        figures = _ask(index, asked, best, address if index is stored else "")
        place = ("postgres", address) if index is stored else ("folder", str(folder))
        figures |= {"load s": full_s if index is stored else held_s, "memory MB": _memory(*place, asked, flat)}
        if index is stored:
            figures["1 % changed, share of load"] = later_s / full_s
        yield Measurement(f"{size:,} passages {name}", figures)


def _ask(
    index: SearchIndex, asked: Sequence[Question], best: Sequence[list[int]], address: str
) -> dict[str, float | int | str]:
    _best(index, asked[0])
    times, agree = [], 0.0
    server = _server_seconds(address)
    began = time.process_time()
    for question, expected in zip(asked, best, strict=True):
        start = time.perf_counter()
        found = _best(index, question)
        times.append(1000 * (time.perf_counter() - start))
        agree += len(set(found) & set(expected)) / len(expected)
    own = time.process_time() - began
    return {
        "p50 ms": float(np.median(times)),
        "p95 ms": float(np.percentile(times, 95)),
        "CPU ms": 1000 * (own + _server_seconds(address) - server) / len(asked),
        f"agree@{_BEST}": 100 * agree / len(asked),
    }


def _best(index: SearchIndex, question: Question) -> list[int]:
    return [hit.number for hit in index.hits(index.rank(question), _BEST)]


def _later(index: SearchIndex) -> SearchIndex:
    """Return the next version, in which some passages are others."""
    random = np.random.default_rng(1)
    count = max(int(len(index.passages) * _CHANGED), 1)
    numbers = np.sort(random.choice(len(index.passages), count, replace=False))
    dense, sentences = held(index.vectors), held(index.sentences)
    own, of_sentences = dense.vectors.copy(), sentences.vectors.copy()
    own[numbers] = blurred(own[numbers], random)
    changed = np.isin(sentences.owners, numbers)
    of_sentences[changed] = blurred(of_sentences[changed], random)
    passages = list(index.passages)
    for number in numbers.tolist():
        passages[number] = replace(passages[number], label="changed")
    return replace(
        _renamed(index, _LATER),
        passages=tuple(passages),
        vectors=build_dense(own, dense.owners, len(passages), exact_limit=sys.maxsize),
        sentences=build_dense(of_sentences, sentences.owners, len(passages), exact_limit=sys.maxsize),
    )


def _memory(kind: str, place: str, asked: Sequence[Question], index: SearchIndex) -> float:
    """Return by how many MB a process grows that opens the version and answers."""
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        texts, vectors = [question.text for question in asked], np.stack([question.vector for question in asked])
        np.savez(file.name, texts=np.array(texts), vectors=vectors)
        given = [kind, place, file.name, index.manifest.version, index.manifest.model]
        done = subprocess.run(
            [sys.executable, "-c", _REPLICA, *given], capture_output=True, text=True, check=True, timeout=3600
        )
    return float(done.stdout)


def store_named(kind: str, place: str) -> VersionStore:
    """Return the store in a folder, or at the address of a database."""
    if kind == "folder":
        return FolderStore(Path(place))
    return version_store(Settings.model_validate({"database_url": place, "index_store": "postgres"}))


def resident_mb() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _server_seconds(address: str) -> float:
    """Return the CPU seconds of the server's processes for this database so far, as far as they are on this machine."""
    if not address:
        return 0.0
    pids = server_at(address).read("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    total = 0.0
    for (pid,) in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
            total += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return total


@contextmanager
def _own_database(settings: Settings) -> Iterator[str]:
    address = settings.database_url.get_secret_value()
    server = server_at(address)
    with server.connect() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {_DATABASE}")
        try:
            yield _with_database(address)
        finally:
            server_at(_with_database(address)).close()
            connection.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")


def _with_database(address: str) -> str:
    head, _, query = address.partition("?")
    base = head.rpartition("/")[0]
    return f"{base}/{_DATABASE}" + (f"?{query}" if query else "")


def _renamed(index: SearchIndex, version: str) -> SearchIndex:
    return replace(index, manifest=index.manifest.model_copy(update={"version": version}))


def _timed(work: Callable[[], SearchIndex]) -> tuple[SearchIndex, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began
