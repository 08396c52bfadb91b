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


def sentences(*texts: str) -> Passage:
    spans, start = [], 0
    for text in texts:
        spans.append((start, start + len(text)))
        start += len(text)
    return Passage("茶", "2.1", "2.1", ("制茶",), "".join(texts), tuple(spans))


LONG = "炒茶的锅要先用柴火慢慢烧热到手掌放在上方三十厘米处能感到明显的热气为止"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (("先洗手。", "锅要热。"), ("先洗手。", "锅要凉。"), "～ 2.1 “锅要热。”改为“锅要凉。”"),
        (("先洗手。", "锅要热。"), ("先洗手。",), "～ 2.1 删去“锅要热。”"),
        (("先洗手。",), ("先洗手。", "锅要热。"), "～ 2.1 加入“锅要热。”"),
        (
            ("先洗手。", f"{LONG}，约二百度。"),
            ("先洗手。", f"{LONG}，约三百度。"),
            "～ 2.1 “…能感到明显的热气为止，约二百度。”改为“…能感到明显的热气为止，约三百度。”",
        ),
    ],
)
def test_a_changed_passage_is_told_by_what_changed_in_it(
    before: tuple[str, ...], after: tuple[str, ...], told: str
) -> None:
    changes = compare_passages((sentences(*before),), (sentences(*after),))
    assert change_lines(changes, "zh-Hans", 9) == [told]


def test_a_changed_table_is_told_by_its_row() -> None:
    def table(figure: str) -> Passage:
        text = f"城市 | 退货率\n上海 | 2%\n杭州 | {figure}"
        return Passage("茶", "3.1", "3.1", ("退货",), text, ((9, 16), (17, len(text))), table=(0, 9))

    changes = compare_passages((table("3%"),), (table("4%"),))
    assert change_lines(changes, "en", 9) == ["~ 3.1 “杭州 · 3%” is now “杭州 · 4%”"]


def entry(gate: GateResult) -> VersionEntry:
    return VersionEntry("v", "live", "", "Ada", "", None, 3, 0, (), gate, ())


def test_a_version_that_was_asked_no_suite_has_no_score() -> None:
    gate = GateResult(suites=(), judged=0, passed=0, known=0, against=None, better=(), worse=(), lost=())
    assert "0/0" not in version_line(entry(gate), "en")
    asked = gate.model_copy(update={"suites": ("a.yaml",), "judged": 3, "passed": 2})
    assert "suites 2/3" in version_line(entry(asked), "en")
