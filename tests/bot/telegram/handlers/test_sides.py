"""Two things side by side in the chat: two block quotes, numbers that open the passages, one button for the rest."""

import pytest

from bot.answering.asides import no_edition
from bot.answering.assistant import Assistant
from bot.telegram.keyboards import aside_buttons
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ANNA, STRANGER, StartBot, World

QUESTION = "Compare host training with host pay"


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
    assert list(buttons(sent))[:6] == ["1", "2", "3", "4", "👍", "👎"]
    for _ in range(2):
        await world.press(ANNA, sent, buttons(sent)["1"])
        opened = styled(world.api.by_bot(ANNA["id"])[-1], "expandable_blockquote")
        assert opened == ["每年有十天带薪假期。", "每年有十二天带薪假期。"]


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
