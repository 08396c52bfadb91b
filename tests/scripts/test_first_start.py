"""Equal bots that are started at once on one empty database, in which the index is, too."""

import asyncio
import contextlib
import signal
from pathlib import Path

import pytest
from tornado.testing import bind_unused_port

from index.postgres.server import Server as Postgres
from index.postgres.store import PostgresStore
from tests.bot.telegram.api.transports import Server
from tests.scripts.program import Program, running


@pytest.fixture
def homes(tmp_path: Path) -> list[Path]:
    """The empty data directories of four bots."""
    made = [tmp_path / str(number) for number in range(4)]
    for home in made:
        home.mkdir()
    return made


def builds(bot: Program) -> bool:
    return any(event.get("stage") == "encoding" for event in bot.events())


@pytest.mark.slow
async def test_four_that_are_started_at_once_come_up_on_one_index_though_the_first_builder_is_killed(
    homes: list[Path], server: Server, empty_postgres: str, tmp_path: Path
) -> None:
    suite = tmp_path / "one.yaml"  # the shipped suite takes half a minute
    suite.write_text("cases:\n- {id: weather, question: 今天天氣怎麼樣？, expect: {status: refused}}\n", "utf-8")
    async with contextlib.AsyncExitStack() as stack:

        async def started(home: Path) -> Program:
            bound, port = bind_unused_port()
            bound.close()
            own = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_PORT": str(port)}
            shared = {"DATABASE_URL": empty_postgres, "INDEX_STORE": "postgres", "SUITES": str(suite)}
            return await stack.enter_async_context(running(home, server, **own, **shared))

        others = [await started(home) for home in homes]
        await others[0].until(lambda: any(builds(bot) for bot in others))
        first = next(bot for bot in others if builds(bot))
        first.process.send_signal(signal.SIGSTOP)  # so that it does not end before all others wait for it
        others.remove(first)
        for bot in others:
            await bot.until(lambda bot=bot: bot.logged("waiting for the index"))  # type: ignore[misc]
        first.process.kill()
        await first.process.wait()
        for bot in (*others, await started(first.log.parent)):
            await bot.until(lambda bot=bot: bot.logged("started"))  # type: ignore[misc]

    store = PostgresStore(Postgres(empty_postgres, "PostgreSQL"))
    with contextlib.closing(store.server):
        assert len(await asyncio.to_thread(store.history)) == len(await asyncio.to_thread(store.versions)) == 1
