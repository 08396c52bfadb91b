"""What the bot does by itself: takes up what others published, and tells what was interrupted or is damaged."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from bot.answering.live import LOOK_EVERY_S, Live
from bot.blobs.chosen import curated_files
from bot.curation.files import attach
from bot.data_folder import DataFolder
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from bot.state.audit import newest
from bot.state.people import set_language
from bot.telegram.context import Context
from bot.telegram.index_jobs import refresh, tell_interrupted
from index.errors import IndexDamagedError
from index.versions import current_version
from knowledge.errors import ToldError
from tests.bot.conftest import no_advance, no_stage
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, StartBot, World
from tests.bot.telegram.handlers.test_disk import read_only
from tests.conftest import TEA_REPORT


def told(api: BotApi, user: Json) -> list[str]:
    return [message["text"] for message in api.by_bot(user["id"])]


async def test_a_version_published_elsewhere_goes_live_here_too(office: World, other: Path) -> None:
    settings = office.services.settings
    summary = await asyncio.to_thread(reindex, settings, Request("Ben", add=(other,)), no_stage, no_advance)
    await office.until(lambda: office.snapshot.version == summary.version)
    (answer,) = await office.ask(ANNA, "深烘的豆子适合做什么？")
    assert "拿铁" in answer["text"]


async def test_the_bot_looks_on_after_a_look_that_failed_and_begins_none_beside_one_that_takes_long(
    office: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    every_s, long_s = 0.001, 0.1
    begun, ended = list[int](), list[int]()

    def look() -> list[ToldError]:
        begun.append(len(ended))
        if len(begun) == 1:
            ended.append(1)
            raise RuntimeError("as nobody expected")
        time.sleep(long_s)
        ended.append(1)
        return []

    monkeypatch.setattr("bot.telegram.index_jobs.LOOK_EVERY_S", every_s)
    monkeypatch.setattr(office.services.live, "refresh", look)
    await office.until(lambda: len(ended) >= 4)
    assert begun[:4] == [0, 1, 2, 3]
    assert not [record for record in caplog.records if record.name.startswith("apscheduler")]


@pytest.mark.slow
async def test_a_damaged_version_is_told_to_admins_once_and_the_one_before_answers(office: World, other: Path) -> None:
    settings = office.services.settings
    folder = settings.data_folder.index
    before = office.snapshot.version
    await asyncio.to_thread(reindex, settings, Request("Ben", add=(other,)), no_stage, no_advance)
    (folder / "versions" / str(current_version(folder)) / "words.json").write_bytes(b"{}")
    await office.until(lambda: any("Until then, version" in text for text in told(office.api, ADMIN)))
    await asyncio.sleep(3 * LOOK_EVERY_S)
    assert len(told(office.api, ADMIN)) == 1
    assert "words.json has changed" in told(office.api, ADMIN)[0]
    (answer,) = await office.ask(ANNA, "主播的收入怎么算？")
    await office.press(ANNA, answer, buttons(answer)["❓ Why"])
    assert before in office.api.by_bot(ANNA["id"])[-1]["text"]


async def test_an_interrupted_build_is_cleared_away_and_told_at_the_start(
    start_bot: StartBot, api: BotApi, home: Path
) -> None:
    folder = DataFolder(home).index
    (folder / "building-x").mkdir()
    owner = {"by": "Ada", "process": 1, "since": "2026-11-25T12:00:00+00:00"}
    (folder / "building.json").write_text(json.dumps(owner))
    async with start_bot(api, data_dir=home) as world:
        await world.until(lambda: bool(told(api, ADMIN)))
        assert "The build that Ada began on 2026-11-25 12:00 UTC" in told(api, ADMIN)[0]
    assert not list(folder.glob("building*"))
    async with start_bot(api, data_dir=home) as world:
        await world.settle()
        assert len(told(api, ADMIN)) == 1
        (log,) = await world.ask(ADMIN, "/audit")
        assert log["text"].count("found the build of Ada interrupted") == 1


async def test_an_interrupted_build_is_noted_once_the_disk_takes_changes(
    start_bot: StartBot, api: BotApi, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.index_jobs._AGAIN_S", 0.05)
    folder = DataFolder(home).index
    owner = {"by": "Ada", "process": 1, "since": "2026-11-25T12:00:00+00:00"}
    async with start_bot(api, data_dir=home) as world:
        await world.settle()
        (folder / "building.json").write_text(json.dumps(owner))
        async with read_only(world):
            await tell_interrupted(Context(world.app))
            assert len(told(api, ADMIN)) == 1
            assert await newest(world.services.database, 10) == []
        for _ in range(300):
            await asyncio.sleep(0.02)
            if entries := await newest(world.services.database, 10):
                break
    assert [(entry.action, entry.details["by"]) for entry in entries] == [("build interrupted", "Ada")]


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """The tea report with a heading renamed and the second point below it left out."""
    path = tmp_path / "shorter" / "tea.md"
    path.parent.mkdir()
    lines = TEA_REPORT.read_text("utf-8").replace("## 1. 主播", "## 1. 谁来直播").splitlines()
    path.write_text("\n".join(line for line in lines if "主播的收入由底薪" not in line), "utf-8")
    return path


async def test_curated_questions_live_on_while_their_place_does(office: World, edited: Path, shorter: Path) -> None:
    settings: Settings = office.services.settings
    question = "茶席怎么摆才好看？"
    passage = office.snapshot.index.passages[5]
    assert passage.ref == "2.1.2"
    attach(curated_files(settings), passage, question)
    for path in (edited, shorter):
        request = Request("Ada", replace=(("tea.md", path),))
        summary = await asyncio.to_thread(reindex, settings, request, no_stage, no_advance)
        await asyncio.to_thread(office.services.live.refresh)
        answer = await office.services.ask(ADMIN["id"], office.services.live.assistant, question)
        survives = path == edited
        assert (answer.quotes[0].ref == "2.1.2") == survives
        assert (summary.lost.questions == 0) == survives
    listed = (await office.ask(ADMIN, "/curated"))[0]["text"]
    assert f"· {question} (直播怎么做 › 主播)" in listed


async def test_what_is_wrong_with_the_index_is_told_in_the_admins_language(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_language(office.services.database, ADMIN["id"], "Ada", "zh-Hans")
    damaged = IndexDamagedError("index-damaged", version="v1", problem="words.json has changed")
    monkeypatch.setattr(Live, "refresh", lambda _: [damaged])
    await refresh(Context(office.app))
    assert "索引 v1 已损坏（words.json has changed）。请用 /rollback 退回上一版本" in told(office.api, ADMIN)[-1]
