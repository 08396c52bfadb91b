"""Keys of programs: kept as digests, told apart by name, on SQLite and on PostgreSQL."""

import pytest

from bot.state.audit import newest
from bot.state.audit_words import entry_lines
from bot.state.database import Database
from bot.state.keys import KeyNameError, find_key, list_keys, make_key, revoke_key
from bot.state.people import names_of, set_access


async def test_a_key_opens_until_it_is_revoked(database: Database) -> None:
    written = await make_key(database, "ci", "admin", "ada")
    found = await find_key(database, written)
    assert found is not None
    assert (found.name, found.role, found.revoked_at) == ("ci", "admin", None)
    assert await list_keys(database) == [found]
    await revoke_key(database, "ci", "ada")
    assert await find_key(database, written) is None
    (revoked,) = await list_keys(database)
    assert revoked.revoked_at is not None


async def test_each_key_opens_only_as_itself(database: Database) -> None:
    one, other = [await make_key(database, name, "member", "ada") for name in ("one", "other")]
    swapped = "_".join([*one.split("_", 2)[:2], other.split("_", 2)[2]])
    for wrong in (swapped, one[:-1], f"{one} ", one.replace("sbk", "SBK"), "sbk_7_" + "A" * 43, "", "sbk__"):
        assert await find_key(database, wrong) is None


@pytest.mark.parametrize("name", ["", " x", "x" * 41, "a\nb", "“x”", "-x"])
async def test_a_name_that_cannot_be_told_in_the_log_is_refused(database: Database, name: str) -> None:
    with pytest.raises(KeyNameError, match="key-name-impossible"):
        await make_key(database, name, "member", "ada")


async def test_no_two_keys_ever_have_one_name(database: Database) -> None:
    await make_key(database, "ci", "member", "ada")
    await revoke_key(database, "ci", "ada")
    with pytest.raises(KeyNameError, match="key-name-taken"):
        await make_key(database, "ci", "member", "ada")
    for missing in ("ci", "other"):
        with pytest.raises(KeyNameError, match="key-no-such-name"):
            await revoke_key(database, missing, "ada")


async def test_the_audit_log_names_keys_and_takes_none_for_a_person(database: Database) -> None:
    key = await find_key(database, await make_key(database, "ci", "admin", "ada"))
    assert key is not None
    await set_access(database, key.id, 7, "member")  # a person with the same number
    await set_access(database, key.user_id, 8, "member")
    entries = await newest(database, 10)
    lines = entry_lines(entries, await names_of(database, {entry.user_id for entry in entries}), "en")
    assert [line.split(" · ")[1] for line in lines] == ["key “ci”", str(key.id), "the bot"]
