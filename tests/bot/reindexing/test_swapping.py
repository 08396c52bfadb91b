"""Questions without pause while versions come and go, and what a running process does about what it finds on disk."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.answering.assistant import Answer
from bot.answering.live import Live
from bot.blobs.chosen import curated_files
from bot.curation.files import attach, detach
from bot.errors import explain
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from bot.wiring import open_assistant, open_live
from index.errors import IndexDamagedError, NoIndexError
from index.folder_store import FolderStore
from index.search import SearchIndex
from index.versions import current_version, list_versions, switch_to, version_before
from tests.bot.conftest import no_advance, no_stage
from tests.bot.reindexing.conftest import Reindex

TIMES = 25
QUESTIONS = ("下单后多久发货？", "主播的收入怎么算？", "How are parcels sent?", "那培训呢？", "今天天气怎么样？")


@pytest.fixture
def running(settings: Settings) -> Live:
    live, problem = open_live(settings)
    assert problem is None
    return live


class Asker(threading.Thread):
    """Asks without pause, each question after the one before it."""

    def __init__(self, live: Live, stop: threading.Event) -> None:
        super().__init__()
        self.live, self.stop = live, stop
        self.answers: list[Answer] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        before = None
        try:
            while not self.stop.is_set():
                for question in QUESTIONS:
                    answer = self.live.assistant.ask(question, before)
                    before = answer.turn
                    self.answers.append(answer)
        except BaseException as error:
            self.failure = error


@pytest.mark.slow
def test_questions_during_many_reindexings_neither_fail_nor_mix_versions(
    settings: Settings, running: Live, tmp_path: Path
) -> None:
    live = running
    stop = threading.Event()
    askers = [Asker(live, stop) for _ in range(2)]
    for asker in askers:
        asker.start()
    text = (Path(__file__).parents[2] / "data" / "tea.md").read_text("utf-8")
    said: dict[str, str] = {str(current_version(settings.data_folder.index)): "48小时"}
    few = settings.model_copy(update={"keep_versions": 2})
    for number in range(TIMES):
        path = tmp_path / "tea.md"
        path.write_text(text.replace("48小时", f"{number + 50}小时"), "utf-8")
        summary = reindex(few, Request("Ada", replace=(("", path),)), no_stage, no_advance)
        said[summary.version] = f"{number + 50}小时"
        assert not live.refresh()
    stop.set()
    for asker in askers:
        asker.join()
        assert asker.failure is None
    answers = [answer for asker in askers for answer in asker.answers]
    seen = {answer.turn.version for answer in answers}
    assert len(said) == TIMES + 1
    assert len(seen) > TIMES // 2
    for answer in answers:
        assert {quote.version for quote in answer.quotes} == {answer.turn.version}
        if answer.question == QUESTIONS[0]:
            assert said[answer.turn.version] in answer.quotes[0].text


def test_a_version_published_by_another_process_is_taken_up(change: Reindex, running: Live, other: Path) -> None:
    live = running
    before = live.assistant.snapshot.index
    assert not live.refresh()
    assert live.assistant.snapshot.index is before
    version = change(add=(other,)).version
    assert not live.refresh()
    assert live.assistant.snapshot.version == version


def test_a_question_attached_by_another_process_is_taken_up_and_given_back(settings: Settings, running: Live) -> None:
    live = running
    question, passage = "茶席怎么摆", live.assistant.snapshot.index.passages[2]
    version = live.assistant.snapshot.version
    assert live.assistant.ask(question).quotes[0].number != 2
    attach(curated_files(settings), passage, question)
    assert not live.refresh()
    assert live.assistant.ask(question).quotes[0].number == 2
    assert live.assistant.snapshot.version == version
    assert open_assistant(settings).ask(question).quotes[0].number == 2  # after a restart too
    detach(curated_files(settings), question)
    assert not live.refresh()
    assert live.assistant.ask(question).quotes[0].number != 2


def test_a_new_version_does_not_wait_for_an_earlier_edition_that_is_being_opened(
    change: Reindex, settings: Settings, running: Live, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, before = running, str(current_version(settings.data_folder.index))
    version = change(add=(other,)).version
    opening, seen = threading.Event(), threading.Event()
    really = FolderStore.load

    def slow_for_the_earlier(store: FolderStore, name: str, model: str) -> SearchIndex:
        if name == before:
            opening.set()
            assert seen.wait(30)
        return really(store, name, model)

    monkeypatch.setattr(FolderStore, "load", slow_for_the_earlier)
    assert live.assistant.earlier is not None
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(live.assistant.earlier.load, before)
        opening.wait()
        assert not live.refresh()
        seen.set()
        assert live.assistant.snapshot.version == version
        assert asked.result() is not None


def damaged(folder: Path, how: str) -> None:
    path = folder / "versions" / str(current_version(folder))
    if how == "flipped byte":
        content = bytearray((path / "passages.faiss").read_bytes())
        content[len(content) // 2] ^= 1
        (path / "passages.faiss").write_bytes(content)
    elif how == "missing file":
        (path / "words.json").unlink()
    elif how == "no version":
        shutil.rmtree(path)
    else:
        (folder / "CURRENT").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize("how", ["flipped byte", "missing file", "no version", "CURRENT"])
def test_what_is_damaged_is_told_once_and_the_version_before_goes_on(
    change: Reindex, settings: Settings, running: Live, other: Path, how: str
) -> None:
    live = running
    before = live.assistant.snapshot.index
    folder = settings.data_folder.index
    change(add=(other,))
    damaged(folder, how)
    (problem,) = live.refresh()
    assert isinstance(problem, IndexDamagedError)
    assert not live.refresh()
    assert live.assistant.snapshot.index is before
    switch_to(folder, before.manifest.version, "Ada", "")
    assert not live.refresh()
    assert live.assistant.snapshot.index is before


@pytest.mark.parametrize("how", ["flipped byte", "missing file"])
def test_a_start_on_a_damaged_version_answers_from_the_one_before(
    change: Reindex, settings: Settings, other: Path, how: str
) -> None:
    folder = settings.data_folder.index
    before = current_version(folder)
    change(add=(other,))
    damaged(folder, how)
    live, problem = open_live(settings)
    assert isinstance(problem, IndexDamagedError)
    assert "springboard versions repair" in explain(problem, "en", "terminal")
    assert "/rollback" in explain(problem, "en", "chat")
    assert live.assistant.snapshot.version == before
    switch_to(folder, version_before(folder), "Ada", "as the message says")
    assert open_live(settings)[1] is None


def test_without_any_usable_version_a_start_fails(settings: Settings, tmp_path: Path) -> None:
    damaged(settings.data_folder.index, "missing file")
    with pytest.raises(IndexDamagedError):
        open_live(settings)
    with pytest.raises(NoIndexError):
        open_live(settings.model_copy(update={"data_dir": tmp_path / "empty"}))


def test_a_damaged_live_version_is_not_built_upon(change: Reindex, settings: Settings, other: Path) -> None:
    damaged(settings.data_folder.index, "flipped byte")
    with pytest.raises(IndexDamagedError):
        change(add=(other,))
    assert change(again=True).state == "live"  # what the message says to do
    assert len(list_versions(settings.data_folder.index)) == 2


@pytest.fixture
def nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        pytest.fail("loaded")

    monkeypatch.setattr(FolderStore, "load", fail)


@pytest.mark.usefixtures("nothing_is_loaded")
def test_while_nothing_changes_nothing_is_loaded(running: Live) -> None:
    for _ in range(3):
        assert not running.refresh()
