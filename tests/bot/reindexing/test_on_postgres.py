"""The same re-indexing with versions in PostgreSQL, which several bots share."""

from pathlib import Path

import pytest

from bot.reindexing.catalogue import read_catalogue, read_entry
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.reindexing.standby import repair
from bot.settings import Settings
from bot.telling.changes import changes_since
from bot.version_stores import version_store
from bot.wiring import open_live
from index.errors import BusyError, NoIndexError
from index.publishing import publish
from tests.bot.conftest import no_advance, no_stage
from tests.bot.telling.test_changes import quoted
from tests.conftest import TEA_QUESTIONS, TEA_REPORT


@pytest.fixture
def settings(empty_postgres: str, home: Path) -> Settings:
    """Settings of a bot whose index is in a database that is empty yet; its folder has one that it must not see."""
    return Settings(_env_file=None, data_dir=home, database_url=empty_postgres, index_store="postgres")


@pytest.mark.slow
def test_a_team_re_indexes_asks_and_goes_back(settings: Settings, edited: Path) -> None:
    store = version_store(settings)
    with pytest.raises(NoIndexError):
        open_live(settings)
    first = reindex(
        settings, Request("Ada", "the first", whole=(TEA_REPORT,), sample_questions=TEA_QUESTIONS), no_stage, no_advance
    )
    live, problem = open_live(settings)
    old = live.assistant.ask("茶饼怎么存？")
    assert (problem, old.status, old.version) == (None, "answered", first.version)
    with store.building("Ben"), pytest.raises(BusyError, match="Ben"):
        reindex(settings, Request("Ada", replace=(("", edited),)), no_stage, no_advance)
    second = reindex(settings, Request("Ada", replace=(("", edited),)), no_stage, no_advance)
    assert (second.state, second.new, second.unchanged) == ("live", 1, 7)
    assert live.refresh() == []
    assert live.assistant.snapshot.version == second.version
    assert reindex(settings, Request("Ada", replace=(("", edited),)), no_stage, no_advance).state == "same"
    assert [(entry.version, entry.state) for entry in read_catalogue(store)] == [
        (second.version, "live"),
        (first.version, "before"),
    ]
    changed = next(old for old in store.passages(first.version) if "48小时" in old.text)
    (change,) = changes_since([quoted(changed, first.version)], live.assistant.snapshot, store)
    assert change.now is not None
    assert "72小时" in change.now.text
    publish(store, first.version, settings.encoder, "Ben", "worse")
    live.refresh()
    assert live.assistant.snapshot.version == first.version == repair(settings, "Ada", "")
    assert [event.by for event in read_entry(store, first.version).events] == ["Ada", "Ben"]
