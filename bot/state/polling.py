"""Let one process at a time fetch updates: Telegram gives each update to whoever asks first, and refuses the others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import func, select

from bot.state.database import DATABASE_ERRORS, Database
from bot.state.lock_sessions import LockSession
from knowledge.errors import UserError

_LOCK = int.from_bytes(b"polling")  # the key of an advisory lock, which the server keeps as long as the connection
_LOOK_S = 1  # how often to look whether it is still there
_log = structlog.stdlib.get_logger(__name__)


class PollingError(UserError):
    """Another process fetches the bot's updates."""


@asynccontextmanager
async def polling_alone(database: Database, file: Path, lost: Callable[[PollingError], None]) -> AsyncIterator[None]:
    """Keep others from polling while the block runs: by the server, or on SQLite by a lock on ``file``.

    Either ends with the process, however that ends. The server's also ends with the server; then it is taken again, and
    if another process was quicker, ``lost`` is called. Raises `PollingError`.
    """
    if not database.shared:
        with _locked(file):
            yield
        return
    session = LockSession(database)
    await hold_polling(session)
    keeping = asyncio.create_task(_keep(session, lost))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])
        await session.drop()


async def hold_polling(session: LockSession) -> None:
    """Take the lock unless this process has it already.

    Raises `PollingError` if another has it, and what the database does if it cannot be reached; then it is not held.
    """
    try:
        if session.connection is not None:
            await session.connection.scalar(select(1))
            return
        connection = await session.open()
        if not await connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):
            raise PollingError("bot-polls-already")
    except (PollingError, *DATABASE_ERRORS):
        await session.drop()
        raise


async def _keep(session: LockSession, lost: Callable[[PollingError], None]) -> None:
    """Look from time to time whether the lock is still there, and take it again if it is not."""
    away = False
    while True:
        await asyncio.sleep(_LOOK_S)
        try:
            await hold_polling(session)
        except PollingError as error:
            lost(error)
            return
        except DATABASE_ERRORS as error:
            if not away:
                _log.warning("the database cannot be reached, so another process may begin to poll", why=str(error))
            away = True
        else:
            if away:
                _log.info("no other process polls")
            away = False


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
