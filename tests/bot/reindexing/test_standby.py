"""The name of the live version is lost: nothing is taken for a first start, and what is told to do helps."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.answering.live import Live
from bot.blobs.chosen import curated_files
from bot.curation.files import attach
from bot.errors import explain
from bot.reindexing.collection import Request
from bot.reindexing.engine import propose
from bot.reindexing.first_build import open_or_build
from bot.reindexing.standby import standbys
from bot.settings import Settings
from bot.wiring import open_assistant, open_live
from index.errors import LiveUnknownError, NoIndexError
from index.folder_store import FolderStore
from index.publishing import publish
from index.versions import current_version, list_versions, prune, version_before
from knowledge.errors import ToldError
from tests.bot.reindexing.conftest import Reindex
from tests.conftest import TEA_REPORT

LOST = ("missing", "empty", "blank", "noise", "a folder", "another name", "a path", "version gone")
QUESTION = "下单后多久发货？"


def lose(folder: Path, how: str) -> None:
    """Take the name of the live version away from ``folder``."""
    current, live = folder / "CURRENT", str(current_version(folder))
    contents = {
        "empty": b"",
        "blank": b" \n",
        "noise": bytes(range(128, 148)),
        "another name": b"20260101-000000-abcdeg\n",
    }
    current.unlink()
    if how in contents:
        current.write_bytes(contents[how])
    elif how == "a folder":
        current.mkdir()
    elif how == "a path":
        current.write_text(f"../versions/{live}", "utf-8")
    elif how == "version gone":
        current.write_text(f"{live}\n", "utf-8")
        shutil.rmtree(folder / "versions" / live)


def state_of(folder: Path) -> dict[str, bytes]:
    """All files of the index and what is in them."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "lock" not in path.name}


def held(folder: Path, version: str) -> None:
    """Note that ``version`` did not pass its gate."""
    result = {"suites": ["s.yaml"], "judged": 1, "passed": 0, "known": 0, "against": None}
    result |= {"better": [], "worse": [], "lost": ["a"]}
    (folder / "versions" / version / "checked.json").write_text(json.dumps(result), "utf-8")


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_folder.index


@pytest.fixture
def two(change: Reindex, folder: Path, other: Path) -> tuple[str, str]:
    """Two versions, one after the other live."""
    return str(current_version(folder)), change(add=(other,)).version


def fail(*_: object) -> None:
    pytest.fail("built")


@pytest.mark.parametrize("how", LOST)
def test_a_lost_name_is_never_taken_for_a_first_start(two: tuple[str, str], folder: Path, how: str) -> None:
    first, second = two
    lose(folder, how)
    before = state_of(folder)
    last = first if how == "version gone" else second
    with pytest.raises(LiveUnknownError) as caught:
        current_version(folder)
    told = explain(caught.value, "en", "terminal")
    assert all(version in told for version in list_versions(folder))
    assert f"springboard versions publish {last}" in told
    assert standbys(FolderStore(folder))[0] == last
    for undecided in (version_before, lambda folder: prune(folder, 0)):
        with pytest.raises(LiveUnknownError):
            undecided(folder)
    assert state_of(folder) == before
    publish(FolderStore(folder), last, "bundled", "Ada", "as the message says")
    assert current_version(folder) == last


@pytest.mark.usefixtures("two")
def test_the_last_live_version_answers_and_nothing_is_built(
    settings: Settings, folder: Path, two: tuple[str, str]
) -> None:
    lose(folder, "missing")
    before = state_of(folder)
    warned: list[tuple[ToldError, str]] = []
    opened = open_or_build(lambda: open_assistant(settings, warn=lambda *told: warned.append(told)), fail, "Ada", "en")
    assert "48小时" in opened.ask(QUESTION).quotes[0].text
    ((error, version),) = warned
    assert (type(error), version, opened.snapshot.version) == (LiveUnknownError, two[1], two[1])
    live, problem = open_or_build(lambda: open_live(settings), fail, "Ada", "en")
    assert isinstance(problem, LiveUnknownError)
    assert live.assistant.snapshot.version == two[1]
    assert state_of(folder) == before


@pytest.mark.parametrize(
    "request_",
    [
        {"add": (Path("coffee.md"),)},
        {"replace": (("", TEA_REPORT),)},
        {"remove": ("tea.md",)},
        {"rename": (("tea.md", "茶"),)},
        {"whole": ()},
        {"whole": (TEA_REPORT,)},
    ],
    ids=lambda request: next(iter(request)),
)
def test_nothing_is_built_on_a_guess(settings: Settings, folder: Path, request_: dict[str, Any]) -> None:
    lose(folder, "missing")
    before = state_of(folder)
    with pytest.raises(LiveUnknownError):
        propose(settings, Request("Ada", **request_))
    assert state_of(folder) == before


def test_the_last_live_version_may_be_made_anew(change: Reindex, folder: Path, two: tuple[str, str]) -> None:
    lose(folder, "empty")
    assert change(again=True).passages == 10
    assert current_version(folder) == list_versions(folder)[-1] not in two


def test_without_the_history_too_what_was_held_back_does_not_answer(folder: Path, two: tuple[str, str]) -> None:
    lose(folder, "missing")
    (folder / "history.jsonl").unlink()
    assert standbys(FolderStore(folder)) == [two[1], two[0]]
    held(folder, two[1])
    assert standbys(FolderStore(folder)) == [two[0]]


def test_where_all_was_held_back_nothing_answers_and_documents_may_be_given_anew(
    change: Reindex, settings: Settings, folder: Path, edited: Path
) -> None:
    version = str(current_version(folder))
    held(folder, version)
    lose(folder, "missing")
    (folder / "history.jsonl").unlink()
    with pytest.raises(LiveUnknownError, match=version) as caught:
        open_or_build(lambda: open_live(settings), fail, "Ada", "en")
    assert "none has been made live yet" in explain(caught.value, "en", "terminal")
    with pytest.raises(LiveUnknownError):
        change(add=(edited,), although_alike=True)
    assert change(whole=(edited,)).state == "live"


def test_versions_that_are_gone_are_told_and_documents_may_be_given_anew(
    change: Reindex, settings: Settings, folder: Path
) -> None:
    shutil.rmtree(folder / "versions")
    (folder / "history.jsonl").unlink()  # CURRENT still names one
    with pytest.raises(LiveUnknownError) as caught:
        open_or_build(lambda: open_live(settings), fail, "Ada", "en")
    assert "springboard reindex FILE" in explain(caught.value, "en", "terminal")
    for other in ({"add": (TEA_REPORT,)}, {"again": True}):
        with pytest.raises(LiveUnknownError):
            change(**other)
    assert change(whole=(TEA_REPORT,)).state == "live"
    shutil.rmtree(folder)
    with pytest.raises(NoIndexError):
        open_live(settings)
    with pytest.raises(LiveUnknownError):  # the team's documents are kept: it is no first start
        change(whole=())


def test_a_running_bot_goes_on_and_takes_up_what_is_curated(settings: Settings, folder: Path) -> None:
    live: Live = open_live(settings)[0]
    passage, version = live.assistant.snapshot.index.passages[2], live.assistant.snapshot.version
    lose(folder, "missing")
    assert [type(problem) for problem in live.refresh()] == [LiveUnknownError]
    assert not live.refresh()
    attach(curated_files(settings), passage, "茶席怎么摆")
    assert not live.refresh()
    assert live.assistant.ask("茶席怎么摆").quotes[0].number == 2
    assert live.assistant.snapshot.version == version
