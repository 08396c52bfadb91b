"""Buttons that only admins may press."""

import re
from dataclasses import dataclass

import structlog
from telegram import CallbackQuery, Message, Update

from bot.context import Context
from bot.delivery import acknowledge
from bot.i18n import say

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pressed:
    """An admin's press on a button: what it holds, matched, and the message that it is on."""

    query: CallbackQuery
    match: re.Match[str]
    message: Message


async def pressed_by_admin(update: Update, context: Context, pattern: re.Pattern[str]) -> Pressed | None:
    """The press, if it is an admin's on a button that fits ``pattern``; else whoever pressed is told why not.

    The caller acknowledges it.
    """
    query = update.callback_query
    assert query is not None
    if context.role != "admin":
        _log.warning("admins' button by no admin", user=context.person.user_id, data=(query.data or "")[:64])
        await acknowledge(query, say(context.language, "access.admins-only"), alert=True)
        return None
    match = pattern.fullmatch(query.data or "")
    if match is None or not isinstance(query.message, Message):
        await acknowledge(query, say(context.language, "button.unknown"), alert=True)
        return None
    return Pressed(query, match, query.message)
