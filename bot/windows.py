"""Limit how often something may happen in a span of time."""

import math
from collections import deque
from collections.abc import Hashable, MutableMapping
from time import monotonic  # A clock that is set does not move it.

from cachetools import TTLCache

_MAX_KNOWN = 100_000  # people, chats or keys that are counted at a time


class Window:
    """At most ``most`` events of each kind in any span of ``seconds``."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._times: MutableMapping[Hashable, deque[float]] = TTLCache(_MAX_KNOWN, seconds, timer=lambda: monotonic())

    def hit(self, key: Hashable = None) -> int:
        """Count an event and return 0, or return the seconds until there may be one without counting this one."""
        now, times = monotonic(), self._times.get(key, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._most:
            return max(1, math.ceil(times[0] + self._seconds - now))
        times.append(now)
        self._times[key] = times
        return 0
