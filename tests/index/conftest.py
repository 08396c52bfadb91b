"""A published index, and what its tests do to it."""

import shutil
from pathlib import Path

import pytest

from index.bundled.engine import Engine
from index.search import SearchIndex
from knowledge.samples import read_samples
from tests.conftest import TEA_QUESTIONS
from tests.index.published import publish


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def published(tea_index: SearchIndex, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tea index as live version; only read, or copied."""
    folder = tmp_path_factory.mktemp("published") / "index"
    publish(tea_index, folder, read_samples(TEA_QUESTIONS))
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "index"))
