"""springboard doctor: what is configured, what can be reached, and what is live."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.doctor import Finding, examine
from bot.settings import Settings
from bot.telegram.reaching import own_name
from bot.version_stores import version_store
from index.postgres import examining
from index.postgres.examining import ServerState
from index.versions import current_version
from scripts.app import app
from tests.bot.telegram.api.model import TOKEN, Failure
from tests.bot.telegram.api.transports import Server
from tests.scripts.conftest import call, settings_of
from tests.wire import wired


def settings(home: Path, **more: object) -> Settings:
    return Settings.model_validate({"data_dir": home, **more})


def codes(findings: list[Finding]) -> dict[str, tuple[str, str]]:
    return {finding.subject: (finding.state, finding.code) for finding in findings}


@pytest.mark.slow
async def test_each_part_is_told_and_nothing_is_made(home: Path, server: Server, tmp_path: Path) -> None:
    bot = {"telegram_token": TOKEN, "telegram_api_url": server.url}
    found = codes(await examine(settings(home, **bot, telegram_admins="7"), own_name))
    assert found["data"] == ("good", "folder")
    assert found["index"] == ("good", "live")
    assert found["database"] == ("note", "absent")
    assert found["telegram"] == ("good", "polling")
    assert codes(await examine(settings(home, **bot), own_name))["telegram"] == ("note", "no-admin")
    fresh = codes(await examine(settings(tmp_path / "fresh"), own_name))
    assert (fresh["data"], fresh["index"]) == (("note", "absent"), ("note", "none"))
    assert fresh["telegram"] == ("note", "no-token")
    assert not (tmp_path / "fresh").exists()
    assert not (home / "state.sqlite").exists()


@pytest.mark.slow
async def test_a_refused_token_and_a_server_that_fails_are_told_apart(home: Path, server: Server) -> None:
    reached = {"telegram_api_url": server.url}
    unknown = await examine(settings(home, **reached, telegram_token="1:unknown"), own_name)
    server.api.fail("getMe", Failure("502"))
    failing = await examine(settings(home, **reached, telegram_token=TOKEN), own_name)
    errors = [finding.error for findings in (unknown, failing) for finding in findings if finding.error]
    assert [getattr(error, "code", "") for error in errors] == ["telegram-token", "telegram-unreachable"]
    assert TOKEN not in str([getattr(error, "details", "") for error in errors])


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_the_command_line_says_what_is_live_and_ends_with_1_if_something_is_wrong(home: Path) -> None:
    shown = call("doctor", "--offline").stdout
    assert f"✓ Index: version {current_version(home / 'index')} is live" in shown
    assert "passages: 8" in shown
    shutil.rmtree(home / "index" / "versions")
    broken = CliRunner().invoke(app, ["doctor", "--offline"], env=settings_of(home))
    assert broken.exit_code == 1
    assert "✗ Index: " in broken.stdout


@pytest.mark.slow
async def test_an_index_in_postgresql_is_told_and_its_tables_are_not_made(home: Path, empty_postgres: str) -> None:
    there = settings(home, database_url=empty_postgres, index_store="postgres")
    for _ in range(2):
        found = codes(await examine(there, None))
        assert (found["store"], found["index"]) == (("note", "absent"), ("note", "none"))
    version_store(there).versions()
    found = codes(await examine(there, None))
    assert (found["store"], found["files"]) == (("good", "postgres"), ("good", "postgres"))
    away = settings(home, database_url="postgresql://me:hidden@127.0.0.1:9/x", index_store="postgres")
    findings = await examine(away, None)
    assert codes(findings)["index"] == ("note", "unknown")
    (store,) = [finding for finding in findings if finding.subject == "store"]
    assert getattr(store.error, "code", "") == "index-unreachable"
    assert "hidden" not in str(store)


def test_a_pooler_that_shares_out_connections_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pooled = ServerState("18.1", "0.8.1", "0.8.1", 1, 3, pooled=True)
    monkeypatch.setattr(examining, "examine", lambda _: pooled)
    monkeypatch.chdir(home)
    place = {"DATABASE_URL": "postgresql://me@127.0.0.1:9/x", "INDEX_STORE": "postgres"}
    shown = call("doctor", "--offline", code=1, **settings_of(home), **place).stdout
    assert "✗ Index store: PostgreSQL is reached through a pooler" in shown
    assert "· Index: not known as long as its store cannot be used" in shown


@pytest.mark.parametrize(
    ("there", "offered", "code"),
    [
        ("0.7.4", "0.7.4", "old-pgvector"),
        (None, "0.7.4", "old-pgvector"),
        ("0.7.4", "0.10.0", "pgvector-not-updated"),
    ],
)
async def test_a_pgvector_that_cannot_search_among_versions_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, there: str | None, offered: str, code: str
) -> None:
    monkeypatch.setattr(examining, "examine", lambda _: ServerState("18.1", there, offered, 1, 3, pooled=False))
    server = settings(home, database_url="postgresql://me@127.0.0.1:9/x", index_store="postgres")
    assert codes(await examine(server, None))["store"] == ("bad", code)


@pytest.mark.parametrize("version", ["0.8.0", "0.8.6", "0.10.1", "1.0"])
def test_a_newer_pgvector_is_not_old(version: str) -> None:
    assert not examining.is_old(version)


@pytest.mark.slow
async def test_a_pooler_before_the_database_is_told_even_where_the_database_cannot_be_read(
    home: Path, empty_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wired(empty_postgres) as (wire, address):
        there = settings(home, database_url=address)
        assert codes(await examine(there, None))["database"] == ("note", "absent")
        wire.cut()
        (away,) = [finding.error for finding in await examine(there, None) if finding.subject == "database"]
        assert getattr(away, "code", "") == "database-not-reached"
        monkeypatch.setattr(examining, "is_pooled", lambda _: True)
        assert codes(await examine(there, None))["database"] == ("bad", "pooled")
