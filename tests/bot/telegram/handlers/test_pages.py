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
from bot.state.quotes_only import quotes_only_among, set_quotes_only
from knowledge.pages.drawing import draw_isolated
from tests.bot.conftest import no_advance, no_stage
from tests.bot.telegram.api.model import BotApi, Failure
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, StartBot, World
from tests.bot.telegram.handlers.test_answer_buttons import newer
from tests.conftest import TEA_REPORT
from tests.knowledge.test_opening import opens_at
from tests.knowledge.test_pages import FIRST, OTHER, SECOND, box_of, opened, pdf

QUESTION = "新主播开播之前要做什么？"
MARK = (255, 248, 205)

pytestmark = pytest.mark.usefixtures("font")


@pytest.fixture
async def answer(world: World) -> Json:
    (message,) = await world.ask(ANNA, QUESTION)
    return message


def pictures(world: World, chat: int = ANNA["id"]) -> list[Json]:
    return [message for message in world.api.by_bot(chat) if "photo" in message]


async def press(world: World, message: Json, user: Json = ANNA, label: str = "📄") -> Json:
    return await world.press(user, message, buttons(message)[label])


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
    drawn: list[Any], start_bot: StartBot, api: BotApi
) -> None:
    async with start_bot(api) as team:
        await team.ask(ADMIN, "/approve", TEAM)
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
    loop, really = asyncio.get_running_loop(), draw_isolated

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
    assert "passage cannot be found" in told["text"]
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
        below = api.by_bot(ANNA["id"])[-1]
        assert below["reply_to_message"]["message_id"] == first["message_id"]
        for _ in range(2):  # pressed twice it comes twice
            await world.press(ANNA, below, buttons(below)["⬇ The file"])
            sent = api.by_bot(ANNA["id"])[-1]
            assert sent["caption"].endswith("open page 1")
            assert api.content(sent).startswith(file.read_bytes())
            assert opens_at(api.content(sent)) == 1
        (listed,) = await world.ask(ANNA, "/sources")
        await world.press(ANNA, listed, buttons(listed)["⬇ 1"])
        assert api.content(api.by_bot(ANNA["id"])[-1]) == file.read_bytes()
        for path in settings.data_folder.pictures.iterdir():
            path.unlink()
        file.write_bytes(b"%PDF- damaged")
        await press(world, answer)
        assert "is damaged" in api.by_bot(ANNA["id"])[-1]["text"]
        file.unlink()
        await press(world, answer)
        assert "no longer kept" in api.by_bot(ANNA["id"])[-1]["text"]


# --- files, and what may only be quoted ---


@pytest.fixture
async def shared(office: World) -> Json:
    """An answer in a data directory that has the files."""
    (message,) = await office.ask(ANNA, QUESTION)
    return message


async def test_members_fetch_a_file_from_the_list_and_from_its_page(office: World, shared: Json) -> None:
    (listed,) = await office.ask(ANNA, "/sources")
    await office.press(ANNA, listed, buttons(listed)["⬇ 1"])
    sent = office.api.by_bot(ANNA["id"])[-1]
    assert office.api.content(sent) == TEA_REPORT.read_bytes()
    assert sent["caption"].startswith("高山茶直播销售报告 · added ")
    await press(office, shared)
    (page,) = pictures(office)
    await office.press(ANNA, page, buttons(page)["⬇ The file"])
    assert office.api.content(office.api.by_bot(ANNA["id"])[-1]) == TEA_REPORT.read_bytes()
    entries = await newest(office.services.database, 3)
    assert [entry.action for entry in entries] == ["file-fetched", "page-fetched", "file-fetched"]


async def test_of_a_document_that_may_only_be_quoted_neither_page_nor_file_is_given(
    office: World, shared: Json
) -> None:
    (sources,) = await office.ask(ANNA, "/sources")
    (listed,) = await office.ask(ADMIN, "/documents")
    for _ in range(2):  # pressed twice it stays
        await office.press(ADMIN, listed, buttons(listed)["1 🔒"])
    for message, label in ((shared, "📄"), (sources, "⬇ 1")):
        told = await office.press(ANNA, message, buttons(message)[label])
        assert told["show_alert"]
        assert "may only be quoted" in told["text"]
    assert not pictures(office)
    assert not office.api.count("sendDocument")
    assert not buttons((await office.ask(ANNA, "/sources"))[0])
    (listed,) = await office.ask(ADMIN, "/documents")
    assert "quotes only" in listed["text"]
    await office.press(ADMIN, listed, buttons(listed)["1 🔓"])
    await press(office, shared)
    assert len(pictures(office)) == 1
    actions = [entry.action for entry in await newest(office.services.database, 4)]
    assert actions == ["page-fetched", "given-out", "quotes-only", "quotes-only"]


async def test_a_new_edition_with_the_title_may_only_be_quoted_too(office: World, shared: Json) -> None:
    index = office.snapshot.index
    (document,) = index.manifest.documents
    database = office.services.database
    await set_quotes_only(database, ADMIN["id"], document, only=True)
    edition = document.model_copy(update={"sha256": "f" * 64})
    renamed = document.model_copy(update={"title": "另一个标题"})
    other = document.model_copy(update={"sha256": "e" * 64, "title": "另一份报告"})
    assert await quotes_only_among(database, [edition, renamed, other]) == {edition.sha256, renamed.sha256}

    newest = document.model_copy(update={"sha256": "d" * 64})
    await set_quotes_only(database, ADMIN["id"], newest, only=False, before=[edition, other])
    every = [document, edition, newest, other]
    assert await quotes_only_among(database, every) == {document.sha256, edition.sha256}
    await set_quotes_only(database, ADMIN["id"], newest, only=True)
    await set_quotes_only(database, ADMIN["id"], newest, only=False)
    assert await quotes_only_among(database, every) == {document.sha256, edition.sha256}


async def test_only_admins_let_a_document_only_be_quoted(office: World, shared: Json) -> None:
    (listed,) = await office.ask(ADMIN, "/documents")
    await office.press(ANNA, listed, buttons(listed)["1 🔒"])
    assert not await quotes_only_among(office.services.database, office.snapshot.index.manifest.documents)


async def test_a_file_that_is_gone_is_told(office: World, shared: Json) -> None:
    (listed,) = await office.ask(ANNA, "/sources")
    for file in office.services.settings.data_folder.documents.rglob("*.md"):
        file.unlink()
    await office.press(ANNA, listed, buttons(listed)["⬇ 1"])
    assert "no longer kept" in office.api.by_bot(ANNA["id"])[-1]["text"]
