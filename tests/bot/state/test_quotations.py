"""What answers quoted is kept with the question, replaced with its answer and deleted with it."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.state.database import Database
from bot.state.forgetting import forget, purge
from bot.state.groups import move_group, set_group_access
from bot.state.links import Link, find_link, keep_links
from bot.state.questions import Conversation, finish, receive
from bot.state.quotations import Quotation, Recorded, recorded
from bot.state.tables import QuotationRow

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)
HERE = Conversation(-1001234567890, 4, 2**40)
OTHER = Conversation(-1001234567890, 4, 8)
QUOTATION = Quotation(
    document="报告", name="报告.pdf", sha256="a" * 64, dated="2025-03", version="20261123-010755-465e8d", ref="5.2.1",
    label="五、2 (1)", headings=("售后", "退货"), page=12, text="七天内可退。", key_sentences=((0, 6),),
    added="2026-11-23",
)  # fmt: skip
LINK = Link("p_abc", "报告", "20261123-010755-465e8d", "5.2.1", "五、2 (1)", ("售后",), None, "七天内可退。")


async def answered(
    database: Database, here: Conversation, message_id: int, *quotations: Quotation, at: datetime = NOW
) -> None:
    await receive(database, here, message_id, "怎么退货？", "zh-Hans", at)
    await finish(database, here.chat_id, message_id, "answered", [message_id + 1], quotations)


async def kept(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(QuotationRow)) or 0


async def test_quotations_come_back_as_they_were(database: Database) -> None:
    await answered(database, HERE, 11, QUOTATION, QUOTATION)
    assert await recorded(database, LONG_AGO, 9) == [Recorded("怎么退货？", NOW, "answered", (QUOTATION, QUOTATION))]


async def test_a_new_answer_replaces_what_the_earlier_one_quoted(database: Database) -> None:
    await answered(database, HERE, 11, QUOTATION, QUOTATION)
    await answered(database, HERE, 11, QUOTATION)
    assert await kept(database) == 1
    await finish(database, HERE.chat_id, 11, "refused", [12], ())
    assert await kept(database) == 0


async def test_only_the_newest_are_returned_the_oldest_first(database: Database) -> None:
    for number, minutes in ((1, 3), (2, 1), (3, 2)):
        await answered(database, HERE, number, QUOTATION, at=NOW - timedelta(minutes=minutes))
    found = await recorded(database, LONG_AGO, 2)
    assert [each.asked_at for each in found] == [NOW - timedelta(minutes=2), NOW - timedelta(minutes=1)]


async def test_they_are_deleted_with_their_questions(database: Database) -> None:
    await answered(database, HERE, 11, QUOTATION)
    await answered(database, OTHER, 21, QUOTATION, at=LONG_AGO)
    await answered(database, OTHER, 31, QUOTATION)
    await forget(database, HERE.user_id)
    assert await kept(database) == 2
    await purge(database, NOW - timedelta(days=1))
    assert await kept(database) == 1
    await set_group_access(database, 1, HERE.chat_id, "approved", "Team")
    await move_group(database, HERE.chat_id, -5)
    assert await kept(database) == 0


async def test_a_link_is_kept_once_also_by_two_at_the_same_time(database: Database) -> None:
    await asyncio.gather(*(keep_links(database, [LINK, LINK]) for _ in range(3)))
    assert await find_link(database, LINK.code) == LINK
    assert await find_link(database, "p_other") is None
