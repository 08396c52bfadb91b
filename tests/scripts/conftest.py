"""A data directory with the small report indexed by the real command line, and a way to run the command lines."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result

from index.search import SearchIndex
from scripts.app import app
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.transports import Server
from tests.conftest import TEA_QUESTIONS, TEA_REPORT

ROOT = Path(__file__).parent.parent.parent
SUITE = """cases:
- id: hosts
  question: 新主播开播之前要做什么？
  tags: [people]
  expect: {status: answered, passages: [{ref: "2.1.1"}]}
- id: pay
  question: How are the hosts paid?
  tags: [people]
  expect: {passages: [{headings: [直播怎么做, 主播]}], contains: 提成}
- id: weather
  question: 今天天氣怎麼樣？
  tags: [far]
  expect: {status: refused}
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def settings_of(home: Path) -> dict[str, str]:
    """Settings of a run: its own data directory, English messages, a wide terminal."""
    return {"DATA_DIR": str(home), "INTERFACE_LANGUAGE": "en", "REPORT_DAY": "off", "COLUMNS": "160"}


def environment(home: Path) -> dict[str, str]:
    """The settings of a process, which has no model hub."""
    return os.environ | settings_of(home) | {"HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}


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


def figures(file: Path) -> dict[str, dict[str, Any]]:
    """The rows that a benchmark wrote, by name."""
    return {row["name"]: row for row in json.loads(file.read_text("utf-8"))["rows"]}


def call(*arguments: object, stdin: str = "", code: int = 0, **settings: str) -> Result:
    """Run ``springboard ARGUMENTS`` in this process, with the settings of this process and those given."""
    command = [str(argument) for argument in arguments]
    done = CliRunner().invoke(app, command, input=stdin, env=settings, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


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


@pytest.fixture(scope="session")
def tea(tea_home: Path) -> Run:
    """Run a command line on the indexed small report."""
    return lambda *arguments, **options: run_in(tea_home, *arguments, **options)


@pytest.fixture(scope="session")
def first_chat(shared: Path) -> subprocess.CompletedProcess[str]:
    """What a newcomer's first question shows; it leaves an index of the shipped edition in `shipped_home`."""
    told = shared / "first_chat.json"
    with FileLock(shared / "first_chat.lock"):
        if not told.exists():
            done = run_in(
                shared / "shipped", "scripts.chat", stdin="主播怎么激励？\n", INTERFACE_LANGUAGE="zh-Hans", timeout=800
            )
            told.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), "utf-8")
    return subprocess.CompletedProcess((), *json.loads(told.read_text("utf-8")))


@pytest.fixture(scope="session")
def shipped_home(first_chat: subprocess.CompletedProcess[str], shared: Path) -> Path:
    """A data directory with the shipped edition indexed, which others ask as well: it stays as it is."""
    assert first_chat.returncode == 0, first_chat.stderr
    return shared / "shipped"


@pytest.fixture
def written_model(ordinary_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have benchmarks find the ordinary model written already."""

    def save(folder: Path) -> Path:
        (folder / "model").symlink_to(ordinary_model)
        return folder / "model"

    monkeypatch.setattr("scripts.benchmark.naive.save_model", save)
    monkeypatch.setattr("scripts.benchmark.latency.save_model", save)


@pytest.fixture
def home(tea_home: Path, tmp_path: Path) -> Path:
    """A copy of `tea_home` that a test may change."""
    return Path(shutil.copytree(tea_home, tmp_path / "home"))


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have `call` use `home`."""
    for name, value in settings_of(home).items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "tea.yaml"
    path.write_text(SUITE, "utf-8")
    return path


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    running = Server(BotApi())
    yield running
    await running.close()
