"""People take turns at searching, and nobody has more than one search under way."""

import asyncio
import threading
from collections import Counter

from bot.answering.searches import Searches

GREEDY, MODEST = 1, 2
WORKERS = 2


class Work:
    """Searches that last until they are let go; who is at it, and who was done, in order."""

    def __init__(self, searches: Searches) -> None:
        self.searches = searches
        self.go_on = threading.Event()
        self.under_way: Counter[int] = Counter()
        self.most: Counter[int] = Counter()
        self.done: list[int] = []

    async def ask(self, user_id: int) -> None:
        async with self.searches.turn(user_id):
            self.under_way[user_id] += 1
            self.most |= self.under_way
            await self.searches.run(self.go_on.wait)
            self.under_way[user_id] -= 1
        self.done.append(user_id)


async def begun(work: Work, number: int) -> None:
    while True:
        if work.under_way.total() >= number:
            return
        await asyncio.sleep(0)


async def test_who_asks_once_waits_only_for_what_is_under_way() -> None:
    searches = Searches(WORKERS)
    work = Work(searches)
    greedy = [asyncio.create_task(work.ask(GREEDY)) for _ in range(20)]
    await begun(work, 1)
    modest = asyncio.create_task(work.ask(MODEST))
    await begun(work, 2)
    assert work.under_way == {GREEDY: 1, MODEST: 1}
    work.go_on.set()
    await asyncio.gather(modest, *greedy)
    assert work.most[GREEDY] == 1
    searches.close()


async def test_among_many_people_whoever_waits_longest_is_next() -> None:
    searches = Searches(WORKERS)
    work = Work(searches)
    first, second = range(10, 30), range(30, 50)
    tasks = [asyncio.create_task(work.ask(user)) for user in (*first, *first, *second)]
    await begun(work, WORKERS)
    work.go_on.set()
    await asyncio.gather(*tasks)
    # Each has had one turn before the first people have a second one, give or take those under way.
    early = Counter(work.done[: len(first) + len(second)])
    assert sum(number - 1 for number in early.values()) <= WORKERS + 1
    assert work.most.total() == len(first) + len(second)
    searches.close()


async def test_a_search_that_fails_leaves_its_place_to_the_next() -> None:
    searches = Searches(WORKERS)

    async def fail(user_id: int) -> None:
        async with searches.turn(user_id):
            await searches.run(lambda: 1 // 0)

    failed = await asyncio.gather(*(fail(user % 3) for user in range(12)), return_exceptions=True)
    assert [type(error) for error in failed] == [ZeroDivisionError] * 12
    async with searches.turn(GREEDY):
        assert await searches.run(lambda: 7) == 7
    searches.close()
