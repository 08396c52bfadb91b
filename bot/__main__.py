"""python -m bot: run the Telegram bot until it is told to stop."""

import sys
import time
from typing import NoReturn

import structlog

from bot.answering.live import Live
from bot.errors import explain
from bot.i18n import say, system_language
from bot.languages import Language
from bot.logs import configure_logging
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.reindexing.first_build import open_or_build
from bot.settings import Settings, SettingsError, load_settings
from bot.version_stores import version_store
from bot.wiring import open_live, reach_database
from index.errors import BusyError
from knowledge.errors import TOLD_ERRORS
from knowledge.jail import missing

EXIT_FAILED = 2
EXIT_LATER = 1  # A start may help later; a service is started again after this, and not after the other.

# Codes of errors that may be gone by then.
LATER = ("database-no-room", "database-not-reached", "index-unreachable", "bot-polls-already")

_LOOK_S = 1.0  # how often to look whether the other has built the index

_log = structlog.stdlib.get_logger("bot")


def main() -> None:
    """Run the bot by polling or by webhook, as the settings say.

    Print an explanation of an error that a person can mend.
    """
    language = system_language()
    try:
        settings = load_settings()
        if settings.interface_language != "auto":
            language = settings.interface_language
        _run(settings, language)
    except TOLD_ERRORS as error:
        code = EXIT_LATER if getattr(error, "code", "") in LATER else EXIT_FAILED
        _fail(explain(error, language, "terminal"), code)


def _run(settings: Settings, language: Language) -> None:
    if not settings.telegram_token.get_secret_value():
        raise SettingsError("bot-no-token")
    # This import loads the whole Telegram library, so it comes after the settings have been checked.
    from bot.telegram.serving import serve

    _configure_logging(settings)
    _keep_private(settings)
    _tell_what_is_missing(language)
    reach_database(settings)
    serve(settings, _open(settings, language))


def _configure_logging(settings: Settings) -> None:
    level = "INFO" if settings.log_level == "auto" else settings.log_level
    configure_logging(level, settings.secrets())


def _keep_private(settings: Settings) -> None:
    for path in settings.data_folder.keep_private():
        _log.warning("other users of this machine can get at the data: shut it with chmod go-rwx", path=str(path))


def _tell_what_is_missing(language: Language) -> None:
    for feature in missing():
        _log.warning("documents are read with less protection", why=say(language, f"status.no-{feature}"))


def _open(settings: Settings, language: Language) -> Live:
    """Open the live index, or build a first index of the shipped edition."""
    told = -1

    def advance(done: int, total: int) -> None:
        nonlocal told
        tenth = done * 10 // max(total, 1)
        if tenth != told:
            told = tenth
            _log.info("building the index", done=done, total=total)

    def build(request: Request, reason: str) -> None:
        _log.info("an index is built before the first answer", why=reason)
        reindex(settings, request, lambda stage: _log.info("building the index", stage=stage), advance)

    def wait(busy: BusyError) -> None:  # for an equal bot that was started at the same time
        _log.info("waiting for the index that another builds", by=busy.details["by"])
        store = version_store(settings)
        while store.builder_now() is not None:
            time.sleep(_LOOK_S)

    live, problem = open_or_build(lambda: open_live(settings), build, "springboard-assistant", language, wait)
    if problem is not None:
        why = explain(problem, language, "terminal")
        _log.error("the live index cannot be used", version=live.assistant.snapshot.version, why=why)
    return live


def _fail(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
