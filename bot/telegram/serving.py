"""Run the bot until it is told to stop, by polling or by webhook."""

import secrets
from urllib.parse import urlsplit

from telegram.error import InvalidToken

from bot.answering.live import Live
from bot.settings import Settings
from bot.telegram.app import ALLOWED_UPDATES, build_app
from bot.telegram.context import App
from knowledge.errors import UserError


class ServingError(UserError):
    """The bot cannot be run with these settings."""


def serve(settings: Settings, live: Live) -> None:
    """Run the bot on the index of ``live`` until it is told to stop.

    Raises `ServingError` and `DatabaseError`.
    """
    application = build_app(settings, live)
    try:
        if settings.webhook_url:
            _by_webhook(settings, application)
        else:
            # -1 means to try forever: a server may boot before its network is up.
            application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)
    except InvalidToken as error:
        raise ServingError("bot-bad-token") from error
    except OSError as error:
        raise ServingError(
            "bot-no-port", listen=settings.webhook_listen, port=settings.webhook_port, problem=str(error)
        ) from error


def _by_webhook(settings: Settings, application: App) -> None:
    application.run_webhook(
        listen=settings.webhook_listen,
        port=settings.webhook_port,
        url_path=urlsplit(settings.webhook_url).path,
        webhook_url=settings.webhook_url,
        # Without a secret, anyone who finds the address could send updates in another person's name.
        secret_token=settings.webhook_secret.get_secret_value() or secrets.token_urlsafe(32),
        allowed_updates=ALLOWED_UPDATES,
        bootstrap_retries=-1,
    )
