"""Compare an index in PostgreSQL with the same one in memory: what both find, and what each costs.

The versions are written into a database of their own on the server that the settings name, which is dropped afterwards.
What is right is what exact search finds in one pass over the made-up vectors, which are in files. A collection too
large to be held in memory is loaded into PostgreSQL only.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.settings import Settings
from bot.version_stores import server_at, version_store
from index.encoder import Encoder
from index.folder_store import FolderStore
from index.search import Question, SearchIndex, prepare
from index.store import VersionStore
from scripts.benchmark.growing import ExactDense, edit, grow
from scripts.benchmark.report import Measurement
from scripts.benchmark.server_processes import cpu_seconds, cpu_seconds_of_all, database_mb, memory_mb

_BEST = 10
_NEAREST = 100  # sentences, as many as a ranking takes as candidates
_MOST_IN_MEMORY = 200_000  # passages; more are not loaded into memory, where their graph takes as much as all else
_ROUNDS = 5  # times that all is asked, in turn; the CPU time is of the round that others on the machine disturbed least
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


@dataclass(frozen=True, slots=True)
class Found:
    """The passages ranked best for a question, and those of the nearest sentences."""

    best: set[int]
    nearest: set[int]


@dataclass(frozen=True, slots=True)
class Round:
    """What all questions found, one after the other, how long each took, and the CPU time of all, the server's too."""

    best: list[set[int]]
    seconds: list[float]
    cpu_s: float


@dataclass(frozen=True, slots=True)
class _Loaded:
    """An index in the store of a ``kind`` at a ``place``, and the ``figures`` of how it came there."""

    name: str
    kind: str
    place: str
    index: SearchIndex
    figures: Mapping[str, float]

    @property
    def address(self) -> str:
        """The address of its server, empty if it has none."""
        return self.place if self.kind == "postgres" else ""


@dataclass(frozen=True, slots=True)
class _Cost:
    """How long something took, and the CPU time of this process and of all that the server did meanwhile."""

    seconds: float
    cpu_s: float


def measure_in_postgres(
    source: SearchIndex,
    sizes: Sequence[int],
    questions: Sequence[str],
    encoder: Encoder,
    settings: Settings,
    report: Callable[[str], None],
) -> list[Measurement]:
    """Build an index of each of ``sizes`` from sentences of ``source``, in memory and in PostgreSQL, and ask both."""
    asked = [prepare(text, vector) for text, vector in zip(questions, encoder.queries(questions), strict=True)]
    rows: list[Measurement] = []
    for size in sizes:
        with _own_database(settings) as address, tempfile.TemporaryDirectory() as folder:
            rows += _measure(source, size, asked, address, Path(folder), report)
    return rows


def _measure(
    source: SearchIndex,
    size: int,
    asked: Sequence[Question],
    address: str,
    folder: Path,
    report: Callable[[str], None],
) -> Iterator[Measurement]:
    name = f"{size:,} passages"
    report(f"{name}: making them")
    flat = _renamed(grow(source, size, folder), _FULL)
    report(f"{name}: exact search")
    for dense in (flat.vectors, flat.sentences):
        assert isinstance(dense, ExactDense)
        dense.look_up(np.stack([flat.centred(question) for question in asked]), _NEAREST)
    right = [_found(flat, question) for question in asked]
    loaded: list[_Loaded] = []
    if size <= _MOST_IN_MEMORY:
        report(f"{name}: into memory")
        loaded.append(_into_memory(source, size, folder / "index"))
    else:
        yield Measurement(f"{name} in memory", {"load s": "left out"})
    report(f"{name}: into PostgreSQL, then a version with {_CHANGED:.0%} edited")
    loaded.append(_into_postgres(flat, address))
    report(f"{name}: asking")
    for each, rounds in zip(loaded, _ask_in_turn(loaded, asked), strict=True):
        figures = _figures(each.index, asked, right, rounds)
        figures |= {**each.figures, "memory MB": _memory(each.kind, each.place, asked, flat)}
        if each.address:
            figures["server MB"] = memory_mb(address)
        yield Measurement(f"{name} {each.name}", figures)


