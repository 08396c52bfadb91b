"""Take in updates: keep each message until it is dealt with, and skip what the library cannot parse.

Polling and the webhook acknowledge an update only after `KeptUpdates.take_in` has returned.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import select
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.state.database import Database, NotKeptError
from bot.state.updates import drop_updates, keep_updates, updates_left
from bot.telegram.clock import ClockDifference
from bot.telegram.completeness import lacking

_MAX_REASON_CHARACTERS = 200
_AT_ONCE_S = 30  # between two fetches that both went well
_MAX_TRIES = 4  # to handle an update, if each fails since the database is away, though it was there before
_LOOK_S = 0.2  # how often to look whether the database is there again
_KEPT = ("message", "edited_message")
_log = structlog.stdlib.get_logger(__name__)

Raw = dict[str, Any]


class KeptUpdates:
    """The messages that were taken in and not dealt with yet, kept in the database, so that none is lost.

    Button presses and inline queries are not kept: a person notices at once that nothing comes, and an old one cannot
    be answered. On a full disk messages are handled without being kept.
    """

    def __init__(self) -> None:
        self.clock = ClockDifference()
        self._database: Database | None = None
        self._queue: asyncio.Queue[object] = asyncio.Queue()
        self._bot: Bot | None = None
        self._leaving = False
        self._waiting = 0  # how many of the next updates had waited for the start
        self._waited: set[int] = set()
        self._kept: set[int] = set()
        self._put_off: set[int] = set()
        self._again: set[int] = set()  # which are handled again once the database is there
        self._tries: Counter[int] = Counter()  # that failed since it was away
        self._looking = asyncio.Lock()
        self._dealt_with: set[int] = set()  # which are kept still
        self._dropping = asyncio.Lock()

    @property
    def in_hand(self) -> int:
        """How many updates are kept and not dealt with yet."""
        return len(self._kept - self._dealt_with)

    async def open(self, database: Database, queue: "asyncio.Queue[object]", bot: Bot) -> None:
        """Keep updates in ``database`` from now on, and queue those that an ended process has left there."""
        self._database, self._queue, self._bot = database, queue, bot
        self._waiting = await count_waiting(bot)
        for update_id, content in (await updates_left(database)).items():
            _log.info("coming back to an update", update=update_id)
            self._waited.add(update_id)
            self._kept.add(update_id)
            queue.put_nowait(Update.de_json(json.loads(content), bot))

    async def accept(self, update: Raw) -> None:
        """Keep an update that came by webhook, and queue it: it is acknowledged when this returns."""
        (taken_in,) = await self.take_in([update])
        if not self._leaving:  # else nobody takes it out of the queue any more, and the next start finds it
            self._queue.put_nowait(Update.de_json(taken_in, self._bot))

    def leave(self) -> None:
        """Begin with nothing more, since the bot stops."""
        self._leaving = True

    async def close(self) -> None:
        """Let go of what is not done."""

    @asynccontextmanager
    async def turn(self, chat_id: int, user_id: int) -> AsyncIterator[bool]:
        """Keep a person's turn in a chat while the block runs; False if another process has it."""
        yield True

    async def take_in(self, updates: Sequence[Any], *, at_once: bool = True) -> list[Any]:
        """Keep what is to be handled, and return ``updates`` without the content of those that are not.

        Those are updates that the library cannot parse or that lack something, of an older or newer Bot API server, and
        those that are kept and so queued already. ``at_once`` says that those from after the start come as soon as they
        were made.
        """
        parsable = [parsable_of(update) for update in updates]
        self._see(parsable, at_once=at_once)
        kept = {update["update_id"]: json.dumps(update) for update in parsable if _is_kept(update)}
        if not kept or self._database is None:
            return parsable
        try:
            known = await keep_updates(self._database, kept)
        except NotKeptError:
            return parsable
        self._kept |= kept.keys()
        return [_without_content(update) if update["update_id"] in known else update for update in parsable]

    def came_live(self, update: Update) -> bool:
        """Say whether an update came while the bot ran, instead of having waited for its start."""
        return update.update_id not in self._waited

    def _see(self, updates: Sequence[Any], *, at_once: bool = True) -> None:
        """Note which updates waited for the start, and from the others what time it is."""
        waited, live = updates[: self._waiting], updates[self._waiting :]
        self._waiting -= len(waited)
        self._waited |= {update["update_id"] for update in waited if isinstance(update, dict)}
        for update in live if at_once else ():
            if isinstance(update, dict) and "message" in update:
                self.clock.note(update["message"]["date"])

    def put_off(self, update: Update) -> None:
        """Leave a group's message whose reply could not be sent any more to the next start.

        No command that is carried out in groups does harm when that is done again.
        """
        if update.effective_chat is not None and update.effective_chat.id < 0:
            self._put_off.add(update.update_id)

    def try_again(self, update: Update) -> bool:
        """Have an update handled again once the database is there; False if that has failed often enough."""
        self._tries[update.update_id] += 1
        if self._tries[update.update_id] >= _MAX_TRIES:
            return False
        self._again.add(update.update_id)
        self._waited.add(update.update_id)  # by then it may have waited for long, as for a start
        return True

    async def comes_again(self, update: object) -> bool:
        """Wait for the database if an update is to be handled again, and say whether it is.

        When the bot stops before, the update is left to the next start.
        """
        if not isinstance(update, Update) or update.update_id not in self._again:
            return False
        async with self._looking:  # one looks for all that wait
            while not self._leaving:
                if await self._is_there():
                    self._again.discard(update.update_id)
                    return True
                await asyncio.sleep(_LOOK_S)
        return False

    async def _is_there(self) -> bool:
        if self._database is None:
            return False
        try:
            async with self._database.read() as session:
                await session.execute(select(1))
        except Exception:  # whatever a server says that is not there yet
            return False
        return True

    async def done(self, update: object) -> None:
        """Forget an update that was dealt with."""
        if isinstance(update, Update) and update.update_id not in self._put_off | self._again:
            self._waited.discard(update.update_id)
            self._tries.pop(update.update_id, None)
            if update.update_id in self._kept:
                self._dealt_with.add(update.update_id)
                with suppress(NotKeptError):
                    await self.drop_dealt_with()

    async def drop_dealt_with(self) -> None:
        """Delete all updates that were dealt with, those that could not be deleted before too. Raises `NotKeptError`.

        Of many at once, all that have come up while others were deleted go together.
        """
        async with self._dropping:
            dropped = frozenset(self._dealt_with)
            if dropped and self._database is not None:
                await self._drop(self._database, dropped)
                self._dealt_with -= dropped
                self._kept -= dropped

    async def _drop(self, database: Database, update_ids: frozenset[int]) -> None:
        await drop_updates(database, update_ids)


