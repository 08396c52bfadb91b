"""Groups wait for an admin, and keep what is theirs when Telegram gives them another id."""

import asyncio
from datetime import UTC, datetime

from bot.state.database import Database
from bot.state.groups import find_group, list_groups, move_group, set_group_access
from bot.state.questions import Conversation, find_question, receive, remember, remembered

OLD, NEW = -5, -1001234567890
NOW = datetime.now(UTC)


async def test_a_group_is_asked_about_approved_and_left(database: Database) -> None:
    assert await find_group(database, OLD) is None
    for access in ("asked", "approved", "left"):
        await set_group_access(database, 1, OLD, access, "Team")
        group = await find_group(database, OLD)
        assert group
        assert (group.title, group.access) == ("Team", access)
        assert (group in await list_groups(database, 10)) == (access != "left")


async def test_title_is_kept_where_none_is_given(database: Database) -> None:
    await set_group_access(database, 1, OLD, "asked", "Team")
    assert (await set_group_access(database, 1, OLD, "approved")).title == "Team"


async def test_a_supergroup_takes_over(database: Database) -> None:
    await set_group_access(database, 1, OLD, "approved", "Team")
    await set_group_access(database, 1, NEW, "asked", "Team")  # Telegram may tell of the new one first
    await receive(database, Conversation(OLD, None, 7), 3, "主播怎么培训？", "en", NOW)
    await remember(database, Conversation(OLD, None, 7), 3, "主播怎么培训？")
    await asyncio.gather(*(move_group(database, OLD, NEW) for _ in range(2)))  # both chats tell of it
    assert await find_group(database, OLD) is None
    group = await find_group(database, NEW)
    assert group
    assert group.access == "approved"
    last = await remembered(database, Conversation(NEW, None, 7), NOW)
    assert last
    assert last.question == "主播怎么培训？"
    assert await find_question(database, OLD, 3) is None