def _into_memory(source: SearchIndex, size: int, folder: Path) -> _Loaded:
    index, cost = _costing("", lambda: FolderStore(folder).add(_renamed(grow(source, size), _FULL)))
    return _Loaded("in memory", "folder", str(folder), index, {"load s": cost.seconds})


def _into_postgres(flat: SearchIndex, address: str) -> _Loaded:
    """Load ``flat``, and after it a version that differs a little, for which its vectors are changed."""
    store = store_named("postgres", address)
    with store.building("benchmark"):
        index, load = _costing(address, lambda: store.add(flat))
        disk_mb = database_mb(address)
        edited = _renamed(edit(flat, _CHANGED), _LATER)
        _, later = _costing(address, lambda: store.add(edited))
    figures = {
        "load s": load.seconds,
        "disk MB": disk_mb,
        "1 % changed, share of load": later.seconds / load.seconds,
        "1 % changed, share of its CPU": later.cpu_s / load.cpu_s,
    }
    return _Loaded("in PostgreSQL", "postgres", address, index, figures)


def _ask_in_turn(loaded: Sequence[_Loaded], asked: Sequence[Question]) -> list[list[Round]]:
    """Ask each index all questions, one index after the other, and again; return the rounds of each."""
    for each in loaded:
        _best(each.index, asked[0])  # what the first question alone has to wait for
    turns = [[_ask_once(each.index, asked, each.address) for each in loaded] for _ in range(_ROUNDS)]
    return [list(rounds) for rounds in zip(*turns, strict=True)]


def _figures(
    index: SearchIndex, asked: Sequence[Question], right: Sequence[Found], rounds: Sequence[Round]
) -> dict[str, float | int | str]:
    times = [seconds * 1000 for one in rounds for seconds in one.seconds]
    agree = [
        len(best & expected.best) / len(expected.best) for best, expected in zip(rounds[0].best, right, strict=True)
    ]
    recall = [
        len(_nearest(index, question) & expected.nearest) / len(expected.nearest)
        for question, expected in zip(asked, right, strict=True)
    ]
    return {
        "p50 ms": float(np.median(times)),
        "p95 ms": float(np.percentile(times, 95)),
        "CPU ms": 1000 * min(one.cpu_s for one in rounds) / len(asked),
        f"agree@{_BEST}": 100 * float(np.mean(agree)),
        f"recall@{_NEAREST}": 100 * float(np.mean(recall)),
    }


def _ask_once(index: SearchIndex, asked: Sequence[Question], address: str) -> Round:
    best, seconds = [], []
    server = cpu_seconds(address)
    began = time.process_time()
    for question in asked:
        start = time.perf_counter()
        best.append(_best(index, question))
        seconds.append(time.perf_counter() - start)
    return Round(best, seconds, time.process_time() - began + cpu_seconds(address) - server)


def _found(index: SearchIndex, question: Question) -> Found:
    return Found(_best(index, question), _nearest(index, question))


def _best(index: SearchIndex, question: Question) -> set[int]:
    return {hit.number for hit in index.hits(index.rank(question), _BEST)}


def _nearest(index: SearchIndex, question: Question) -> set[int]:
    return set(index.sentences.nearest(index.centred(question), _NEAREST).tolist())


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


def _costing(address: str, work: Callable[[], SearchIndex]) -> tuple[SearchIndex, _Cost]:
    server = cpu_seconds_of_all(address) if address else 0.0
    cpu, began = time.process_time(), time.perf_counter()
    done = work()
    seconds, own = time.perf_counter() - began, time.process_time() - cpu
    return done, _Cost(seconds, own + (cpu_seconds_of_all(address) - server if address else 0.0))
