"""The bot on the small report and the model of the Bot API, in one process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.answering.assistant import Assistant
from bot.answering.live import Live
from bot.answering.snapshot import Snapshot, snapshot_of
from bot.pages import pictures as drawing
from bot.reindexing.copying import copy_to_postgres
from bot.settings import Settings
from bot.state.replica_tables import UpdateRow
from bot.telegram.app import build_app
from bot.telegram.context import App, Context, Services
from bot.telegram.ordering import kept_updates
from bot.telegram.serving import ALLOWED_UPDATES
from bot.wiring import additions_of, open_live
from index.build import build, gather
from index.encoder import Encoder
from index.search import SearchIndex
from index.versions import list_versions
from knowledge.documents import load_document
from knowledge.pages.drawing import draw_isolated
from knowledge.samples import read_samples
from tests.bot.telegram.api.model import TOKEN, BotApi
from tests.bot.telegram.api.shapes import Json, group, person
from tests.bot.telegram.api.transports import Direct
from tests.bot.telegram.handlers.off_the_loop import noting_reads, with_noted_reads
from tests.conftest import TEA_QUESTIONS, TEA_REPORT
from tests.knowledge.fonts import make_font

ADMIN = person(1, "Ada")
ANNA = person(2**40 + 1, "Anna")
BEN = person(3, "Ben", "zh-hans")
STRANGER = person(4, "Sam", "zh-hant", username="sam")
LOOK_S = 0.05  # how often to look into the database
_ADDED = "\n\n## 3. 茶席\n\n(1) 茶席怎么摆才好看：茶壶放在正中，杯子排成一行，花放在左上角，灯光从右边打过来。\n"
_GONE = "(2) 送礼是另一个重要的理由。每逢中秋和春节，礼盒装的销量会成倍上升，平日里卖得最好的则是小包装。"
TEAM = group(-1001234567890, topics=(7, 8))


@dataclass
class World:
    """A running bot. What people do is done to ``api``; `settle` waits until the bot is done with it."""

    api: BotApi
    app: App

    @property
    def services(self) -> Services:
        services: Services = self.app.bot_data["services"]
        return services

    @property
    def snapshot(self) -> Snapshot:
        return self.services.live.assistant.snapshot

    def go_live(self, index: SearchIndex) -> None:
        """Have questions answered from ``index``, as `Live.refresh` does."""
        live = self.services.live
        live._assistant = Assistant(snapshot_of(with_noted_reads(index)), live.assistant.encoder)

    async def settle(self) -> None:
        """Wait until the bot has nothing left to do."""
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.005)
            waiting = self.api.updates or not self.app.update_queue.empty()
            working = self.app.update_processor.current_concurrent_updates or self.services.passed_over
            quiet = 0 if waiting or working or self.services.builds.progress else quiet + 1

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is to be seen; the test's time limit ends it else."""
        while True:
            if seen():
                return
            await asyncio.sleep(0.001)

    async def ask(self, user: Json, text: str, chat: Json | None = None, **more: Any) -> list[Json]:
        """Someone writes; what the bot sent to that chat since."""
        chat_id = chat["id"] if chat else user["id"]
        before = len(self.api.by_bot(chat_id))
        self.api.say(user, text, chat, **more)
        await self.settle()
        return self.api.by_bot(chat_id)[before:]

    async def press(self, user: Json, message: Json, data: str) -> Json:
        """Someone presses a button; what the query was answered with."""
        query = self.api.press(user, message, data)
        await self.settle()
        return self.api.answers[query]


@pytest.fixture(autouse=True)
def no_passage_is_read_on_the_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which the bot reads a passage on the event loop, since it may have to be fetched."""
    with noting_reads(monkeypatch) as read:
        yield
        assert read == []


StartBot = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def start_bot(tea_index: SearchIndex, encoder: Encoder, tmp_path: Path) -> StartBot:
    """Run the bot on a model; a second run with the same model finds the state of the first."""

    @asynccontextmanager
    async def run(api: BotApi, **changed: Any) -> AsyncIterator[World]:
        values: dict[str, Any] = {
            "data_dir": tmp_path,
            "interface_language": "en",
            "report_day": "off",
            "telegram_token": TOKEN,
            "telegram_admins": (ADMIN["id"],),
            "telegram_members": (ANNA["id"], BEN["id"]),
        }
        settings = Settings(_env_file=None, **(values | changed))
        if list_versions(settings.data_folder.index):
            live, _ = open_live(settings)
        else:
            index = with_noted_reads(tea_index)
            live = Live(settings, Assistant(snapshot_of(index), encoder), index, additions_of(settings))
        app = build_app(settings, live, Direct(api))
        await app.initialize()
        assert app.post_init
        assert app.post_shutdown
        assert app.updater
        await app.post_init(app)
        await app.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        await app.start()
        try:
            yield World(api, app)
        finally:
            await app.updater.stop()
            await app.stop()
            await app.shutdown()
            await app.post_shutdown(app)

    return run


@pytest.fixture
def api() -> BotApi:
    """A server where the admin has written to the bot, and the team's group has it as a member."""
    model = BotApi()
    model.chats |= {ADMIN["id"]: {"id": ADMIN["id"], "type": "private"}, TEAM["id"]: TEAM}
    return model


