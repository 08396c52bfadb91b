"""/report, and the report that each admin gets once a week."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.languages import Language
from bot.reporting.picture import draw_report
from bot.reporting.report import Report
from bot.reporting.weeks import Weekday, beginning
from bot.state.curation import open_gaps
from bot.state.questions import Asked, Conversation, store
from bot.telegram.context import Context
from bot.telegram.handlers.report import send_weekly
from knowledge.script import Script
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, StartBot, World
from tests.knowledge.fonts import make_font

WEATHER = "今天天气怎么样？"


@pytest.fixture
def font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    return make_font(tmp_path / "own" / "fonts")


@pytest.fixture
def weekly(api: BotApi) -> dict[str, Any]:
    """Settings by which a report is due now, to two admins."""
    api.chats |= {BEN["id"]: {"id": BEN["id"], "type": "private"}}
    today: Weekday = get_args(Weekday)[datetime.now().astimezone().weekday()]
    return {"report_day": today, "report_hour": 0, "telegram_admins": (ADMIN["id"], BEN["id"])}


async def refuse(world: World) -> None:
    """Keep a question that was asked yesterday and refused."""
    noon = beginning(datetime.now().astimezone().date()) - timedelta(hours=12)
    here = Conversation(TEAM["id"], None, ANNA["id"])
    await store(world.services.database, Asked(here, 1, WEATHER, "zh-Hans", 1, "", "refused", (), noon))


@pytest.mark.usefixtures("font")
async def test_a_report_shows_a_picture_and_five_lines_and_what_can_be_done_about_a_gap(office: World) -> None:
    (nothing,) = await office.ask(ADMIN, "/report")
    assert nothing["text"].startswith("Nobody asked anything from ")
    await office.ask(ANNA, WEATHER)
    (sent,) = await office.ask(ADMIN, "/report")
    assert sent["photo"]
    lines = sent["caption"].splitlines()
    assert len(lines) == 5
    assert lines[2] == f"Not answered well: ✕ 1. Still open: 1. “{WEATHER}”"
    assert "Anna" not in sent["caption"]
    await office.press(ADMIN, sent, buttons(sent)["1 Not in the report"])
    assert await open_gaps(office.services.database, 9) == []
    assert sent["caption"].splitlines() == lines
    assert "There are no gaps" in office.api.by_bot(ADMIN["id"])[-1]["text"]
    assert "There is no command" in (await office.ask(ANNA, "/report"))[0]["text"]


@pytest.mark.usefixtures("font")
async def test_each_admin_gets_one_report_a_week_in_their_language(
    start_bot: StartBot, api: BotApi, weekly: dict[str, Any]
) -> None:
    api.chats |= {ANNA["id"]: {"id": ANNA["id"], "type": "private"}}
    weekly |= {"telegram_admins": (ADMIN["id"], BEN["id"], ANNA["id"])}
    async with start_bot(api, **weekly) as world:
        await world.ask(BEN, "/help")
        await refuse(world)
        await asyncio.gather(*(send_weekly(Context(world.app)) for _ in range(2)))
    async with start_bot(api, **weekly) as world:
        await send_weekly(Context(world.app))

    def captions(user: Json) -> list[str]:
        return [message["caption"] for message in api.by_bot(user["id"]) if "photo" in message]

    assert len(captions(ADMIN)) == len(captions(BEN)) == len(captions(ANNA)) == 1
    assert "1 question – 0 answered" in captions(ADMIN)[0]
    assert "拒答 1 个" in captions(BEN)[0]


@pytest.mark.usefixtures("font")
async def test_the_picture_is_drawn_once_for_all_admins_of_a_language(
    start_bot: StartBot, api: BotApi, weekly: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_in: list[Language] = []

    def draw(found: Report, language: Language, script: Script | None) -> tuple[bytes | None, str]:
        drawn_in.append(language)
        return draw_report(found, language, script)

    monkeypatch.setattr("bot.telegram.handlers.report.draw_report", draw)
    api.chats |= {ANNA["id"]: {"id": ANNA["id"], "type": "private"}}
    weekly |= {"telegram_admins": (ADMIN["id"], BEN["id"], ANNA["id"])}
    async with start_bot(api, **weekly) as world:
        await world.ask(BEN, "/help")
        await refuse(world)
        await send_weekly(Context(world.app))
    assert all(any("photo" in message for message in api.by_bot(user["id"])) for user in (ADMIN, BEN, ANNA))
    assert sorted(drawn_in) == ["en", "zh-Hans"]


async def test_without_a_font_the_lines_are_sent_and_say_so_also_if_one_admin_is_out_of_reach(
    start_bot: StartBot, api: BotApi, weekly: dict[str, Any], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.pages.fonts._folders", lambda: iter(()))
    monkeypatch.setenv("PATH", "")
    del api.chats[ADMIN["id"]]
    async with start_bot(api, data_dir=home, **weekly) as world:
        await refuse(world)
        await world.ask(BEN, "/help")
        before = len(api.by_bot(BEN["id"]))
        await send_weekly(Context(world.app))
        sent, gap = api.by_bot(BEN["id"])[before:]
        assert len(sent["text"].splitlines()) == 6
        assert "fonts-noto-cjk" in sent["text"].splitlines()[-1]
        await world.press(BEN, gap, next(data for label, data in buttons(gap).items() if "与我们无关" in label))
        assert "没有缺口" in gap["text"]


async def test_of_a_week_in_which_nobody_asked_nothing_is_sent(
    start_bot: StartBot, api: BotApi, weekly: dict[str, Any]
) -> None:
    async with start_bot(api, **weekly) as world:
        await send_weekly(Context(world.app))
        await refuse(world)
        await send_weekly(Context(world.app))
    assert api.by_bot(ADMIN["id"]) == []
