import pytest

import index.bundled.reader
from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.suites.loading import SHIPPED_SUITE, read_suite
from index.build import build, gather
from index.bundled.reader import IDENTITY, shared_reader
from index.bundled.shipped_readings import known_reading
from index.encoder import Encoder
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> dict[str, float | None]:
    """What is known of all that is read for the first cases of the shipped suite."""
    cache = tmp_path_factory.mktemp("cache") / "embeddings.sqlite"
    contents = gather([load_document(SHIPPED_EDITION, max_bytes=2**20)], read_samples(SHIPPED_QUESTIONS))
    built = build(contents, "0", "", encoder, cache, lambda *_: None)
    found: dict[str, float | None] = {}

    def known(identity: str, text: str) -> float | None:
        found[text] = known_reading(identity, text)
        return found[text]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(index.bundled.reader, "known_reading", known)
        for case in read_suite(SHIPPED_SUITE).cases[:12]:
            Assistant(snapshot_of(built), encoder).ask(case.conversation[0].question)
    return found


def test_what_the_shipped_suite_has_read_is_known_and_true(read: dict[str, float | None]) -> None:
    assert len(read) >= 10
    for text, known in read.items():
        assert known == pytest.approx(shared_reader(sampled=True).read_anew(text), abs=0.01)


def test_what_was_changed_is_not_known(read: dict[str, float | None]) -> None:
    text = next(iter(read))
    assert known_reading(IDENTITY, text) is not None
    assert known_reading(IDENTITY, text + "。") is None
    assert known_reading("another", text) is None
