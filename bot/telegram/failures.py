"""Log what went wrong in a handler with an id, and tell the member only the id."""

import secrets
from typing import NoReturn

import structlog
from telegram import Message, Update
from telegram.error import Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.errors import explain
from bot.i18n import say
from bot.state.database import NotKeptError
from bot.state.unusable import DatabaseError
from bot.telegram.addressing import command_of, question_in
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, is_expired, reply
from bot.telegram.ordering import kept_updates
from bot.telegram.rich import Rich
from bot.telegram.sending_limits import NotSentError, how_much_was_sent

_log = structlog.stdlib.get_logger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Report an error of a handler or of the library itself; the library calls this."""
    if isinstance(update, Update) and context.error is not None:
        await report_and_stop(update, context, context.error)
    else:
        _log_without_update(context.error)


async def report_and_stop(update: Update, context: Context, error: Exception) -> NoReturn:
    """Report an error and let no handler go on with the update, whatever becomes of the report.

    After an error the library would try the next group of handlers, as if whoever is asking had been let in.
    """
    try:
        await _report(update, context, error)
    except Exception as further:
        if not _comes_again(update, context, further):
            _log.error("error cannot be told", update=update.update_id, exc_info=further)
    raise ApplicationHandlerStop


async def _report(update: Update, context: Context, error: Exception) -> None:
    """Log an error, then tell the person who is waiting for an answer, unless the update is handled again."""
    if isinstance(error, Forbidden) or is_expired(error):
        _log.info("cannot be told any more", update=update.update_id, why=str(error))
        return
    if isinstance(error, NotSentError):
        kept_updates(context.application).put_off(update)
        return
    if _comes_again(update, context, error):
        return
    services = context.services
    user_id = update.effective_user.id if update.effective_user else 0
    language = services.language_heard(update.effective_user)
    if isinstance(error, NotKeptError):  # the log and the admins are told of all such errors together
        text = explain(error, language, "chat")
    else:
        error_id = secrets.token_hex(4)
        _log.error("update failed", error_id=error_id, update=update.update_id, exc_info=error)
        text = say(language, "bot.error", id=error_id)
    try:
        await _tell(update, context, user_id, text, always=isinstance(error, NotKeptError))
    except TelegramError as further:
        _log.warning("error cannot be told", update=update.update_id, why=str(further))


def _comes_again(update: Update, context: Context, error: Exception) -> bool:
    """Have an update handled again if the database was away, and nobody would see anything of it twice."""
    away = isinstance(error, DatabaseError)
    again = away and not how_much_was_sent() and kept_updates(context.application).try_again(update)
    if again:
        _log.warning("update is handled again once the database is there", update=update.update_id, why=str(error))
    return again


async def _tell(update: Update, context: Context, user_id: int, text: str, *, always: bool) -> None:
    """Tell the person in the chat of the update, unless it is a group's message that is not for the bot.

    Unless ``always``, many messages at once get only one reply.
    """
    query, message = update.callback_query, update.effective_message
    if query is not None and await acknowledge(query, text, alert=True):
        return
    if message is None or (query is None and message.chat_id < 0 and not _is_for_bot(message, context)):
        return
    if always or await _may_tell(message, context, user_id):
        await reply(context.bot, message, Rich(text))


async def _may_tell(message: Message, context: Context, user_id: int) -> bool:
    try:
        return await context.services.limits.may_tell(message.chat_id, user_id)
    except DatabaseError:  # rather told twice than never
        return True


def _is_for_bot(message: Message, context: Context) -> bool:
    addressee = (command_of(message) or "@?").lower().partition("@")[2]
    return question_in(message, context.bot) is not None or addressee in ("", context.bot.username.lower())


def _log_without_update(error: Exception | None) -> None:
    if isinstance(error, Conflict):
        _log.error("another process fetches this bot's updates; stop it, or give this one a token of its own")
    elif isinstance(error, NotSentError):
        _log.info("not sent, since the bot stops")
    elif isinstance(error, NetworkError):
        _log.warning("Telegram cannot be reached; trying again", why=str(error))
    elif not isinstance(error, NotKeptError):
        _log.error("failed outside an update", exc_info=error)
