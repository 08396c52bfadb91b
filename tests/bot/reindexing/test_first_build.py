"""Programs that are started at once where there is no index: whoever may not build looks again."""

import shutil
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.reindexing.collection import Request
from bot.reindexing.engine import carry_out, propose, reindex
from bot.reindexing.first_build import open_or_build
from bot.settings import Settings
from bot.version_stores import version_store
from index.errors import BusyError, NoIndexError
from index.search import SearchIndex
from tests.bot.conftest import no_advance, no_stage
from tests.conftest import TEA_REPORT


@pytest.fixture
def settings(tea_home: Path, tmp_path: Path) -> Settings:
    """Settings of a program without an index, which need not encode the report again."""
    shutil.copy(tea_home / "embeddings.sqlite", tmp_path)
    return Settings(_env_file=None, data_dir=tmp_path)


def opened(settings: Settings) -> SearchIndex:
    return version_store(settings).load_current(settings.encoder)


def builders(settings: Settings) -> list[str]:
    return [event.by for event in version_store(settings).history()]


def small(request: Request) -> Request:
    """The small report in place of the shipped edition, which takes longer."""
    return replace(request, whole=(TEA_REPORT,))


def test_whoever_was_overtaken_while_it_read_opens_what_the_other_built(settings: Settings) -> None:
    def build(request: Request, _: str) -> None:
        proposal = propose(settings, small(request))
        reindex(settings, small(Request("Ben")), no_stage, no_advance)
        carry_out(settings, proposal, no_stage, no_advance)

    assert open_or_build(lambda: opened(settings), build, "Ada", "en").passages
    assert builders(settings) == ["Ben"]


def test_whoever_waited_builds_if_the_other_came_to_no_end(settings: Settings) -> None:
    waited: list[str] = []

    def build(request: Request, _: str) -> None:
        reindex(settings, small(request), no_stage, no_advance)

    with ExitStack() as other:

        def end(busy: BusyError) -> None:
            waited.append(busy.details["by"])
            other.close()

        other.enter_context(version_store(settings).building("Ben"))
        with pytest.raises(BusyError):
            open_or_build(lambda: opened(settings), build, "Ada", "en")
        assert open_or_build(lambda: opened(settings), build, "Ada", "en", end).passages
    assert (waited, builders(settings)) == (["Ben"], ["Ada"])


def test_what_was_built_and_held_back_is_not_built_again_and_again(settings: Settings) -> None:
    built: list[Request] = []
    with pytest.raises(NoIndexError):
        open_or_build(lambda: opened(settings), lambda request, _: built.append(request), "Ada", "en")
    assert len(built) == 1
