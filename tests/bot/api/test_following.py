"""What another process makes live is soon what questions are answered from."""

from functools import partial
from pathlib import Path

import pytest

from index.postgres.server import Server
from index.postgres.store import PostgresStore
from index.search import SearchIndex
from tests.bot.api.conftest import QUESTION, Served, serving, settings_of, until
from tests.index.postgres.kept import FIRST, SECOND, keep


def is_answered_from(served: Served, version: str) -> bool:
    return bool(served.member.post("/v1/ask", json={"question": QUESTION}).json()["version"] == version)


@pytest.mark.slow
def test_a_version_that_goes_live_elsewhere_is_opened_by_the_second_look_and_answers(
    empty_postgres: str, tmp_path: Path, tea_index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(empty_postgres, "PostgreSQL")
    elsewhere = PostgresStore(server)
    for version in (SECOND, FIRST):
        keep(elsewhere, tea_index, version)
    looks: list[str | None] = []
    opened_after: dict[str, int] = {}
    look, open_version = PostgresStore.current, PostgresStore.load

    def counted_look(store: PostgresStore) -> str | None:
        looks.append(look(store))
        return looks[-1]

    def noted_opening(store: PostgresStore, version: str, model: str) -> SearchIndex:
        opened_after[version] = len(looks)
        return open_version(store, version, model)

    monkeypatch.setattr(PostgresStore, "current", counted_look)
    monkeypatch.setattr(PostgresStore, "load", noted_opening)
    with serving(settings_of(tmp_path, database_url=empty_postgres, index_store="postgres")) as served:
        for version in (SECOND, FIRST, SECOND):
            elsewhere.switch_to(version, "Ben", "")
            so_far = len(looks)
            until(partial(is_answered_from, served, version))
            assert opened_after.pop(version) <= so_far + 2  # of which one may have been under way when it went live
    server.close()
