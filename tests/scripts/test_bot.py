"""python -m bot as a process, over real HTTP, by polling and by webhook."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tornado.testing import bind_unused_port

from tests.bot.telegram.api.model import TOKEN, BotApi, Failure
from tests.bot.telegram.api.shapes import Json, buttons, person, styled
from tests.bot.telegram.api.transports import Server
from tests.scripts.conftest import ROOT, Run, environment

ANNA = person(7, "Anna")
QUESTION = "新主播开播之前要做什么？"


@dataclass
class Program:
    process: asyncio.subprocess.Process
    log: Path

    async def until(self, seen: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something is to be seen, as long as the program runs."""
        for _ in range(int(seconds / 0.02)):
            if seen():
                return
            if self.process.returncode is not None:
                break
            await asyncio.sleep(0.02)
        pytest.fail(f"not seen; the log: {self.log.read_text('utf-8')[-3000:]}")

    def events(self) -> list[Json]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def logged(self, event: str) -> bool:
        return any(event in entry["event"] for entry in self.events())


@pytest.fixture
def home(tea_home: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own with the small report indexed."""
    shutil.copytree(tea_home / "index", tmp_path / "home" / "index")
    return tmp_path / "home"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    running = Server(BotApi())
    yield running
    await running.close()


@asynccontextmanager
async def running(home: Path, server: Server, **settings: str) -> AsyncIterator[Program]:
    """The program, stopped with SIGTERM if the test has not stopped it."""
    own = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "TELEGRAM_MEMBERS": str(ANNA["id"])}
    log = home / "log.jsonl"
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env=environment(home) | own | settings, stderr=sink
        )
    try:
        yield Program(process, log)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 60)


def listening(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answered(api: BotApi, number: int = 1) -> Callable[[], bool]:
    return lambda: sum(bool(styled(m, "expandable_blockquote")) for m in api.by_bot(ANNA["id"])) >= number


@pytest.mark.slow
async def test_by_polling_through_failures_and_no_secret_is_logged(home: Path, server: Server) -> None:
    api = server.api
    api.fail("getMe", Failure("502"), Failure("drop"))
    api.fail("sendMessage", Failure("drop"), Failure("429", retry_after=1), Failure("502"))
    api.say(ANNA, QUESTION)
    async with running(home, server, LOG_LEVEL="DEBUG") as program:
        await program.until(answered(api))
        answer = api.by_bot(ANNA["id"])[-1]
        api.press(ANNA, answer, buttons(answer)["Next point ▶"])
        await program.until(answered(api, 2))
        program.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(program.process.wait(), 60) == 0
        assert program.logged("started")
        assert TOKEN.split(":")[1] not in program.log.read_text("utf-8")
        assert all({"event", "level", "timestamp", "logger"} <= entry.keys() for entry in program.events())
    assert len(api.by_bot(ANNA["id"])) == 2
    made = [home / "state.sqlite", *home.joinpath("curated").glob("*")]
    assert not any(path.stat().st_mode & 0o077 for path in made)


@pytest.mark.slow
async def test_while_telegram_cannot_be_reached_the_log_says_so(home: Path, server: Server) -> None:
    bound, port = bind_unused_port()
    bound.close()
    async with running(home, server, TELEGRAM_API_URL=f"http://127.0.0.1:{port}") as program:
        await program.until(lambda: program.logged("Telegram cannot be reached"))
        assert TOKEN.split(":")[1] not in program.log.read_text("utf-8")


@pytest.mark.slow
async def test_by_webhook_with_its_secret_only(home: Path, server: Server) -> None:
    api = server.api
    bound, port = bind_unused_port()
    bound.close()
    settings = {"WEBHOOK_URL": "https://bot.example/hook(1", "WEBHOOK_PORT": str(port)}
    async with running(home, server, **settings) as program:
        await program.until(lambda: listening(port))
        assert api.webhook["url"] == settings["WEBHOOK_URL"]
        secret = api.webhook["secret_token"]
        assert len(secret) > 30  # none was set: it made one
        api.say(ANNA, QUESTION)
        assert await server.deliver(port, "/hook(1", secret="a-guess") == [403]
        async with httpx.AsyncClient() as client:
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
            for body in (b"{no json", b"\xff", b"[]", b"{}"):
                response = await client.post(f"http://127.0.0.1:{port}/hook(1", content=body, headers=headers)
                assert response.status_code == 400
        api.push({"message": {"message_id": 1, "date": "never"}})
        assert await server.deliver(port, "/hook(1") == [200]  # else Telegram would send it again and again
        assert program.logged("update skipped")
        api.say(ANNA, QUESTION)
        assert await server.deliver(port, "/hook(1") == [200]
        await program.until(answered(api))
        assert secret not in program.log.read_text("utf-8")
    assert len(api.by_bot(ANNA["id"])) == 1


@pytest.mark.slow
async def test_killed_at_any_time_questions_are_answered_in_the_end(home: Path, server: Server) -> None:
    api = server.api
    for number in range(3):
        async with running(home, server) as program:
            await program.until(lambda: program.logged("started"))
            message = api.say(ANNA, QUESTION)
            # Before it is kept a kill may lose it. Chat actions do not tell: one may be for a question come back to.
            await program.until(kept(home, message["message_id"]))
            await asyncio.sleep(0.01 * number)
            program.process.kill()
            await program.process.wait()
            program.log.unlink()
    async with running(home, server) as program:
        await program.until(answered(api, 3))
        await asyncio.sleep(1)
    of = {message["reply_to_message"]["message_id"] for message in api.by_bot(ANNA["id"])}
    assert of == {m["message_id"] for m in api.messages.values() if m["from"]["id"] == ANNA["id"]}


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.4, 1.0])
async def test_of_many_questions_that_were_handed_over_a_kill_loses_none(
    home: Path, server: Server, seconds: float
) -> None:
    api = server.api
    settings = {"QUESTIONS_PER_MINUTE": "500", "QUESTIONS_PER_MINUTE_IN_ALL": "5000"}
    async with running(home, server, **settings) as program:
        await program.until(lambda: program.logged("started"))
        asked = [api.say(ANNA, f"{QUESTION}（第{number}次）") for number in range(40)]
        # The server holds an update back until the offset confirms it.
        await program.until(lambda: len(api.updates) < 40)
        await asyncio.sleep(seconds)
        program.process.kill()
        await program.process.wait()
    async with running(home, server, **settings) as program:
        await program.until(answered(api, 40))
        await asyncio.sleep(1)
    replies = [m["reply_to_message"]["message_id"] for m in api.by_bot(ANNA["id"])]
    # An answer under way when the process ended may have been sent without being noted.
    assert set(replies) == {message["message_id"] for message in asked}
    assert len(replies) <= 41


def sent(api: BotApi, number: int) -> Callable[[], bool]:
    return lambda: len(api.by_bot(ANNA["id"])) >= number


def kept(home: Path, message_id: int) -> Callable[[], bool]:
    """Whether the bot has that message in its database."""

    def seen() -> bool:
        with contextlib.closing(sqlite3.connect(home / "state.sqlite", timeout=10)) as database:
            query = "SELECT count(*) FROM questions WHERE message_id = ?"
            return bool(database.execute(query, (message_id,)).fetchone()[0])

    return seen


def long_file() -> bytes:
    return "\n\n".join(["# 长文", *(f"第{n}段讲的是第{n * 7}件不同的事情，内容很长。" for n in range(2000))]).encode()


@pytest.mark.slow
async def test_a_build_that_was_killed_is_told_and_one_from_elsewhere_loses_no_question(
    home: Path, server: Server, tmp_path: Path
) -> None:
    api = server.api
    admin = {"TELEGRAM_ADMINS": str(ANNA["id"]), "TELEGRAM_FILE_URL": server.url}
    async with running(home, server, QUESTIONS_PER_MINUTE="500", **admin) as program:
        api.send_file(ANNA, "long.md", long_file())
        await program.until(lambda: any("Build with it added" in buttons(m) for m in api.by_bot(ANNA["id"])))
        preview = next(m for m in api.by_bot(ANNA["id"]) if "Build with it added" in buttons(m))
        api.press(ANNA, preview, buttons(preview)["Build with it added"])
        await program.until(lambda: any("Encoding: " in m["text"] for m in api.by_bot(ANNA["id"])))
        shown = next(m for m in api.by_bot(ANNA["id"]) if "Encoding: " in m["text"])
        assert buttons(shown)
        program.process.kill()
        await program.process.wait()
    (tmp_path / "coffee.md").write_text("# 咖啡豆选购手册\n\n深烘的豆子更苦，适合做拿铁。\n", "utf-8")
    async with running(home, server, QUESTIONS_PER_MINUTE="500", **admin) as program:
        await program.until(lambda: shown["text"].startswith("This build was interrupted"))
        assert not buttons(shown)
        await program.until(
            lambda: any("was interrupted and cleared away" in m["text"] for m in api.by_bot(ANNA["id"]))
        )
        before = len(api.by_bot(ANNA["id"]))
        add = [sys.executable, "-m", "scripts.reindex", "--add", str(tmp_path / "coffee.md")]
        builder = await asyncio.create_subprocess_exec(*add, cwd=ROOT, env=environment(home))
        asked = 0
        while builder.returncode is None or asked < 20:
            api.say(ANNA, QUESTION)
            asked += 1
            await program.until(sent(api, before + asked))
            await asyncio.sleep(0.2)
        assert builder.returncode == 0
        await program.until(lambda: program.logged("swapped"), seconds=5)
        api.say(ANNA, "深烘的豆子适合做什么？")
        await program.until(lambda: "拿铁" in api.by_bot(ANNA["id"])[-1]["text"])
    answers = [m["text"] for m in api.by_bot(ANNA["id"])[before:-1]]
    assert len(answers) == asked
    assert all("制茶车间" in text for text in answers)


@pytest.mark.slow
async def test_a_start_without_the_name_of_the_live_version_builds_nothing_and_answers(
    home: Path, server: Server
) -> None:
    (home / "index" / "CURRENT").unlink()
    there = sorted(path.name for path in (home / "index" / "versions").iterdir())
    server.api.say(ANNA, QUESTION)
    async with running(home, server) as program:
        await program.until(answered(server.api))
        assert program.logged("the live index cannot be used")
        assert not program.logged("building the index")
    assert sorted(path.name for path in (home / "index" / "versions").iterdir()) == there
    assert not (home / "index" / "CURRENT").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"TELEGRAM_TOKEN": "1:wrong"}, "does not know this TELEGRAM_TOKEN"),
        ({"DATABASE_URL": "postgresql://me:hidden@127.0.0.1:9/x"}, "database cannot be used"),
        ({"DATABASE_URL": "postgresql://me:p@hidden@127.0.0.1:9/x"}, "DATABASE_URL: cannot be taken apart"),
        ({"DATABASE_URL": "postgresql://me:p:hidden/1@127.0.0.1:hidden/x"}, "DATABASE_URL: cannot be taken apart"),
        ({"WEBHOOK_URL": "http://bot.example/hook"}, "Telegram refuses WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_LISTEN": "203.0.113.7"}, "Cannot listen on"),
    ],
)
async def test_what_cannot_work_is_told_in_one_sentence(
    home: Path, server: Server, settings: dict[str, str], words: str
) -> None:
    async with running(home, server, **settings) as program:
        assert await asyncio.wait_for(program.process.wait(), 60) == 2
    log = (home / "log.jsonl").read_text("utf-8")
    assert words in log.splitlines()[-1]
    assert "hidden" not in log


def test_without_a_token_it_says_how_to_get_one_and_what_works_meanwhile(run: Run) -> None:
    done = run("bot")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "@BotFather" in done.stderr
    assert "make chat" in done.stderr
    assert done.stdout == ""


def test_a_setting_that_is_wrong_is_named(run: Run) -> None:
    done = run("bot", TELEGRAM_ADMINS="me")
    assert done.returncode == 2
    assert "TELEGRAM_ADMINS: " in done.stderr


def test_without_a_token_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, bot.__main__ as m, contextlib\n"
        "with contextlib.suppress(SystemExit): m.main()\n"
        "print([n for n in ('torch', 'faiss', 'sentence_transformers', 'telegram', 'sqlalchemy') if n in sys.modules])"
    )
    clean = {key: value for key, value in os.environ.items() if key != "TELEGRAM_TOKEN"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
