"""Check that a person is an admin before a handler for admins runs, and explain errors in words."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar

import structlog
from telegram import CallbackQuery, Chat, MaybeInaccessibleMessage, Update

from bot.errors import explain
from bot.i18n import say
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, replace
from bot.telegram.notices import tell
from bot.telegram.packed import MAX_DATA_BYTES, Button
from bot.telegram.rich import Rich
from knowledge.errors import TOLD_ERRORS

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

_log = structlog.stdlib.get_logger(__name__)


Kind = TypeVar("Kind", bound=Button, covariant=True)


@dataclass(frozen=True, slots=True)
class Pressed(Generic[Kind]):
    """A press on a ``button``, and the message that the button is on.

    Of an old message only the chat and the id may be known.
    """

    query: CallbackQuery
    button: Kind
    message: MaybeInaccessibleMessage


def admin_only(handler: Handler) -> Handler:
    """Return a handler that refuses everyone but admins, and tells admins what went wrong."""

    @wraps(handler)
    async def guarded(update: Update, context: Context) -> None:
        if context.role != "admin":
            await _refuse(update, context)
            return
        message = update.callback_query.message if update.callback_query else update.effective_message
        assert message is not None
        async with telling_errors(context, message):
            await handler(update, context)

    return guarded


@asynccontextmanager
async def telling_errors(
    context: Context, message: MaybeInaccessibleMessage, in_place_of: Sequence[int] = ()
) -> AsyncIterator[None]:
    """Catch an error that a person can mend, and explain it below ``message``.

    The explanation takes the place of the messages ``in_place_of``. The error is not raised again: what follows the
    block runs also after an error.
    """
    try:
        yield
    except TOLD_ERRORS as error:
        _log.info("told", user=context.person.user_id, error=str(error))
        text = Rich(explain(error, context.language, "chat"))
        await replace(context.bot, message.chat.id, in_place_of, text, reply_to=message.message_id)


async def pressed_button(update: Update, context: Context, kind: type[Kind]) -> Pressed[Kind] | None:
    """Return the press on a button of that ``kind``; if it is no such button, tell the person and return None.

    The caller acknowledges the press that is returned.
    """
    query = update.callback_query
    assert query is not None
    button = kind.unpack(query.data or "")
    if button is None or query.message is None:
        await on_unknown(update, context)
        return None
    return Pressed(query, button, query.message)


async def on_unknown(update: Update, context: Context) -> None:
    """Tell the person that the button pressed is unknown."""
    query = update.callback_query
    assert query is not None
    _log.info("unknown button", user=context.person.user_id, data=(query.data or "")[:MAX_DATA_BYTES])
    await acknowledge(query, say(context.language, "button.unknown"), alert=True)


async def _refuse(update: Update, context: Context) -> None:
    """Tell a person that this is for admins only.

    In private a command is answered like one that does not exist, so that nothing is given away.
    """
    query, message = update.callback_query, update.effective_message
    if query is not None:
        _log.warning(
            "admins' button by no admin", user=context.person.user_id, data=(query.data or "")[:MAX_DATA_BYTES]
        )
        await acknowledge(query, say(context.language, "access.admins-only"), alert=True)
    elif message is not None and message.chat.type == Chat.PRIVATE:
        await tell(context, message, "chat.unknown-command", command=(message.text or "").split()[0][:40])
    elif message is not None:
        await tell(context, message, "access.admins-only")
