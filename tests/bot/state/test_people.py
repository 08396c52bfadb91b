"""Who is let in, by whom, and that it ends at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.state.audit import newest
from bot.state.database import Database
from bot.state.people import (
    AccessList,
    Person,
    find_person,
    list_people,
    looks_like_a_code,
    make_invitation,
    request_access,
    set_access,
    set_language,
    use_invitation,
)
from bot.state.tables import InvitationRow

ADMIN, ANNA, BEN = 1, 2**40, 3
LISTED = AccessList(frozenset({ADMIN}), frozenset({BEN}))


@pytest.mark.parametrize(
    ("person", "role"),
    [
        (Person(ADMIN, "", "none", None), "admin"),
        (Person(ADMIN, "", "revoked", None), "admin"),
        (Person(ANNA, "", "none", None), "guest"),
        (Person(ANNA, "", "asked", None), "guest"),
        (Person(ANNA, "", "member", None), "member"),
        (Person(ANNA, "", "revoked", None), "guest"),
        (Person(BEN, "", "none", None), "member"),
        (Person(BEN, "", "refused", None), "member"),
        (Person(BEN, "", "revoked", None), "guest"),
    ],
)
def test_roles(person: Person, role: str) -> None:
    assert LISTED.role(person) == role


async def test_knocking_twice_asks_once(database: Database) -> None:
    assert await request_access(database, ANNA, "Anna")
    assert not await request_access(database, ANNA, "Anna")
    assert (await find_person(database, ANNA, "Anna")).access == "asked"


async def test_access_is_given_taken_and_audited(database: Database) -> None:
    await request_access(database, ANNA, "Anna")
    await set_access(database, ADMIN, ANNA, "member")
    assert LISTED.role(await find_person(database, ANNA, "Anna")) == "member"
    await set_access(database, ADMIN, ANNA, "revoked")
    assert LISTED.role(await find_person(database, ANNA, "Anna")) == "guest"
    assert not await request_access(database, ANNA, "Anna")
    told = [(entry.user_id, entry.action) for entry in await newest(database, 10)]
    assert told == [(ADMIN, "person-revoked"), (ADMIN, "person-member"), (ANNA, "knocked")]


async def test_a_code_lets_one_person_in_however_it_is_typed(database: Database) -> None:
    code = await make_invitation(database, ADMIN)
    typed = f" {code[:5].lower()}-{code[5:]} "
    assert looks_like_a_code(typed)
    assert await use_invitation(database, ANNA, "Anna", typed)
    assert not await use_invitation(database, BEN, "Ben", code)
    assert [(person.user_id, person.access) for person in await list_people(database, 10)] == [(ANNA, "member")]
    assert code not in str(await newest(database, 10))


async def test_of_twenty_at_once_with_one_code_one_gets_in(database: Database) -> None:
    code = await make_invitation(database, ADMIN)
    tries = [use_invitation(database, user, "x", code) for user in range(100, 120)]
    assert sum(await asyncio.gather(*tries)) == 1


async def test_an_old_code_is_worth_nothing(database: Database) -> None:
    code = await make_invitation(database, ADMIN)
    async with database.begin() as session:
        await session.execute(update(InvitationRow).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert not await use_invitation(database, ANNA, "Anna", code)


async def test_a_code_does_not_let_in_whom_an_admin_shut_out(database: Database) -> None:
    await set_access(database, ADMIN, ANNA, "revoked")
    code = await make_invitation(database, ADMIN)
    assert not await use_invitation(database, ANNA, "Anna", code)
    assert await use_invitation(database, BEN, "Ben", code)


@pytest.mark.parametrize("text", ["", "主播怎么培训？", "2BCDEFGHJ", "2OOOO00000", "WHAT IS IT", "Management"])
def test_other_texts_are_no_codes(text: str) -> None:
    assert not looks_like_a_code(text)


async def test_language_is_remembered_with_and_without_access(database: Database) -> None:
    await set_language(database, ANNA, "Anna", "zh-Hant")
    await set_language(database, ANNA, "Anna", "en")
    assert await find_person(database, ANNA, "Anna B.") == Person(ANNA, "Anna B.", "none", "en")
    assert await list_people(database, 10) == []
    assert await request_access(database, ANNA, "Anna B.")


async def test_the_same_at_once_fails_nobody(database: Database) -> None:
    for user in range(50, 55):
        assert sum(await asyncio.gather(*(request_access(database, user, "x") for _ in range(4)))) == 1
        await asyncio.gather(*(set_language(database, user + 100, "x", "en") for _ in range(3)))
        await asyncio.gather(*(set_access(database, ADMIN, user + 200, "member") for _ in range(3)))
