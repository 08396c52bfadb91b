"""The commands that Telegram offers while a person types, by scope and language."""

from collections.abc import Iterable
from typing import Literal

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.i18n import say
from bot.languages import LANGUAGES, Language
from bot.state.people import Role

Where = Literal["private", "group"]

_PRIVATE = ("outline", "new", "link", "export", "waiting", "language", "sources", "forget", "about", "help")
GROUP_COMMANDS = ("ask", "outline", "new", "link", "export", "waiting", "language", "sources", "about", "help")
_CURATING = ("gaps", "report", "suite", "curated")
_ADMIN = ("documents", "versions", "rollback", *_CURATING, "invite", "people", "audit", "status")
_log = structlog.stdlib.get_logger(__name__)


def commands_of(where: Where, language: Language, role: Role) -> list[tuple[str, str]]:
    """Return the names of commands and what they do, in the order in which they are offered."""
    names = GROUP_COMMANDS if where == "group" else (*_PRIVATE, *(_ADMIN if role == "admin" else ()))
    return [(name, say(language, f"command.{name}")) for name in names]


async def register_commands(bot: ExtBot[int], admins: Iterable[tuple[int, Language]], default: Language) -> None:
    """Tell Telegram the commands of private chats, of groups, and of each admin."""
    everyone: list[tuple[Where, BotCommandScope]] = [
        ("private", BotCommandScopeAllPrivateChats()),
        ("group", BotCommandScopeAllGroupChats()),
    ]
    for where, scope in everyone:
        await bot.set_my_commands(_menu(where, default, "member"), scope)
        for language, traits in LANGUAGES.items():
            if traits.menu:
                await bot.set_my_commands(_menu(where, language, "member"), scope, traits.menu)
    for admin_id, language in admins:
        try:
            await register_own_menu(bot, admin_id, language, "admin")
        except TelegramError as error:  # the bot has no chat with an admin who never wrote to it
            _log.info("admin has no menu yet", admin=admin_id, why=str(error))


async def register_own_menu(bot: ExtBot[int], user_id: int, language: Language, role: Role) -> None:
    """Tell Telegram the commands of one person's private chat, in the language that they chose."""
    await bot.set_my_commands(_menu("private", language, role), BotCommandScopeChat(user_id))


def _menu(where: Where, language: Language, role: Role) -> list[BotCommand]:
    return [BotCommand(name, text) for name, text in commands_of(where, language, role)]
