"""What admins did stays in the log, whatever others do; what others did is bounded."""

from bot.state.audit import MAX_BY_OTHERS, count_entries, newest, record, record_of_anybody
from bot.state.database import Database
from bot.state.forgetting import forget
from bot.state.groups import set_group_access
from bot.state.people import make_invitation, request_access, set_access, use_invitation

ADMIN, ANNA, SAM = 1, 2, 4


async def test_what_admins_did_stays_however_much_others_do(database: Database) -> None:
    await set_access(database, ADMIN, ANNA, "member")
    for number in range(60):
        await forget(database, ANNA)
        for access in ("asked", "left"):
            await set_group_access(database, SAM, -number, access, "Team")
    assert [entry.action for entry in await newest(database, 500, "admins")] == ["person-member"]
    assert await count_entries(database, "admins") == 1


async def test_one_person_fills_a_part_of_what_is_kept_of_others(database: Database) -> None:
    await request_access(database, SAM, "“Sam”")
    for _ in range(120):
        await forget(database, ANNA)
    by = [entry.user_id for entry in await newest(database, 500, "others")]
    assert by == [ANNA] * 50 + [SAM]


async def test_a_crowd_leaves_the_newest_only(database: Database) -> None:
    async with database.begin() as session:
        for number in range(MAX_BY_OTHERS):
            record(session, 1000 + number, "knocked")
        await session.flush()
        await record_of_anybody(session, SAM, "knocked")
        await record_of_anybody(session, ANNA, "knocked")
    entries = await newest(database, 2 * MAX_BY_OTHERS, "others")
    assert len(entries) == MAX_BY_OTHERS
    assert [entry.user_id for entry in entries[:2]] == [ANNA, SAM]
    assert entries[-1].user_id == 1002


async def test_who_came_in_by_which_code_is_never_deleted(database: Database) -> None:
    code = await make_invitation(database, ADMIN)
    assert await use_invitation(database, SAM, "“Sam”", code)
    for _ in range(60):
        await forget(database, SAM)
    assert "code-used" in [entry.action for entry in await newest(database, 500, "others")]
