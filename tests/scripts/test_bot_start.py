"""python -m bot where it cannot run, and where only a part of its data is there."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import EXIT_LATER
from bot.state.database import open_database
from bot.state.lock_sessions import LockSession
from bot.state.polling import PollingError, hold_polling
from tests.bot.telegram.api.transports import Server
from tests.index.postgres.test_switching import started_again
from tests.scripts.conftest import ROOT, Run
from tests.scripts.program import ANNA, QUESTION, answered, running


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
        ({"DATABASE_URL": "postgresql://me:hidden@nowhere.invalid/x"}, "database cannot be used"),
        ({"DATABASE_URL": "postgresql://nowhere.invalid/x", "INDEX_STORE": "postgres"}, "database cannot be used"),
        ({"DATABASE_URL": "sqlite:///state.sqlite?mode=ro"}, "DATABASE_URL: has options after the ?"),
        ({"DATA_DIR": "/etc/passwd"}, "DATA_DIR: must be a folder"),
        ({"DATA_DIR": "/etc/passwd/data"}, "DATA_DIR: must be a folder"),
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


@pytest.mark.slow
@pytest.mark.parametrize("store", ["folder", "postgres"])
async def test_a_database_that_cannot_be_reached_now_may_be_tried_again(home: Path, server: Server, store: str) -> None:
    address = "postgresql://me:hidden@127.0.0.1:9/x"
    async with running(home, server, DATABASE_URL=address, INDEX_STORE=store) as program:
        assert await asyncio.wait_for(program.process.wait(), 60) == EXIT_LATER
    log = (home / "log.jsonl").read_text("utf-8")
    assert "The database cannot be reached" in log.splitlines()[-1]
    assert "hidden" not in log


@pytest.mark.slow
async def test_a_second_that_polls_says_so_and_may_be_tried_again(home: Path, server: Server) -> None:
    async with running(home, server) as first:
        await first.until(lambda: first.logged("started"))
        async with running(home, server) as second:
            assert await asyncio.wait_for(second.process.wait(), 60) == EXIT_LATER
        assert "Another process fetches this bot's updates" in (home / "log.jsonl").read_text("utf-8")
        assert first.process.returncode is None


@pytest.mark.slow
async def test_after_the_database_was_restarted_it_polls_alone_again_or_ends_if_another_does(
    home: Path, server: Server, postgres_servers: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    database = await asyncio.to_thread(postgres_servers)
    other = await open_database(database.get_uri(), home / "none")
    session = LockSession(other)
    try:
        async with running(home, server, DATABASE_URL=database.get_uri()) as program:
            await program.until(lambda: program.logged("started"))
            await asyncio.to_thread(restart, database)
            await program.until(lambda: program.logged("no other process polls"))
            with pytest.raises(PollingError):
                await hold_polling(session)

            program.process.send_signal(signal.SIGSTOP)  # so that the other is quicker
            await asyncio.to_thread(restart, database)
            await hold_polling(session)
            program.process.send_signal(signal.SIGCONT)
            assert await asyncio.wait_for(program.process.wait(), 60) == EXIT_LATER
        assert "Another process fetches this bot's updates" in (home / "log.jsonl").read_text("utf-8")
    finally:
        await session.drop()
        await other.close()
        database.cleanup()


def restart(database: Any) -> None:
    """Kill a PostgreSQL server and start it again."""
    process = database.get_postmaster_info().process
    process.kill()
    process.wait()
    started_again(database)


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
