"""What changed from one edition to the next."""

import time
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import Changes, compare_passages, likeness
from knowledge.types import Passage

TEXTS = [
    "主播要先学会泡茶，再学会说话，然后才允许开播。",
    "主播的收入由底薪和提成两部分组成，还有年终奖。",
    "下单后四十八小时内发货，包装里放干燥剂。",
    "茶叶怕潮、怕光、怕异味，要与香料分开存放。",
]


def passage(ref: str, text: str, headings: tuple[str, ...] = ("直播",), document: str = "茶") -> Passage:
    return Passage(document, ref, ref, headings, text, ((0, len(text)),))


def edition(*texts: str) -> list[Passage]:
    return [passage(f"1.{number}", text) for number, text in enumerate(texts, start=1)]


def counts(changes: Changes) -> tuple[int, int, int, int, int]:
    return len(changes.added), len(changes.removed), len(changes.changed), len(changes.moved), changes.unchanged


def test_the_same_edition_has_no_changes() -> None:
    changes = compare_passages(edition(*TEXTS), edition(*TEXTS))
    assert not changes
    assert changes.unchanged == 4


def test_an_edited_passage_is_shown_old_and_new() -> None:
    new = [TEXTS[0], TEXTS[1].replace("年终奖", "住房补贴"), *TEXTS[2:]]
    changes = compare_passages(edition(*TEXTS), edition(*new))
    assert counts(changes) == (0, 0, 1, 0, 3)
    assert [each.text for each in changes.changed[0]] == [TEXTS[1], new[1]]


def test_a_passage_put_in_moves_those_after_it_and_changes_none() -> None:
    changes = compare_passages(edition(*TEXTS), edition(TEXTS[0], "全新的一段，讲别的事情去了。", *TEXTS[1:]))
    assert counts(changes) == (1, 0, 0, 3, 1)
    assert changes.moved[0][0].ref == "1.2"
    assert changes.moved[0][1].ref == "1.3"


def test_one_put_in_and_the_next_edited_are_told_apart() -> None:
    edited = TEXTS[1].replace("年终奖", "住房补贴")
    changes = compare_passages(edition(*TEXTS), edition(TEXTS[0], "全新的一段，讲别的事情去了。", edited, *TEXTS[2:]))
    assert counts(changes) == (1, 0, 1, 2, 1)
    assert changes.changed[0][1].text == edited
    assert changes.added[0].ref == "1.2"


def test_another_text_at_the_same_place_is_a_change_of_it() -> None:
    changes = compare_passages(edition(*TEXTS), edition(*TEXTS[:3], "这里写了完全不同的另一件事。"))
    assert counts(changes) == (0, 0, 1, 0, 3)


def test_the_same_text_in_two_documents_stays_with_each() -> None:
    old = [passage("1.1", TEXTS[0], document="甲"), passage("1.1", TEXTS[0], document="乙")]
    changes = compare_passages(old, old[1:])
    assert counts(changes) == (0, 1, 0, 0, 1)
    assert changes.removed[0].document == "甲"


_EDITIONS = st.lists(st.sampled_from([*TEXTS, TEXTS[0][:-4], TEXTS[1] + TEXTS[2], "甲", "乙"]), max_size=8)


@given(old=_EDITIONS, new=_EDITIONS)
def test_every_passage_is_accounted_for_once_and_both_ways_agree(old: list[str], new: list[str]) -> None:
    before, after = edition(*old), edition(*new)
    changes = compare_passages(before, after)
    added, removed, changed, moved, unchanged = counts(changes)
    assert removed + changed + moved + unchanged == len(before)
    assert added + changed + moved + unchanged == len(after)
    assert all(one.text != other.text for one, other in changes.changed)
    assert all(one.text == other.text for one, other in changes.moved)
    back = compare_passages(after, before)
    assert (len(back.added), len(back.removed), back.unchanged) == (removed, added, unchanged)
    assert Counter(each.text for each in changes.added) == Counter(each.text for each in back.removed)


def test_ten_thousand_passages_are_compared_in_moments() -> None:
    old = edition(*(f"第{number}段，讲的是编号{number * 31}的货物和它的价格。" for number in range(10_000)))
    new = [*old[:5000], passage("1.5001", old[5000].text + "多了一句。"), *old[5001:]]
    started = time.perf_counter()
    assert counts(compare_passages(old, new)) == (0, 0, 1, 0, 9999)
    assert time.perf_counter() - started < 5


def test_likeness_is_the_share_of_text_in_common_whatever_the_script() -> None:
    assert likeness(edition(*TEXTS), edition(*TEXTS)) == 1
    assert likeness(edition("發貨要快，包裝要好看"), edition("发货要快，包装要好看")) == 1
    assert likeness(edition(*TEXTS), edition("完全另外的一份文件，与茶无关。")) < 0.05
    assert 0.7 < likeness(edition(*TEXTS), edition(*TEXTS[:3])) < 0.95
    assert likeness(edition(*reversed(TEXTS)), edition(*TEXTS)) > 0.99
    assert likeness([], []) == 0
