"""Guest mode: members are answered in chats that the bot is not in, if a setting allows it."""

from typing import Any

from tests.bot.telegram.api.model import BOT, BotApi
from tests.bot.telegram.api.shapes import group
from tests.bot.telegram.handlers.conftest import ANNA, STRANGER, StartBot, World

QUESTION = f"@{BOT['username']} 新主播开播之前要做什么？"
ELSEWHERE = group(-1009999)


async def called(world: World, user: Any, text: str) -> Any:
    query = world.api.summon(user, text, ELSEWHERE)
    await world.settle()
    return world.api.answers.get(query, {}).get("result")


async def test_a_member_gets_a_short_quote_with_a_link(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, guest_mode="on") as world:
        result = await called(world, ANNA, QUESTION)
        text = result["input_message_content"]["message_text"]
        assert "30天" in text
        assert "二、1 (1)" in text
        assert len(text) < 200
        ((button,),) = result["reply_markup"]["inline_keyboard"]
        assert button["url"].startswith(f"https://t.me/{BOT['username']}?start=p_")


async def test_what_the_documents_do_not_say_is_refused_there_too(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, guest_mode="on") as world:
        result = await called(world, ANNA, f"@{BOT['username']} 今天天气怎么样？")
        assert "not about this" in result["input_message_content"]["message_text"]
        result = await called(world, ANNA, f"@{BOT['username']}")
        assert "Type" in result["input_message_content"]["message_text"]


async def test_strangers_are_not_answered(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, guest_mode="on") as world:
        assert await called(world, STRANGER, QUESTION) is None


async def test_without_the_setting_nobody_is_answered(world: World) -> None:
    assert await called(world, ANNA, QUESTION) is None
    assert await called(world, STRANGER, QUESTION) is None
