"""Sample questions and curated questions of a point that a new edition lacks, and of those that take its number."""

from pathlib import Path

import pytest

from bot.blobs.chosen import curated_files
from bot.curation.files import attach, unplaced
from bot.curation.questions import read_curated
from bot.reindexing.collection import Request
from bot.reindexing.engine import propose
from bot.reindexing.wording import alike_line, lost_lines
from bot.settings import Settings
from bot.wiring import open_assistant
from index.files import read_places
from index.folder_store import FolderStore
from index.versions import current_version, load_current, version_folder
from tests.bot.reindexing.conftest import Reindex
from tests.conftest import TEA_REPORT

MOISTURE, SENDING = "茶叶怕潮", "下单后48小时"


def text() -> str:
    return TEA_REPORT.read_text("utf-8")


@pytest.fixture
def without_one(tmp_path: Path) -> Path:
    """The report without its point 2.2.1, so that 2.2.2 has that number."""
    points = [line for line in text().splitlines() if MOISTURE not in line]
    return write(tmp_path, "\n".join(points).replace(f"(2) {SENDING}", f"(1) {SENDING}"))


def write(folder: Path, content: str) -> Path:
    path = folder / "new" / "tea.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def sampled(settings: Settings) -> dict[str, str]:
    """The text of the passage that each sample question belongs to."""
    index = load_current(settings.data_folder.index, "bundled")
    assert index.samples
    rows = zip(index.samples.questions, index.samples.dense.owners, strict=True)
    return {question: index.passages[row].text for question, row in rows}


def test_they_do_not_go_to_the_point_that_takes_the_number(
    settings: Settings, change: Reindex, without_one: Path
) -> None:
    stored, packed = "茶叶放在库房里要注意什么", "箱子里放什么"
    passages = load_current(settings.data_folder.index, "bundled").passages
    attach(curated_files(settings), next(p for p in passages if MOISTURE in p.text), "茶席怎么摆")
    attach(curated_files(settings), next(p for p in passages if SENDING in p.text), packed)
    before = sampled(settings)
    summary = change(replace=(("", without_one),), gate=False)
    after = sampled(settings)
    assert MOISTURE in before[stored]
    assert stored not in after
    assert "二、2 (1)" in lost_lines(summary.lost, "en")[0]
    gone = {question for question, owner in before.items() if MOISTURE in owner}
    assert summary.lost.questions == len(gone) + 1  # and the curated one
    assert {question: owner for question, owner in before.items() if question not in gone}.items() <= after.items()
    assert SENDING in after[packed]
    passages = load_current(settings.data_folder.index, "bundled").passages
    assert [place.questions for place in unplaced(read_curated(curated_files(settings)), passages)] == [["茶席怎么摆"]]
    answer = open_assistant(settings).ask("茶席怎么摆")
    assert answer.status != "answered" or SENDING not in answer.quotes[0].text


def test_they_come_back_with_the_point(settings: Settings, change: Reindex, without_one: Path) -> None:
    before = sampled(settings)
    change(replace=(("", without_one),), gate=False)
    summary = change(replace=(("", TEA_REPORT),), gate=False)
    assert summary.lost.questions == 0
    assert sampled(settings) == before


def test_an_older_programs_places_get_their_text_from_the_live_version(
    settings: Settings, change: Reindex, without_one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings.data_folder.index
    path = version_folder(folder, str(current_version(folder)))
    numbered = [place.model_copy(update={"begins": None}) for place in read_places(path)]
    monkeypatch.setattr(FolderStore, "places", lambda *_: numbered)
    assert change(replace=(("", without_one),), gate=False).lost.questions > 0


def test_a_chapter_that_is_gone_is_named_by_its_heading(settings: Settings, tmp_path: Path) -> None:
    first = text().split("# 二、")[0]
    lost = propose(settings, Request("Ada", replace=(("tea.md", write(tmp_path, first)),), gate=False)).lost
    assert "二、2 (1)" in lost.labels
    assert "二、1 主播" in lost.labels
    assert not any(label.endswith("、") for label in lost.labels)


def test_what_lacks_a_passage_is_not_told_to_be_the_same(settings: Settings, tmp_path: Path) -> None:
    long = "\n\n".join(f"({n}) {n * 7919} 号训练器的弹簧第 {n * 31} 次检查合格。" for n in range(3, 300))
    whole = write(tmp_path, text() + "\n\n" + long)
    less = tmp_path / "less.md"
    less.write_text(text() + "\n\n" + long.rsplit("\n\n", 1)[0], "utf-8")
    both = propose(settings, Request("Ada", add=(whole, less), gate=False))
    (line,) = [
        alike_line(alike, "en") for alike in both.alike if alike.document.name == "less.md" and alike.share > 0.9
    ]
    assert "99 %" in line
