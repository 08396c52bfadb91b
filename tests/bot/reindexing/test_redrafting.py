"""Drafted cases from version to version: kept, renewed, lost, bounded, and told apart from the written ones."""

from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.reindexing.catalogue import read_entry
from bot.reindexing.collection import Request
from bot.reindexing.engine import Summary, reindex
from bot.reindexing.redrafting import DraftedResult, Scope, drafts_text, read_drafts, redraft
from bot.reindexing.wording import gate_lines
from bot.settings import Settings
from bot.suites.drafting import Draft
from bot.suites.running import Runner
from index.encoder import Encoder
from index.folder_store import FolderStore
from index.search import SearchIndex
from index.versions import current_version, load_current
from tests.bot.conftest import no_advance, no_stage
from tests.conftest import TEA_REPORT

pytestmark = pytest.mark.slow


@pytest.fixture
def drafting(settings: Settings) -> Settings:
    return settings.model_copy(update={"drafted_cases": 100})


def rebuilt(settings: Settings, **fields: object) -> Summary:
    return reindex(settings, Request("Ada", **fields), no_stage, no_advance)  # type: ignore[arg-type]


def drafts_of(settings: Settings, version: str) -> tuple[Draft, ...]:
    drafts = read_drafts(FolderStore(settings.data_folder.index), version)
    assert drafts
    return drafts


def runner_on(index: SearchIndex, encoder: Encoder) -> Runner:
    return Runner(Assistant(snapshot_of(index), encoder))


def test_a_version_keeps_the_drafted_cases_that_it_passes(drafting: Settings, other: Path, encoder: Encoder) -> None:
    summary = rebuilt(drafting, add=(other,))
    drafts = drafts_of(drafting, summary.version)
    runner = runner_on(load_current(drafting.data_folder.index, "bundled"), encoder)
    assert [draft.question for draft in drafts if runner.ask("s", draft.case).unmet] == []
    assert {"咖啡豆选购手册", "产地"} & {draft.question for draft in drafts}
    assert summary.gate
    assert summary.gate.drafted
    assert (summary.state, summary.gate.suites, summary.gate.judged) == ("live", (), 0)
    assert summary.gate.drafted.kept == len(drafts)
    assert summary.gate.drafted.asked > 0  # the live version was built without drafts, so they were made for it too


def test_cases_of_unchanged_passages_are_kept_and_others_renewed(drafting: Settings, other: Path, edited: Path) -> None:
    first = drafts_of(drafting, rebuilt(drafting, add=(other,)).version)
    summary = rebuilt(drafting, replace=(("tea.md", edited),))
    second = drafts_of(drafting, summary.version)
    changed = {draft.passage for draft in first} - {draft.passage for draft in second}
    assert len(changed) == 1
    assert {d.case.id for d in first if d.passage not in changed} <= {d.case.id for d in second}
    renewed = {draft.passage for draft in second} - {draft.passage for draft in first}
    assert len(renewed) == 1
    assert summary.gate
    assert summary.gate.drafted
    assert summary.gate.drafted.lost == ()


def test_a_version_that_finds_less_is_held_back_with_the_list(drafting: Settings, other: Path, tmp_path: Path) -> None:
    before = rebuilt(drafting, add=(other,)).version
    copies = Request("Ada", add=(drowning(tmp_path / "copies.md"),), although_alike=True)
    summary = reindex(drafting, copies, no_stage, no_advance)
    assert summary.gate
    drafted = summary.gate.drafted
    assert drafted
    assert len(drafted.lost) > 0.05 * drafted.asked
    assert (summary.state, summary.gate.lost) == ("held", ())
    assert current_version(drafting.data_folder.index) == before
    lines = gate_lines(read_entry(FolderStore(drafting.data_folder.index), summary.version).gate, "en", 9)
    assert any(drafted.lost[0] in line for line in lines)
    lenient = drafting.model_copy(update={"max_drafted_lost": 100})
    assert reindex(lenient, copies, no_stage, no_advance).state == "live"


