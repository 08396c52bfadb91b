"""How long indexing takes beside the encoding that it cannot do without."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from index.build import Advance, gather, texts_of
from index.encoder import Encoder
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples
from scripts.benchmark.report import Measurement


def measure(settings: Settings, advance: Advance) -> list[Measurement]:
    """Seconds of the bare encoding of the shipped edition, a first build, and builds of it unchanged and edited."""
    encoder = Encoder(settings.encoder)
    encoder.queries(["warm"])
    document = load_document(SHIPPED_EDITION, max_bytes=2**30)
    passages, questions = texts_of(gather([document], read_samples(SHIPPED_QUESTIONS)))
    bare = _timed(lambda: (encoder.passages(passages), encoder.questions(questions)))
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(update={"data_dir": Path(folder)})
        first = _reindex(own, [SHIPPED_EDITION], advance)
        unchanged = _reindex(own, [SHIPPED_EDITION], advance)
        edited = _reindex(own, [_edited(Path(folder))], advance)
    return [
        Measurement("bare encoding", {"seconds": bare}),
        Measurement("first build", {"seconds": first, "of bare encoding": first / bare}),
        Measurement("nothing changed", {"seconds": unchanged, "of first build": unchanged / first}),
        Measurement("one paragraph changed", {"seconds": edited, "of first build": edited / first}),
    ]


def _reindex(settings: Settings, paths: Sequence[Path], advance: Advance) -> float:
    request = Request("benchmark", whole=tuple(paths), sample_questions=SHIPPED_QUESTIONS, gate=False)
    return _timed(lambda: reindex(settings, request, lambda _: None, advance))


def _edited(folder: Path) -> Path:
    """The shipped edition with a sentence put into its first point."""
    text = SHIPPED_EDITION.read_text("utf-8").replace("(1) ", "(1) 本段有一处改动。", 1)
    path = folder / SHIPPED_EDITION.name
    path.write_text(text, "utf-8")
    return path


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
