"""How the bot is put together."""

import re
from typing import get_args

import pytest
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.answering.assistant import Assistant
from bot.answering.live import Live
from bot.settings import Settings
from bot.telegram.app import build_app
from bot.telegram.menus import Where, commands_of
from bot.telegram.packed import Button
from bot.telegram.reaching import server_addresses
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


def test_every_kind_of_button_has_a_handler_and_only_one(assistant: Assistant, tea_index: SearchIndex) -> None:
    settings = Settings(_env_file=None, telegram_token="1:x")
    app = build_app(settings, Live(settings, assistant, tea_index, additions_of(settings)))
    patterns = [
        handler.pattern.pattern
        for handler in app.handlers[0]
        if isinstance(handler, CallbackQueryHandler) and isinstance(handler.pattern, re.Pattern)
    ]
    assert sorted(patterns) == sorted(kind.pattern() for kind in Button.__subclasses__())


def test_every_command_that_is_offered_has_a_handler(assistant: Assistant, tea_index: SearchIndex) -> None:
    settings = Settings(_env_file=None, telegram_token="1:x")
    app = build_app(settings, Live(settings, assistant, tea_index, additions_of(settings)))
    handled = {name for handler in app.handlers[0] if isinstance(handler, CommandHandler) for name in handler.commands}
    offered = {name for where in get_args(Where) for name, _ in commands_of(where, "en", "admin")}
    assert offered <= handled
