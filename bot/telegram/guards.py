"""What only admins may do, checked when it is done; and what went wrong with it, in words."""

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, Message, Update

from bot.errors import explain
from bot.i18n import say
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, replace
from bot.telegram.rich import Rich
from bot.telegram.telling import message_of, tell
from knowledge.errors import TOLD_ERRORS

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on a button: what it holds, matched, and the message that it is on."""

    query: CallbackQuery
    match: re.Match[str]
    message: Message


def admin_only(handler: Handler) -> Handler:
    """A handler for admins; whoever else tries is told so, and admins what went wrong."""

    @wraps(handler)
    async def guarded(update: Update, context: Context) -> None:
        if context.role != "admin":
            await _turn_away(update, context)
            return
        async with telling_errors(context, message_of(update)):
            await handler(update, context)

    return guarded


@asynccontextmanager
async def telling_errors(context: Context, message: Message, in_place_of: Sequence[int] = ()) -> AsyncIterator[None]:
    """Turn an error that a person can mend into words: below ``message``, in place of the messages that announced it.

    It ends here: what follows the block is done also where there was an error.
    """
    try:
        yield
    except TOLD_ERRORS as error:
        _log.info("told", user=context.person.user_id, error=str(error))
        text = Rich(explain(error, context.language, "chat"))
        await replace(context.bot, message.chat_id, in_place_of, text, reply_to=message.message_id)


async def pressed_button(update: Update, context: Context, pattern: re.Pattern[str]) -> Pressed | None:
    """The press on a button that fits ``pattern``; None where it does not, which whoever pressed is told.

    The caller acknowledges it.
    """
    query = update.callback_query
    assert query is not None
    match = pattern.fullmatch(query.data or "")
    if match is None or not isinstance(query.message, Message):
        await acknowledge(query, say(context.language, "button.unknown"), alert=True)
        return None
    return Pressed(query, match, query.message)


async def _turn_away(update: Update, context: Context) -> None:
    """Say that it is not for this person; of a command in private no more than of one that does not exist."""
    query, message = update.callback_query, update.effective_message
    if query is not None:
        _log.warning("admins' button by no admin", user=context.person.user_id, data=(query.data or "")[:64])
        await acknowledge(query, say(context.language, "access.admins-only"), alert=True)
    elif message is not None and message.chat.type == Chat.PRIVATE:
        await tell(context, message, "chat.unknown-command", command=(message.text or "").split()[0][:40])
    elif message is not None:
        await tell(context, message, "access.admins-only")
