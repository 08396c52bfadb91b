"""Whether it is up, whether it can answer, and what it has measured."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.layout import BUILDER
from index.locks import builder_now, building
from tests.bot.api.conftest import QUESTION, Served, serving, settings_of
from tests.wire import wired


def metric(served: Served, name: str) -> float:
    written = served.stranger.get("/metrics").text
    found = re.search(rf"^{re.escape(name)} (\S+)$", written, re.M)
    assert found, written
    return float(found[1])


def test_it_is_up_and_ready_and_needs_no_key_to_say_so(served: Served) -> None:
    assert served.stranger.get("/healthz").json() == {"status": "up"}
    assert served.stranger.get("/readyz").json() == {"status": "ready", "index": "loaded", "database": "reached"}


def test_answers_are_counted_by_verdict_and_timed(own: Served) -> None:
    for question in (QUESTION, QUESTION, "今天天氣怎麼樣？", "你好"):
        own.member.post("/v1/ask", json={"question": question})
    verdicts = ("answered", "refused", "aside")
    counts = [metric(own, f'springboard_answers_total{{verdict="{each}"}}') for each in verdicts]
    assert counts == [2, 1, 1]
    assert metric(own, "springboard_answer_seconds_count") == 4
    assert metric(own, "springboard_questions_waiting") == 0
    version = own.member.get("/v1/documents").json()["version"]
    assert metric(own, f'springboard_index_info{{passages="8",version="{version}"}}') == 1


def test_a_build_of_any_process_is_seen_and_one_that_was_killed_is_not(own: Served) -> None:
    folder = own.settings.data_folder.index
    assert metric(own, "springboard_builds_running") == 0
    with building(folder, "Ada"):
        assert metric(own, "springboard_builds_running") == 1
        left = (folder / BUILDER).read_bytes()
    (folder / BUILDER).write_bytes(left)
    assert metric(own, "springboard_builds_running") == 0
    assert builder_now(folder) is None


def test_what_is_described_is_what_there_is(served: Served) -> None:
    described = served.stranger.get("/openapi.json").json()
    assert "/v1/ask" in described["paths"]
    used = set(re.findall(r"#/components/schemas/(\w+)", str(described)))
    assert used <= set(described["components"]["schemas"])
    assert described["paths"]["/v1/ask"]["post"]["security"]


@pytest.mark.slow
def test_while_its_database_is_away_it_says_so_and_goes_on_when_that_is_back(home: Path, empty_postgres: str) -> None:
    with (
        wired(empty_postgres) as (wire, address),
        serving(settings_of(home, database_url=SecretStr(address))) as served,
    ):
        assert served.stranger.get("/readyz").status_code == 200
        assert served.member.get("/v1/documents").status_code == 200
        wire.cut()
        told = served.stranger.get("/readyz")
        assert (told.status_code, told.json()["database"]) == (503, "not reached")
        refused = served.member.get("/v1/documents", headers={"Accept-Language": "en"})
        assert (refused.status_code, refused.json()["code"]) == (503, "database-not-reached")
        assert refused.json()["detail"] == "The database cannot be reached. Try again in a while."
        assert served.stranger.get("/healthz").status_code == 200
        wire.mend()
        assert served.stranger.get("/readyz").status_code == 200
        assert served.member.get("/v1/documents").status_code == 200
