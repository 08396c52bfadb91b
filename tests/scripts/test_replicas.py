"""Two equal bots as processes, on one PostgreSQL, to which updates come by webhook through a balancer."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tornado.testing import bind_unused_port

from index.postgres.server import Server as Postgres
from index.postgres.store import PostgresStore
from tests.bot.telegram.api.model import BotApi, Failure
from tests.bot.telegram.api.shapes import Json, buttons, person, styled
from tests.bot.telegram.api.transports import Server
from tests.bot.telegram.handlers.test_build_progress import long_file
from tests.conftest import TEA_QUESTIONS, TEA_REPORT
from tests.scripts.conftest import run_in
from tests.scripts.program import Program, running

PEOPLE = [person(100 + number) for number in range(10)]
QUESTIONS = ("新主播开播之前要做什么？", "主播的收入由哪些部分组成？")
_URL = "https://bot.example/hook"


@dataclass
class Replica:
    program: Program
    port: int
    secret: str = ""

    async def deliver(self, client: httpx.AsyncClient, update: Json) -> int:
        """Post an update as Telegram does; the HTTP code that is answered, 0 if nothing is."""
        try:
            secret = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
            response = await client.post(f"http://127.0.0.1:{self.port}/hook", json=update, headers=secret)
        except httpx.TransportError:
            return 0
        return response.status_code


@asynccontextmanager
async def replicas(homes: Sequence[Path], server: Server, postgres: str, **own: str) -> AsyncIterator[list[Replica]]:
    """An equal bot for each of ``homes``, ready to take in updates."""
    shared = own | {
        "DATABASE_URL": postgres,
        "WEBHOOK_URL": _URL,
        "QUESTIONS_PER_MINUTE": "500",
        "QUESTIONS_PER_MINUTE_IN_ALL": "5000",
        "TELEGRAM_MEMBERS": ",".join(str(each["id"]) for each in PEOPLE),
    }
    async with contextlib.AsyncExitStack() as stack:
        running_now = []
        for home in homes:
            bound, port = bind_unused_port()
            bound.close()
            program = await stack.enter_async_context(running(home, server, **shared, WEBHOOK_PORT=str(port)))
            running_now.append(Replica(program, port))
        set_by = len([method for method, _ in server.api.calls if method == "setWebhook"]) + len(homes)
        await running_now[0].program.until(lambda: server.api.count("setWebhook") >= set_by)
        for replica in running_now:
            replica.secret = server.api.webhook["secret_token"]
        yield running_now


def answers(api: BotApi, user: Json) -> list[int]:
    """The messages that were answered, in the order of the answers."""
    found = [message for message in api.by_bot(user["id"]) if styled(message, "expandable_blockquote")]
    return [message["reply_to_message"]["message_id"] for message in found]


async def deliver_to_all(api: BotApi, to: Sequence[Replica]) -> list[int]:
    """Deliver each update to all replicas at once; the codes."""
    codes: list[int] = []
    async with httpx.AsyncClient(timeout=60) as client:
        while api.updates:
            update = api.updates.pop(0)
            codes += await asyncio.gather(*(replica.deliver(client, update) for replica in to))
    return codes


@pytest.mark.slow
async def test_what_is_delivered_to_both_is_answered_once_in_order_and_a_kill_loses_nothing(
    home: Path, server: Server, empty_postgres: str
) -> None:
    api = server.api
    asked: dict[int, list[int]] = {}
    async with replicas((home, home), server, empty_postgres) as (first, second):
        for number in range(200):
            user = PEOPLE[number % len(PEOPLE)]
            said = api.say(user, QUESTIONS[number // len(PEOPLE) % 2])
            asked.setdefault(user["id"], []).append(said["message_id"])
        assert set(await deliver_to_all(api, (first, second))) == {200}
        await first.program.until(lambda: all(len(answers(api, user)) >= 20 for user in PEOPLE))
        assert {user["id"]: answers(api, user) for user in PEOPLE} == asked

        # One is killed while Telegram has yet to take its answer to the first; others' wait for theirs.
        last = {user["id"]: api.say(user, QUESTIONS[0])["message_id"] for user in PEOPLE}
        updates, api.updates = api.updates, []
        async with httpx.AsyncClient(timeout=60) as client:
            api.fail("sendMessage", Failure("silence"))
            assert await first.deliver(client, updates.pop(0)) == 200
            await first.program.until(lambda: not api._failures["sendMessage"])
            for update in updates:
                assert await first.deliver(client, update) == 200
        first.program.process.send_signal(signal.SIGKILL)
        await first.program.process.wait()
        await second.program.until(lambda: all(last[user["id"]] in answers(api, user) for user in PEOPLE))
    for user in PEOPLE:
        found = answers(api, user)
        assert found[:20] == asked[user["id"]]
        assert set(found[20:]) == {last[user["id"]]}


class Line:
    """A connection to the database's server, which can be cut."""

    def __init__(self, address: str, folder: Path) -> None:
        head, _, socket = address.rpartition("host=")
        self._socket = f"{socket}/.s.PGSQL.5432"
        self._here = folder / ".s.PGSQL.5432"
        self.address = f"{head}host={folder}"
        self._open: list[asyncio.StreamWriter] = []
        self._server: asyncio.AbstractServer | None = None

    async def join(self) -> None:
        self._server = await asyncio.start_unix_server(self._pass_on, self._here)

    async def cut(self) -> None:
        assert self._server
        self._server.close()
        for writer in self._open:
            writer.close()
        self._here.unlink(missing_ok=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._socket)
        self._open += [writer, back]
        with contextlib.suppress(OSError):
            await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


