"""Let one process at a time fetch updates: Telegram gives each update to whoever asks first, and refuses the others."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import func, select

from bot.state.database import Database
from knowledge.errors import UserError

_LOCK = int.from_bytes(b"polling")  # the key of an advisory lock, which the server keeps as long as the connection
_log = structlog.stdlib.get_logger(__name__)


class PollingError(UserError):
    """Another process fetches the bot's updates."""


@asynccontextmanager
async def polling_alone(database: Database, file: Path) -> AsyncIterator[None]:
    """Keep others from polling while the block runs: by the server, or on SQLite by a lock on ``file``.

    Either ends with the process, however that ends. Raises `PollingError`.
    """
    if not database.shared:
        with _locked(file):
            yield
        return
    async with database.engine.connect() as connection:
        # Without a transaction: one that lasts would keep the server from tidying up.
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await alone.scalar(select(func.pg_try_advisory_lock(_LOCK))):
            raise PollingError("bot-polls-already")
        try:
            yield
        finally:
            await alone.invalidate()  # the lock must not stay with a connection that goes back to the pool


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(file, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise PollingError("bot-polls-already") from None
    except OSError as error:  # a full or read-only disk, on which the bot answers all the same
        _log.warning("whether another process polls cannot be told", why=str(error))
    try:
        yield
    finally:
        lock.release()
