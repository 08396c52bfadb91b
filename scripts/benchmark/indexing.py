"""Measure how long it takes until answers use a change, and how much a swap of the index slows down questions."""

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.answering.assistant import Assistant
from bot.answering.live import Live
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from bot.version_stores import version_store
from bot.wiring import open_live
from index.build import Advance, gather, texts_of
from index.encoder import Encoder
from index.publishing import publish
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples
from scripts.benchmark.report import Measurement

_DOCUMENTS = 10  # of the collection
_SWAPS = 10


def measure_indexing(
    settings: Settings, passages: int, questions: Sequence[str], advance: Advance
) -> list[Measurement]:
    """Time the bare encoding of the shipped edition, and builds of it and of a collection of ``passages``, in seconds.

    Each build is followed by the times of an edit and of questions during swaps.
    """
    encoder = Encoder(settings.encoder)
    encoder.queries(["warm"])
    document = load_document(SHIPPED_EDITION, max_bytes=2**30)
    as_passages, as_questions = texts_of(gather([document], read_samples(SHIPPED_QUESTIONS)))
    bare = _timed(lambda: (encoder.passages(as_passages), encoder.questions(as_questions)))
    with tempfile.TemporaryDirectory() as folder:
        report = _Home(settings, Path(folder, "report"), advance)
        first = report.index(whole=(), sample_questions=None)
        unchanged = report.index(whole=())
        report_rows = _edit(report, SHIPPED_EDITION.name, _edited(Path(folder)), first, questions)
        files = make_collection(Path(folder, "files"), passages)
        collection = _Home(settings, Path(folder, "collection"), advance)
        built = collection.index(whole=tuple(files))
        edited = _with_edit(files[0])
        collection_rows = _edit(collection, files[0].name, edited, built, questions)
    return [
        Measurement("bare encoding of the report", {"seconds": bare}),
        Measurement("report, first build", {"seconds": first, "of bare encoding": first / bare}),
        Measurement("report, nothing changed", {"seconds": unchanged, "of first build": unchanged / first}),
        *(Measurement(f"report, {name}", figures) for name, figures in report_rows),
        Measurement(f"{passages:,} passages, first build", {"seconds": built}),
        *(Measurement(f"{passages:,} passages, {name}", figures) for name, figures in collection_rows),
    ]


class _Home:
    """A data directory that only the benchmark uses."""

    def __init__(self, settings: Settings, data_dir: Path, advance: Advance) -> None:
        own = {"data_dir": data_dir, "index_store": "folder", "max_document_mb": 500}
        self.settings = settings.model_copy(update=own)
        self.advance = advance

    def index(self, **fields: object) -> float:
        """Carry out a request, and return the seconds until it is live, suites included."""
        request = Request("benchmark", **fields)  # type: ignore[arg-type]
        return _timed(lambda: reindex(self.settings, request, lambda _: None, self.advance))


Row = tuple[str, dict[str, float | int | str]]


def _edit(home: _Home, name: str, path: Path, first: float, questions: Sequence[str]) -> list[Row]:
    """Time an edit of one paragraph until a running bot answers from it, then swaps back and forth under questions."""
    before = str(version_store(home.settings).current())
    live, _ = open_live(home.settings)
    live.assistant.ask(questions[0])
    seconds = home.index(replace=((name, path),)) + _timed(live.refresh)
    after = live.assistant.snapshot.version
    assert after != before
    usual, longest, loading = _swaps(home, live, (before, after), questions)
    return [
        ("one paragraph changed", {"seconds": seconds, "of first build": seconds / first}),
        ("a question without a swap", {"median ms": float(np.median(usual)), "longest ms": float(max(usual))}),
        ("a question during a swap", {"longest ms": longest, "swap s": loading}),
    ]


def _swaps(
    home: _Home, live: Live, versions: tuple[str, str], questions: Sequence[str]
) -> tuple[list[float], float, float]:
    """Return milliseconds of questions without a swap, of the longest during swaps, and the mean seconds of a swap."""
    usual = [_asked(live.assistant, question) for _ in range(5) for question in questions]
    taken: list[float] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            for question in questions:
                taken.append(_asked(live.assistant, question))

    asking = threading.Thread(target=ask)
    asking.start()
    store = version_store(home.settings)
    seconds = []
    for number in range(_SWAPS):
        publish(store, versions[number % 2], home.settings.encoder, "benchmark", "")
        seconds.append(_timed(live.refresh))
    stop.set()
    asking.join()
    return usual, max(taken), sum(seconds) / len(seconds)


def _asked(assistant: Assistant, question: str) -> float:
    return _timed(lambda: assistant.ask(question)) * 1000


def _edited(folder: Path) -> Path:
    """Write the shipped edition with a sentence put into its first point, and return the path."""
    text = SHIPPED_EDITION.read_text("utf-8").replace("(1) ", "(1) 本段有一处改动。", 1)
    path = folder / SHIPPED_EDITION.name
    path.write_text(text, "utf-8")
    return path


def make_collection(folder: Path, passages: int, files: int = _DOCUMENTS) -> list[Path]:
    """Write that many ``files``, with points put together from the shipped edition's sentences; return their paths.

    The sentences are numbered, so that no point is there twice.
    """
    folder.mkdir()
    source = load_document(SHIPPED_EDITION, max_bytes=2**30).passages
    sentences = [passage.text[start:end] for passage in source for start, end in passage.sentences]
    random = np.random.default_rng(passages)
    paths = []
    for number in range(files):
        points = []
        for point in range(passages // files):
            chosen = random.integers(0, len(sentences), 2)
            mark = f"编号{number}之{point}："
            points.append("".join(mark + sentences[row] for row in chosen))
        path = folder / f"part-{number}.md"
        path.write_text("\n\n".join([f"# 第{number}部分", "## 内容", *points]), "utf-8")
        paths.append(path)
    return paths


def _with_edit(path: Path) -> Path:
    edited = path.with_name(f"edited-{path.name}")
    edited.write_text(path.read_text("utf-8").replace("之7：", "之7：本段有一处改动。", 1), "utf-8")
    return edited


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
