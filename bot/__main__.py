"""python -m bot: the Telegram bot, until it is told to stop."""

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.context import App
    from bot.live import Live
    from bot.settings import Language, Settings

FAILED = 2


def main() -> None:
    """Run the bot by polling or by webhook, as the settings say."""
    from bot.i18n import say, system_language
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        _fail(str(error))
    language = system_language() if settings.interface_language == "auto" else settings.interface_language
    if not settings.telegram_token.get_secret_value():
        _fail(say(language, "bot.no-token"))
    _configure_logging(settings)
    assistant, live = _open(settings, language)
    _serve(settings, assistant, live, language)


def _configure_logging(settings: "Settings") -> None:
    from bot.logs import configure_logging

    secrets = (settings.telegram_token, settings.webhook_secret)
    level = "INFO" if settings.log_level == "auto" else settings.log_level
    configure_logging(level, [secret.get_secret_value() for secret in secrets])


def _open(settings: "Settings", language: "Language") -> "tuple[Assistant, Live]":
    """The assistant on the live index, or on a first one of the shipped edition."""
    import structlog

    from bot.opening import opening_after
    from bot.reindexing.engine import reindex
    from bot.wiring import open_live
    from bot.wording import EXPECTED_ERRORS, explain
    from index.errors import SearchIndexError

    log = structlog.stdlib.get_logger("bot")
    told = -1

    def advance(done: int, total: int) -> None:
        nonlocal told
        tenth = done * 10 // max(total, 1)
        if tenth != told:
            told = tenth
            log.info("building the index", done=done, total=total)

    try:
        try:
            assistant, live, problem = open_live(settings)
        except SearchIndexError as error:
            opening = opening_after(error, "springboard-assistant", language)
            log.info("an index is built before the first answer", why=opening.reason)
            reindex(settings, opening.request, lambda stage: log.info("building the index", stage=stage), advance)
            assistant, live, problem = open_live(settings)
    except EXPECTED_ERRORS as error:
        _fail(explain(error, language))
    if problem is not None:
        log.error("the live index cannot be used; an earlier version answers", why=explain(problem, language))
    return assistant, live


def _serve(settings: "Settings", assistant: "Assistant", live: "Live", language: "Language") -> None:
    from telegram.error import InvalidToken

    from bot.app import ALLOWED_UPDATES, build_app
    from bot.i18n import say
    from bot.state.database import DatabaseError

    application = build_app(settings, assistant, live)
    try:
        if settings.webhook_url:
            _by_webhook(settings, application)
        else:
            # -1: a server that boots before its network is up tries until it is.
            application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)
    except InvalidToken:
        _fail(say(language, "bot.bad-token"))
    except DatabaseError as error:
        _fail(say(language, "bot.no-database", problem=error))
    except OSError as error:
        _fail(say(language, "bot.no-port", listen=settings.webhook_listen, port=settings.webhook_port, problem=error))


def _by_webhook(settings: "Settings", application: "App") -> None:
    import secrets
    from urllib.parse import urlsplit

    from bot.app import ALLOWED_UPDATES

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
