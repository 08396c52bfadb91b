"""Two things side by side in the chat: two block quotes, numbers that open the passages, one button for the rest."""

from dataclasses import replace
from typing import Any

import pytest

from bot.answering.asides import no_edition
from bot.answering.assistant import Assistant
from bot.pages import pictures as drawing
from bot.telegram.keyboards import aside_buttons
from knowledge.pages.drawing import draw_isolated
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ANNA, STRANGER, StartBot, World
from tests.bot.telegram.handlers.test_answer_buttons import newer
from tests.bot.telegram.handlers.test_pages import pictures, press

QUESTION = "Compare host training with host pay"
PICTURE = "📄 As a table"


def first_sentence(message: Json) -> str:
    (line,) = (line for line in message["text"].split("\n") if line.startswith("1. "))
    return str(line).removeprefix("1. ")


@pytest.fixture
async def beside(world: World) -> Json:
    (sent,) = await world.ask(ANNA, QUESTION)
    return sent


async def test_each_thing_is_headed_and_quoted_in_a_block(beside: Json) -> None:
    assert styled(beside, "bold") == ["What the report says of each:", "host training", "host pay"]
    training, pay = styled(beside, "blockquote")
    assert "制茶车间" in training
    assert "底薪和提成" in pay


async def test_a_number_opens_its_passage_each_time_it_is_pressed(world: World, beside: Json) -> None:
    for _ in range(2):
        await world.press(ANNA, beside, buttons(beside)["1"])
        (passage,) = styled(world.api.by_bot(ANNA["id"])[-1], "expandable_blockquote")
        assert first_sentence(beside) in passage


async def test_who_has_no_access_opens_nothing(world: World, beside: Json) -> None:
    before = len(world.api.by_bot(ANNA["id"]))
    await world.press(STRANGER, beside, buttons(beside)["1"])
    assert len(world.api.by_bot(ANNA["id"])) == before


async def test_documents_compared_as_such_have_their_headings_beside_each_other(
    world: World, parted: Assistant
) -> None:
    world.go_live(parted.snapshot.index)
    (sent,) = await world.ask(ANNA, "compare shop.md and online.md")
    both, shops, online = styled(sent, "blockquote")
    assert both.startswith("1. 员工\n")
    assert shops.startswith("2. 货物\n")
    assert online.startswith("3. 直播\n")
    assert list(buttons(sent))[:7] == ["1", "2", "3", "4", PICTURE, "👍", "👎"]
    for _ in range(2):
        await world.press(ANNA, sent, buttons(sent)["1"])
        opened = styled(world.api.by_bot(ANNA["id"])[-1], "expandable_blockquote")
        assert opened == ["每年有十天带薪假期。", "每年有十二天带薪假期。"]
    (told,) = await world.ask(ANNA, "/link", reply_to_message=sent)
    assert "/link 5.2.1" in told["text"]  # of headings none is made, as there is no button for it


def test_where_no_edition_is_there_to_compare_the_headings_can_be_opened(parted: Assistant) -> None:
    opened = aside_buttons(no_edition(parted.snapshot), parted.snapshot.outline, "en", None)
    assert opened
    assert [row[0].text for row in opened.inline_keyboard][:2] == ["一、货物", "二、员工"]


async def test_after_a_restart_the_numbers_open_their_passages(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        (sent,) = await world.ask(ANNA, QUESTION)
    async with start_bot(api) as world:
        await world.press(ANNA, sent, buttons(sent)["1"])
        assert first_sentence(sent) in api.by_bot(ANNA["id"])[-1]["text"]


@pytest.mark.usefixtures("font")
async def test_its_picture_has_the_sentences_and_is_drawn_once(world: World, beside: Json, drawn: list[Any]) -> None:
    for _ in range(2):
        assert (await press(world, beside, label=PICTURE))["text"] == "…"
    first, second = pictures(world)
    assert first["caption"] == "host training and host pay compared"
    assert first["reply_to_message"]["message_id"] == beside["message_id"]
    assert world.api.content(first) == world.api.content(second)
    (page,) = drawn
    assert page.heads == ("host training", "host pay")
    assert page.rows[0][0].sentences[0] == f"1. {first_sentence(beside)}"
    assert "added January 1, 2026" in page.foot[-1]


@pytest.mark.usefixtures("font")
async def test_its_picture_is_in_the_language_and_script_of_whoever_presses(
    world: World, beside: Json, drawn: list[Any]
) -> None:
    (choice,) = await world.ask(ANNA, "/language")
    await world.press(ANNA, choice, buttons(choice)["繁體中文"])
    await press(world, beside, label=PICTURE)
    assert pictures(world)[0]["caption"] == "「host training」與「host pay」對照"
    (page,) = drawn
    assert any("製茶車間" in sentence for row in page.rows for cell in row if cell for sentence in cell.sentences)


@pytest.mark.usefixtures("font")
async def test_its_picture_after_a_restart_and_another_index_says_what_has_changed(
    start_bot: StartBot, api: BotApi
) -> None:
    async with start_bot(api) as world:
        (sent,) = await world.ask(ANNA, QUESTION)
    async with start_bot(api) as world:
        await press(world, sent, label=PICTURE)
        index = world.snapshot.index
        changed = [replace(each, text=each.text.replace("制茶车间", "制茶作坊")) for each in index.passages]
        world.go_live(newer(index, tuple(changed)))
        await press(world, sent, label=PICTURE)
        before, after = pictures(world)
        assert "\n" not in before["caption"]
        told = "The answer above is older: this is what the documents say now."
        assert after["caption"] == f"{told}\n{before['caption']}"


async def test_a_comparison_that_the_documents_no_longer_make_is_told(
    world: World, beside: Json, parted: Assistant
) -> None:
    world.go_live(parted.snapshot.index)
    await press(world, beside, label=PICTURE)
    assert "no longer answer this question by a comparison" in world.api.by_bot(ANNA["id"])[-1]["text"]
    await world.ask(ANNA, "/forget")
    told = await press(world, beside, label=PICTURE)
    assert told["show_alert"]
    assert "no longer kept" in told["text"]


@pytest.mark.usefixtures("font")
async def test_headings_have_a_picture_for_those_with_access(world: World, parted: Assistant, drawn: list[Any]) -> None:
    world.go_live(parted.snapshot.index)
    (sent,) = await world.ask(ANNA, "compare shop.md and notes.md")
    await world.press(STRANGER, sent, buttons(sent)[PICTURE])
    assert not drawn
    await press(world, sent, label=PICTURE)
    (page,) = drawn
    assert page.rows[0][1].note == "This document has no headings."
    assert pictures(world)[0]["caption"] == "Top headings of 门店经营报告 and 仓库笔记"


@pytest.mark.usefixtures("font")
async def test_a_long_picture_is_an_album_and_one_without_a_font_is_told(
    world: World, beside: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "draw_isolated", lambda wanted, file: draw_isolated(wanted, file) * 2)
    with monkeypatch.context() as without:
        without.setattr("knowledge.pages.fonts._folders", lambda: iter(()))
        without.setenv("PATH", "")
        await press(world, beside, label=PICTURE)
    assert "fonts-noto-cjk" in world.api.by_bot(ANNA["id"])[-1]["text"]
    await press(world, beside, label=PICTURE)
    first, second = world.api.by_bot(ANNA["id"])[-2:]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("host training and host pay compared", False)
