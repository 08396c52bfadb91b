"""Take in updates where equal bots share them: whichever gets one from the balancer keeps it for all."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

import structlog
from telegram import Bot, Update

from bot.settings import Settings
from bot.state.database import DATABASE_ERRORS, Database
from bot.state.questions import find_question
from bot.state.replicas import BEAT_S, Presence, others_alive
from bot.state.shared_updates import accept, finish, hand_out, new_number, take_over, take_turn
from bot.telegram.ordering import asker_of
from bot.telegram.updates import KeptUpdates, Raw, count_waiting, parsable_of

_LOOK_S = 0.2  # how often to look for updates that other replicas have taken in for this one
_log = structlog.stdlib.get_logger(__name__)


class SharedUpdates(KeptUpdates):
    """The updates that this replica has in hand; see `bot.state.shared_updates`.

    Other than in a single process all kinds are kept, since any of them may be delivered to two replicas.
    """

    def __init__(self) -> None:
        super().__init__()
        self._presence: Presence | None = None
        self._going_on: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._away = False

    async def open(self, database: Database, queue: "asyncio.Queue[object]", bot: Bot) -> None:
        """Begin to take in updates, and take over what no replica that is alive has in hand."""
        self._database, self._queue, self._bot = database, queue, bot
        self._presence = Presence(database, f"{socket.gethostname()}:{os.getpid()}")
        await self._presence.beat()
        others = await others_alive(database, self._replica)
        self._waiting = 0 if others else await count_waiting(bot)
        _log.info("a replica begins", name=self._presence.name, beside=others)
        self._going_on = asyncio.create_task(self._go_on(database))

    @property
    def _replica(self) -> str:
        assert self._presence is not None
        return self._presence.replica

    async def accept(self, update: Raw) -> None:
        """Keep an update that came by webhook. Raises what the database does if it cannot."""
        assert self._database is not None
        parsable = parsable_of(update)
        self._see([parsable])
        asker = asker_of(Update.de_json(parsable, None))
        if await accept(self._database, self._replica, update["update_id"], json.dumps(parsable), asker):
            await self._queue_fresh(self._database)

    async def close(self) -> None:
        """Say that this replica ends, so that another takes over at once what it has not done."""
        if self._going_on is not None and self._presence is not None:
            self._going_on.cancel()
            await asyncio.wait([self._going_on])
            with suppress(*DATABASE_ERRORS):
                await self.drop_dealt_with()
                await self._presence.leave()

    async def done(self, update: object) -> None:
        with suppress(*DATABASE_ERRORS):  # it is tried again with the next beat
            if not await self._is_left(update):
                await super().done(update)

    async def _is_left(self, update: object) -> bool:
        """Say whether this replica ends before it could answer a question, and so leaves it to the others."""
        if not self._leaving or self._database is None or asker_of(update) is None:
            return False
        assert isinstance(update, Update)
        message = update.effective_message
        assert message is not None
        asked = await find_question(self._database, message.chat_id, message.message_id)
        return asked is not None and asked.status == "received"

    @asynccontextmanager
    async def turn(self, chat_id: int, user_id: int) -> AsyncIterator[bool]:
        assert self._database is not None
        number = new_number()
        try:
            yield await take_turn(self._database, self._replica, (chat_id, user_id), number)
        finally:
            self._dealt_with.add(number)
            with suppress(*DATABASE_ERRORS):
                await self.drop_dealt_with()

    async def _drop(self, database: Database, update_ids: frozenset[int]) -> None:
        await finish(database, update_ids)

    async def _go_on(self, database: Database) -> None:
        """Say from time to time that this replica is alive, and take up what is for it."""
        next_beat = monotonic()
        while True:
            try:
                if monotonic() >= next_beat:
                    next_beat = monotonic() + BEAT_S
                    await self._beat(database)
                await self._queue_fresh(database)
                self._away = False
            except DATABASE_ERRORS as error:
                if not self._away:
                    _log.warning("the database cannot be reached; Telegram keeps updates meanwhile", why=str(error))
                self._away = True
            await asyncio.sleep(_LOOK_S)

    async def _beat(self, database: Database) -> None:
        presence = self._presence
        assert presence is not None
        if await presence.beat():
            _log.warning("this replica was taken for dead; what it had in hand may be done twice", name=presence.name)
        await self.drop_dealt_with()
        if presence.settled and not self._leaving and (number := await take_over(database, presence.replica)):
            _log.info("updates taken over from a replica that ended", number=number)

    async def _queue_fresh(self, database: Database) -> None:
        """Queue what this replica has not begun with, in the order of its ids.

        When it leaves, nobody takes anything out of the queue any more; what is for it is left to the others.
        """
        if self._leaving:
            return
        async with self._one_at_a_time:
            fresh = await hand_out(database, self._replica, self._kept)
            if self._leaving:
                return
            for update_id, handed in fresh.items():
                if handed.left:
                    self._waited.add(update_id)
                self._kept.add(update_id)
                self._queue.put_nowait(Update.de_json(json.loads(handed.content), self._bot))


def updates_of(settings: Settings) -> KeptUpdates:
    """Return what takes in the updates: those of one process, or those that equal bots share."""
    return SharedUpdates() if settings.shares_updates else KeptUpdates()
