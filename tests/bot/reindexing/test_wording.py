"""What is said about a re-indexing."""

import pytest

from bot.reindexing.catalogue import VersionEntry
from bot.reindexing.gate import GateResult
from bot.reindexing.wording import change_lines, version_line
from knowledge.changes import compare_passages
from knowledge.types import Passage


def passage(label: str, *headings: str) -> Passage:
    return Passage("茶", label, label, headings, "锅要热。", ((0, 4),))


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (passage("2.1", "制茶", "炒茶的规矩"), "→ 2.1 标题“炒茶”改为“炒茶的规矩”：锅要热。"),
        (passage("3.1", "制茶", "炒茶"), "→ 2.1 → 3.1 锅要热。"),
    ],
)
def test_a_renamed_heading_is_no_move(after: Passage, told: str) -> None:
    changes = compare_passages((passage("2.1", "制茶", "炒茶"),), (after,))
    assert change_lines(changes, "zh-Hans", 9) == [told]


def entry(gate: GateResult) -> VersionEntry:
    return VersionEntry("v", "live", "", "Ada", "", None, 3, 0, (), gate, ())


def test_a_version_that_was_asked_no_suite_has_no_score() -> None:
    gate = GateResult(suites=(), judged=0, passed=0, known=0, against=None, better=(), worse=(), lost=())
    assert "0/0" not in version_line(entry(gate), "en")
    asked = gate.model_copy(update={"suites": ("a.yaml",), "judged": 3, "passed": 2})
    assert "suites 2/3" in version_line(entry(asked), "en")
