"""The log: one event a line, without secrets, in JSON unless it goes to a terminal."""

import logging
import sys
from collections.abc import Iterable

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from bot.secrecy import blot_out, forms_of

# httpx logs addresses that hold the token.
_QUIETED_LOGGERS = ("httpx", "httpcore", "apscheduler", "aiosqlite", "alembic", "mcp")


class _WithoutSecrets(ProcessorFormatter):
    """A formatter that replaces secrets in the finished line, whether they came from a text, a trace or a value."""

    def __init__(self, secrets: Iterable[str], processors: list[Processor], before: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=before)
        self._secrets = forms_of(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return blot_out(super().format(record), self._secrets)


def configure_logging(level: str, secrets: Iterable[str]) -> None:
    """Send all logs to standard error in one layout, including those of libraries and Python's warnings."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutSecrets(secrets, [ProcessorFormatter.remove_processors_meta, *_look()], before))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _QUIETED_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # Below INFO, the Telegram library logs the text of all messages.
    logging.getLogger("telegram").setLevel(max(logging.INFO, logging.getLevelName(level)))
    structlog.configure(
        processors=[*before, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _look() -> list[Processor]:
    if sys.stderr.isatty():
        # The prettier traces show variables, which may hold the token and people's questions.
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
