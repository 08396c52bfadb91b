"""A data directory of an older program: its index is made anew, or refused with a reason, and never asked."""

import hashlib
import json
from pathlib import Path

import pytest

from bot.data_folder import DataFolder
from bot.languages import Language
from bot.reindexing.collection import Request
from bot.reindexing.first_build import open_or_build
from index.errors import IndexDamagedError, NoIndexError, OutdatedIndexError, SearchIndexError
from index.versions import current_version
from tests.scripts.conftest import run_in


def age(home: Path) -> str:
    """Make the live version of ``home`` one of the program before; its name."""
    version = str(current_version(DataFolder(home).index))
    folder = DataFolder(home).index / "versions" / version
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    del manifest["engine"]
    text = json.dumps(manifest | {"format_version": 2})
    (folder / "manifest.json").write_text(text, "utf-8")
    (folder / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "\n", "utf-8")
    return version


@pytest.mark.slow
def test_the_chat_makes_an_older_programs_index_anew_and_says_so(home: Path) -> None:
    old = age(home)
    done = run_in(home, "scripts.chat", stdin="新主播开播之前要学什么？\n")
    assert done.returncode == 0, done.stderr
    assert "from an older version of this program; making it anew" in done.stdout
    assert "制茶车间" in done.stdout
    assert current_version(DataFolder(home).index) != old
    refused = run_in(home, "scripts.versions", "rollback")
    assert refused.returncode == 2
    assert f"Index {old} was made by an older version of this program" in refused.stderr
    again = run_in(home, "scripts.chat", stdin="新主播开播之前要学什么？\n")
    assert "older version" not in again.stdout
    assert "制茶车间" in again.stdout


def test_one_answer_is_refused_with_the_command_that_helps(home: Path) -> None:
    age(home)
    done = run_in(home, "scripts.ask", "新主播开播之前要学什么？")
    assert done.returncode == 2
    assert "springboard reindex --again" in done.stderr


def opened_after(error: SearchIndexError, language: Language) -> tuple[Request, str]:
    """What is built, and why, where the first try to open an index raises ``error``."""
    built: list[tuple[Request, str]] = []

    def open_index() -> bool:
        if not built:
            raise error
        return True

    assert open_or_build(open_index, lambda request, reason: built.append((request, reason)), "ada", language)
    return built[0]


def test_what_is_built_before_the_first_answer() -> None:
    first, _ = opened_after(NoIndexError("index-none"), "en")
    assert (first.whole, first.gate, first.by) == ((), True, "ada")
    anew, reason = opened_after(OutdatedIndexError("index-outdated", version="v"), "zh-Hans")
    assert (anew.again, anew.gate, anew.by) == (True, False, "ada")
    assert "旧版程序" in reason
    with pytest.raises(IndexDamagedError):
        opened_after(IndexDamagedError("index-damaged", version="v", problem="a file is missing"), "en")
