"""Drafted cases become written ones, with their own question or a better one, or are dropped."""

from pathlib import Path

import pytest

from bot.answering.assistant import Assistant, EmptyQuestionError
from bot.curation.confirming import confirm, drop, mend, pending
from bot.curation.drafted import settled_ids
from bot.curation.files import curated_suite, export_curated, import_curated
from bot.curation.questions import CuratedError
from bot.suites.drafting import Draft, Drafter
from bot.suites.errors import SuiteError
from bot.suites.running import Runner
from index.search import SearchIndex
from tests.bot.curation.conftest import in_folder


@pytest.fixture
def drafts(plain_index: SearchIndex) -> list[Draft]:
    drafter = Drafter(plain_index)
    return [draft for number in range(len(plain_index.passages)) for draft in drafter.drafts(number)]


def test_confirmed_cases_are_written_and_no_longer_drafted(drafts: list[Draft], tmp_path: Path) -> None:
    assert confirm(in_folder(tmp_path), drafts[:2]) == 2
    suite = curated_suite(in_folder(tmp_path))
    assert suite
    assert [case.question for case in suite.cases] == [draft.question for draft in drafts[:2]]
    assert {case.tags for case in suite.cases} == {("curated",)}
    assert [case.expect for case in suite.cases] == [draft.case.expect for draft in drafts[:2]]
    assert pending(in_folder(tmp_path), drafts) == drafts[2:]
    assert confirm(in_folder(tmp_path), drafts[:2]) == 0


def test_a_mended_case_asks_the_right_question(drafts: list[Draft], tmp_path: Path, assistant: Assistant) -> None:
    draft = next(draft for draft in drafts if "送礼" in draft.question)
    assert mend(in_folder(tmp_path), draft, "  为什么礼盒装卖得好？ ") == 1
    suite = curated_suite(in_folder(tmp_path))
    assert suite
    (case,) = suite.cases
    assert (case.id, case.question) == ("为什么礼盒装卖得好？", "为什么礼盒装卖得好？")
    assert not Runner(assistant).ask("s", case).unmet
    assert draft not in pending(in_folder(tmp_path), drafts)
    with pytest.raises(EmptyQuestionError):
        mend(in_folder(tmp_path), drafts[0], " \n")
    assert drafts[0] in pending(in_folder(tmp_path), drafts)


def test_a_dropped_case_is_gone_and_nothing_is_written(drafts: list[Draft], tmp_path: Path) -> None:
    drop(in_folder(tmp_path), drafts[0])
    assert curated_suite(in_folder(tmp_path)) is None
    assert pending(in_folder(tmp_path), drafts) == drafts[1:]


def test_a_damaged_list_of_what_was_dealt_with_is_told(drafts: list[Draft], tmp_path: Path) -> None:
    drop(in_folder(tmp_path), drafts[0])
    drop(in_folder(tmp_path), drafts[1])
    path = tmp_path / "drafted.yaml"
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(CuratedError):
        settled_ids(in_folder(tmp_path))
    before = path.read_bytes()
    with pytest.raises(CuratedError):
        confirm(in_folder(tmp_path), drafts[:1])
    assert (path.read_bytes(), curated_suite(in_folder(tmp_path))) == (before, None)


def test_what_was_dealt_with_goes_along_to_another_folder(drafts: list[Draft], tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    drop(in_folder(here), drafts[0])
    confirm(in_folder(here), drafts[1:2])
    mend(in_folder(here), drafts[2], "为什么礼盒装卖得好？")
    drop(in_folder(there), drafts[3])
    assert import_curated(in_folder(there), export_curated(in_folder(here))).cases == 2
    assert pending(in_folder(there), drafts) == drafts[4:]
    assert curated_suite(in_folder(there)) == curated_suite(in_folder(here))


def test_an_export_without_drafted_cases_has_none(tmp_path: Path) -> None:
    assert "settled" not in export_curated(in_folder(tmp_path))


def test_ids_that_are_no_texts_are_told_and_nothing_is_imported(tmp_path: Path) -> None:
    with pytest.raises(SuiteError) as caught:
        import_curated(in_folder(tmp_path), "questions: []\ncases: []\nsettled:\n- [1]\n")
    assert caught.value.details["mistakes"][0].line == 4
    assert settled_ids(in_folder(tmp_path)) == frozenset()
