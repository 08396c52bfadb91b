"""Inline mode: passages to share, for people with access."""

from dataclasses import replace

import pytest

from index.search import SearchIndex
from tests.bot.telegram.api.shapes import Json
from tests.bot.telegram.handlers.conftest import ANNA, STRANGER, World


async def offered(world: World, user: Json, text: str) -> Json:
    query = world.api.type_inline(user, text)
    await world.settle()
    return world.api.answers[query]


async def test_passages_are_offered_with_their_place(world: World) -> None:
    answer = await offered(world, ANNA, "新主播开播之前要做什么？")
    first = answer["results"][0]
    assert first["title"] == "二、1 (1)  直播怎么做 › 主播"
    assert "30天" in first["description"]
    content = first["input_message_content"]
    assert "二、1 (1) · 直播怎么做 › 主播 · added January 1, 2026" in content["message_text"]
    assert content["entities"][0]["type"] == "expandable_blockquote"
    assert len(answer["results"]) == 5
    assert str(answer["is_personal"]).lower() == "true"  # nobody without access is shown what was cached for another


@pytest.mark.parametrize(("text", "word"), [("", "Type"), ("   ", "Type"), ("今天天气怎么样？", "not about this")])
async def test_without_a_passage_to_share_it_says_so(world: World, text: str, word: str) -> None:
    answer = await offered(world, ANNA, text)
    assert answer["results"] == []
    assert word in answer["button"]["text"]


async def test_what_only_comes_near_is_shared_as_such(world: World) -> None:
    answer = await offered(world, ANNA, "李佳琦卖过高山茶吗？")
    assert all("李佳琦" in r["input_message_content"]["message_text"].split("\n")[0] for r in answer["results"])


async def test_strangers_are_shown_the_door(world: World) -> None:
    answer = await offered(world, STRANGER, "新主播开播之前要做什么？")
    assert answer["results"] == []
    assert answer["button"]["start_parameter"] == "knock"
    assert str(answer["is_personal"]).lower() == "true"


async def test_a_passage_too_long_for_one_message_is_not_offered_cut(world: World, tea_index: SearchIndex) -> None:
    long = tuple(replace(passage, text=passage.text + "长" * 5000) for passage in tea_index.passages)
    world.go_live(replace(tea_index, passages=(*long[:4], *tea_index.passages[4:])))
    answer = await offered(world, ANNA, "新主播开播之前要做什么？")
    assert 0 < len(answer["results"]) < 5


async def test_fast_typing_is_slowed_down(world: World) -> None:
    queries = [world.api.type_inline(ANNA, f"茶{number % 7}") for number in range(70)]
    await world.settle()
    texts = [world.api.answers[query].get("button", {}).get("text", "") for query in queries]
    assert sum("One moment" in text for text in texts) == 10
    assert len(await world.ask(ANNA, "茶叶仓库湿度")) == 1  # asking has an allowance of its own