class UpdatesRequest(BaseRequest):
    """Fetch updates through another request, and take them in before the library sees them."""

    def __init__(self, inner: BaseRequest, kept: KeptUpdates) -> None:
        self._inner = inner
        self._kept = kept
        self._fetched_at: float | None = None  # by a clock that is never set

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        # While Telegram could not be reached, updates waited there.
        at_once = self._fetched_at is None or monotonic() - self._fetched_at < _AT_ONCE_S
        status, payload = await self._inner.do_request(*args, **kwargs)
        try:
            answer: Any = json.loads(payload)
        except ValueError:  # The library has a message for this.
            return status, payload
        if isinstance(answer, dict) and isinstance(answer.get("result"), list) and answer["result"]:
            answer["result"] = await self._kept.take_in(answer["result"], at_once=at_once)
            payload = json.dumps(answer).encode()
        self._fetched_at = monotonic()
        return status, payload


async def count_waiting(bot: Bot) -> int:
    """Return how many updates wait at Telegram; if that cannot be told, all that will come are taken for such."""
    try:
        return (await bot.get_webhook_info()).pending_update_count
    except TelegramError as error:
        _log.warning("it is not known which updates waited for the start", why=str(error))
        return sys.maxsize


def parsable_of(update: Any) -> Any:
    """Return ``update`` as it is, or without its content if the library cannot parse that or a part is missing."""
    if not isinstance(update, dict) or "update_id" not in update:
        return update
    problem = _problem(update)
    if problem is None:
        return update
    kinds = ", ".join(key for key in update if key != "update_id")
    _log.warning("update skipped", update=update["update_id"], kind=kinds, why=problem[:_MAX_REASON_CHARACTERS])
    return _without_content(update)


def _problem(update: Raw) -> str | None:
    """Return why an update cannot be handled, None if it can."""
    try:
        lacks = lacking(Update.de_json(update, None))
    except Exception as error:  # whatever the library raises
        return f"{type(error).__name__}: {error}"
    return lacks and f"without {lacks}"


def _without_content(update: Raw) -> Raw:
    return {"update_id": update["update_id"]}


def _is_kept(update: Any) -> bool:
    known = isinstance(update, dict) and isinstance(update.get("update_id"), int)
    return known and any(kind in update for kind in _KEPT)
