"""Handle updates concurrently, but a person's questions in a chat in turn, since one may follow up another."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.addressing import command_of
from bot.telegram.context import App
from bot.telegram.updates import KeptUpdates

_MAX_UPDATES = 1024  # updates at a time, including those that wait for their turn
_MAX_ENTERING = 4  # messages that are checked and kept at a time; commands do not wait behind a hundred of them
_MOST_ENTERING_S = 0.5  # then the next one enters all the same; a message may have to wait for Telegram

# Done when everything that came before is done.
_before: ContextVar["asyncio.Future[None] | None"] = ContextVar("before", default=None)
_leave_entrance: ContextVar["Callable[[], None] | None"] = ContextVar("leave_entrance", default=None)


class InTurn(BaseUpdateProcessor):
    """A processor that gives questions their turn in the order in which they come; other updates never wait.

    Each update is done in ``kept`` once it was dealt with.
    """

    def __init__(self, kept: KeptUpdates) -> None:
        super().__init__(_MAX_UPDATES)
        self.kept = kept
        self._last: dict[tuple[int, int], asyncio.Future[None]] = {}
        self._entrance = asyncio.Semaphore(_MAX_ENTERING)

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = asker_of(update)
        if key is None:
            await coroutine
        else:
            with self.queued(*key):
                await self._enter(coroutine)
        await self.kept.done(update)

    async def _enter(self, coroutine: Awaitable[Any]) -> None:
        """Run ``coroutine`` beside few others, until it calls `my_turn` or ends."""
        await self._entrance.acquire()
        with ExitStack() as entered:
            entered.callback(self._entrance.release)
            asyncio.get_running_loop().call_later(_MOST_ENTERING_S, entered.close)
            token = _leave_entrance.set(entered.close)
            try:
                await coroutine
            finally:
                _leave_entrance.reset(token)

    @contextmanager
    def queued(self, chat_id: int, user_id: int) -> Iterator[None]:
        """Queue behind that person's last message in the chat.

        Only `my_turn` waits for what came before; what the block does before calling it does not wait. A message that
        needs no turn may be done first: the next one still waits for those before it.
        """
        key, done = (chat_id, user_id), asyncio.get_running_loop().create_future()
        before = self._last.get(key)
        token = _before.set(before)
        self._last[key] = done
        try:
            yield
        finally:
            _before.reset(token)
            if before is None or before.done():
                self._finish(key, done)
            else:
                before.add_done_callback(lambda _: self._finish(key, done))

    def _finish(self, key: tuple[int, int], done: "asyncio.Future[None]") -> None:
        done.set_result(None)
        if self._last.get(key) is done:
            del self._last[key]


async def my_turn() -> None:
    """Wait until what came before is done."""
    before, leave = _before.get(), _leave_entrance.get()
    if leave is not None:
        leave()
    if before is not None:
        await asyncio.shield(before)


def queued(application: App, chat_id: int, user_id: int) -> AbstractContextManager[None]:
    """Queue the block behind that person's last message in the chat; see `InTurn.queued`."""
    return _processor(application).queued(chat_id, user_id)


@asynccontextmanager
async def in_turn(application: App, chat_id: int, user_id: int) -> AsyncIterator[bool]:
    """Run the block in turn, as if it were that person's next question in the chat.

    The block gets False, and does nothing, if another replica has something of theirs in hand.
    """
    async with _processor(application).kept.turn(chat_id, user_id) as ours:
        with queued(application, chat_id, user_id):
            await my_turn()
            yield ours


def kept_updates(application: App) -> KeptUpdates:
    return _processor(application).kept


def _processor(application: App) -> InTurn:
    processor = application.update_processor
    assert isinstance(processor, InTurn)
    return processor


def asker_of(update: object) -> tuple[int, int] | None:
    """Return the chat and the person whose turn an update needs, None if it need not wait for one."""
    if not isinstance(update, Update):
        return None
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    command = command_of(message)
    if command is not None and not command.lower().startswith("/ask"):
        return None
    return message.chat_id, message.from_user.id
