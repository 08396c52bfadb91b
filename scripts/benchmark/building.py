"""Measure how long it takes until an index can be asked, compared with the naive bot."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.reindexing.collection import Request
from bot.reindexing.engine import propose, reindex
from bot.settings import Settings
from index.build import Advance, build, gather
from index.encoder import Encoder
from scripts.benchmark import naive, retrieval
from scripts.benchmark.indexing import make_collection
from scripts.benchmark.report import Measurement

_NEW_PASSAGES = 200  # passages of a new document
_TRIES = 5


def measure_building(settings: Settings, file: Path, advance: Advance) -> list[Measurement]:
    """Time three builds: the retrieval set ``file``, a first index of the report, and a new document.

    The retrieval set is also built by the naive bot.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        return [*_set(settings, file, home, advance), *_report(settings, home, advance)]


def _set(settings: Settings, file: Path, home: Path, advance: Advance) -> list[Measurement]:
    from sentence_transformers import SentenceTransformer

    data = retrieval.read_set(file)
    texts = data["passages"]
    model = SentenceTransformer(str(naive.save_model(home)), device="cpu")
    theirs = _seconds(lambda: naive.build(model, texts, home))
    encoder = Encoder(settings.encoder)
    contents = gather([retrieval.as_document(file.name, texts)])
    ours = _seconds(lambda: build(contents, "measured", "", encoder, home / "cache.sqlite", advance))
    found = retrieval.measure_retrieval(file, encoder, home / "cache.sqlite", advance).figures
    bot = naive.NaiveBot(model, home)
    ranks = [bot.rank(row["question"], 3) for row in data["questions"]]
    right = [row["passage"] for row in data["questions"]]
    hits = {
        "hit@1": 100 * sum(rank[0] == row for rank, row in zip(ranks, right, strict=True)) / len(ranks),
        "hit@3": 100 * sum(row in rank for rank, row in zip(ranks, right, strict=True)) / len(ranks),
    }
    return [
        Measurement(f"naive bot: {len(texts)} passages", {"seconds": theirs, **hits}),
        Measurement(
            f"here: {len(texts)} passages",
            {"seconds": ours, "of naive": ours / theirs, "hit@1": found["hit@1"], "hit@3": found["hit@3"]},
        ),
    ]


def _report(settings: Settings, home: Path, advance: Advance) -> list[Measurement]:
    own = settings.model_copy(update={"data_dir": home / "data", "index_store": "folder"})
    first = _seconds(lambda: reindex(own, Request("benchmark", whole=()), lambda _: None, advance))
    (path,) = make_collection(home / "new", _NEW_PASSAGES, 1)
    preview = min(_seconds(lambda: propose(own, Request("benchmark", add=(path,)))) for _ in range(_TRIES))
    request = Request("benchmark", add=(path,))
    added = _seconds(lambda: reindex(own, request, lambda _: None, advance))
    return [
        Measurement("first index of the report, suite and all", {"seconds": first}),
        Measurement(f"{_NEW_PASSAGES} new passages: file to preview", {"seconds": preview}),
        Measurement(f"{_NEW_PASSAGES} new passages: file to live, suite and all", {"seconds": added}),
    ]


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