@pytest.mark.slow
async def test_while_the_database_is_away_telegram_is_told_to_come_back(
    home: Path, server: Server, empty_postgres: str
) -> None:
    api, anna = server.api, PEOPLE[0]
    with tempfile.TemporaryDirectory() as folder:  # a socket wants a short path
        line = Line(empty_postgres, Path(folder))
        await line.join()
        async with replicas((home,), server, line.address) as (only,), httpx.AsyncClient(timeout=60) as client:
            asked = [api.say(anna, QUESTIONS[0])["message_id"]]
            (update,) = api.updates
            await line.cut()
            assert await only.deliver(client, update) == 503
            await line.join()
            for _ in range(2):  # the second time because its answer was lost
                assert await only.deliver(client, update) == 200
            asked.append(api.say(anna, QUESTIONS[1])["message_id"])
            assert await only.deliver(client, api.updates[1]) == 200
            await only.program.until(lambda: len(answers(api, anna)) == 2)
        assert answers(api, anna) == asked
        await line.cut()


@pytest.mark.slow
async def test_a_build_whose_bot_is_killed_is_done_by_another(
    home: Path, server: Server, empty_postgres: str, tmp_path: Path
) -> None:
    api, admin = server.api, PEOPLE[0]
    admins = {"TELEGRAM_ADMINS": str(admin["id"]), "TELEGRAM_FILE_URL": server.url}
    own = {"INDEX_STORE": "postgres", "DRAFTED_CASES": "0"} | admins
    reindex = ("scripts.reindex", str(TEA_REPORT), "--sample-questions", str(TEA_QUESTIONS))
    done = await asyncio.to_thread(run_in, home, *reindex, DATABASE_URL=empty_postgres, INDEX_STORE="postgres")
    assert done.returncode == 0, done.stderr
    other_home = tmp_path / "other"  # which has no file in common with the first
    other_home.mkdir()
    store = PostgresStore(Postgres(empty_postgres, "PostgreSQL"))
    async with (
        replicas((home, other_home), server, empty_postgres, **own) as (first, second),
        httpx.AsyncClient(timeout=60) as client,
    ):
        api.send_file(admin, "long.md", long_file(tmp_path, paragraphs=300).read_bytes())
        assert await first.deliver(client, api.updates.pop()) == 200
        await first.program.until(lambda: any("Build with it added" in buttons(m) for m in api.by_bot(admin["id"])))
        preview = api.by_bot(admin["id"])[-1]
        api.press(admin, preview, buttons(preview)["Build with it added"])
        assert await first.deliver(client, api.updates.pop()) == 200
        await first.program.until(lambda: "Stop" in buttons(api.by_bot(admin["id"])[-1]))
        shown = api.by_bot(admin["id"])[-1]
        first.program.process.send_signal(signal.SIGKILL)
        await first.program.process.wait()
        assert "Stop" in buttons(shown)
        await second.program.until(lambda: "is live" in api.by_bot(admin["id"])[-1]["text"])

    with contextlib.closing(store.server):
        assert len(await asyncio.to_thread(store.history)) == len(await asyncio.to_thread(store.versions)) == 2
        live = await asyncio.to_thread(store.current)
        assert live is not None
        assert [each.name for each in await asyncio.to_thread(store.documents, live)][1:] == ["long.md"]
