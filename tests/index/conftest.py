"""A published index, and what its tests do to it."""

import shutil
from pathlib import Path

import pytest

from index.bundled.engine import Engine
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.samples import read_samples
from tests.conftest import TEA_QUESTIONS
from tests.index.published import publish


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture
def broken_encoder(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    """An encoder whose model cannot be loaded."""

    def fail(_: Engine) -> None:
        raise OSError("damaged")

    monkeypatch.setattr(Engine, "__init__", fail)
    return Encoder()


@pytest.fixture(scope="module")
def published(tea_index: SearchIndex, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tea index as live version; only read, or copied."""
    folder = tmp_path_factory.mktemp("published") / "index"
    publish(tea_index, folder, read_samples(TEA_QUESTIONS))
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "index"))
