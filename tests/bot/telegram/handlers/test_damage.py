"""A damaged part is told to the admins once, the rest answers, and what the message says to do helps."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.answering.live import LOOK_EVERY_S
from bot.blobs.chosen import curated_in
from bot.curation.files import attach, export_curated
from bot.data_folder import DataFolder
from index.search import SearchIndex
from index.versions import current_version, list_versions
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, StartBot, World
from tests.conftest import TEA_REPORT

QUESTION = "下单后多久发货？"


async def told(world: World) -> str:
    """What the admins were told of damage, which must be one message, however often the bot looks."""
    await world.until(lambda: bool(world.api.by_bot(ADMIN["id"])))
    for _ in range(3):
        await asyncio.to_thread(world.services.live.take_up)
    await asyncio.sleep(3 * LOOK_EVERY_S)  # so that the bot itself looks, too
    (message,) = world.api.by_bot(ADMIN["id"])
    return str(message["text"])


@pytest.mark.slow
async def test_a_lost_name_of_the_live_version_at_the_start(start_bot: StartBot, api: BotApi, home: Path) -> None:
    folder = DataFolder(home).index
    version = str(current_version(folder))
    (folder / "CURRENT").write_bytes(b"")
    async with start_bot(api, data_dir=home) as world:
        text = await told(world)
        assert "Which version is live cannot be told" in text
        assert f"Open the right one in /versions, most likely {version}" in text
        assert f"Until then, version {version} answers" in text
        assert "48小时" in (await world.ask(ANNA, QUESTION))[0]["text"]
        assert list_versions(folder) == [version]
        (listed,) = await world.ask(ADMIN, "/versions")
        for label in (version, "Make it live", "Yes, make it live"):
            await world.press(ADMIN, listed, buttons(listed)[label])
            listed = api.by_bot(ADMIN["id"])[-1]
        assert current_version(folder) == version
    async with start_bot(api, data_dir=home) as world:
        before = len(api.by_bot(ADMIN["id"]))
        await world.settle()
        assert not await asyncio.to_thread(world.services.live.refresh)
        assert len(api.by_bot(ADMIN["id"])) == before


async def test_changes_that_are_missing_at_the_start(start_bot: StartBot, api: BotApi, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    async with start_bot(api, data_dir=tmp_path / "running") as world:
        await world.ask(ANNA, QUESTION)
        for name in ("state.sqlite", "state.sqlite-changes"):  # as after a crash, without state.sqlite-wal
            await asyncio.to_thread(shutil.copy, tmp_path / "running" / name, crashed)
    assert not api.by_bot(ADMIN["id"])
    for _ in range(2):
        async with start_bot(api, data_dir=crashed) as world:
            await world.until(lambda: bool(api.by_bot(ADMIN["id"])))
            await world.settle()
            (message,) = api.by_bot(ADMIN["id"])
            assert "The last changes to the database are missing" in message["text"]


@pytest.mark.slow
async def test_damaged_curated_questions_at_the_start(
    start_bot: StartBot, api: BotApi, home: Path, tea_index: SearchIndex
) -> None:
    curated = curated_in(DataFolder(home))
    attach(curated, tea_index.passages[2], "茶席怎么摆")
    exported = export_curated(curated)
    file = curated.folder / "questions.yaml"
    file.write_bytes(file.read_bytes()[:50])
    async with start_bot(api, data_dir=home) as world:
        text = await told(world)
        assert "The curated questions cannot be used" in text
        assert str(home) not in text
        assert "48小时" in (await world.ask(ANNA, QUESTION))[0]["text"]
        version = world.snapshot.version
        assert "48小时" in (await world.ask(ADMIN, f"/try {version} {QUESTION}"))[0]["text"]
        file.unlink()  # moved away, as the message says
        api.send_file(ADMIN, "curated.yaml", exported.encode())
        await world.settle()
        assert world.services.live.assistant.ask("茶席怎么摆").quotes[0].number == 2


async def test_a_damaged_file_is_not_sent_until_it_has_come_again(office: World, home: Path) -> None:
    (kept,) = DataFolder(home).documents.glob("*/tea.md")
    kept.write_bytes(kept.read_bytes()[:-1])
    (listed,) = await office.ask(ADMIN, "/documents")
    await office.press(ADMIN, listed, buttons(listed)["1 ⬇"])
    text = office.api.by_bot(ADMIN["id"])[-1]["text"]
    assert "The kept file tea.md is damaged" in text
    assert str(home) not in text
    office.api.send_file(ADMIN, "tea.md", TEA_REPORT.read_bytes())  # as the message says
    await office.settle()
    await office.press(ADMIN, listed, buttons(listed)["1 ⬇"])
    assert office.api.by_bot(ADMIN["id"])[-1]["document"]["file_name"] == "tea.md"
