"""Each lasting file of a data directory, damaged in each way: the bot opens and answers as before, or says a sentence.

It never breaks off with a trace, builds or replaces an index, or quotes another text.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from bot.answering.assistant import Assistant
from bot.blobs.chosen import curated_in
from bot.curation.files import add_case, attach
from bot.errors import explain
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.reindexing.errors import CollectionError
from bot.reindexing.first_build import open_or_build
from bot.settings import Settings
from bot.state.database import open_database
from bot.suites.cases import Case, Expectation
from bot.wiring import open_assistant, open_live
from index.dense import held
from index.versions import current_version, list_versions, load_current
from knowledge.errors import TOLD_ERRORS
from tests.bot.conftest import no_advance, no_stage

QUESTIONS = ("下单后多久发货？", "主播的收入怎么算？")

Damage = Callable[[Path, random.Random], None]


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def zero(path: Path, _: random.Random) -> None:
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = bytes(third)
    path.write_bytes(content)


def cut(path: Path, _: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scramble(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


def empty(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def put_folder(path: Path, _: random.Random) -> None:
    path.unlink()
    path.mkdir()


WAYS: dict[str, Damage] = {
    "a bit": flip,
    "a hole": zero,
    "a cut": cut,
    "noise": scramble,
    "nothing": empty,
    "a folder": put_folder,
}


@pytest.fixture
def settings(home: Path, other: Path) -> Settings:
    """A data directory with all that lasts: two versions that were live, curated files, state, history of a chat."""
    settings = Settings(_env_file=None, data_dir=home)
    data = settings.data_folder
    attach(curated_in(data), load_current(data.index, "bundled").passages[2], "茶席怎么摆")
    add_case(curated_in(data), Case(id="a", question=QUESTIONS[0], expect=Expectation(contains=("48小时",))))
    reindex(settings, Request("Ada", add=(other,)), no_stage, no_advance)
    asyncio.run(open_state(settings))
    data.chat_history.write_text("\n# 2026-11-27\n+主播\n", "utf-8")
    return settings


async def open_state(settings: Settings) -> None:
    database = await open_database("", settings.data_folder.database)
    await database.close()


def fail(*_: object) -> None:
    pytest.fail("built")


def quoted(assistant: Assistant) -> list[str]:
    """What is quoted, from documents that the team has indexed."""
    titles = {document.title for document in assistant.snapshot.index.manifest.documents}
    assert titles <= {"高山茶直播销售报告", "咖啡豆选购手册"}
    return [assistant.ask(question).quotes[0].text for question in QUESTIONS]


def openings(settings: Settings) -> Iterator[Callable[[], list[str]]]:
    """Each way in which the data directory is opened, and what it quotes then."""
    yield lambda: quoted(open_or_build(lambda: open_live(settings), fail, "Ada", "en")[0].assistant)
    yield lambda: quoted(open_or_build(lambda: open_assistant(settings), fail, "Ada", "en"))
    yield lambda: asyncio.run(open_state(settings)) or []


def opened(settings: Settings) -> list[list[str] | str]:
    """What each way of opening quotes, or else the sentence that it says."""
    found: list[list[str] | str] = []
    for opening in openings(settings):
        try:
            found.append(opening())
        except TOLD_ERRORS as error:
            found.append(explain(error, "en", "terminal"))
    return found


@contextmanager
def damaged(path: Path, way: str, seed: int = 7) -> Iterator[None]:
    content = path.read_bytes()
    WAYS[way](path, random.Random(f"{path.name} {seed}"))
    yield
    if path.is_dir():
        path.rmdir()
    path.write_bytes(content)


def lasting(settings: Settings) -> list[Path]:
    files = [path for path in settings.data_folder.permanent_files() if not path.name.endswith(".lock")]
    assert len(files) > 30
    return files


def check(settings: Settings, path: Path, way: str, whole: list[list[str] | str], seed: int = 7) -> None:
    """Damage the file and open: what is quoted stays the same, or a sentence is said in its place."""
    folder, of_state = settings.data_folder.index, path == settings.data_folder.database
    versions, current = list_versions(folder), folder / "CURRENT"
    name = current.read_bytes()
    with damaged(path, way, seed):
        bot, command, state = opened(settings)
        assert bot == whole[0], (path, way, bot)
        assert command == whole[1] or "is damaged" in command, (path, way, command)
        assert state == whole[2] or of_state, (path, way, state)
        for said in (command, state):
            assert not isinstance(said, str) or len(said.splitlines()) == 1
        assert list_versions(folder) == versions or path.parent.parent.name == "versions"
    assert current.read_bytes() == name


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.attack
@pytest.mark.parametrize("way", WAYS)
def test_every_lasting_file(settings: Settings, way: str, tries: int) -> None:
    whole = opened(settings)
    for path in lasting(settings):
        for seed in range(max(1, tries // 3) if way == "a bit" else 1):
            check(settings, path, way, whole, seed)


def test_some_files(settings: Settings) -> None:
    whole = opened(settings)
    data = settings.data_folder
    live = data.index / "versions" / str(current_version(data.index))
    (document,) = data.documents.glob("*/tea.md")
    for path, way in (
        (data.index / "CURRENT", "nothing"),
        (data.index / "history.jsonl", "noise"),
        (live / "manifest.json", "a bit"),
        (live / "passages.jsonl", "a hole"),
        (data.curated / "questions.yaml", "a hole"),
        (data.database, "nothing"),
        (data.embeddings, "a folder"),
        (document, "a cut"),
    ):
        check(settings, path, way, whole)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_only_version_damaged_is_told_in_a_sentence(home: Path) -> None:
    settings = Settings(_env_file=None, data_dir=home)
    folder = settings.data_folder.index
    for path in sorted((folder / "versions" / str(current_version(folder))).iterdir()):
        for way in WAYS:
            with damaged(path, way):
                for said in opened(settings)[:2]:
                    assert isinstance(said, str), (path, way)
                    assert "is damaged" in said
                    assert len(said.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_built_with_a_damaged_file_is_the_same_or_is_refused(
    settings: Settings, tmp_path: Path, way: str
) -> None:
    folder, before = settings.data_folder.index, load_current(settings.data_folder.index, "bundled")
    for path in settings.data_folder.documents.glob("*/*"):
        with damaged(path, way):
            with pytest.raises(CollectionError, match="original-damaged"):
                reindex(settings, Request("Ada", again=True, gate=False), no_stage, no_advance)
            assert current_version(folder) == before.manifest.version
    note = tmp_path / "note.md"
    note.write_text("# 笔记\n\n周一开会。\n", "utf-8")
    with damaged(settings.data_folder.embeddings, way):
        reindex(settings, Request("Ada", add=(note,), gate=False), no_stage, no_advance)
    after = load_current(folder, "bundled")
    np.testing.assert_array_equal(held(after.vectors).vectors[: len(before.passages)], held(before.vectors).vectors)
    np.testing.assert_array_equal(after.background.chinese, before.background.chinese)
