"""A data directory with the small report indexed by the real command line, and a way to run the command lines."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from index.search import SearchIndex
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.transports import Server
from tests.conftest import TEA_QUESTIONS, TEA_REPORT

ROOT = Path(__file__).parent.parent.parent

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path) -> dict[str, str]:
    """Settings of a run: its own data directory, English messages, no model hub, a wide terminal."""
    own = {
        "DATA_DIR": str(home),
        "INTERFACE_LANGUAGE": "en",
        "HF_HUB_OFFLINE": "1",
        "COLUMNS": "160",
        "PYTHONUTF8": "1",
    }
    return os.environ | own


def run_in(
    home: Path, *arguments: str | bytes, stdin: str = "", timeout: float = 240, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m ARGUMENTS`` with its data in ``home``."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment(home) | settings,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command line in an empty data directory of the test's own."""
    return lambda *arguments, **options: run_in(tmp_path / "home", *arguments, **options)


@pytest.fixture(scope="session")
def seeded(tea_index: SearchIndex, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose embedding cache holds the small report already."""
    assert tea_index.passages
    home = tmp_path_factory.mktemp("seeded")
    shutil.copy(cache, home / "embeddings.sqlite")
    return home


@pytest.fixture(scope="session")
def tea_home(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the small report indexed."""
    home = tmp_path_factory.mktemp("tea") / "home"
    shutil.copytree(seeded, home)
    done = run_in(home, "scripts.reindex", str(TEA_REPORT), "--sample-questions", str(TEA_QUESTIONS))
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def own_home(tea_home: Path, tmp_path: Path) -> Path:
    """A copy of `tea_home` that a test may change."""
    return Path(shutil.copytree(tea_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def tea(tea_home: Path) -> Run:
    """Run a command line on the indexed small report."""
    return lambda *arguments, **options: run_in(tea_home, *arguments, **options)


@pytest.fixture(scope="session")
def first_chat(seeded: Path) -> subprocess.CompletedProcess[str]:
    """What a newcomer's first question shows; it leaves an index of the shipped edition in `shipped_home`."""
    return run_in(
        seeded / "shipped", "scripts.chat", stdin="主播怎么激励？\n", INTERFACE_LANGUAGE="zh-Hans", timeout=800
    )


@pytest.fixture(scope="session")
def shipped_home(first_chat: subprocess.CompletedProcess[str], seeded: Path) -> Path:
    """A data directory with the shipped edition indexed."""
    assert first_chat.returncode == 0, first_chat.stderr
    return seeded / "shipped"


@pytest.fixture
def home(tea_home: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own with the small report indexed."""
    shutil.copytree(tea_home / "index", tmp_path / "home" / "index")
    return tmp_path / "home"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    running = Server(BotApi())
    yield running
    await running.close()
