"""The server on a port of its own, asked over real HTTP, with keys of both roles."""

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from bot.api.app import make_app
from bot.api.serving import server_of
from bot.settings import Settings
from bot.state.audit import newest
from bot.state.audit_words import entry_lines, people_in
from bot.state.database import Database, open_database
from bot.state.keys import KeyRole, make_key
from bot.state.people import names_of
from bot.wiring import open_live

QUESTION = "新主播开播之前要做什么？"
_MOST_S = 60  # that anything is waited for


@dataclass(frozen=True)
class Served:
    """A server: its address, its settings, and clients that send the key of a role."""

    url: str
    settings: Settings
    keys: dict[KeyRole, str]
    member: httpx.Client
    admin: httpx.Client
    stranger: httpx.Client


def with_database(settings: Settings, use: Callable[[Database], Any]) -> Any:
    """Open the database of ``settings`` in a loop of its own, as another process would, and ``use`` it."""

    async def opened() -> Any:
        database = await open_database(settings.database_url.get_secret_value(), settings.data_folder.database)
        try:
            return await use(database)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as pool:  # a test may have a loop already
        return pool.submit(asyncio.run, opened()).result()


def audited(served: Served) -> list[str]:
    """The newest lines of the audit log, in English."""

    async def lines(database: Database) -> list[str]:
        entries = await newest(database, 10)
        return entry_lines(entries, await names_of(database, people_in(entries)), "en")

    told: list[str] = with_database(served.settings, lines)
    return told


def until(seen: Callable[[], bool]) -> None:
    give_up = time.monotonic() + _MOST_S
    while not seen():
        assert time.monotonic() < give_up
        time.sleep(0.02)


@contextmanager
def serving(settings: Settings, keys: dict[KeyRole, str] | None = None) -> Iterator[Served]:
    """Run the server in a thread, with new ``keys`` if its database has none yet."""
    roles: dict[KeyRole, str] = {"member": "reader", "admin": "chief"}
    made = partial(with_database, settings)
    keys = keys or {role: made(partial(_made, name=name, role=role)) for role, name in roles.items()}
    live, _ = open_live(settings)
    listening = socket.create_server(("127.0.0.1", 0))
    running: list[uvicorn.Server] = []

    async def serve(database: Database) -> None:
        running.append(server_of(make_app(settings, live, database)))
        await running[0].serve(sockets=[listening])

    thread = threading.Thread(target=with_database, args=(settings, serve))
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    until(lambda: bool(running) and running[0].started)
    clients = [
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=_MOST_S)
        for key in (keys["member"], keys["admin"], "")
    ]
    try:
        yield Served(url, settings, keys, *clients)
    finally:
        for client in clients:
            client.close()
        running[0].should_exit = True
        thread.join()


async def _made(database: Database, name: str, role: KeyRole) -> str:
    return await make_key(database, name, role, "Ada")


def settings_of(home: Path, **more: Any) -> Settings:
    return Settings(_env_file=None, data_dir=home, questions_per_minute=10_000, **more)


@pytest.fixture(scope="session")
def served(tea_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that tests only read from."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(tea_home, home)
    with serving(settings_of(home)) as served:
        yield served


@pytest.fixture
def own(home: Path) -> Iterator[Served]:
    """A server of the test's own."""
    with serving(settings_of(home, questions_per_minute_in_all=10_000)) as served:
        yield served
