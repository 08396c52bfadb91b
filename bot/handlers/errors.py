"""What went wrong in a handler: in the log with an id, and only the id to the member."""

import secrets

import structlog
from telegram import Update
from telegram.error import Conflict, Forbidden, NetworkError, TelegramError

from bot.context import Context
from bot.delivery import acknowledge, reply, too_late
from bot.i18n import say
from bot.rich import Rich

_log = structlog.stdlib.get_logger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log first; then tell whoever was waiting for an answer."""
    error = context.error
    if not isinstance(update, Update):
        _log_without_update(error)
        return
    if isinstance(error, Forbidden) or too_late(error):
        _log.info("cannot be told any more", update=update.update_id, why=str(error))
        return
    error_id = secrets.token_hex(4)
    _log.error("update failed", error_id=error_id, update=update.update_id, exc_info=error)
    language = getattr(context, "language", context.services.default_language)
    text = say(language, "bot.error", id=error_id)
    try:
        if update.callback_query is not None:
            await acknowledge(update.callback_query, text, alert=True)
        elif update.effective_message is not None:
            await reply(context.bot, update.effective_message, Rich(text))
    except TelegramError as further:
        _log.warning("error cannot be told", error_id=error_id, why=str(further))


def _log_without_update(error: Exception | None) -> None:
    if isinstance(error, Conflict):
        _log.error("another process fetches this bot's updates; stop it, or give this one a token of its own")
    elif isinstance(error, NetworkError):
        _log.warning("Telegram cannot be reached; trying again", why=str(error))
    else:
        _log.error("failed outside an update", exc_info=error)
