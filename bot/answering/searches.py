"""Worker threads that find answers; people take turns, however much one of them asks."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

ResultT = TypeVar("ResultT")


class Searches:
    """A worker thread for each core, for one search of each person at a time.

    Whoever waits longest is next, so one person's many questions cost another at most the wait for those under way.
    """

    def __init__(self, workers: int | None = None) -> None:
        workers = workers or os.cpu_count() or 2
        self._pool = ThreadPoolExecutor(workers, "ask")
        self._at_once = asyncio.Semaphore(workers + 1)  # so that the next one is prepared when a worker is done
        self._of_people: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.waiting = 0  # turns that have been asked for and have not ended
        self.observe: Callable[[object, float], None] | None = None  # is told what was found, and in how many seconds

    @asynccontextmanager
    async def turn(self, user_id: int) -> AsyncIterator[None]:
        """Run the block, which calls `run`, when it is that person's turn.

        What a search needs of the database belongs into the block as well: if all who wait did that at once, commands
        would wait behind it.
        """
        self.waiting += 1
        try:
            async with self._of_people.setdefault(user_id, asyncio.Lock()), self._at_once:
                yield
        finally:
            self.waiting -= 1

    async def run(self, search: Callable[..., ResultT], *args: object) -> ResultT:
        started = time.perf_counter()
        found = await asyncio.get_running_loop().run_in_executor(self._pool, search, *args)
        if self.observe is not None:
            self.observe(found, time.perf_counter() - started)
        return found

    def close(self) -> None:
        """Wait for the searches under way."""
        self._pool.shutdown()
