"""The page below an answer, drawn in the jail and sent as a picture."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.pages import pictures as drawing
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from bot.state.audit import newest
from tests.bot.conftest import no_advance, no_stage
from tests.bot.telegram.api.model import BotApi, Failure
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, StartBot, World
from tests.bot.telegram.handlers.test_answer_buttons import newer
from tests.knowledge.fonts import make_font
from tests.knowledge.test_pages import FIRST, OTHER, SECOND, box_of, opened, pdf

QUESTION = "新主播开播之前要做什么？"
MARK = (255, 248, 205)


@pytest.fixture(autouse=True)
def font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    return make_font(tmp_path / "own" / "fonts")


@pytest.fixture
async def answer(world: World) -> Json:
    (message,) = await world.ask(ANNA, QUESTION)
    return message


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was drawn, in order."""
    done: list[Any] = []
    really = drawing.draw_isolated

    def draw(wanted: Any, file: Path | None) -> Any:
        done.append(wanted)
        return really(wanted, file)

    monkeypatch.setattr(drawing, "draw_isolated", draw)
    return done


def pictures(world: World, chat: int = ANNA["id"]) -> list[Json]:
    return [message for message in world.api.by_bot(chat) if "photo" in message]


async def press(world: World, message: Json, user: Json = ANNA) -> Json:
    return await world.press(user, message, buttons(message)["📄"])


async def test_the_page_is_sent_with_the_passage_marked_and_noted(world: World, answer: Json) -> None:
    told = await press(world, answer)
    assert told["text"] == "…"
    (sent,) = pictures(world)
    assert sent["caption"] == "高山茶直播销售报告 · 二、1 (1) · 直播怎么做 › 主播 · added January 1, 2026"
    assert sent["reply_to_message"]["message_id"] == answer["message_id"]
    picture = opened(world.api.content(sent))
    mark, key = box_of(picture, MARK), box_of(picture, (255, 222, 89))
    assert mark[1] < key[1] < key[3] < mark[3]
    (entry,) = await newest(world.services.database, 1)
    assert (entry.user_id, entry.action, entry.details["place"]) == (ANNA["id"], "page-fetched", "二、1 (1)")
    actions = [params["action"] for method, params in world.api.calls if method == "sendChatAction"]
    assert actions[-1] == "upload_photo"


async def test_two_people_at_once_and_later_presses_have_it_drawn_once(
    team: World, drawn: list[Any], start_bot: StartBot, api: BotApi
) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    for user in (ANNA, ADMIN):
        api.press(user, answer, buttons(answer)["📄"])
    await team.until(lambda: len(pictures(team, TEAM["id"])) == 2)
    await team.settle()
    async with start_bot(api) as again:
        await press(again, answer)
        assert len(pictures(again, TEAM["id"])) > 2
    assert len(drawn) == 1


async def test_kept_pictures_that_were_damaged_are_drawn_anew(
    world: World, answer: Json, drawn: list[Any], tmp_path: Path
) -> None:
    await press(world, answer)
    (kept,) = (tmp_path / "pictures").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    await press(world, answer)
    assert len(drawn) == 2
    first, second = (world.api.content(sent) for sent in pictures(world))
    assert first == second


async def test_others_are_answered_while_a_page_is_drawn(
    world: World, answer: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, go_on = asyncio.Event(), asyncio.Event()
    loop, really = asyncio.get_running_loop(), drawing.draw_isolated

    def draw(wanted: Any, file: Path | None) -> Any:
        loop.call_soon_threadsafe(waiting.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        return really(wanted, file)

    monkeypatch.setattr(drawing, "draw_isolated", draw)
    query = world.api.press(ANNA, answer, buttons(answer)["📄"])
    await waiting.wait()
    assert world.api.answers[query]["text"] == "…"
    before = len(world.api.by_bot(ANNA["id"]))
    world.api.say(ANNA, QUESTION)
    await world.until(lambda: len(world.api.by_bot(ANNA["id"])) == before + 1)
    assert not pictures(world)
    go_on.set()
    await world.until(lambda: len(pictures(world)) == 1)


async def test_a_passage_that_is_gone_is_told(world: World, answer: Json) -> None:
    index = world.snapshot.index
    world.go_live(newer(index, tuple(replace(each, text=each.text + "改") for each in index.passages)))
    told = await press(world, answer)
    assert told["show_alert"]
    assert "20260101-000000-abcdef" in told["text"]
    assert not pictures(world)


async def test_without_a_font_the_package_is_named(world: World, answer: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.pages.fonts._folders", lambda: iter(()))
    monkeypatch.setenv("PATH", "")
    await press(world, answer)
    assert "fonts-noto-cjk" in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_a_picture_that_telegram_refuses_leaves_the_bot_answering(world: World, answer: Json) -> None:
    world.api.fail("sendPhoto", Failure("400"))
    await press(world, answer)
    assert not pictures(world)
    await press(world, answer)
    assert len(pictures(world)) == 1


def with_pdf(home: Path) -> Settings:
    """The data directory with a PDF as its only document, whose one passage goes over a page break."""
    path = pdf(home / "hills.pdf", [(72, 100, OTHER), (72, 760, FIRST)], [(72, 60, SECOND), (72, 300, OTHER)])
    settings = Settings(_env_file=None, data_dir=home)
    reindex(settings, Request("Ada", whole=(path,), gate=False), no_stage, no_advance)
    return settings


async def test_a_passage_of_a_pdf_over_a_page_break_comes_as_an_album(
    start_bot: StartBot, api: BotApi, home: Path
) -> None:
    settings = with_pdf(home)
    async with start_bot(api, data_dir=home) as world:
        (answer,) = await world.ask(ANNA, "How many cups does a tea master taste?")
        await press(world, answer)
        first, second = pictures(world)
        assert first["media_group_id"] == second["media_group_id"]
        assert "p. 1" in first["caption"]
        before, after = (opened(world.api.content(sent)) for sent in (first, second))
        assert box_of(before, (255, 217, 64))[1] > 1_400  # the sentence with the cups
        assert box_of(after, (255, 244, 163))[1] < 400
        (file,) = settings.data_folder.documents.rglob("*.pdf")
        for path in settings.data_folder.pictures.iterdir():
            path.unlink()
        file.write_bytes(b"%PDF- damaged")
        await press(world, answer)
        assert "is damaged" in api.by_bot(ANNA["id"])[-1]["text"]
        file.unlink()
        await press(world, answer)
        assert "no longer kept" in api.by_bot(ANNA["id"])[-1]["text"]
