"""Ask the shipped edition the questions of the shipped suite, and record what the reader says meanwhile."""

import tempfile
from pathlib import Path
from unittest.mock import patch

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.suites.loading import SHIPPED_SUITE, read_suite
from bot.suites.running import Runner
from index.build import build, gather
from index.bundled.reader import Reader, reader_text
from index.encoder import Encoder
from index.types import Beside
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples


def suite_readings() -> dict[str, float]:
    """Return the logits of all texts that the reader reads when the suite is asked, by text."""
    encoder = Encoder()
    document = load_document(SHIPPED_EDITION, max_bytes=2**20)
    contents = gather([document], read_samples(SHIPPED_QUESTIONS))
    found: dict[str, float] = {}

    def read(reader: Reader, question: str, passage: str, beside: Beside) -> float:
        text = reader_text(question, passage, beside)
        found[text] = logit = reader.read_anew(text)
        return logit

    with tempfile.TemporaryDirectory() as folder, patch.object(Reader, "read", read):
        index = build(contents, "0", "", encoder, Path(folder) / "embeddings.sqlite", lambda *_: None)
        for _ in Runner(Assistant(snapshot_of(index), encoder)).run([read_suite(SHIPPED_SUITE)]):
            pass
    return found
