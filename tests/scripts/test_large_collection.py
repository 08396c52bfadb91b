"""A large collection in PostgreSQL and in memory, by hand with ``--passages 100000``: CI lacks the minutes for that."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.version_stores import server_at
from index.dense import build_dense
from index.folder_store import FolderStore
from index.postgres.store import PostgresStore
from index.store import VersionStore
from tests.scripts.conftest import call, figures

FEW = 5_000  # vectors; as few passages as CI has time for are searched by graphs, as many are
LARGE = 100_000  # passages from which the CPU time is compared: of fewer, what does not grow with them is most of it


def by_graphs(kind: str, place: str) -> VersionStore:
    return PostgresStore(server_at(place), exact_limit=FEW) if kind == "postgres" else FolderStore(Path(place))


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.usefixtures("here")
def test_a_large_collection_in_postgresql_is_found_as_in_memory_at_a_fair_price(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    postgres_servers: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size = int(request.config.getoption("--passages"))
    monkeypatch.setattr("scripts.benchmark.growing.build_dense", partial(build_dense, exact_limit=FEW))
    monkeypatch.setattr("scripts.benchmark.scale_in_postgres.store_named", by_graphs)
    # A passage is a sentence: two or three take two or three times as long to load.
    monkeypatch.setattr("scripts.benchmark.growing._SENTENCES_A_PASSAGE", 1)
    monkeypatch.setattr("scripts.commands.benchmark._SAMPLE_QUESTIONS", 40)
    # It has room for what is asked, as a server for such a collection would have.
    server = postgres_servers("--set=shared_buffers=1GB")
    try:
        monkeypatch.setenv("DATABASE_URL", server.get_uri())
        call("benchmark", "scale", 300, size, "--store", "postgres", "--json", tmp_path / "f")
    finally:
        server.cleanup()
    rows = figures(tmp_path / "f")
    memory, postgres = (rows[f"{size:,} passages in {place}"] for place in ("memory", "PostgreSQL"))
    few = {place: rows[f"300 passages in {place}"]["memory MB"] for place in ("memory", "PostgreSQL")}
    assert postgres["agree@10"] >= 98
    assert postgres["recall@100"] < 100  # so it was not exact search
    assert postgres["memory MB"] - few["PostgreSQL"] <= 0.15 * (memory["memory MB"] - few["memory"])
    if size >= LARGE:
        assert postgres["CPU ms"] <= 4 * memory["CPU ms"]
        assert postgres["1 % changed, share of its CPU"] <= 0.1
