"""Runs of suites, by whichever server they were begun and are looked for."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from bot.state.database import Database
from bot.state.replica_tables import SuiteRunRow
from bot.state.suite_runs import Standing, SuiteRun, begin_run, find_run
from bot.suites.loading import read_suite
from tests.bot.api.conftest import Served, audited, serving, settings_of, until, with_database

SUITE = """cases:
- id: hosts
  question: 新主播开播之前要做什么？
  expect: {status: answered, passages: [{ref: "2.1.1"}]}
- id: weather
  question: 今天天氣怎麼樣？
  expect: {status: refused}
"""


LOST = SuiteRun("0123456789ab", "20260101-000000-abcdef", "chief", Standing())


def let_go(suite: Path) -> None:
    """End the run that waits for ``suite``, which is a pipe, to be written; later ones find a file."""

    def written() -> bool:
        try:
            pipe = os.open(suite, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody has come to read yet
            return False
        os.write(pipe, SUITE.encode())
        os.close(pipe)
        return True

    until(written)
    suite.unlink()
    suite.write_text(SUITE, "utf-8")


def begin(served: Served) -> Any:
    return served.admin.post("/v1/suites/runs", json={})


def ended(served: Served, address: str) -> dict[str, Any]:
    until(lambda: served.admin.get(address).json()["state"] != "running")
    run: dict[str, Any] = served.admin.get(address).json()
    return run


def test_the_report_is_that_of_the_command_line_and_is_there_after_a_restart(home: Path, tmp_path: Path) -> None:
    suite = tmp_path / "tea.yaml"
    suite.write_text(SUITE, "utf-8")
    assert read_suite(suite).size == 2
    settings = settings_of(home, suites=(suite,))
    with serving(settings) as served:
        begun = begin(served)
        assert begun.status_code == 202
        address = begun.headers["location"]
        run = ended(served, address)
        assert (run["state"], run["asked"], run["total"], run["by"]) == ("done", 2, 2, "chief")
        assert [case["verdict"] for case in run["report"]["cases"]] == ["passed", "passed"]
        assert any("key “chief” · had version" in line for line in audited(served))
        for nowhere in ("none", "%00", "%ED%A0%80"):
            assert served.admin.get(f"/v1/suites/runs/{nowhere}").json()["code"] == "api-no-run"
    with serving(settings, served.keys) as again:
        assert again.admin.get(address).json() == run


def test_a_run_that_cannot_be_carried_out_says_why(served: Served) -> None:
    address = begin(served).headers["location"]
    assert (ended(served, address)["state"], ended(served, address)["report"]) == ("failed", None)
    told = {tag: served.admin.get(address, headers={"Accept-Language": tag}).json()["error"] for tag in ("zh-CN", "en")}
    assert "测试集" in told["zh-CN"]
    assert "No suite" in told["en"]


def test_a_server_that_ends_in_order_tells_at_once_that_its_run_is_stopped(home: Path, tmp_path: Path) -> None:
    suite = tmp_path / "tea.yaml"
    os.mkfifo(suite)
    settings = settings_of(home, suites=(suite,))

    def wait_until_it_is_told(run_id: str) -> None:
        try:
            until(lambda: with_database(settings, partial(find_run, run_id=run_id)).standing.state == "stopped")
        finally:
            let_go(suite)

    with ThreadPoolExecutor(1) as pool:
        with serving(settings) as served:
            waiting = pool.submit(wait_until_it_is_told, begin(served).json()["id"])
        waiting.result()


async def _lost(database: Database) -> None:
    """Keep a run of a server that was killed a while ago."""
    await begin_run(database, LOST)
    async with database.begin() as session:
        await session.execute(update(SuiteRunRow).values(seen_at=datetime.now(UTC) - timedelta(minutes=1)))


@pytest.mark.slow
def test_equal_servers_tell_the_same_and_begin_one_run_at_a_time(
    home: Path, tmp_path: Path, empty_postgres: str
) -> None:
    suite = tmp_path / "tea.yaml"
    os.mkfifo(suite)
    settings = settings_of(home, suites=(suite,), database_url=SecretStr(empty_postgres))
    with serving(settings) as one, serving(settings, one.keys) as other:
        with_database(settings, _lost)
        for server in (one, other):
            assert server.admin.get(f"/v1/suites/runs/{LOST.id}").json()["state"] == "stopped"
        try:
            with ThreadPoolExecutor(2) as pool:
                begun = list(pool.map(begin, (one, other)))
            assert sorted(each.status_code for each in begun) == [202, 409]
            first, second = (one, other) if begun[0].status_code == 202 else (other, one)
            address = {each.headers.get("location") for each in begun} - {None}
            assert second.admin.get(*address).json()["state"] == "running"
            assert begin(second).json()["code"] == "api-run-busy"
        finally:
            let_go(suite)
        run = ended(second, *address)
        assert (run["state"], run["asked"], len(run["report"]["cases"])) == ("done", 2, 2)
        assert first.admin.get(*address).json() == run
        assert begin(second).status_code == 202
