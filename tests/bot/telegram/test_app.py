"""How the bot is put together."""

import pytest

from bot.answering.assistant import Assistant
from bot.answering.live import Live
from bot.settings import Settings
from bot.telegram.app import build_app, server_addresses
from bot.wiring import additions_of
from index.search import SearchIndex


@pytest.mark.parametrize(
    ("api_url", "file_url", "addresses"),
    [
        ("https://api.telegram.org", "", ("https://api.telegram.org/bot", "https://api.telegram.org/file/bot")),
        ("http://own:8081/bot", "", ("http://own:8081/bot", "http://own:8081/file/bot")),
        ("http://own:8081", "http://files:80", ("http://own:8081/bot", "http://files:80/file/bot")),
        ("http://own:8081", "http://files/file", ("http://own:8081/bot", "http://files/file/bot")),
        ("http://own/api/bot", "http://own/api/file/bot", ("http://own/api/bot", "http://own/api/file/bot")),
    ],
)
def test_another_server_is_found_however_its_address_is_written(
    api_url: str, file_url: str, addresses: tuple[str, str]
) -> None:
    assert server_addresses(api_url, file_url) == addresses


def test_the_bot_uses_the_server_of_the_settings(assistant: Assistant, tea_index: SearchIndex) -> None:
    settings = Settings(_env_file=None, telegram_token="1:x", telegram_api_url="http://own:8081/")
    bot = build_app(settings, Live(settings, assistant, tea_index, additions_of(settings))).bot
    assert (bot.base_url, bot.base_file_url) == ("http://own:8081/bot1:x", "http://own:8081/file/bot1:x")
