"""Keep Telegram's limits on how much is sent, and try again if the network fails."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential

from bot.telegram.hearing import check_heard

_MAX_TRIES = 4
_SETTLING_S = 0.1  # after the time that Telegram asks for
_BACKOFF = wait_exponential(0.5, max=8)  # seconds
_MAX_TYPING = 4  # typing signs that are sent at a time, so that a hundred of them do not hold up what people wait for
_NO_MESSAGES = ("sendChatAction", "setMessageReaction")
_ABOUT_A_PERSON = "getChatMember"
_sent: ContextVar[int] = ContextVar("sent", default=0)


class NotSentError(NetworkError):
    """Something is not sent, because the bot stops and it would have had to wait."""


class _AskedToWaitError(Exception):
    """Telegram refused a request and said how long to wait."""

    def __init__(self, refusal: RetryAfter) -> None:
        super().__init__()
        self.refusal = refusal
        wait = refusal.retry_after
        self.wait_s = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def how_much_was_sent() -> int:
    """Return how many requests that people see something of were carried out by this task."""
    return _sent.get()


class RetryingRateLimiter(AIORateLimiter):
    """A rate limiter that keeps Telegram's limits, waits as long as Telegram asks, and retries if the network fails.

    When Telegram asks to wait, only the chat that it concerns waits; the library's own limiter would stop all chats.
    A request that timed out may still have been carried out. Sending it again may show a message twice, which is better
    than not at all.
    """

    def __init__(self) -> None:
        super().__init__()
        self._paused_until: dict[object, float] = {}  # by chat: a time of the event loop
        self._typing = asyncio.Semaphore(_MAX_TYPING)
        self._waiting: set[asyncio.Task[Any]] = set()  # those whose request is not under way
        self._closed = False

    def close(self) -> None:
        """Have whatever waits, and all that comes, end with `NotSentError`; what is under way goes on."""
        self._closed = True
        for task in self._waiting:
            task.cancel()

    async def process_request(
        self,
        callback: Any,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Any:
        if endpoint in _NO_MESSAGES:  # they must not use up a group's limit of messages, nor keep others waiting
            async with self._typing:
                return await callback(*args, **kwargs)
        # A question about a member is no message to the group, so it must not use up the group's limit either.
        chat_id = data.get("user_id" if endpoint == _ABOUT_A_PERSON else "chat_id")
        limited = data | {"chat_id": chat_id}

        async def call(*given: Any, **named: Any) -> Any:
            with self._under_way():
                await check_heard(chat_id)  # only now, since a message may have waited for long
                try:
                    result = await callback(*given, **named)
                except RetryAfter as refusal:
                    raise _AskedToWaitError(refusal) from refusal
                if not endpoint.startswith("get"):
                    _sent.set(_sent.get() + 1)
                return result

        again = AsyncRetrying(
            retry=retry_if_exception(self._worth_retrying),
            stop=stop_after_attempt(_MAX_TRIES),
            wait=_wait_s,
            reraise=True,
        )
        try:
            with self._stoppable():
                async for attempt in again:
                    with attempt:
                        await self._pause(chat_id)
                        try:
                            return await super().process_request(call, args, kwargs, endpoint, limited, rate_limit_args)
                        except _AskedToWaitError as asked:
                            self._paused_until[chat_id] = asyncio.get_running_loop().time() + asked.wait_s
                            raise
        except _AskedToWaitError as asked:
            raise (NotSentError("the bot stops") if self._closed else asked.refusal) from None
        return None

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """Let `close` end the block, where its task waits, by `NotSentError`."""
        if self._closed:
            raise NotSentError("the bot stops")
        task = asyncio.current_task()
        assert task is not None
        self._waiting.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if not self._closed or task not in self._waiting:
                raise
            task.uncancel()
            raise NotSentError("the bot stops") from None
        finally:
            self._waiting.discard(task)

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        """Do not let `close` end the block: what is cut off may have been sent all the same."""
        task = asyncio.current_task()
        assert task is not None
        self._waiting.discard(task)
        try:
            yield
        finally:
            self._waiting.add(task)

    def _worth_retrying(self, error: BaseException) -> bool:
        return not self._closed and (isinstance(error, _AskedToWaitError) or network_failed(error))

    async def _pause(self, chat_id: object) -> None:
        """Wait as long as Telegram has asked for in this chat."""
        left_s = self._paused_until.get(chat_id, 0.0) - asyncio.get_running_loop().time()
        if left_s > 0:
            await asyncio.sleep(left_s)
        self._paused_until.pop(chat_id, None)


def _wait_s(state: RetryCallState) -> float:
    """Return how long to wait before another try; a chat that must wait does so by itself."""
    error = state.outcome.exception() if state.outcome else None
    return _SETTLING_S if isinstance(error, _AskedToWaitError) else _BACKOFF(state)


def network_failed(error: BaseException) -> bool:
    """Say whether trying again may help.

    The library counts a bad request as a network error, but sending it again does not help.
    """
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)
