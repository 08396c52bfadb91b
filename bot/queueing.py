"""Updates side by side, but the questions of a person in a chat in turn: the second may follow up the first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.context import App

_AT_ONCE = 1024  # updates; those that wait for their turn count


class InTurn(BaseUpdateProcessor):
    """Questions wait for their asker's last one; commands and buttons never wait."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE)
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = _asker(update)
        if key is None:
            await coroutine
            return
        async with self.lock(*key):
            await coroutine

    def lock(self, chat_id: int, user_id: int) -> asyncio.Lock:
        """Held while a question of that person in that chat is answered; those who wait come in order."""
        lock = self._locks.get((chat_id, user_id))
        if lock is None:
            lock = self._locks[chat_id, user_id] = asyncio.Lock()
        return lock


@asynccontextmanager
async def in_turn(application: App, chat_id: int, user_id: int) -> AsyncIterator[None]:
    """Do something as a question of that person would be done."""
    processor = application.update_processor
    assert isinstance(processor, InTurn)
    async with processor.lock(chat_id, user_id):
        yield


def _asker(update: object) -> tuple[int, int] | None:
    if not isinstance(update, Update):
        return None
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    text = message.text or ""
    if text.startswith("/") and not text.lower().startswith("/ask"):
        return None
    return message.chat_id, message.from_user.id
