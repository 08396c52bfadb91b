"""The gate on suites that were written for one edition of a document, and on several suites."""

import hashlib
import shutil
from pathlib import Path

import pytest

from bot.reindexing.collection import Request
from bot.reindexing.engine import Summary, reindex
from bot.reindexing.wording import gate_lines
from bot.settings import Settings
from bot.suites.loading import SHIPPED_SUITE, read_suite
from knowledge.documents import SHIPPED_EDITION, SHIPPED_TITLE
from tests.bot.conftest import no_advance, no_stage
from tests.bot.reindexing.conftest import Reindex
from tests.conftest import TEA_REPORT

TITLE = "高山茶直播销售报告"
BY_PLACE = '- {id: hosts, question: 新主播开播之前要做什么？, expect: {passages: [{ref: "2.1.1"}]}}'
BY_WORDING = "- {id: quoted, question: 新主播开播之前要做什么？, expect: {passages: [{quote: 另一版的说法}]}}"
WRONG_PLACE = '- {id: elsewhere, question: 新主播开播之前要做什么？, expect: {passages: [{ref: "1.1.1"}]}}'
PARTLY = "- {id: partly, question: 下单后多久发货？, expect: {status: answered, contains: 48小时}}"
REFUSED = "- {id: weather, question: 今天天气怎么样？, expect: {status: refused}}"


def suite(path: Path, *cases: str, title: str = TITLE, sha256: str = "cd" * 32) -> Path:
    """A suite that was written for that edition."""
    path.write_text(f"document: {{title: {title}, sha256: {sha256}}}\ncases:\n" + "\n".join(cases), "utf-8")
    return path


def first_version(settings: Settings, *suites: Path) -> Summary:
    """Build the small report where nothing has been indexed yet."""
    shutil.rmtree(settings.data_folder.index)
    own = settings.model_copy(update={"suites": suites})
    return reindex(own, Request("Ada", whole=(TEA_REPORT,)), no_stage, no_advance)


def test_a_first_version_is_not_held_back_for_the_wording_of_another_edition(
    settings: Settings, tmp_path: Path
) -> None:
    summary = first_version(settings, suite(tmp_path / "s.yaml", BY_PLACE, BY_WORDING, WRONG_PLACE, REFUSED))
    assert summary.gate
    assert (summary.state, summary.gate.lost, summary.gate.tolerated) == ("live", (), ("elsewhere",))
    assert (summary.gate.judged, summary.gate.passed, summary.gate.skipped) == (3, 2, 1)
    lines = "\n".join(gate_lines(summary.gate, "en", 9))
    assert "2 of 3 passed" in lines
    assert "Skipped: 1 case," in lines
    assert "in part" not in lines
    assert "hold nothing back: elsewhere" in lines


def test_a_first_version_that_fails_most_of_what_holds_for_every_edition_is_held_back(
    settings: Settings, tmp_path: Path
) -> None:
    summary = first_version(settings, suite(tmp_path / "s.yaml", WRONG_PLACE))
    assert summary.gate
    assert (summary.state, summary.gate.lost) == ("held", ("elsewhere",))


def test_a_first_version_is_held_back_for_what_its_own_suite_finds(settings: Settings, tmp_path: Path) -> None:
    own = hashlib.sha256(TEA_REPORT.read_bytes()).hexdigest()
    summary = first_version(settings, suite(tmp_path / "s.yaml", BY_PLACE, BY_WORDING, REFUSED, sha256=own))
    assert summary.gate
    assert (summary.state, summary.gate.lost, summary.gate.skipped) == ("held", ("quoted",), 0)


def test_a_suite_on_a_document_that_is_not_indexed_is_said_to_be_skipped(settings: Settings, tmp_path: Path) -> None:
    summary = first_version(settings, suite(tmp_path / "s.yaml", WRONG_PLACE, title="咖啡"))
    assert summary.gate
    assert (summary.state, summary.gate.judged, summary.gate.skipped) == ("live", 0, 1)


def test_what_another_edition_cannot_be_asked_is_not_lost(
    change: Reindex, settings: Settings, tmp_path: Path, edited: Path
) -> None:
    own = hashlib.sha256(TEA_REPORT.read_bytes()).hexdigest()
    parcels = "- {id: parcels, question: 下单后多久发货？, expect: {passages: [{quote: 48小时内发货}]}}"
    path = suite(tmp_path / "s.yaml", parcels, BY_PLACE, PARTLY, sha256=own)
    request = Request("Ada", replace=(("", edited),))
    summary = reindex(settings.model_copy(update={"suites": (path,)}), request, no_stage, no_advance)
    assert summary.gate
    assert (summary.state, summary.gate.passed, summary.gate.skipped) == ("live", 2, 1)
    assert summary.gate.partly == 1
    assert any("Asked in part: 1 case," in line for line in gate_lines(summary.gate, "en", 9))


def test_of_several_suites_each_failed_case_is_named_with_its_own(settings: Settings, tmp_path: Path) -> None:
    paths = [suite(tmp_path / name, WRONG_PLACE) for name in ("one.yaml", "two.yaml")]
    summary = first_version(settings, *paths)
    assert summary.gate
    assert summary.gate.lost == ("one.yaml: elsewhere", "two.yaml: elsewhere")
    assert "one.yaml: elsewhere" in gate_lines(summary.gate, "en", 9)[-1]


@pytest.mark.parametrize("several", [False, True])
def test_a_case_that_got_worse_is_named_with_its_suite_if_there_are_several(
    several: bool, settings: Settings, tmp_path: Path, edited: Path
) -> None:
    parcels = "- {id: parcels, question: 下单后多久发货？, expect: {contains: 48小时}}"
    names = ("one.yaml", "two.yaml") if several else ("one.yaml",)
    paths = tuple(suite(tmp_path / name, parcels, title=TITLE, sha256="[]") for name in names)
    own = settings.model_copy(update={"suites": paths})
    summary = reindex(own, Request("Ada", replace=(("", edited),)), no_stage, no_advance)
    assert any(line.startswith("▼ one.yaml: parcels") == several for line in gate_lines(summary.gate, "en", 9))
    assert any(line.startswith("▼ parcels") != several for line in gate_lines(summary.gate, "en", 9))


def test_the_shipped_suite_names_the_shipped_edition() -> None:
    document = read_suite(SHIPPED_SUITE).document
    assert document
    assert document.title == SHIPPED_TITLE
    assert hashlib.sha256(SHIPPED_EDITION.read_bytes()).hexdigest() in document.sha256
