"""Where Telegram's servers are, and whether they can be reached with the token of the settings."""

from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.secrecy import blot_out, forms_of
from bot.settings import Settings
from knowledge.errors import UserError

_TIMEOUT_S = 10


class TelegramUnreachableError(UserError):
    """Telegram does not answer, or not to this token."""


def server_addresses(api_url: str, file_url: str) -> tuple[str, str]:
    """Return the URLs, up to the token, of a Bot API server's methods and of its files.

    They end in /bot and /file/bot, which are added where the given URLs lack them.
    """
    host = api_url.removesuffix("/bot")
    folder = file_url.removesuffix("/bot") or f"{host}/file"
    return f"{host}/bot", f"{folder}/bot" if urlsplit(folder).path else f"{folder}/file/bot"


async def own_name(settings: Settings, request: BaseRequest | None = None) -> str:
    """Return the bot's user name, as Telegram says it. Raises `TelegramUnreachableError`."""
    api, files = server_addresses(settings.telegram_api_url, settings.telegram_file_url)
    asking = request or HTTPXRequest(connect_timeout=_TIMEOUT_S, read_timeout=_TIMEOUT_S)
    bot = Bot(settings.telegram_token.get_secret_value(), base_url=api, base_file_url=files, request=asking)
    try:
        async with bot:
            return bot.username
    except InvalidToken as error:
        raise TelegramUnreachableError("telegram-token") from error
    except TelegramError as error:
        problem = blot_out(str(error), forms_of(settings.secrets()))
        raise TelegramUnreachableError("telegram-unreachable", problem=problem) from error
