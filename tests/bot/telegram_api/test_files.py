"""Files go to and from the model as they do with Telegram, over both ways to it."""

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from tests.bot.telegram_api.model import BotApi, Failure
from tests.bot.telegram_api.test_model import ANNA, api, bot

__all__ = ["api", "bot"]


async def test_a_file_that_somebody_sent_is_fetched(api: BotApi, bot: Bot) -> None:
    message = api.send_file(ANNA, "報告.md", "茶".encode(), caption="/reindex now")
    assert message["caption_entities"][0]["type"] == "bot_command"
    file = await bot.get_file(message["document"]["file_id"])
    assert bytes(await file.download_as_bytearray()) == "茶".encode()


async def test_a_file_that_the_bot_sends_has_its_name_and_content(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_document(ANNA["id"], b"tea", filename="tea.md")
    (message,) = api.by_bot(ANNA["id"])
    assert message["document"]["file_name"] == "tea.md"
    assert api.content(message) == b"tea"
    assert sent.document
    again = await bot.send_document(ANNA["id"], sent.document.file_id)
    assert again.document
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_what_telegram_refuses_is_refused(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="must be non-empty"):
        await bot.send_document(ANNA["id"], b"", filename="empty.md")
    with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
        await bot.get_file("nobody's")
    api.files.largest_download = 2
    message = api.send_file(ANNA, "big.md", b"tea")
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(message["document"]["file_id"])


async def test_a_failing_download_is_a_failure(api: BotApi, bot: Bot) -> None:
    file = await bot.get_file(api.send_file(ANNA, "tea.md", b"tea")["document"]["file_id"])
    api.fail("download", Failure("drop"), Failure("502"))
    for _ in range(2):
        with pytest.raises((NetworkError, TelegramError)):
            await file.download_as_bytearray()
