"""Run the bot until it is told to stop, by polling or by webhook."""

from telegram import Update
from telegram.error import InvalidToken

from bot.answering.live import Live
from bot.settings import Settings
from bot.telegram.app import build_app
from bot.telegram.webhook import run_by_webhook
from knowledge.errors import UserError

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
    Update.MESSAGE_REACTION,
    Update.GUEST_MESSAGE,
]


class ServingError(UserError):
    """The bot cannot be run with these settings."""


def serve(settings: Settings, live: Live) -> None:
    """Run the bot on the index of ``live`` until it is told to stop.

    Raises `ServingError`, `WebhookError`, `PollingError` and `DatabaseError`.
    """
    application = build_app(settings, live)
    try:
        if settings.webhook_url:
            run_by_webhook(application, settings, ALLOWED_UPDATES)
        else:
            # -1 means to try forever: a server may boot before its network is up.
            application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)
    except InvalidToken as error:
        raise ServingError("bot-bad-token") from error
    except OSError as error:
        raise ServingError(
            "bot-no-port", listen=settings.webhook_listen, port=settings.webhook_port, problem=str(error)
        ) from error
    if application.ended_by is not None:
        raise application.ended_by
