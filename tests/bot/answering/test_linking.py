"""Links to passages: which passage one opens after the documents have changed."""

from dataclasses import replace

from bot.answering.linking import PREFIX, link_in, link_to, open_link
from bot.answering.reworded import Opened, open_passages
from bot.answering.snapshot import Snapshot, snapshot_of
from index.search import SearchIndex
from knowledge.types import Passage

SHARED = 4


def with_passages(index: SearchIndex, *passages: Passage) -> Snapshot:
    return snapshot_of(replace(index, passages=passages))


def test_a_code_is_what_telegram_takes_and_no_two_passages_share_one(tea_index: SearchIndex) -> None:
    codes = {link_to(snapshot_of(tea_index), row).code for row in range(len(tea_index.passages))}
    assert len(codes) == len(tea_index.passages)
    assert all(code.startswith(PREFIX) and len(code) <= 64 and code.replace("-", "_").isidentifier() for code in codes)


def test_a_passage_is_found_by_its_text_wherever_it_stands_now(tea_index: SearchIndex) -> None:
    link = link_to(snapshot_of(tea_index), SHARED)
    moved = with_passages(tea_index, *reversed(tea_index.passages))
    row = len(tea_index.passages) - 1 - SHARED
    opened = open_link(link, moved)
    assert (opened.row, opened.changed) == (row, False)
    titled = [replace(passage, document="新版") for passage in tea_index.passages]
    assert not open_link(link, with_passages(tea_index, *titled)).changed


def test_the_same_text_in_two_documents_is_that_of_the_one_that_was_shared(tea_index: SearchIndex) -> None:
    link = link_to(snapshot_of(tea_index), SHARED)
    copies = [replace(passage, document="另一份") for passage in tea_index.passages]
    assert open_link(link, with_passages(tea_index, *copies, *tea_index.passages)).row == len(copies) + SHARED


def test_a_changed_text_is_known_as_such(tea_index: SearchIndex) -> None:
    link = link_to(snapshot_of(tea_index), SHARED)
    passages = list(tea_index.passages)
    text = passages[SHARED].text
    passages[SHARED] = replace(passages[SHARED], text=text[: len(text) // 2] + "改为每周两次，由门店安排。")
    opened = open_link(link, with_passages(tea_index, *passages))
    assert (opened.row, opened.changed) == (SHARED, True)


def test_what_is_gone_is_not_found_in_what_took_its_number(tea_index: SearchIndex) -> None:
    link = link_to(snapshot_of(tea_index), SHARED)
    rest = [passage for row, passage in enumerate(tea_index.passages) if row != SHARED]
    opened = open_link(link, with_passages(tea_index, *rest))
    assert opened.row is None


def test_beside_all_that_stood_there_a_neighbour_that_moved_up_is_not_taken_for_what_was_removed(
    tea_index: SearchIndex,
) -> None:
    before = [
        replace(passage, text=f"{who}的人每周核对一次库存，差额当天写在表里，由值班经理签字之后交给财务存档。")
        for who, passage in zip(("仓库", "门店"), tea_index.passages, strict=False)
    ]
    moved_up = replace(before[0], text=before[1].text.replace("每周", "每月"))
    now = with_passages(tea_index, moved_up, *tea_index.passages[2:])
    assert open_passages(before, now, before) == [Opened(None, True), Opened(0, True)]


def part(index: SearchIndex, number: int, text: str) -> Passage:
    """A part of a point that is too long for one passage."""
    first = index.passages[0]
    return replace(first, ref=f"{first.ref}/{number}", text=text * 4)


def test_of_a_long_point_in_parts_the_part_opens_that_was_shared(tea_index: SearchIndex) -> None:
    parts = [
        part(tea_index, number, f"{who}每周一早上八点核对货架上的数量，差额当天写进台账，由{who}自己签字以后存档。")
        for number, who in enumerate(("仓库主管", "门店店长", "值班会计"), start=1)
    ]
    beginning = replace(parts[2], text="从今年起，" + parts[2].text.replace("每周一", "每月初"))
    end = replace(parts[2], text=parts[2].text + "超过十件的另行报告。")
    for changed in (beginning, end):
        now = with_passages(tea_index, *parts[:2], changed, *tea_index.passages[1:])
        assert open_passages(parts[2:], now, parts) == open_passages(parts[2:], now) == [Opened(2, True)]
    texts = ("本条分为四段说明。", parts[0].text, parts[1].text, end.text)
    later = [replace(part(tea_index, number, ""), text=text) for number, text in enumerate(texts, start=1)]
    assert open_passages(parts[2:], with_passages(tea_index, *later), parts) == [Opened(3, True)]
    other = with_passages(tea_index, *parts[:2], part(tea_index, 3, "此条另有规定。"), *tea_index.passages[1:])
    assert open_passages(parts[2:], other, parts) == [Opened(2, True)]  # by its number
    rest = with_passages(tea_index, *parts[:2], *tea_index.passages[1:])
    assert open_passages(parts[2:], rest, parts) == [Opened(None, True)]


def test_without_its_record_a_code_still_opens_the_passage_as_it_was(tea_index: SearchIndex) -> None:
    snapshot = snapshot_of(tea_index)
    link = link_to(snapshot, SHARED)
    assert link_in(link.code, snapshot) == link
    assert link_in(PREFIX + "x" * 16, snapshot) is None
