"""Curated questions that cannot be read are left out, and the index answers."""

import os
import random
from pathlib import Path

import pytest

from bot.answering.live import Live
from bot.blobs.chosen import curated_files
from bot.blobs.folder import FolderBlobs
from bot.curation.files import attach, detach, export_curated, import_curated
from bot.curation.questions import CuratedError, read_curated, with_usable_curated
from bot.errors import explain
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from bot.wiring import open_assistant, open_live
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.errors import ToldError
from tests.bot.conftest import no_advance, no_stage
from tests.bot.curation.conftest import in_folder

QUESTION = "茶席怎么摆"
ROW = 2  # of the passage that the question is attached to


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(_env_file=None, data_dir=home)


@pytest.fixture
def file(settings: Settings, tea_index: SearchIndex) -> Path:
    """The file of a question that is attached to a passage."""
    attach(curated_files(settings), tea_index.passages[ROW], QUESTION)
    return settings.data_folder.curated / "questions.yaml"


def found(live: Live) -> int:
    return live.assistant.ask(QUESTION).quotes[0].number


def test_a_file_that_lost_or_changed_a_part_is_not_taken_for_whole(file: Path) -> None:
    whole = file.read_bytes()
    chance = random.Random(7)
    for end in range(0, len(whole), 3):
        file.write_bytes(whole[:end])
        with pytest.raises(CuratedError):
            read_curated(in_folder(file.parent))
    for _ in range(300):
        changed = bytearray(whole)
        changed[chance.randrange(whole.index(b"\n") + 1, len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        with pytest.raises(CuratedError):
            read_curated(in_folder(file.parent))
    with pytest.raises(CuratedError):
        detach(in_folder(file.parent), QUESTION)
    assert file.read_bytes() == changed


def test_what_was_edited_by_hand_is_read_when_the_checksum_is_gone(file: Path) -> None:
    edited = file.read_text("utf-8").replace(QUESTION, "茶席")
    file.write_text(edited, "utf-8")
    with pytest.raises(CuratedError) as caught:
        read_curated(in_folder(file.parent))
    told = explain(caught.value, "en", "terminal")
    assert "delete its first line" in told
    assert str(file) in told
    assert str(file.parent) not in explain(caught.value, "en", "chat")
    file.write_text(edited.partition("\n")[2], "utf-8")
    assert [place.questions for place in read_curated(in_folder(file.parent))] == [["茶席"]]


@pytest.mark.parametrize("content", [b"", b"questions: 1", b"- ref: \xff", b"\0" * 40, b"{", None])
def test_an_index_does_without_what_cannot_be_read(
    file: Path, tea_index: SearchIndex, encoder: Encoder, content: bytes | None
) -> None:
    file.unlink()
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    extended, problem = with_usable_curated(in_folder(file.parent), tea_index, encoder)
    assert extended is tea_index
    assert isinstance(problem, CuratedError)
    told = explain(problem, "en", "terminal")
    assert "questions.yaml: not a file of sample questions" in told
    assert str(file) in told


def test_a_start_answers_without_them_and_takes_them_up_when_they_are_mended(settings: Settings, file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"headings", b"headincs"))
    live, problem = open_live(settings)
    assert problem is None
    assert found(live) != ROW
    assert "48小时" in live.assistant.ask("下单后多久发货？").quotes[0].text
    (told,) = live.refresh()
    assert isinstance(told, CuratedError)
    assert not live.refresh()
    file.write_bytes(whole)
    assert not live.refresh()
    assert found(live) == ROW


def test_a_running_bot_goes_on_with_those_it_has(settings: Settings, file: Path, other: Path) -> None:
    live, _ = open_live(settings)
    whole = file.read_bytes()
    file.write_bytes(whole[:-10])
    live.take_up()  # what is noticed here is told all the same
    (told,) = live.refresh()
    assert isinstance(told, CuratedError)
    assert found(live) == ROW
    file.unlink()
    version = reindex(settings, Request("Ada", add=(other,)), no_stage, no_advance).version
    file.write_bytes(b"damaged again")
    assert [type(problem) for problem in live.refresh()] == [CuratedError]
    assert live.assistant.snapshot.version == version  # a new version does not wait for them
    file.write_bytes(whole)
    assert not live.refresh()
    assert found(live) == ROW


def test_a_running_bot_goes_on_while_where_they_are_kept_is_away(
    settings: Settings, file: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, _ = open_live(settings)

    def stamp(*_: object) -> object:
        raise OSError("away")

    with monkeypatch.context() as away:
        away.setattr(FolderBlobs, "stamp", stamp)
        assert not live.refresh()
        assert found(live) == ROW
        version = reindex(settings, Request("Ada", add=(other,)), no_stage, no_advance).version
        assert not live.refresh()
        assert live.assistant.snapshot.version == version
    assert not live.refresh()
    assert found(live) == ROW


def test_a_command_line_is_warned_and_what_the_warning_says_helps(settings: Settings, file: Path) -> None:
    exported = export_curated(in_folder(file.parent))
    file.write_bytes(b"")
    warned: list[tuple[ToldError, str]] = []
    opened = open_assistant(settings, warn=lambda *told: warned.append(told))
    ((error, version),) = warned
    assert version == opened.snapshot.version
    assert f"Mend {file}, or move it away and put back" in explain(error, "en", "terminal")
    file.rename(file.with_name("away"))
    import_curated(in_folder(file.parent), exported)
    warned.clear()
    assert open_assistant(settings, warn=lambda *told: warned.append(told)).ask(QUESTION).quotes[0].number == ROW
    assert not warned


@pytest.mark.parametrize("what", ["a pipe", "a link to nothing", "a folder"])
def test_what_is_no_file_in_the_place_of_the_questions_is_told(settings: Settings, file: Path, what: str) -> None:
    file.unlink()
    if what == "a pipe":
        os.mkfifo(file)
    elif what == "a folder":
        file.mkdir()
    else:
        file.symlink_to("none")
    warned: list[tuple[ToldError, str]] = []
    assert open_assistant(settings, warn=lambda *told: warned.append(told)).ask(QUESTION).quotes
    assert "it is no file" in explain(warned[0][0], "en", "terminal")
