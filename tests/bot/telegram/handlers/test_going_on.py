"""Going on from what a button has shown, and small signs of having read, which get no reply."""

import pytest

from bot.state.curation import open_gaps
from bot.state.questions import count_questions
from tests.bot.telegram.api.model import BOT
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, TEAM, World
from tests.bot.telegram.handlers.test_captions import photo, sent

TRAINING = "新主播开播之前要做什么？"
STORING = "茶叶仓库湿度"
WHAT = "这是什么意思？"
NAME = BOT["username"]


async def press(world: World, message: Json, *labels: str) -> Json:
    """Anna presses buttons one after the other; the message that shows what they opened."""
    for label in labels:
        before = len(world.api.by_bot(ANNA["id"]))
        await world.press(ANNA, message, next(data for name, data in buttons(message).items() if label in name))
        sent_since = world.api.by_bot(ANNA["id"])[before:]
        message = sent_since[0] if sent_since else message
    return message


async def places_after(world: World, text: str) -> str:
    (answer,) = await world.ask(ANNA, text)
    return str(answer["text"])


async def test_next_goes_on_from_the_passage_that_the_outline_has_opened(world: World) -> None:
    (outline,) = await world.ask(ANNA, "/outline")
    await press(world, outline, "直播怎么做", "主播", "主播要先学会泡茶")
    assert "二、1 (2)" in await places_after(world, "下一段")
    assert "二、2 (1)" in await places_after(world, "下一节")


async def test_a_chapter_of_the_outline_is_gone_on_from(world: World) -> None:
    (outline,) = await world.ask(ANNA, "/outline")
    await press(world, outline, "茶叶市场")
    assert "直播怎么做" in await places_after(world, "next chapter")


async def test_next_goes_on_from_what_the_buttons_below_an_answer_have_shown(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    await press(world, answer, "Next point")
    assert "二、2 (1)" in await places_after(world, "下一段")
    await press(world, answer, "Whole section")
    assert "二、2 (1)" in await places_after(world, "more")


async def test_whole_section_after_its_button_says_that_this_was_all(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    await press(world, answer, "Whole section")
    assert "this is all of that section" in await places_after(world, "tell me more")


@pytest.mark.parametrize("labels", [["Next point"], ["Whole section"], ["Other passages"]])
async def test_a_reply_to_a_passage_that_a_button_has_opened_follows_that_passage(
    world: World, labels: list[str]
) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    opened = await press(world, answer, *labels)
    await world.ask(ANNA, STORING)
    (said,) = await world.ask(ANNA, WHAT, reply_to_message=opened)
    assert set(styled(said, "expandable_blockquote")) <= set(styled(opened, "expandable_blockquote"))


@pytest.mark.parametrize("sign", ["👍", "ok", "好的", "嗯", "收到", "明白了", "got it", "了解，寫得不錯"])
async def test_a_small_sign_of_having_read_gets_nothing(team: World, sign: str) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {TRAINING}", TEAM)
    assert await team.ask(ANNA, sign, TEAM, reply_to_message=answer) == []
    assert await team.ask(ANNA, f"@{NAME} {sign}", TEAM) == []
    (private,) = await team.ask(ANNA, TRAINING)
    calls = len(team.api.calls)
    assert await team.ask(ANNA, sign, reply_to_message=private) == []
    assert [name for name, _ in team.api.calls[calls:] if name not in ("getUpdates",)] == []
    assert await count_questions(team.services.database) == {"answered": 2}
    assert await open_gaps(team.services.database, 9) == []
    assert "二、1 (2)" in await places_after(team, "下一段")


@pytest.mark.parametrize("mark", ["？", "?", "..."])
async def test_a_mark_with_a_quote_asks_the_quote(team: World, mark: str) -> None:
    other = team.api.say(BEN, f"午饭吃什么？{STORING}", TEAM)
    quote = {"text": STORING, "position": 6, "is_manual": True}
    (answer,) = await team.ask(ANNA, f"@{NAME} {mark}", TEAM, reply_to_message=other, quote=quote)
    assert "二、2 (1)" in answer["text"]
    (below,) = await team.ask(ANNA, f"@{NAME} {mark}", TEAM, reply_to_message=team.api.say(BEN, STORING, TEAM))
    assert "二、2 (1)" in below["text"]


async def test_ask_below_a_photo_without_a_caption_says_what_to_do(team: World) -> None:
    other = team.api.write(BEN, photo(), TEAM)
    (answer,) = await sent(team, ANNA, {"text": "/ask", "reply_to_message": other} | COMMAND, TEAM)
    assert answer["text"].startswith("That message has no words that I can read.")


COMMAND = {"entities": [{"type": "bot_command", "offset": 0, "length": 4}]}
