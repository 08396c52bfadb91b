"""Which questions are shown to others: what several people asked and nobody minded the answer of."""

from datetime import UTC, datetime

from bot.state.curation import settle
from bot.state.database import Database
from bot.state.forgetting import forget
from bot.state.often_asked import OftenAsked, asked_text, often_asked
from bot.state.questions import Conversation, Status, finish, receive
from bot.state.ratings import rate
from tests.bot.state.test_quotations import QUOTATION

ADA, BEN, CAT = 1, 2, 3
RETURNS, PAY = "怎么退货？", "How are hosts paid?"


async def asks(
    database: Database, user_id: int, message_id: int, text: str, status: Status = "answered", *, quotes: bool = True
) -> None:
    """Somebody asks in private and is answered in the next message."""
    await receive(database, Conversation(user_id, None, user_id), message_id, text, "en", datetime.now(UTC))
    await finish(database, user_id, message_id, status, [message_id + 1], [QUOTATION] if quotes else [])


async def texts(database: Database) -> list[str]:
    return [each.text for each in await often_asked(database)]


async def test_what_most_people_asked_comes_first_with_what_its_latest_answer_quoted(database: Database) -> None:
    for number, user_id in enumerate((ADA, BEN)):
        await asks(database, user_id, 10 * number, PAY)
    for number, user_id in enumerate((ADA, BEN, CAT)):
        await asks(database, user_id, 100 + 10 * number, RETURNS)
    first, second = await often_asked(database)
    assert first == OftenAsked(first.id, RETURNS, QUOTATION.document, QUOTATION.text)
    assert second.text == PAY
    assert await asked_text(database, first.id) == RETURNS
    assert await asked_text(database, 999) is None


async def test_what_one_person_asked_is_shown_to_nobody(database: Database) -> None:
    for number in range(5):
        await asks(database, ADA, 10 * number, PAY)
    assert await often_asked(database) == []
    await asks(database, BEN, 100, PAY)
    assert await texts(database) == [PAY]
    await forget(database, BEN)
    assert await often_asked(database) == []


async def test_only_answers_that_quote_something_count(database: Database) -> None:
    for user_id in (ADA, BEN):
        await asks(database, user_id, 1, "hello", quotes=False)
        await asks(database, user_id, 11, RETURNS, "hedged")
    assert await often_asked(database) == []


async def test_what_somebody_disliked_or_an_admin_dealt_with_is_left_out(database: Database) -> None:
    for user_id in (ADA, BEN):
        await asks(database, user_id, 1, PAY)
        await asks(database, user_id, 11, RETURNS)
    assert set(await texts(database)) == {PAY, RETURNS}
    await rate(database, ADA, 2, BEN, -1, "", "")
    await rate(database, ADA, 12, BEN, 1, "", "")
    (left,) = await often_asked(database)
    assert left.text == RETURNS
    await settle(database, ADA, [left.id], "not-ours")
    assert await often_asked(database) == []
