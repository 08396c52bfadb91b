"""The pages and the files of earlier editions: as long as they are kept, and for whom."""

import shutil
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.state.quotes_only import quotes_only_among, set_quotes_only
from bot.telegram.button_fields import CHECKSUM_CHARACTERS
from bot.telegram.callbacks import EditionFileButton, EditionPageButton, FileButton
from index.folder_store import FolderStore
from index.versions import earlier_versions
from tests.bot.conftest import with_edition
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, StartBot, World
from tests.bot.telegram.handlers.test_pages import pictures, press
from tests.conftest import TEA_REPORT

pytestmark = pytest.mark.usefixtures("font")


@pytest.fixture(scope="module")
def replaced(tea_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory, to copy, whose document was replaced by a newer edition."""
    text = TEA_REPORT.read_text("utf-8").replace("48小时", "72小时")
    return with_edition(tea_home, tmp_path_factory.mktemp("replaced"), text)


@pytest.fixture
def home(replaced: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(replaced, tmp_path / "home"))


@pytest.fixture
async def world(start_bot: StartBot, api: BotApi, home: Path) -> AsyncIterator[World]:
    async with start_bot(api, data_dir=home) as running:
        yield running


@pytest.fixture
async def answer(world: World) -> Json:
    (message,) = await world.ask(ANNA, "和上一版比，下单后多久发货")
    return message


@pytest.fixture
def store(home: Path) -> FolderStore:
    return FolderStore(Settings(_env_file=None, data_dir=home).data_folder.index)


async def test_after_a_restart_it_is_told_why_below_an_older_answer(
    start_bot: StartBot, api: BotApi, home: Path
) -> None:
    async with start_bot(api, data_dir=home) as world:
        (answer,) = await world.ask(ANNA, "和上一版比，下单后多久发货")
        await world.ask(ANNA, "主播的收入由哪几个部分组成？")
    async with start_bot(api, data_dir=home) as world:
        await world.press(ANNA, answer, buttons(answer)["❓ Why"])
        why, *each, version = world.api.by_bot(ANNA["id"])[-1]["text"].split("\n")
    assert why.startswith("Set beside each other: the editions “高山茶直播销售报告")
    assert "in “下单后多久发货”" in why
    assert len(each) == 2
    assert version.startswith("Answered from index")


def last_file(world: World) -> bytes:
    return world.api.content(world.api.by_bot(ANNA["id"])[-1])


async def test_they_are_shown_while_the_edition_is_kept(
    world: World, answer: Json, store: FolderStore, drawn: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await press(world, answer, label="📄 1")
    (page,) = drawn
    (runs,) = (part.runs for part in page.parts if part.marked)
    assert any("48小时" in text and style == "key" for text, style in runs)
    _, shown = pictures(world)
    await press(world, shown, label="⬇ The file")
    assert last_file(world) == TEA_REPORT.read_bytes()

    live, whole = world.services.live, world.services.live.assistant
    other = whole.snapshot.index.manifest.documents[0].model_copy(update={"title": "咖啡"})
    manifest = whole.snapshot.index.manifest.model_copy(update={"documents": (other,)})
    live._assistant = replace(
        whole, snapshot=replace(whole.snapshot, index=replace(whole.snapshot.index, manifest=manifest))
    )
    assert "page cannot be shown" in (await press(world, answer, label="📄 1"))["text"]
    live._assistant = whole
    shutil.rmtree(store.folder / "versions" / earlier_versions(store.folder)[0])
    assert "page cannot be shown" in (await press(world, answer, label="📄 1"))["text"]
    assert "file cannot be sent" in (await press(world, shown, label="⬇ The file"))["text"]
    assert len(pictures(world)) == 2


async def test_a_page_is_read_in_a_turn_after_the_press_was_acknowledged_and_nothing_else_is_loaded(
    world: World, answer: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.editions._KEPT_S", 0)
    world.services.live.take_up()  # lets go of the edition that was asked
    monkeypatch.delattr(FolderStore, "load")
    reading: list[tuple[str, int, str]] = []

    def read(*of: Any, really: Callable[..., Any] = FolderStore.passages) -> Any:
        acknowledged = [*world.api.answers.values()][-1]["text"]
        reading.append((threading.current_thread().name[:3], world.services.searches.waiting, acknowledged))
        return really(*of)

    monkeypatch.setattr(FolderStore, "passages", read)
    await press(world, answer, label="📄 1")
    assert len(pictures(world)) == 1
    assert reading == [("ask", 1, "…")]


async def test_one_that_may_only_be_quoted_stays_so_when_a_newer_one_is_given_out(
    world: World, answer: Json, store: FolderStore
) -> None:
    database, (version,) = world.services.database, store.earlier()
    (first,) = store.documents(version)
    await set_quotes_only(database, ADMIN["id"], first, only=True)
    (listed,) = await world.ask(ADMIN, "/documents")
    for _ in range(2):  # pressed twice it is the same
        await world.press(ADMIN, listed, buttons(listed)["1 🔓"])
    assert await quotes_only_among(database, [first, *world.snapshot.index.manifest.documents]) == {first.sha256}

    sha256 = first.sha256[:CHECKSUM_CHARACTERS]
    for told in (
        await press(world, answer, label="📄 1"),
        await world.press(ANNA, answer, EditionFileButton(version=version, sha256=sha256, page=0).pack()),
    ):
        assert told["show_alert"]
        assert "may only be quoted" in told["text"]
    await world.press(ANNA, answer, FileButton(sha256=sha256, page=0).pack())  # of a list before the new edition
    assert "no longer in the index" in world.api.by_bot(ANNA["id"])[-1]["text"]
    assert not world.api.count("sendDocument")
    (sources,) = await world.ask(ANNA, "/sources")
    await press(world, sources, label="⬇ 1")
    assert "72小时" in last_file(world).decode()


async def test_the_mark_stays_with_one_that_takes_its_place_under_another_title(
    world: World, store: FolderStore
) -> None:
    database, (version,) = world.services.database, store.earlier()
    (first,) = store.documents(version)
    (now,) = world.snapshot.index.manifest.documents
    later = now.model_copy(update={"title": "2027年报告", "formerly": (now.title,)})
    await set_quotes_only(database, ADMIN["id"], first, only=True)
    assert await quotes_only_among(database, [later]) == {later.sha256}
    await set_quotes_only(database, ADMIN["id"], later, only=False, before=[first])
    assert await quotes_only_among(database, [first, later]) == {first.sha256}
    await set_quotes_only(database, ADMIN["id"], first, only=False)
    assert not await quotes_only_among(database, [first, later])
    # What is marked takes along what it took the place of.
    await set_quotes_only(database, ADMIN["id"], later, only=True, before=[first])
    assert await quotes_only_among(database, [first, later]) == {first.sha256, later.sha256}
    after_a_rollback = first.model_copy(update={"sha256": "f" * 64})
    assert await quotes_only_among(database, [after_a_rollback])


async def test_what_was_rolled_back_is_not_shown(world: World, answer: Json, store: FolderStore) -> None:
    first, second = store.versions()
    (document,) = store.documents(second)
    store.switch_to(first, "Ada", "rolled back")
    world.services.live.take_up()
    sha256 = document.sha256[:CHECKSUM_CHARACTERS]
    page = EditionPageButton(version=second, row=0, starts=())
    file = EditionFileButton(version=second, sha256=sha256, page=0)
    for made_up in (page, file):
        told = await world.press(ANNA, answer, made_up.pack())
        assert "no longer available" in told["text"]
    assert not pictures(world)
    await press(world, answer, label="📄 1")
    assert len(pictures(world)) == 1