@pytest.fixture
async def team(world: World) -> World:
    """The bot with the team's group approved."""
    await world.ask(ADMIN, "/approve", TEAM)
    return world


@pytest.fixture
async def world(start_bot: StartBot, api: BotApi) -> AsyncIterator[World]:
    async with start_bot(api) as running:
        yield running


@pytest.fixture
async def office(start_bot: StartBot, api: BotApi, home: Path) -> AsyncIterator[World]:
    """The bot on a data directory of its own, where documents can be changed."""
    async with start_bot(api, data_dir=home) as running:
        yield running


@pytest.fixture(scope="session")
def newer(encoder: Encoder, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """The tea report with a point changed, one removed, and one that answers what nothing answered before."""
    path = tmp_path_factory.mktemp("newer") / "tea.md"
    text = TEA_REPORT.read_text("utf-8").replace("48小时", "72小时").replace(_GONE, "")
    path.write_text(text + _ADDED, "utf-8")
    contents = gather([load_document(path, max_bytes=2**20)], read_samples(TEA_QUESTIONS))
    return build(contents, "20260102-000000-abcdef", "2026-01-02", encoder, cache, lambda *_: None)


@pytest.fixture
def told_by_tests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody told anything unless a test does it, and leave no time between messages."""

    async def nothing(_: Context) -> None:
        """Nobody is told."""

    monkeypatch.setattr("bot.telegram.telling._PAUSE_S", 0.0)
    monkeypatch.setattr("bot.telegram.telling._REST", 0.0)
    monkeypatch.setattr("bot.telegram.app.look_for_news", nothing)


@pytest.fixture
def font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What text pages are drawn with."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    return make_font(tmp_path / "own" / "fonts")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was drawn, in order."""
    done: list[Any] = []
    really = draw_isolated

    def draw(wanted: Any, file: Path | None) -> Any:
        done.append(wanted)
        return really(wanted, file)

    monkeypatch.setattr(drawing, "draw_isolated", draw)
    return done


@dataclass
class Team:
    """Bots of which each gets updates by the balancer."""

    api: BotApi
    worlds: list[World]

    async def deliver(self, to: int) -> None:
        """Deliver what people did to one of the bots, and wait until nothing is left to do."""
        while self.api.updates:
            await kept_updates(self.worlds[to].app).accept(self.api.updates.pop(0))
        left = select(func.count()).select_from(UpdateRow).where(UpdateRow.done_at.is_(None))
        while True:
            async with self.worlds[0].services.database.read() as session:
                if not await session.scalar(left):
                    return
            await asyncio.sleep(LOOK_S)

    async def ask(self, to: int, user: Json, text: str) -> list[Json]:
        """What a bot answers to a message."""
        before = len(self.api.by_bot(user["id"]))
        self.api.say(user, text)
        await self.deliver(to)
        return self.api.by_bot(user["id"])[before:]

    async def press(self, to: int, user: Json, message: Json, data: str) -> None:
        self.api.press(user, message, data)
        await self.deliver(to)


StartTeam = Callable[..., AbstractAsyncContextManager[Team]]


@pytest.fixture
def start_team(empty_postgres: str, home: Path, tmp_path: Path, api: BotApi) -> StartTeam:
    @asynccontextmanager
    async def start(number: int, *, apart: bool = False, address: str = empty_postgres) -> AsyncIterator[Team]:
        """Start bots on one data directory, or ``apart``, each on an empty one and all on an index in PostgreSQL."""
        settings = Settings(
            _env_file=None, data_dir=home, interface_language="en", report_day="off", telegram_token=TOKEN,
            telegram_admins=(ADMIN["id"],), telegram_members=(ANNA["id"],),
            database_url=address, webhook_url="https://bot.example/hook",
        )  # fmt: skip
        own = [settings] * number
        if apart:
            in_postgres = settings.model_copy(update={"index_store": "postgres"})
            copy_to_postgres(in_postgres, "Ada", "")
            own = [in_postgres.model_copy(update={"data_dir": tmp_path / f"bot {each}"}) for each in range(number)]
        shared, _ = open_live(own[0])
        async with contextlib.AsyncExitStack() as stack:
            worlds = []
            for settings in own:
                live = open_live(settings)[0] if apart else shared
                app = build_app(settings, live, Direct(api))
                assert app.post_init
                assert app.post_shutdown
                await app.initialize()
                stack.push_async_callback(app.post_shutdown, app)
                stack.push_async_callback(app.shutdown)
                await app.post_init(app)
                await app.start()
                stack.push_async_callback(app.stop)
                worlds.append(World(api, app))
            yield Team(api, worlds)

    return start
