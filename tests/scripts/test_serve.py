"""springboard serve and key as a process: started, asked, stopped; what is printed and logged."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.__main__ import EXIT_LATER
from tests.bot.telegram.api.model import Failure
from tests.bot.telegram.api.transports import Server
from tests.scripts.conftest import ROOT, call, environment
from tests.scripts.program import ANNA, QUESTION, answered, running

RUN = "from scripts.app import main; main()"
_MOST_S = 60  # to start, and to stop


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """The process, its address and its log."""
    port, log = free_port(), home / "log.jsonl"
    command = [sys.executable, "-c", RUN, "serve", "--port", str(port)]
    with (
        log.open("wb") as sink,
        subprocess.Popen(command, cwd=ROOT, env=environment(home) | settings, stderr=sink) as process,
    ):
        give_up = time.monotonic() + _MOST_S
        while time.monotonic() < give_up and process.poll() is None and "startup complete" not in log.read_text():
            time.sleep(0.05)
        try:
            yield process, f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()


def made(role: str, name: str) -> str:
    done = call("key", "create", "--name", name, "--role", role)
    assert "cannot be shown again" in done.stderr
    return done.stdout.strip()


@pytest.mark.usefixtures("here")
def test_keys_are_made_listed_and_revoked_and_shown_once() -> None:
    key = made("admin", "ci")
    assert re.fullmatch(r"sbk_1_[\w-]{43}", key)
    listed = call("key", "list").stdout
    assert "ci · admin" in listed
    assert key not in listed
    call("key", "revoke", "--name", "ci")
    assert "revoked" in call("key", "list").stdout
    assert "springboard key list" in call("key", "revoke", "--name", "ci", code=2).stderr


@pytest.mark.slow
def test_what_is_in_hand_when_it_is_told_to_stop_is_answered_and_no_secret_is_logged(here: Path) -> None:
    member = made("member", "reader")
    statuses: list[int] = []
    with serving(here, LOG_LEVEL="DEBUG") as (process, url, log):
        headers = {"Authorization": f"Bearer {member}", "X-Request-ID": "mine-7"}

        def ask() -> None:
            statuses.append(httpx.post(f"{url}/v1/ask", json={"question": QUESTION}, headers=headers).status_code)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        while '"request"' not in log.read_text("utf-8"):  # one has been answered, the others wait for their turn
            time.sleep(0.01)
        httpx.get(f"{url}/v1/passages/{member}", params={"ref": member}, headers=headers)
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert process.wait(_MOST_S) == 0
    assert statuses == [200] * 8
    logged = log.read_text("utf-8")
    events = [json.loads(line) for line in logged.splitlines()]
    requests = [event for event in events if event["event"] == "request"]
    assert {event["request"] for event in requests} == {"mine-7"}
    assert {event["key"] for event in requests} == {"reader"}
    assert member not in logged
    assert QUESTION not in logged


@pytest.mark.slow
def test_a_port_that_is_taken_is_named(here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", RUN, "serve", "--port", str(port)],
            cwd=ROOT, env=environment(here), capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"127.0.0.1:{port} cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("store", ["folder", "postgres"])
def test_a_database_that_is_not_there_yet_is_waited_for_by_the_service(here: Path, store: str) -> None:
    address = "postgresql://me:hidden@127.0.0.1:9/none"
    done = subprocess.run(
        [sys.executable, "-c", RUN, "serve", "--port", str(free_port())],
        cwd=ROOT, env=environment(here) | {"DATABASE_URL": address, "INDEX_STORE": store},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == EXIT_LATER
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


def test_without_an_index_the_command_that_builds_one_is_named(tmp_path: Path) -> None:
    for command in ("serve", "mcp"):
        assert "springboard reindex" in call(command, code=2, DATA_DIR=str(tmp_path / "home")).stderr


@pytest.mark.slow
async def test_beside_the_bot_its_health_and_meters_are_on_a_port_of_their_own(home: Path, server: Server) -> None:
    port = free_port()
    server.api.say(ANNA, QUESTION)
    async with running(home, server, METRICS_PORT=str(port)) as program:
        await program.until(answered(server.api))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/healthz")).status_code == 200
            assert (await client.get("/readyz")).json()["database"] == "reached"
            assert 'springboard_answers_total{verdict="answered"} 1.0' in (await client.get("/metrics")).text
            assert (await client.get("/v1/documents")).status_code == 404

        def in_hand(number: int) -> bool:  # of updates, most of which wait for their turn
            return f"springboard_updates_in_hand {number}.0" in httpx.get(f"http://127.0.0.1:{port}/metrics").text

        server.api.fail("sendMessage", Failure("429", retry_after=3))
        for _ in range(3):
            server.api.say(ANNA, QUESTION)
        for number in (3, 0):
            await program.until(partial(in_hand, number))
        program.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(program.process.wait(), _MOST_S) == 0


@pytest.mark.slow
async def test_a_bot_whose_port_for_meters_is_taken_says_so(home: Path, server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running(home, server, METRICS_PORT=str(port)) as program:
            assert await asyncio.wait_for(program.process.wait(), _MOST_S) == 2
    assert f"127.0.0.1:{port}" in program.log.read_text("utf-8").splitlines()[-1]
