"""What a message on a damaged index advises helps: followed from message to message, it ends with a whole answer."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.data_folder import DataFolder
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from index.versions import add_version, current_version, list_versions, load_version
from scripts.app import app
from tests.bot.conftest import no_advance, no_stage
from tests.conftest import TEA_REPORT
from tests.index.published import renamed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "下单后多久发货？"
HELD = "20990101-000000-abcdef"
NOT_PASSED = '{"suites":["s"],"judged":1,"passed":0,"known":0,"against":null,"better":[],"worse":[],"lost":["a"]}'

Damage = Callable[[Path], None]


@pytest.fixture
def home(tea_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with two versions that were live, and a newer one that was held back."""
    home = Path(shutil.copytree(tea_home, tmp_path / "home"))
    for name, value in (("DATA_DIR", str(home)), ("INTERFACE_LANGUAGE", "en"), ("COLUMNS", "1000")):
        monkeypatch.setenv(name, value)
    note = tmp_path / "note.md"
    note.write_text("# 笔记\n\n周一开会。\n", "utf-8")
    reindex(Settings(_env_file=None, data_dir=home), Request("Ada", add=(note,)), no_stage, no_advance)
    folder = DataFolder(home).index
    index = load_version(folder, str(current_version(folder)), "bundled")
    add_version(renamed(index, HELD), folder, check=lambda _: {"checked": NOT_PASSED})
    return home


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def of_current(content: str | None) -> Damage:
    def damage(folder: Path) -> None:
        (folder / "CURRENT").unlink()
        if content is not None:
            (folder / "CURRENT").write_text(content, "utf-8")

    return damage


def of_versions(name: str, count: int) -> Damage:
    """Spoil the file ``name`` in the last ``count`` versions that were live."""

    def damage(folder: Path) -> None:
        for version in list_versions(folder)[:-1][-count:]:
            spoil(folder / "versions" / version / name)

    return damage


def without_history(folder: Path) -> None:
    (folder / "history.jsonl").unlink()


def without_versions(folder: Path) -> None:
    shutil.rmtree(folder / "versions")


def nothing(_: Path) -> None:
    """Leave all as it is."""


CURRENT: dict[str, Damage] = {"": nothing, "lost": of_current(None), "held back": of_current(HELD)}
HISTORY: dict[str, Damage] = {"": nothing, "lost": without_history}
VERSIONS: dict[str, Damage] = {"": nothing, "gone": without_versions}
VERSIONS |= {
    f"{name} {count}": of_versions(name, count) for name in ("manifest.json", "words.json") for count in (1, 2)
}


def call(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stderr


def advised(told: str) -> list[list[str]]:
    """The commands in a message, with what a person puts in for FILE and VERSION."""
    commands = re.findall(r"springboard ((?:versions|reindex)(?: (?:[a-z]+|--[a-z]+|[\w-]*\d[\w-]*|[A-Z]+))*)", told)
    put = {"FILE": str(TEA_REPORT), "VERSION": ""}
    return [[put.get(word, word) for word in command.split()] for command in commands]


def follow(folder: Path) -> list[str]:
    """Carry out the first command of each message that was not tried yet; return them when a whole answer comes."""
    tried: list[str] = []
    code, told = call("ask", QUESTION)
    for _ in range(6):
        if code == 0 and not told:
            return tried
        commands = [command for command in advised(told) if command != ["versions", "list"]]
        command = next(command for command in commands if " ".join(command) not in tried)
        tried.append(" ".join(command))
        if command[-1] == "":  # the choice is a person's: one that was checked
            command[-1] = next(version for version in reversed(list_versions(folder)) if version != HELD)
        code, told = call(*command)
        if code == 0:
            code, told = call("ask", QUESTION)
    pytest.fail(f"{tried} and then {told}")


@pytest.mark.parametrize("versions", VERSIONS)
@pytest.mark.parametrize("history", HISTORY)
@pytest.mark.parametrize("current", CURRENT)
def test_what_is_advised_ends_with_a_whole_answer(home: Path, current: str, history: str, versions: str) -> None:
    folder = DataFolder(home).index
    for damage in (CURRENT[current], HISTORY[history], VERSIONS[versions]):
        damage(folder)
    follow(folder)
    assert current_version(folder) != HELD


@pytest.mark.parametrize("name", ["manifest.sha256", "passages.jsonl", "passages.faiss", "places.jsonl", "arrays.npz"])
@pytest.mark.parametrize("count", [1, 2])
def test_so_it_does_whichever_file_of_a_version_is_damaged(home: Path, name: str, count: int) -> None:
    folder = DataFolder(home).index
    of_versions(name, count)(folder)
    follow(folder)
    assert current_version(folder) != HELD


def test_what_is_whole_is_left_alone_by_a_repair(home: Path) -> None:
    folder = DataFolder(home).index
    live = current_version(folder)
    spoil(folder / "versions" / list_versions(folder)[0] / "words.json")
    assert call("versions", "repair") == (0, "")
    assert current_version(folder) == live
