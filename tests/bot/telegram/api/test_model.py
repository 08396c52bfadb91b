"""The model refuses what Telegram refuses, in its words, over both ways to it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.bot.telegram.api.entities import Refusal
from tests.bot.telegram.api.model import BOT, TOKEN, BotApi, Failure
from tests.bot.telegram.api.shapes import person
from tests.bot.telegram.api.transports import Direct, Server

ANNA = person(7)


@pytest.fixture
def api() -> BotApi:
    """A fresh model, to which Anna has written."""
    model = BotApi()
    model.say(ANNA, "hello")
    return model


@pytest.fixture(params=["direct", "http"])
async def bot(request: pytest.FixtureRequest, api: BotApi) -> AsyncIterator[Bot]:
    """A bot on the model, in the process and over HTTP."""
    if request.param == "direct":
        direct = Direct(api)
        async with Bot(
            TOKEN, "http://x/bot", "http://x/file/bot", request=direct, get_updates_request=direct
        ) as running:
            yield running
        return
    server = Server(api)
    request_over_http = HTTPXRequest(read_timeout=0.5)
    async with Bot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot", request=request_over_http) as running:
        yield running
    await server.close()


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": "x" * 4097}, "Message is too long"),
        ({"text": "😀" * 2049}, "Message is too long"),
        ({"text": f"<b>{'x' * 4097}</b>", "parse_mode": "HTML"}, "Message is too long"),
        ({"text": "   "}, "Message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Message text is empty"),
        ({"text": "<tea>x</tea>", "parse_mode": "HTML"}, 'Unsupported start tag "tea"'),
        ({"text": "<b>x", "parse_mode": "HTML"}, 'Can\'t find end tag corresponding to start tag "b"'),
        ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "Unmatched end tag"),
        ({"text": "x</b>", "parse_mode": "HTML"}, "Unexpected end tag"),
        ({"text": "x", "entities": [MessageEntity("bold", 0, 2)]}, "Entity_bounds_invalid"),
        ({"text": "😀", "entities": [MessageEntity("bold", 0, 1)]}, "middle of a utf-16 symbol"),
        ({"text": "x", "reply_markup": keyboard("茶" * 22)}, "Button_data_invalid"),
        ({"text": "x", "chat_id": 99}, "Chat not found"),
        ({"text": "x", "reply_to_message_id": 99}, "Message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "Message thread not found"),
    ],
)
async def test_messages_that_telegram_refuses(bot: Bot, values: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await bot.send_message(**({"chat_id": ANNA["id"]} | values))
    assert words.lower() in str(caught.value).lower()


async def test_what_just_fits_is_taken(bot: Bot) -> None:
    await bot.send_message(ANNA["id"], f"<b>{'x' * 4096}</b>", parse_mode="HTML", reply_markup=keyboard("x" * 64))
    sent = await bot.send_message(ANNA["id"], "<blockquote expandable>a &lt; <b>b</b></blockquote>", parse_mode="HTML")
    assert sent.text == "a < b"
    assert {(e.type, e.offset, e.length) for e in sent.entities} == {("expandable_blockquote", 0, 5), ("bold", 4, 1)}


@pytest.mark.parametrize(("caption", "taken"), [("x" * 1024, True), ("x" * 1025, False), ("😀" * 513, False)])
async def test_captions_are_shorter(bot: Bot, caption: str, taken: bool) -> None:
    call = bot.send_document(ANNA["id"], b"tea", caption=caption)
    if taken:
        assert (await call).caption == caption
    else:
        with pytest.raises(BadRequest, match="caption is too long"):
            await call


async def test_edits(bot: Bot) -> None:
    sent = await bot.send_message(ANNA["id"], "one", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("one", ANNA["id"], sent.message_id, reply_markup=keyboard("a"))
    await bot.edit_message_text("one", ANNA["id"], sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("two", ANNA["id"], 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("two", ANNA["id"], 1)
    await bot.delete_message(ANNA["id"], sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ANNA["id"], sent.message_id)


async def test_queries_are_answered_once(bot: Bot, api: BotApi) -> None:
    query = api.press(ANNA, {"message_id": 1}, "x")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(api.press(ANNA, {}, "x"), "x" * 201)
    await bot.answer_callback_query(query)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure("429", retry_after=7), RetryAfter),
        (Failure("502"), NetworkError),
        (Failure("403"), Forbidden),
        (Failure("drop"), NetworkError),
        (Failure("silence"), TimedOut),
    ],
)
async def test_failures_on_demand_come_once(bot: Bot, api: BotApi, failure: Failure, error: type[Exception]) -> None:
    api.fail("sendMessage", failure)
    with pytest.raises(error):
        await bot.send_message(ANNA["id"], "x")
    await bot.send_message(ANNA["id"], "x")
    assert len(api.by_bot(ANNA["id"])) == 1


async def test_a_failure_may_come_after_the_deed(bot: Bot, api: BotApi) -> None:
    api.fail("sendMessage", Failure("silence", after_doing=True))
    with pytest.raises(TimedOut):
        await bot.send_message(ANNA["id"], "x")
    assert len(api.by_bot(ANNA["id"])) == 1


async def test_chats_that_are_shut_or_have_moved(bot: Bot, api: BotApi) -> None:
    api.shut[ANNA["id"]] = Refusal(403, "Forbidden: bot was blocked by the user")
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ANNA["id"], "x")
    api.shut[ANNA["id"]] = Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-5)
    with pytest.raises(ChatMigrated):
        await bot.send_message(ANNA["id"], "x")


async def test_updates_are_confirmed_by_the_next_offset(bot: Bot, api: BotApi) -> None:
    api.say(ANNA, "again")
    first, second = await bot.get_updates(timeout=1)
    assert [u.message.text for u in (first, second) if u.message] == ["hello", "again"]
    assert await bot.get_updates(offset=second.update_id) == (second,)
    assert await bot.get_updates(offset=second.update_id + 1, timeout=0) == ()


async def test_webhook_and_polling_exclude_each_other(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="https url"):
        await bot.set_webhook("http://bot.example")
    await bot.set_webhook("https://bot.example", secret_token="abc")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_a_wrong_token_is_refused() -> None:
    api = BotApi()
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", base_url="x/bot", request=Direct(api), get_updates_request=Direct(api)).initialize()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    assert (await bot.get_me()).username == BOT["username"]
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("brewTea")
