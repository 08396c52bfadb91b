"""A large collection in PostgreSQL and in memory: a file of its own, since it takes as long as many others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.conftest import call, figures


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.usefixtures("here")
def test_a_hundred_thousand_passages_in_postgresql_are_found_as_in_memory_at_a_fair_price(
    tmp_path: Path, postgres_servers: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A passage is a sentence: two or three take two or three times as long to load.
    monkeypatch.setattr("scripts.benchmark.growing._SENTENCES_A_PASSAGE", 1)
    server = postgres_servers(
        "--set=shared_buffers=1GB"
    )  # room for what is asked, as on a server for such a collection
    try:
        monkeypatch.setenv("DATABASE_URL", server.get_uri())
        call("benchmark", "scale", 100_000, "--store", "postgres", "--json", tmp_path / "f")
    finally:
        server.cleanup()
    rows = figures(tmp_path / "f")
    memory, postgres = (rows[f"100,000 passages in {place}"] for place in ("memory", "PostgreSQL"))
    assert postgres["agree@10"] >= 98
    assert postgres["recall@100"] < 100  # so it was not exact search
    assert postgres["CPU ms"] <= 4 * memory["CPU ms"]
    assert postgres["memory MB"] <= 0.15 * memory["memory MB"]
    assert postgres["1 % changed, share of its CPU"] <= 0.1
