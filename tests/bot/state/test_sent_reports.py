"""A weekly report is sent once, whoever asks at the same time."""

import asyncio
from datetime import UTC, date, datetime

from bot.state.database import Database
from bot.state.forgetting import purge
from bot.state.sent_reports import admins_sent_to, claim_report

MONDAY = date(2026, 11, 23)


async def test_of_many_at_once_one_sends_the_report(database: Database) -> None:
    for admin_id in (7, 2**40):
        claimed = await asyncio.gather(*(claim_report(database, MONDAY, admin_id) for _ in range(5)))
        assert sorted(claimed) == [False] * 4 + [True]
    assert await admins_sent_to(database, MONDAY) == {7, 2**40}
    assert await admins_sent_to(database, date(2026, 11, 30)) == set()
    await purge(database, datetime(2026, 11, 24, tzinfo=UTC))
    assert await admins_sent_to(database, MONDAY) == set()
