"""Buttons below what was answered before a re-indexing that reworded a passage and gave the document another title."""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.answering import reopening
from bot.answering.snapshot import snapshot_of
from bot.telegram.callbacks import LinkButton, OthersButton, PageButton, PassageButton, RestButton, SectionButton
from bot.telegram.packed import Button
from index.folder_store import FolderStore
from index.search import SearchIndex
from index.versions import earlier_versions
from knowledge.places import find_places
from tests.bot.conftest import with_edition
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, styled
from tests.bot.telegram.handlers.conftest import ANNA, StartBot, World
from tests.bot.telegram.handlers.test_pages import pictures
from tests.conftest import TEA_REPORT

CHANGED = "This passage has changed since it was quoted."
GIFTS, TRAINING, DELIVERY = 3, 4, 7  # rows: removed, left as it was, reworded


@pytest.fixture(scope="module")
def reworded(tea_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory, to copy, whose document was replaced by one with a point reworded, one less, another title."""
    text = TEA_REPORT.read_text("utf-8").replace("48小时", "七十二小时").replace("高山茶直播销售报告", "高山茶年报")
    without_gifts = "\n".join(line for line in text.split("\n") if "送礼" not in line)
    return with_edition(tea_home, tmp_path_factory.mktemp("reworded"), without_gifts, gate=False)


@pytest.fixture
def home(reworded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(reworded, tmp_path / "home"))


@pytest.fixture
async def world(start_bot: StartBot, api: BotApi, home: Path) -> AsyncIterator[World]:
    async with start_bot(api, data_dir=home) as running:
        yield running


@pytest.fixture
def held(home: Path, tea_index: SearchIndex) -> Any:
    """What a button held that was made before, of the passages in these rows."""
    outline, (version,) = snapshot_of(tea_index).outline, earlier_versions(home / "index")
    return lambda *rows: {"version": version, "passages": tuple(outline.ids[row] for row in rows)}


async def pressed(world: World, holds: Button) -> tuple[Json, Json]:
    """Press a button below a message that can no longer be seen: what was told, and the last message after it."""
    old = {"chat": {"id": ANNA["id"], "type": "private"}, "message_id": 1, "date": 0}
    told = await world.press(ANNA, old, holds.pack())
    return told, world.api.by_bot(ANNA["id"])[-1]


async def test_they_open_it_as_it_is_now_and_say_so(world: World, held: Any) -> None:
    await world.ask(ANNA, "你好")
    for holds in (
        PassageButton(action="view", **held(DELIVERY)),
        OthersButton(**held(DELIVERY)),
        OthersButton(**held(TRAINING, DELIVERY)),
        RestButton(**held(DELIVERY)),
        SectionButton(action="section", **held(DELIVERY)),
    ):
        _, opened = await pressed(world, holds)
        assert "七十二小时" in styled(opened, "expandable_blockquote")[-1]
        assert styled(opened, "italic").count(CHANGED) == 1
    _, opened = await pressed(world, OthersButton(**held(TRAINING)))
    assert "30天" in opened["text"]
    assert CHANGED not in opened["text"]
    _, linked = await pressed(world, LinkButton(**held(DELIVERY)))
    assert CHANGED in linked["text"]
    _, linked = await pressed(world, LinkButton(**held(TRAINING, DELIVERY)))
    assert "1 of these passages has changed since it was quoted." in linked["text"]


async def test_for_all_that_is_pressed_the_version_is_read_once_and_each_document_compared_once_a_press(
    world: World, held: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.ask(ANNA, "你好")
    called = Counter[str]()

    def counted(name: str, really: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            called[name] += 1
            return really(*args)

        return call

    monkeypatch.setattr(FolderStore, "passages", counted("read", FolderStore.passages))
    monkeypatch.setattr("bot.answering.reworded.find_places", counted("compared", find_places))
    for _ in range(2):
        _, opened = await pressed(world, OthersButton(**held(GIFTS, DELIVERY)))
        assert "七十二小时" in opened["text"]
    assert called == {"read": 1, "compared": 2}
    monkeypatch.setattr(reopening, "monotonic", lambda: time.monotonic() + 600)
    await asyncio.to_thread(world.services.live.take_up)
    assert not reopening._last_read  # not held in memory for long


async def test_what_was_removed_is_gone_and_so_is_all_when_the_version_is_not_kept(
    world: World, held: Any, home: Path
) -> None:
    await world.ask(ANNA, "你好")
    told, _ = await pressed(world, OthersButton(**held(GIFTS)))
    assert "cannot be found" in told["text"]
    _, opened = await pressed(world, OthersButton(**held(GIFTS, DELIVERY)))
    assert "1 further passage cannot be found" in opened["text"]
    shutil.rmtree(home / "index" / "versions" / held()["version"])
    told, _ = await pressed(world, OthersButton(**held(DELIVERY)))
    assert "cannot be found" in told["text"]


async def test_where_only_the_title_changed_it_opens_unchanged_also_when_the_version_is_not_kept(
    world: World, held: Any, home: Path
) -> None:
    shutil.rmtree(home / "index" / "versions" / held()["version"])
    await world.ask(ANNA, "你好")
    for holds in (OthersButton(**held(TRAINING)), LinkButton(**held(TRAINING))):
        _, opened = await pressed(world, holds)
        assert "高山茶年报" in opened["text"]
        assert CHANGED not in opened["text"]


@pytest.mark.usefixtures("font")
async def test_its_page_shows_no_other_sentence_stronger(world: World, held: Any, drawn: list[Any]) -> None:
    await world.ask(ANNA, "你好")
    _, shown = await pressed(world, PageButton(**held(DELIVERY), key=(1,)))
    assert pictures(world) == [shown]
    assert shown["caption"].startswith(f"{CHANGED}\n高山茶年报 · 二、2 (2)")
    (page,) = drawn
    (runs,) = (part.runs for part in page.parts if part.marked)
    assert [style for _, style in runs] == ["plain"]
