"""python -m bot as a process, over real HTTP, by polling and by webhook."""

import asyncio
import contextlib
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tornado.testing import bind_unused_port

from tests.bot.telegram.api.model import TOKEN, BotApi, Failure
from tests.bot.telegram.api.shapes import buttons, group, person, styled
from tests.bot.telegram.api.transports import Server
from tests.scripts.conftest import ROOT, environment
from tests.scripts.program import ANNA, QUESTION, answered, running


def listening(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
async def test_stopped_while_a_group_has_more_answers_to_come_than_it_may_get_at_once(
    home: Path, server: Server
) -> None:
    api, admin, team = server.api, person(1, "Ada"), group(-1001234567890)
    api.chats[team["id"]] = team
    settings = {"TELEGRAM_ADMINS": "1", "QUESTIONS_PER_MINUTE": "500"}

    def answered_in_team() -> list[int]:
        found = [m for m in api.by_bot(team["id"]) if styled(m, "expandable_blockquote")]
        return [m["reply_to_message"]["message_id"] for m in found]

    async with running(home, server, **settings) as program:
        api.say(admin, "/approve", team)
        await program.until(lambda: len(api.by_bot(team["id"])) == 1)
        asked = [api.say(ANNA, f"/ask {QUESTION}", team)["message_id"] for _ in range(32)]
        await program.until(lambda: len(answered_in_team()) > 15)
        program.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(program.process.wait(), 85) == 0  # the unit would kill it after that
    assert len(answered_in_team()) < len(asked)  # it did not wait until the group may get them all
    async with running(home, server, **settings) as program:
        await program.until(lambda: len(answered_in_team()) >= len(asked))
    assert sorted(answered_in_team()) == asked


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
        await program.until(lambda: listening(port) and api.webhook.get("url") == settings["WEBHOOK_URL"])
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
@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.0])
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
        await program.until(lambda: program.logged("swapped"))
        api.say(ANNA, "深烘的豆子适合做什么？")
        await program.until(lambda: "拿铁" in api.by_bot(ANNA["id"])[-1]["text"])
    answers = [m["text"] for m in api.by_bot(ANNA["id"])[before:-1]]
    assert len(answers) == asked
    assert all("制茶车间" in text for text in answers)
