"""Cases drafted from the passages of small documents, by the real encoder's words."""

from pathlib import Path

import pytest

from bot.suites.drafting import Draft, Drafter
from index.build import build, gather
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.documents import load_document

MANUAL = """# Cold Storage Manual

## Storage

Cold storage is a room that keeps tea below five degrees. Each batch stays for 14 days, and nobody may open the door.

## Delivery

(1) Drivers carry frozen parcels to Hamburg overnight, and ring twice at the customer's gate before they leave again.

(2) Damaged parcels are replaced without any charge, and the customer keeps whatever arrived broken in the box.
"""
TERMS = """# 直播手册

## 规则

秒杀是指在限定时间内以低价出售少量商品的活动。这是一种很常见的做法。

## 发货

仓库在下单后48小时内发出包裹，破损的包裹无条件补寄。2023年的市场规模约为XX亿元。
"""


def index_of(text: str, tmp_path: Path, encoder: Encoder, cache: Path) -> SearchIndex:
    path = tmp_path / "manual.md"
    path.write_text(text, "utf-8")
    document = load_document(path, max_bytes=2**20)
    return build(gather([document]), "20260101-000003-abcdef", "2026-01-01", encoder, cache, lambda *_: None)


def drafted(index: SearchIndex) -> list[Draft]:
    drafter = Drafter(index)
    return [draft for number in range(len(index.passages)) for draft in drafter.drafts(number)]


def test_headings_rare_words_and_look_alikes_are_asked(plain_index: SearchIndex) -> None:
    drafts = drafted(plain_index)
    asked = {draft.question for draft in drafts}
    assert {"主播", "主播有哪些内容？", "仓储与发货", "茶叶市场"} <= asked
    assert "茶叶怕潮 怕光 怕异味" in asked
    look_alikes = [draft for draft in drafts if draft.look_alike]
    assert len(look_alikes) == 4  # one for each section
    text = "".join(passage.text for passage in plain_index.passages)
    for draft in look_alikes:
        assert draft.question.split("的")[0] not in text
        assert draft.case.expect
        assert set(draft.case.expect.status) == {"refused", "hedged"}


def test_a_passage_has_at_most_three_cases_and_one_on_its_own_text(plain_index: SearchIndex) -> None:
    drafter = Drafter(plain_index)
    for number, passage in enumerate(plain_index.passages):
        drafts = drafter.drafts(number)
        assert 1 <= len(drafts) <= 3
        assert {draft.case.tags for draft in drafts} == {("drafted",)}
        quotes = [place.quote for draft in drafts if draft.case.expect for place in draft.case.expect.passages]
        assert any(quote and passage.text.startswith(quote) for quote in quotes)


def test_drafts_are_always_the_same(plain_index: SearchIndex) -> None:
    assert drafted(plain_index) == drafted(plain_index)
    ids = [draft.case.id for draft in drafted(plain_index)]
    assert len(set(ids)) == len(ids)


def test_a_chinese_definition_and_figure_are_asked(tmp_path: Path, encoder: Encoder, cache: Path) -> None:
    asked = {draft.question for draft in drafted(index_of(TERMS, tmp_path, encoder, cache))}
    assert asked & {"秒杀是什么？", "仓库在下单后多少小时内发出包裹？"} == {
        "秒杀是什么？",
        "仓库在下单后多少小时内发出包裹？",
    }
    assert not any("这是什么" in question or "XX" in question for question in asked)


def test_an_english_document_is_asked_in_english(tmp_path: Path, encoder: Encoder, cache: Path) -> None:
    drafts = drafted(index_of(MANUAL, tmp_path, encoder, cache))
    asked = {draft.question for draft in drafts}
    assert {draft.case.spoken for draft in drafts} == {"en"}
    assert {"Storage", "What does it say about Delivery?"} <= asked
    assert any(question.startswith("What about Delivery at ") for question in asked)


@pytest.mark.parametrize("heading", ["倉儲與發貨", "仓储与发货"])
def test_a_heading_is_asked_in_its_own_script(heading: str, tmp_path: Path, encoder: Encoder, cache: Path) -> None:
    points = "(1) 茶葉怕潮、怕光、怕異味，須與香料分開存放。\n\n(2) 下單後兩天內發貨，破損的包裹無條件補寄。\n"
    text = f"# 手冊\n\n## {heading}\n\n{points}"
    asked = {draft.question for draft in drafted(index_of(text, tmp_path, encoder, cache))}
    assert f"{heading}有哪些內容？" in asked or f"{heading}有哪些内容？" in asked
    assert (f"{heading}有哪些內容？" in asked) == (heading == "倉儲與發貨")


def test_what_was_drafted_holds_as_long_as_its_passage_is_there(
    plain_index: SearchIndex, tmp_path: Path, encoder: Encoder, cache: Path
) -> None:
    drafts = drafted(plain_index)
    assert all(Drafter(plain_index).holds(draft) for draft in drafts)
    other = Drafter(index_of(MANUAL, tmp_path, encoder, cache))
    assert not any(other.holds(draft) for draft in drafts)
