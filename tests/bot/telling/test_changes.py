"""What has become of a quoted passage, with and without the version that it was quoted from."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.answering.snapshot import Snapshot, snapshot_of
from bot.state.quoted import QuotedPassage
from bot.telling.changes import changes_since
from bot.telling.hours import is_quiet
from bot.telling.wording import digest_lines
from index.folder_store import FolderStore
from index.search import SearchIndex
from index.versions import current_version
from knowledge.types import Passage


def quoted(passage: Passage, version: str, *, told: bool = False) -> QuotedPassage:
    return QuotedPassage(version, passage.document, passage.ref, passage.label, passage.headings, passage.text, told)


def with_passages(index: SearchIndex, passages: list[Passage]) -> Snapshot:
    manifest = index.manifest.model_copy(update={"version": "20260105-000000-abcdef"})
    return snapshot_of(replace(index, manifest=manifest, passages=tuple(passages)))


@pytest.fixture(params=["there", "pruned"])
def version(request: pytest.FixtureRequest, home: Path) -> str:
    """The version that passages are quoted from."""
    name = current_version(home / "index")
    assert name
    if request.param == "pruned":
        shutil.rmtree(home / "index" / "versions" / name)
    return name


def test_a_passage_below_one_that_went_is_not_taken_for_it(tea_index: SearchIndex, home: Path, version: str) -> None:
    first, second, *rest = tea_index.passages
    moved = replace(second, ref=first.ref, label=first.label)
    given = [quoted(each, version) for each in (first, rest[0])]
    (change,) = changes_since(given, with_passages(tea_index, [moved, *rest]), FolderStore(home / "index"))
    assert (change.old.text, change.now, change.state) == (first.text, None, "gone")


def test_a_passage_that_went_on_elsewhere_in_other_words_is_found(
    tea_index: SearchIndex, home: Path, version: str
) -> None:
    first, *rest = tea_index.passages
    elsewhere = replace(first, ref="9.1", headings=("九",), text=first.text[:-9] + "别的。")
    (change,) = changes_since(
        [quoted(first, version)], with_passages(tea_index, [*rest, elsewhere]), FolderStore(home / "index")
    )
    assert change.now == elsewhere
    assert change.state not in (None, "gone")


def test_only_another_script_is_no_change_and_what_was_told_is_taken_back(
    tea_index: SearchIndex, home: Path, version: str
) -> None:
    first, second, *rest = tea_index.passages
    other_script = replace(first, text=first.text.replace("亿", "億"))
    given = [quoted(first, version), quoted(second, version, told=True)]
    (back,) = changes_since(given, with_passages(tea_index, [other_script, second, *rest]), FolderStore(home / "index"))
    assert (back.old.text, back.back, back.state) == (second.text, True, None)
    told = {language: digest_lines([back], language)[-1] for language in ("en", "zh-Hant")}
    assert told == {
        "en": f"↺ {second.label} stands again as you were quoted it",
        "zh-Hant": f"↺ {second.label} 又恢復為你看過的樣子",
    }


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [("", 3, False), ("22-8", 21, False), ("22-8", 22, True), ("22-8", 7, True), ("22-8", 8, False),
     ("1-6", 0, False), ("1-6", 1, True), ("1-6", 6, False)],
)  # fmt: skip
def test_quiet_hours_may_go_over_midnight(hours: str, hour: int, quiet: bool) -> None:
    assert is_quiet(hours, datetime(2026, 11, 28, hour, 30)) == quiet
