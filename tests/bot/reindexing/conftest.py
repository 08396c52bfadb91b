"""Re-indexing in the data directory `home`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.reindexing.collection import Request
from bot.reindexing.engine import Summary, reindex
from bot.settings import Settings
from tests.bot.conftest import no_advance, no_stage

Reindex = Callable[..., Summary]


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(_env_file=None, data_dir=home)


@pytest.fixture
def change(settings: Settings) -> Reindex:
    """Re-index with some of a request's fields."""

    def run(**fields: Any) -> Summary:
        return reindex(settings, Request("Ada", **fields), no_stage, no_advance)

    return run
