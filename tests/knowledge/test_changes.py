"""What changed from one edition to the next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import Changes, almost_same, compare_passages, likeness
from knowledge.script import comparable, convert
from knowledge.types import Passage
from tests.growth import grows_linearly

TEXTS = [
    "主播要先学会泡茶，再学会说话，然后才允许开播。",
    "主播的收入由底薪和提成两部分组成，还有年终奖。",
    "下单后四十八小时内发货，包装里放干燥剂。",
    "茶叶怕潮、怕光、怕异味，要与香料分开存放。",
]
NEWS = "全新的一段，讲别的事情去了。"
EDITED = TEXTS[1].replace("年终奖", "住房补贴")
COUNTED = "knowledge.changes._MAX_MEETINGS"


def passage(ref: str, text: str, headings: tuple[str, ...] = ("直播",), document: str = "茶") -> Passage:
    return Passage(document, ref, ref, headings, text, ((0, len(text)),))


def edition(*texts: str, chapter: int = 1) -> list[Passage]:
    return [passage(f"{chapter}.{number}", text) for number, text in enumerate(texts, start=1)]


def counts(changes: Changes) -> tuple[int, int, int, int, int]:
    return len(changes.added), len(changes.removed), len(changes.changed), len(changes.moved), changes.unchanged


def refs(pairs: Sequence[tuple[Passage, Passage]]) -> list[tuple[str, str]]:
    return [(before.ref, after.ref) for before, after in pairs]


def test_the_same_edition_has_no_changes() -> None:
    changes = compare_passages(edition(*TEXTS), edition(*TEXTS))
    assert not changes
    assert changes.unchanged == 4


def test_everything_is_added_to_nothing_and_removed_for_nothing() -> None:
    assert compare_passages([], edition(*TEXTS)) == Changes(tuple(edition(*TEXTS)), (), (), (), 0)
    assert compare_passages(edition(*TEXTS), []) == Changes((), tuple(edition(*TEXTS)), (), (), 0)
    assert not compare_passages([], [])


def test_an_edited_passage_is_shown_old_and_new() -> None:
    changes = compare_passages(edition(*TEXTS), edition(TEXTS[0], EDITED, *TEXTS[2:]))
    assert counts(changes) == (0, 0, 1, 0, 3)
    assert [each.text for each in changes.changed[0]] == [TEXTS[1], EDITED]


def test_a_passage_put_in_moves_those_after_it_and_changes_none() -> None:
    changes = compare_passages(edition(*TEXTS), edition(TEXTS[0], NEWS, *TEXTS[1:]))
    assert counts(changes) == (1, 0, 0, 3, 1)
    assert refs(changes.moved) == [("1.2", "1.3"), ("1.3", "1.4"), ("1.4", "1.5")]


def test_a_passage_taken_out_moves_those_after_it_and_changes_none() -> None:
    changes = compare_passages(edition(*TEXTS), edition(*TEXTS[:1], *TEXTS[2:]))
    assert counts(changes) == (0, 1, 0, 2, 1)
    assert changes.removed[0].text == TEXTS[1]


def test_one_put_in_and_the_next_edited_are_told_apart() -> None:
    changes = compare_passages(edition(*TEXTS), edition(TEXTS[0], NEWS, EDITED, *TEXTS[2:]))
    assert counts(changes) == (1, 0, 1, 2, 1)
    assert changes.changed[0][1].text == EDITED
    assert changes.added[0].ref == "1.2"


def test_a_passage_under_another_heading_has_moved() -> None:
    changes = compare_passages([passage("1.1", TEXTS[0], ("直播",))], [passage("1.1", TEXTS[0], ("主播",))])
    assert counts(changes) == (0, 0, 0, 1, 0)


def test_a_passage_both_edited_and_moved_is_changed() -> None:
    changes = compare_passages([passage("1.1", TEXTS[1])], [passage("3.2", EDITED, ("薪酬",))])
    assert counts(changes) == (0, 0, 1, 0, 0)


def test_another_text_at_the_same_place_is_a_change_of_it() -> None:
    changes = compare_passages(edition(*TEXTS), edition(*TEXTS[:3], "这里写了完全不同的另一件事。"))
    assert counts(changes) == (0, 0, 1, 0, 3)


def test_another_text_at_another_place_is_one_removed_and_one_added() -> None:
    changes = compare_passages(edition(TEXTS[0]), edition(NEWS, chapter=2))
    assert counts(changes) == (1, 1, 0, 0, 0)


def test_half_of_a_text_is_still_known_and_a_borrowed_phrase_is_not() -> None:
    whole = TEXTS[0] + TEXTS[1]
    assert counts(compare_passages(edition(whole), edition(TEXTS[1], chapter=2))) == (0, 0, 1, 0, 0)
    borrowed = "然后才允许开播。" + TEXTS[2] + TEXTS[3]
    assert counts(compare_passages(edition(whole), edition(borrowed, chapter=2))) == (1, 1, 0, 0, 0)


def test_almost_the_same_is_what_has_most_of_the_words_or_some_in_the_same_place() -> None:
    others = [*edition(NEWS, *TEXTS[1:]), passage("9.1", EDITED)]
    assert almost_same([passage("7.7", EDITED)], others) == [4]
    assert almost_same([passage("1.1", "全新的一章，讲别的事情去了。")], others) == [0]
    assert almost_same([passage("1.4", "退款三天到账。")], others) == []


def test_the_most_alike_belong_together() -> None:
    old = edition(TEXTS[0] + TEXTS[1], TEXTS[0] + TEXTS[2])
    new = edition(TEXTS[0] + TEXTS[2] + "真的。", TEXTS[0] + TEXTS[1] + "真的。", chapter=2)
    assert refs(compare_passages(old, new).changed) == [("1.2", "2.1"), ("1.1", "2.2")]


def test_of_the_equally_alike_the_one_at_the_same_place_is_the_same() -> None:
    old = [passage("1.1", TEXTS[0] + "甲")]
    new = [passage("1.0", TEXTS[0] + "乙"), passage("1.1", TEXTS[0] + "丙"), passage("1.2", TEXTS[0] + "丁")]
    assert refs(compare_passages(old, new).changed) == [("1.1", "1.1")]


def test_a_text_in_the_other_script_is_a_change_of_it() -> None:
    new = [passage(f"2.{number}", convert(text, "zh-Hant")) for number, text in enumerate(TEXTS)]
    changes = compare_passages(edition(*TEXTS), new)
    assert refs(changes.changed) == [("1.1", "2.0"), ("1.2", "2.1"), ("1.3", "2.2"), ("1.4", "2.3")]


@pytest.mark.parametrize(("old", "new"), [("略", "略。"), ("", "略"), (" ", "")])
def test_texts_shorter_than_what_is_compared_are_compared_too(old: str, new: str) -> None:
    assert counts(compare_passages(edition(old), edition(new))) == (0, 0, 1, 0, 0)


def test_the_same_text_in_two_documents_stays_with_each() -> None:
    old = [passage("1.1", TEXTS[0], document="甲"), passage("1.1", TEXTS[0], document="乙")]
    changes = compare_passages(old, old[1:])
    assert counts(changes) == (0, 1, 0, 0, 1)
    assert changes.removed[0].document == "甲"
    assert not compare_passages(old, old[::-1])


def test_the_same_text_under_two_headings_stays_under_each() -> None:
    old = [passage("1.1", "略。", ("市场",)), passage("2.1", "略。", ("直播",))]
    changes = compare_passages(old, [passage("2.2", "略。", ("直播",))])
    assert refs(changes.moved) == [("2.1", "2.2")]
    assert changes.removed == (old[0],)


def test_a_document_with_another_title_is_the_same() -> None:
    changes = compare_passages(edition(*TEXTS), [replace(each, document="茶 2027") for each in edition(*TEXTS)])
    assert not changes
    assert changes.unchanged == 4


def test_a_place_in_the_same_document_comes_before_that_place_in_another() -> None:
    old = [passage("1.1", TEXTS[0], document="甲"), passage("1.1", TEXTS[1], document="乙")]
    new = [passage("1.1", NEWS, document="乙")]
    changes = compare_passages(old, new)
    assert changes.changed == ((old[1], new[0]),)
    assert changes.removed == (old[0],)


def test_all_are_in_the_order_of_the_documents() -> None:
    old = edition("甲乙丙丁戊己庚。", *TEXTS, "子丑寅卯辰巳午。")
    new = edition("春夏秋冬又一春。", TEXTS[3], TEXTS[2] + "好。", TEXTS[0], EDITED, "东南西北到处走。", chapter=2)
    changes = compare_passages(old, new)
    assert [each.ref for each in changes.added] == ["2.1", "2.6"]
    assert [each.ref for each in changes.removed] == ["1.1", "1.6"]
    assert refs(changes.changed) == [("1.4", "2.3"), ("1.3", "2.5")]
    assert refs(changes.moved) == [("1.5", "2.2"), ("1.2", "2.4")]


_EDITIONS = st.lists(
    st.builds(
        passage,
        ref=st.sampled_from(["1.1", "1.2", "2.1"]),
        text=st.sampled_from([*TEXTS, EDITED, TEXTS[0][:-4], TEXTS[1] + TEXTS[2], TEXTS[2] + TEXTS[1], "甲", "乙", ""]),
        headings=st.sampled_from([(), ("直播",)]),
        document=st.sampled_from(["茶", "酒"]),
    ),
    max_size=8,
)


@given(old=_EDITIONS, new=_EDITIONS, counted=st.sampled_from([0, 5, 40, 10**6]))
def test_every_passage_is_accounted_for_once_and_both_ways_agree(
    old: list[Passage], new: list[Passage], counted: int
) -> None:
    with patch(COUNTED, counted):
        changes, back = compare_passages(old, new), compare_passages(new, old)
    pairs = (*changes.changed, *changes.moved)
    for side, alone, paired in (
        (old, changes.removed, [before for before, _ in pairs]),
        (new, changes.added, [after for _, after in pairs]),
    ):
        shown = Counter([*alone, *paired])
        assert not shown - Counter(side)
        assert shown.total() + changes.unchanged == len(side)
    assert all(before.text != after.text for before, after in changes.changed)
    assert all(before.text == after.text for before, after in changes.moved)
    assert all((before.ref, before.headings) != (after.ref, after.headings) for before, after in changes.moved)
    assert (back.added, back.removed, back.unchanged) == (changes.removed, changes.added, changes.unchanged)
    assert Counter((after, before) for before, after in back.changed) == Counter(changes.changed)
    assert Counter((after, before) for before, after in back.moved) == Counter(changes.moved)


@given(passages=_EDITIONS)
def test_nothing_changes_from_an_edition_to_itself(passages: list[Passage]) -> None:
    changes = compare_passages(passages, passages)
    assert not changes
    assert changes.unchanged == len(passages)


def test_one_alike_to_many_is_found_both_ways() -> None:
    many = edition(*(f"{TEXTS[2]}{number}号" for number in range(60)), chapter=2)
    assert counts(compare_passages(edition(TEXTS[2]), many)) == (59, 0, 1, 0, 0)
    assert counts(compare_passages(many, edition(TEXTS[2]))) == (0, 59, 1, 0, 0)


def test_what_all_passages_say_does_not_hide_which_belong_together() -> None:
    old = edition(*(f"{TEXTS[2]}第{number}号货物{number * 31}元。" for number in range(100, 150)))
    new = edition(*(f"{TEXTS[2]}第{number}号货物{number * 31}元整。" for number in range(100, 150)), chapter=2)
    with patch(COUNTED, 2000):  # of 50 × 50 for each gram of the text before the number
        changes = compare_passages(old, new)
    assert refs(changes.changed) == [(f"1.{number}", f"2.{number}") for number in range(1, 51)]


def test_ten_thousand_passages_are_compared_in_linear_time() -> None:
    def compare(size: int) -> Changes:
        old = edition(*(f"第{number}段，讲的是编号{number * 31}的货物和它的价格。" for number in range(size)))
        middle = size // 2
        longer = passage(f"1.{middle + 1}", old[middle].text + "多了一句。")
        return compare_passages(old, [*old[:middle], longer, *old[middle + 1 :]])

    assert counts(compare(10_000)) == (0, 0, 1, 0, 9999)
    assert grows_linearly(compare, 10_000)


def test_passages_that_all_differ_but_repeat_each_other_are_compared_in_linear_time() -> None:
    def compare(size: int) -> Changes:
        old = edition(*(f"{TEXTS[2]}{TEXTS[3]}{number}" for number in range(size)))
        new = edition(*(f"{TEXTS[2]}{TEXTS[3]}{-number}" for number in range(1, size + 1)), chapter=2)
        return compare_passages(old, new)

    with patch(COUNTED, 100_000):
        added, removed, changed, moved, unchanged = counts(compare(2000))
        assert (added + changed, removed + changed, moved, unchanged) == (2000, 2000, 0, 0)
        assert grows_linearly(compare, 2000)


def test_likeness_is_the_share_of_text_in_common_whatever_the_script() -> None:
    assert likeness(edition(*TEXTS), edition(*TEXTS)) == 1
    assert likeness(edition("發貨要快，包裝要好看"), edition("发货要快，包装要好看")) == 1
    assert likeness(edition(*TEXTS), edition("完全另外的一份文件，与茶无关。")) < 0.05
    assert 0.7 < likeness(edition(*TEXTS), edition(*TEXTS[:3])) < 0.95
    assert likeness(edition(*reversed(TEXTS)), edition(*TEXTS)) == 1
    assert likeness(edition(*TEXTS, *TEXTS), edition(*TEXTS)) == pytest.approx(2 / 3)
    assert likeness([], edition(*TEXTS)) == likeness(edition(*TEXTS), []) == likeness([], []) == 0


@given(old=st.text("茶酒香", min_size=5, max_size=60), new=st.text("茶酒香", min_size=5, max_size=60))
def test_likeness_counts_what_is_repeated_as_often_as_it_is(old: str, new: str) -> None:
    one, other = (Counter(text[i : i + 5] for i in range(len(text) - 4)) for text in (comparable(old), comparable(new)))
    share = 2 * (one & other).total() / (one.total() + other.total())
    assert likeness(edition(old), edition(new)) == likeness(edition(new), edition(old)) == share
