"""python -m bot: the Telegram bot, until it is told to stop."""

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from bot.answering.live import Live
    from bot.reindexing.collection import Request
    from bot.settings import Language, Settings
    from bot.telegram.context import App

FAILED = 2


def main() -> None:
    """Run the bot by polling or by webhook, as the settings say; what a person can mend is said in words."""
    from bot.errors import TOLD_ERRORS, explain
    from bot.i18n import system_language
    from bot.settings import load_settings

    language = system_language()
    try:
        settings = load_settings()
        if settings.interface_language != "auto":
            language = settings.interface_language
        _run(settings, language)
    except TOLD_ERRORS as error:
        _fail(explain(error, language, "terminal"))


def _run(settings: "Settings", language: "Language") -> None:
    from bot.i18n import say

    if not settings.telegram_token.get_secret_value():
        _fail(say(language, "bot.no-token"))
    _configure_logging(settings)
    _serve(settings, _open(settings, language), language)


def _configure_logging(settings: "Settings") -> None:
    from bot.logs import configure_logging

    secrets = (settings.telegram_token, settings.webhook_secret)
    level = "INFO" if settings.log_level == "auto" else settings.log_level
    configure_logging(level, [secret.get_secret_value() for secret in secrets])


def _open(settings: "Settings", language: "Language") -> "Live":
    """What is live, or a first index of the shipped edition."""
    import structlog

    from bot.errors import explain
    from bot.reindexing.engine import reindex
    from bot.reindexing.opening import open_or_build
    from bot.wiring import open_live

    log = structlog.stdlib.get_logger("bot")
    told = -1

    def advance(done: int, total: int) -> None:
        nonlocal told
        tenth = done * 10 // max(total, 1)
        if tenth != told:
            told = tenth
            log.info("building the index", done=done, total=total)

    def build(request: "Request", reason: str) -> None:
        log.info("an index is built before the first answer", why=reason)
        reindex(settings, request, lambda stage: log.info("building the index", stage=stage), advance)

    live, problem = open_or_build(lambda: open_live(settings), build, "springboard-assistant", language)
    if problem is not None:
        why = explain(problem, language, "terminal")
        log.error("the live index cannot be used; an earlier version answers", why=why)
    return live


def _serve(settings: "Settings", live: "Live", language: "Language") -> None:
    from telegram.error import InvalidToken

    from bot.i18n import say
    from bot.telegram.app import ALLOWED_UPDATES, build_app

    application = build_app(settings, live)
    try:
        if settings.webhook_url:
            _by_webhook(settings, application)
        else:
            # -1: a server that boots before its network is up tries until it is.
            application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)
    except InvalidToken:
        _fail(say(language, "bot.bad-token"))
    except OSError as error:
        _fail(say(language, "bot.no-port", listen=settings.webhook_listen, port=settings.webhook_port, problem=error))


def _by_webhook(settings: "Settings", application: "App") -> None:
    import secrets
    from urllib.parse import urlsplit

    from bot.telegram.app import ALLOWED_UPDATES

    application.run_webhook(
        listen=settings.webhook_listen,
        port=settings.webhook_port,
        url_path=urlsplit(settings.webhook_url).path,
        webhook_url=settings.webhook_url,
        # Without one, whoever finds the address could speak for anybody.
        secret_token=settings.webhook_secret.get_secret_value() or secrets.token_urlsafe(32),
        allowed_updates=ALLOWED_UPDATES,
        bootstrap_retries=-1,
    )


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise SystemExit(FAILED)


if __name__ == "__main__":
    main()
