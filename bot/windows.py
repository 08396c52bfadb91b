"""Limit how often something may happen in a span of time."""

import math
from collections import deque
from collections.abc import Callable, Hashable, MutableMapping
from time import monotonic  # A clock that is set does not move it.
from typing import Protocol

from cachetools import TTLCache

_MAX_KNOWN = 100_000  # people, chats or keys that are counted at a time


class Window(Protocol):
    """At most so many events of each kind in any span of so many seconds."""

    async def hit(self, *key: Hashable) -> int:
        """Count an event and return 0, or return the seconds until there may be one without counting this one."""


NewWindow = Callable[[str, int, int], Window]  # makes one by its name, the most events, and the seconds


class OwnWindow:
    """A window whose events are counted in the memory of this process; a restart begins to count anew."""

    def __init__(self, _name: str, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._times: MutableMapping[Hashable, deque[float]] = TTLCache(_MAX_KNOWN, seconds, timer=lambda: monotonic())

    async def hit(self, *key: Hashable) -> int:
        now, times = monotonic(), self._times.get(key, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._most:
            return max(1, math.ceil(times[0] + self._seconds - now))
        times.append(now)
        self._times[key] = times
        return 0