def drowning(path: Path) -> Path:
    """A document that says four times, under other headings, what the small report says."""
    points = [line[4:] for line in TEA_REPORT.read_text("utf-8").splitlines() if line.startswith("(")]
    parts = [
        f"## 附录{nth}\n\n"
        + "\n\n".join(f"({n}) {text[:9]}（另有一说）{text[9:]}" for n, text in enumerate(points, start=1))
        for nth in "甲乙丙丁"
    ]
    path.write_text("# 抄本\n\n" + "\n\n".join(parts) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(("lost", "good"), [(0, True), (5, True), (6, False)])
def test_a_set_share_may_be_lost(lost: int, good: bool) -> None:
    assert DraftedResult(asked=100, lost=("q",) * lost, kept=1, allowed=5).good == good


def test_as_many_are_asked_as_the_setting_says_and_always_the_same(plain_index: SearchIndex, encoder: Encoder) -> None:
    asked: list[tuple[int, int]] = []
    runner = runner_on(plain_index, encoder)
    few = redraft(runner, (), Scope(7), lambda done, total: asked.append((done, total)))
    assert asked == [(number, 7) for number in range(1, 8)]
    assert redraft(runner, (), Scope(7), no_advance) == few
    more = redraft(runner, (), Scope(100), no_advance)
    assert {draft.case.id for draft in few.kept} <= {draft.case.id for draft in more.kept}


def test_documents_with_a_suite_of_their_own_and_settled_cases_are_left_out(
    plain_index: SearchIndex, encoder: Encoder
) -> None:
    runner = runner_on(plain_index, encoder)
    assert redraft(runner, (), Scope(100, {plain_index.manifest.documents[0].title}), no_advance).kept == ()
    every = redraft(runner, (), Scope(100), no_advance).kept
    settled = {draft.case.id for draft in every[:3]}
    left = redraft(runner, every, Scope(100, settled=settled), no_advance)
    assert not settled & {draft.case.id for draft in left.kept}
    assert left.carried == len(every) - 3


def test_drafts_that_are_damaged_are_drafted_anew(drafting: Settings, other: Path, edited: Path) -> None:
    version = rebuilt(drafting, add=(other,)).version
    path = drafting.data_folder.index / "versions" / version / "drafted.json"
    path.write_bytes(path.read_bytes()[:-9])
    assert read_drafts(FolderStore(drafting.data_folder.index), version) is None
    summary = rebuilt(drafting, replace=(("tea.md", edited),))
    assert summary.gate
    assert summary.gate.drafted
    assert summary.gate.drafted.asked > 0


def test_without_the_gate_cases_are_drafted_and_judge_nothing(drafting: Settings, other: Path, tmp_path: Path) -> None:
    before = drafts_of(drafting, rebuilt(drafting, add=(other,)).version)
    copies = {"add": (drowning(tmp_path / "copies.md"),), "although_alike": True}
    summary = rebuilt(drafting, **copies, gate=False)
    assert (summary.state, summary.gate) == ("live", None)
    drafts = drafts_of(drafting, summary.version)
    assert drafts
    assert {draft.case.id for draft in before} - {draft.case.id for draft in drafts}  # what it finds no more is let go


def test_a_suite_that_cannot_be_read_does_not_stop_a_build_without_the_gate(
    drafting: Settings, other: Path, tmp_path: Path
) -> None:
    unreadable = drafting.model_copy(update={"suites": (tmp_path / "none.yaml",)})
    assert drafts_of(drafting, rebuilt(unreadable, add=(other,), gate=False).version)


def test_drafts_are_read_as_they_were_written(plain_index: SearchIndex, encoder: Encoder) -> None:
    drafts = redraft(runner_on(plain_index, encoder), (), Scope(20), no_advance).kept
    assert tuple(map(Draft.model_validate_json, drafts_text(drafts).splitlines())) == drafts
