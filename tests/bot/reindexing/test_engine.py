"""Documents added, replaced, removed and renamed; what is built, judged, made live or held back."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.blobs.chosen import curated_files, document_files
from bot.curation.files import add_case, attach
from bot.data_folder import UnfinishedRestoreError
from bot.errors import explain
from bot.reindexing.catalogue import read_catalogue, read_entry
from bot.reindexing.collection import Request
from bot.reindexing.engine import propose, reindex
from bot.reindexing.errors import CollectionError
from bot.reindexing.store import stored
from bot.settings import Settings
from bot.suites.cases import Case, Expectation
from index.encoder import Encoder
from index.errors import BusyError, ClockError, OvertakenError
from index.folder_store import FolderStore
from index.locks import building
from index.versions import current_version, list_versions, load_current, switch_to, version_before
from knowledge.errors import DocumentError
from tests.bot.conftest import no_advance, no_stage
from tests.bot.reindexing.conftest import Reindex
from tests.conftest import TEA_REPORT


def titles(settings: Settings) -> list[str]:
    live = load_current(settings.data_folder.index, "bundled")
    return [document.title for document in live.manifest.documents]


def case(name: str, question: str, **expect: Any) -> Case:
    return Case(id=name, question=question, expect=Expectation(**expect))


def test_a_document_is_added_beside_the_others(change: Reindex, settings: Settings, other: Path) -> None:
    summary = change(add=(other,), why="coffee too")
    assert (summary.state, summary.new, summary.unchanged, summary.removed) == ("live", 2, 8, 0)
    assert titles(settings) == ["高山茶直播销售报告", "咖啡豆选购手册"]
    entry = read_entry(FolderStore(settings.data_folder.index), summary.version)
    assert (entry.state, entry.by, entry.why) == ("live", "Ada", "coffee too")
    assert [(event.by, event.why) for event in entry.events] == [("Ada", "coffee too")]


def test_the_same_document_again_is_nothing_to_do(change: Reindex, settings: Settings) -> None:
    before = current_version(settings.data_folder.index)
    assert (change(add=(TEA_REPORT,)).state, change(replace=(("", TEA_REPORT),)).state) == ("same", "same")
    assert current_version(settings.data_folder.index) == before


def test_an_edition_takes_the_place_of_the_document_it_is_like(
    change: Reindex, settings: Settings, edited: Path
) -> None:
    summary = change(replace=(("", edited),))
    assert (summary.new, summary.unchanged, summary.removed) == (1, 7, 1)
    ((old, new),) = summary.changes.changed
    assert "48小时" in old.text
    assert "72小时" in new.text
    assert summary.samples == 15  # the sample questions of the edition before serve this one
    assert titles(settings) == ["高山茶直播销售报告"]


def test_what_is_much_like_another_is_told_with_its_share(settings: Settings, edited: Path, other: Path) -> None:
    (alike,) = propose(settings, Request("Ada", add=(edited,))).alike
    assert alike.same_title
    assert 0.9 < alike.share < 1
    renamed = edited.with_name("renamed.md")
    renamed.write_text(edited.read_text("utf-8").replace("高山茶直播销售报告", "另一个名字"), "utf-8")
    (alike,) = propose(settings, Request("Ada", add=(renamed,))).alike
    assert not alike.same_title
    assert not propose(settings, Request("Ada", add=(other,))).alike


def test_two_documents_of_one_title_are_told_apart(change: Reindex, settings: Settings, edited: Path) -> None:
    change(add=(edited,), although_alike=True)
    assert titles(settings) == ["高山茶直播销售报告", "高山茶直播销售报告 (tea.md)"]


def test_what_is_like_nothing_replaces_only_what_it_is_told_to(
    change: Reindex, settings: Settings, other: Path
) -> None:
    with pytest.raises(CollectionError, match="not-alike"):
        change(replace=(("", other),))
    change(replace=(("高山茶直播銷售報告", other),))  # a title is known in either script
    assert titles(settings) == ["咖啡豆选购手册"]


def test_a_document_is_removed_by_any_of_its_names(change: Reindex, settings: Settings, other: Path) -> None:
    change(add=(other,))
    sha256 = load_current(settings.data_folder.index, "bundled").manifest.documents[1].sha256
    for name in ("coffee.md", "咖啡豆选购手册", sha256[:8]):
        assert len(propose(settings, Request("Ada", remove=(name,))).contents.documents) == 1
    with pytest.raises(CollectionError, match="no-such-document"):
        change(remove=("nothing",))
    with pytest.raises(CollectionError, match="nothing-left"):
        change(remove=("coffee.md", "tea.md"))


def test_a_renamed_document_keeps_its_passages_and_samples(change: Reindex, settings: Settings) -> None:
    summary = change(rename=(("tea.md", "茶的报告"),))
    assert (summary.state, summary.unchanged, summary.samples) == ("live", 8, 15)
    assert titles(settings) == ["茶的报告"]
    with pytest.raises(CollectionError, match="no-title"):
        change(rename=(("tea.md", "  "),))
    assert change(again=True).state == "same"  # read anew, it keeps the name that it was given


def test_files_are_kept_and_read_again(change: Reindex, settings: Settings, other: Path) -> None:
    change(add=(other,))
    other.unlink()
    assert change(again=True).state == "same"
    shutil.rmtree(settings.data_folder.documents)
    with pytest.raises(CollectionError, match="no-original"):
        change(again=True)


def test_a_kept_file_that_is_damaged_is_not_read_again(change: Reindex, settings: Settings, other: Path) -> None:
    change(add=(other,))
    before = list_versions(settings.data_folder.index)
    sha256 = load_current(settings.data_folder.index, "bundled").manifest.documents[1].sha256
    kept = stored(document_files(settings), sha256)
    assert kept
    kept.write_bytes(kept.read_bytes().replace("果酸".encode(), "果酱".encode()))
    with pytest.raises(CollectionError) as caught:
        change(again=True, gate=False)
    assert str(kept) in explain(caught.value, "en", "terminal")
    assert list_versions(settings.data_folder.index) == before
    shutil.copy(other, kept)  # as the message says
    assert change(again=True).state == "same"
    kept.unlink()
    assert change(add=(other,)).state == "same"  # nothing to build, but the file is kept again
    assert stored(document_files(settings), sha256) == kept


def test_a_bad_file_changes_nothing(change: Reindex, settings: Settings, tmp_path: Path) -> None:
    before = current_version(settings.data_folder.index)
    (tmp_path / "bad.docx").write_bytes(b"no zip")
    with pytest.raises(DocumentError, match="damaged"):
        change(add=(tmp_path / "bad.docx",))
    assert list_versions(settings.data_folder.index) == [before]


def test_a_version_that_loses_cases_is_held_back_and_can_go_live_all_the_same(
    change: Reindex, settings: Settings, edited: Path
) -> None:
    folder = settings.data_folder.index
    before = str(current_version(folder))
    add_case(curated_files(settings), case("parcels", "下单后多久发货？", contains="48小时"))
    add_case(curated_files(settings), case("never", "下单后多久发货？要快", contains="没有这样的话"))
    summary = change(replace=(("", edited),))
    assert summary.state == "held"
    assert summary.gate
    assert summary.gate.lost == ("parcels",)  # the other failed before too
    assert (summary.gate.passed, summary.gate.judged, summary.gate.against) == (0, 2, before)
    assert current_version(folder) == before
    held = read_entry(FolderStore(folder), summary.version)
    assert held.state == "held"
    assert held.gate == summary.gate
    switch_to(folder, summary.version, "Ada", "we know")
    assert read_entry(FolderStore(folder), summary.version).state == "live"
    assert version_before(folder) == before


def test_without_the_gate_nothing_is_asked(change: Reindex, settings: Settings, edited: Path) -> None:
    add_case(curated_files(settings), case("parcels", "下单后多久发货？", contains="48小时"))
    summary = change(replace=(("", edited),), gate=False)
    assert (summary.state, summary.gate) == ("live", None)


def test_suites_of_the_settings_are_asked(settings: Settings, tmp_path: Path, edited: Path) -> None:
    suite = tmp_path / "team.yaml"
    cases = {"cases": [{"id": "a", "question": "下单后多久发货？", "expect": {"contains": "小时内发货"}}]}
    suite.write_text(json.dumps(cases, ensure_ascii=False), "utf-8")
    own = settings.model_copy(update={"suites": (suite,)})
    stages: list[str] = []
    summary = reindex(own, Request("Ada", replace=(("", edited),)), stages.append, no_advance)
    assert summary.gate
    assert (summary.state, summary.gate.suites, summary.gate.passed) == ("live", ("team.yaml",), 1)
    assert stages == ["reading", "encoding", "checking", "asking", "comparing", "publishing"]


def test_attached_questions_are_part_of_the_next_version(
    change: Reindex, settings: Settings, other: Path, encoder: Encoder
) -> None:
    live = load_current(settings.data_folder.index, "bundled")
    attach(curated_files(settings), live.passages[2], "茶席怎么摆")
    change(add=(other,))
    after = load_current(settings.data_folder.index, "bundled")
    assert after.samples
    assert "茶席怎么摆" in after.samples.questions
    assert Assistant(snapshot_of(after), encoder).ask("茶席怎么摆").quotes[0].text == live.passages[2].text


def test_a_second_builder_is_told_who_builds(change: Reindex, settings: Settings, other: Path) -> None:
    with building(settings.data_folder.index, "Ben"), pytest.raises(BusyError, match="Ben"):
        change(add=(other,))


def test_nothing_is_built_where_a_restore_was_interrupted(change: Reindex, settings: Settings, other: Path) -> None:
    (settings.data_dir / ".restoring-x").mkdir()
    with pytest.raises(UnfinishedRestoreError):
        change(add=(other,))


def test_what_was_proposed_before_another_went_live_is_not_built(settings: Settings, other: Path, edited: Path) -> None:
    from bot.reindexing.engine import carry_out

    proposal = propose(settings, Request("Ada", add=(other,)))
    reindex(settings, Request("Ben", replace=(("", edited),)), no_stage, no_advance)
    with pytest.raises(OvertakenError):
        carry_out(settings, proposal, no_stage, no_advance)


def test_another_version_that_goes_live_during_a_build_stays(settings: Settings, other: Path, edited: Path) -> None:
    folder = settings.data_folder.index
    first = str(current_version(folder))
    reindex(settings, Request("Ada", replace=(("", edited),)), no_stage, no_advance)

    def roll_back(stage: str) -> None:
        if stage == "checking":
            switch_to(folder, first, "Ben", "in the meantime")

    with pytest.raises(OvertakenError):
        reindex(settings, Request("Ada", add=(other,)), roll_back, no_advance)
    assert current_version(folder) == first


def test_a_clock_that_is_behind_is_found(settings: Settings, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import index.versions as versions

    class Behind(versions.datetime):  # type: ignore[name-defined,misc]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(versions, "datetime", Behind)
    before = current_version(settings.data_folder.index)
    with pytest.raises(ClockError, match="2001-01-01"):
        reindex(settings, Request("Ada", add=(other,)), no_stage, no_advance)
    assert current_version(settings.data_folder.index) == before
    summary = reindex(settings, Request("Ada", add=(other,), trust_clock=True), no_stage, no_advance)
    assert summary.state == "live"
    assert version_before(settings.data_folder.index) == before  # whatever the names say


def test_old_versions_and_files_are_pruned_but_never_the_one_before(settings: Settings, tmp_path: Path) -> None:
    folder = settings.data_folder.index
    few = settings.model_copy(update={"keep_versions": 2})
    store = document_files(settings)
    for number in range(4):
        path = tmp_path / "note.md"
        path.write_text(f"# 笔记\n\n第{number}次修改。", "utf-8")
        what: dict[str, Any] = {"add": (path,)} if number == 0 else {"replace": (("note.md", path),)}
        reindex(few, Request("Ada", **what), no_stage, no_advance)
    assert len(list_versions(folder)) == 2
    assert [entry.state for entry in read_catalogue(FolderStore(folder))] == ["live", "before"]
    for entry in read_catalogue(FolderStore(folder)):
        assert all(stored(store, document.sha256) for document in entry.documents)
