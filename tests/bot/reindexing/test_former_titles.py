"""Which titles a document had before, also by what it took the place of."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.reindexing.collection import Request, collect, titled
from knowledge.documents import load_document
from knowledge.types import Document
from tests.conftest import TEA_REPORT

MOST = 20 * 2**20
OLD, NEW = "高山茶直播销售报告", "2027年报告"


@pytest.fixture(scope="module")
def tea() -> Document:
    return load_document(TEA_REPORT, max_bytes=MOST)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    path = tmp_path / "newer.md"
    path.write_text(TEA_REPORT.read_text("utf-8").replace(OLD, NEW), "utf-8")
    return path


def former(request: Request, *live: Document) -> dict[str, tuple[str, ...]]:
    return {each.title: each.formerly for each in collect(request, lambda: live, MOST).documents}


def test_one_that_is_replaced_or_renamed_keeps_the_titles_before(tea: Document, newer: Path, other: Path) -> None:
    before = replace(tea, formerly=("茶报告", NEW))
    replaced = Request("Ada", replace=(("", newer),), add=(other,))
    assert former(replaced, before) == {NEW: (OLD, "茶报告"), "咖啡豆选购手册": ()}
    assert former(Request("Ada", rename=((OLD, "茶报告"),)), before) == {"茶报告": (OLD, NEW)}


def test_a_title_that_another_has_now_is_nobodys_former_one(tea: Document, other: Path) -> None:
    renamed = replace(titled(tea, NEW), formerly=("咖啡豆选购手册", OLD))
    assert former(Request("Ada", add=(other,)), renamed) == {NEW: (OLD,), "咖啡豆选购手册": ()}


def test_where_all_are_given_anew_the_same_and_the_only_one_much_like_it_are_known(
    tea: Document, newer: Path, other: Path
) -> None:
    whole = Request("Ada", whole=(newer, other))
    assert former(whole, tea) == {NEW: (OLD,), "咖啡豆选购手册": ()}
    assert former(whole, replace(titled(tea, NEW), formerly=("茶报告",)), tea) == {
        NEW: ("茶报告",),
        "咖啡豆选购手册": (),
    }
    assert former(whole, tea, titled(tea, "茶报告"))[NEW] == ()  # either may be the one
    assert former(Request("Ada", whole=(TEA_REPORT,)), titled(tea, "茶报告")) == {OLD: ("茶报告",)}
