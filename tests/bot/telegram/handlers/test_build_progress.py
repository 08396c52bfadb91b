"""A build in chat: its progress, who started it, how it is stopped, and what /status says of it."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.telegram import build_runner
from index.folder_store import FolderStore
from index.locks import building
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, StartBot, World
from tests.bot.telegram.handlers.uploading import actions, live, press, send


@pytest.fixture
def edited_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the message that tells of a build follow it closely."""
    monkeypatch.setattr(build_runner, "_EDIT_INTERVAL_S", 0.05)


async def test_a_build_meanwhile_is_told_by_whom(office: World, other: Path) -> None:
    (preview,) = await send(office, other)
    with building(office.services.settings.data_folder.index, "Ben"):
        refused = await press(office, preview, "Build with it added")
    assert "Ben has been building" in refused[-1]["text"]
    (told,) = await press(office, preview, "Build with it added")
    assert "is live" in told["text"]


def long_file(folder: Path, paragraphs: int = 400) -> Path:
    path = folder / "long.md"
    texts = [f"第{n}段讲的是第{n * 7}件不同的事情，内容很长。" for n in range(paragraphs)]
    path.write_text("\n\n".join(["# 长文", *texts]), "utf-8")
    return path


async def test_a_bot_that_is_stopped_does_not_wait_for_its_build(
    start_bot: StartBot, api: BotApi, home: Path, tmp_path: Path
) -> None:
    async with start_bot(api, data_dir=home) as office:
        (preview,) = await send(office, long_file(tmp_path))
        office.api.press(ADMIN, preview, buttons(preview)["Build with it added"])
        await office.until(lambda: bool(office.services.builds.progress and office.services.builds.progress.done))
        progress = office.services.builds.progress
    assert progress
    assert (progress.stage_name, progress.done < progress.total) == ("encoding", True)
    assert api.by_bot(ADMIN["id"])[-1]["text"].startswith("Stopped; the live version is as it was")


@pytest.mark.usefixtures("edited_often")
async def test_one_message_tells_how_far_a_build_is_until_it_is_stopped(office: World, tmp_path: Path) -> None:
    (preview,) = await send(office, long_file(tmp_path))
    before = live(office)
    office.api.press(ADMIN, preview, buttons(preview)["Build with it added"])
    messages = len(office.api.by_bot(ADMIN["id"]))
    await office.until(lambda: "Encoding: " in office.api.by_bot(ADMIN["id"])[-1]["text"])
    told = office.api.by_bot(ADMIN["id"])[-1]
    assert re.search(r"[▓░]{12} \d+ %\nEncoding: \d+ of \d+", told["text"])
    answer = (await _ask_during(office))["text"]
    assert "48小时" in answer
    office.api.press(ADMIN, told, buttons(told)["Stop"])
    await office.settle()
    assert told["text"].startswith("Stopped; the live version is as it was")
    assert len(office.api.by_bot(ADMIN["id"])) == messages + 1
    assert live(office) == before
    assert "stopped a build" in await actions(office)


async def test_a_build_that_goes_live_all_the_same_was_not_stopped(
    office: World, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (preview,) = await send(office, other)

    switch_to = FolderStore.switch_to

    def stop_and_switch(*arguments: Any, **more: Any) -> None:
        assert office.services.builds.stop(ADMIN["id"])
        switch_to(*arguments, **more)

    monkeypatch.setattr(FolderStore, "switch_to", stop_and_switch)
    before = live(office)
    (told,) = await press(office, preview, "Build with it added")
    assert "is live" in told["text"]
    assert live(office) != before
    assert "built" in await actions(office)
    assert "stopped a build" not in await actions(office)


@pytest.mark.usefixtures("edited_often")
async def test_a_build_that_is_refused_hides_no_other_from_stop_and_status(office: World, tmp_path: Path) -> None:
    (preview,) = await send(office, long_file(tmp_path))
    before = live(office)
    office.api.press(ADMIN, preview, buttons(preview)["Build with it added"])
    await office.until(lambda: "Encoding: " in office.api.by_bot(ADMIN["id"])[-1]["text"])
    told = office.api.by_bot(ADMIN["id"])[-1]
    office.api.press(ADMIN, preview, buttons(preview)["Build with it added"])
    await office.until(lambda: "has been building" in office.api.by_bot(ADMIN["id"])[-1]["text"])
    office.api.say(ADMIN, "/status")
    await office.until(lambda: "Encoding" in office.api.by_bot(ADMIN["id"])[-1]["text"])
    office.api.press(ADMIN, told, buttons(told)["Stop"])
    await office.settle()
    assert told["text"].startswith("Stopped; the live version is as it was")
    assert live(office) == before


async def _ask_during(world: World) -> Json:
    before = len(world.api.by_bot(ANNA["id"]))
    world.api.say(ANNA, "下单后多久发货？")
    await world.until(lambda: len(world.api.by_bot(ANNA["id"])) > before)
    return world.api.by_bot(ANNA["id"])[-1]
