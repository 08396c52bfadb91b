"""Who waits for an answer, what people were quoted, and what is noted before it is told; on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.state.bells import MAX_BELLS, bells_of, bells_to_ask, cancel_bell, keep_bell, note_asked
from bot.state.database import Database
from bot.state.forgetting import forget
from bot.state.group_news import groups_to_tell, has_news, note_group_told, set_news
from bot.state.groups import move_group, set_group_access
from bot.state.mutes import ALL, Mute, digest_of, mute, mutes_of, unmute
from bot.state.questions import Asked, Conversation, finish, receive
from bot.state.quotations import Recorded, recorded
from bot.state.quoted import documents_quoted, quoted_passages, quoted_to
from bot.state.telling import claim, give_back, note_told, told_version
from tests.bot.state.test_quotations import HERE, LONG_AGO, NOW, OTHER, QUOTATION, answered

ANNA, BEN = 2**40, 8
VERSION = QUOTATION.version


def asked(text: str, user_id: int = ANNA, previous: str | None = None) -> Asked:
    return Asked(Conversation(user_id, None, user_id), 1, text, "en", 1, previous, "refused", (2,), NOW)


async def test_a_bell_is_kept_once_for_each_question_in_its_context_and_not_without_end(database: Database) -> None:
    assert (await keep_bell(database, ANNA, asked("甲"), "en"))[0] == "new"
    assert (await keep_bell(database, ANNA, asked("甲"), "en"))[0] == "kept-already"
    assert (await keep_bell(database, ANNA, asked("甲", previous="乙"), "en"))[0] == "new"
    for number in range(2, MAX_BELLS):
        await keep_bell(database, ANNA, asked(str(number)), "en")
    assert await keep_bell(database, ANNA, asked("one more"), "en") == ("too-many", None)
    assert (await keep_bell(database, BEN, asked("甲", BEN), "en"))[0] == "new"


async def test_what_was_asked_of_a_state_is_asked_again_of_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.state.bells._MAX_READ", 1)
    for user_id in (ANNA, BEN):
        await keep_bell(database, user_id, asked("甲", user_id), "en")
    first, second = await bells_to_ask(database, "v1")
    await note_asked(database, [first], "v1")
    assert await bells_to_ask(database, "v1") == [second]
    assert await bells_to_ask(database, "v2") == [first, second]
    assert not await cancel_bell(database, BEN, first.id)
    assert await cancel_bell(database, ANNA, first.id)
    assert await bells_to_ask(database, "v2") == [second]


async def test_what_is_claimed_is_told_once_and_given_back_if_it_was_not_sent(database: Database) -> None:
    await answered(database, HERE, 11, QUOTATION)
    await keep_bell(database, ANNA, asked("甲"), "en")
    (bell,) = await bells_of(database, ANNA)
    key = (HERE.chat_id, 11, 0)
    claimed = await claim(database, [bell.id], {key: "gone"})
    assert claimed.bell_ids == {bell.id}
    assert claimed.states == {key: None}
    again = await claim(database, [bell.id], {key: "gone"})
    assert (again.bell_ids, again.states) == (frozenset(), {})
    await give_back(database, claimed)
    assert await bells_of(database, ANNA) == [bell]
    assert (await claim(database, [], {key: "gone"})).states == {key: None}


async def test_people_are_found_by_what_they_were_quoted_and_were_not_told(database: Database) -> None:
    await answered(database, HERE, 11, QUOTATION, QUOTATION)
    await answered(database, OTHER, 21, QUOTATION)
    await answered(database, OTHER, 31, QUOTATION, at=LONG_AGO)
    since = NOW - timedelta(days=90)
    (passage,) = await quoted_passages(database, since)
    assert (passage.version, passage.ref, passage.label) == (VERSION, "5.2.1", "五、2 (1)")
    assert (passage.headings, passage.text, passage.told) == (("售后", "退货"), "七天内可退。", False)
    found = await quoted_to(database, passage, since, "gone")
    assert sorted(to.key[1:] for to in found) == [(11, 0), (11, 1), (21, 0)]
    assert await quoted_to(database, passage, since, None) == []  # it stands as they know it
    await claim(database, [], {to.key: "gone" for to in found if to.user_id == HERE.user_id})
    assert [to.user_id for to in await quoted_to(database, passage, since, "gone")] == [OTHER.user_id]
    assert {to.user_id for to in await quoted_to(database, passage, since, None)} == {HERE.user_id}
    assert [passage.told for passage in await quoted_passages(database, since)] == [True]
    assert await documents_quoted(database, HERE.user_id) == ["报告"]
    assert await documents_quoted(database, 5) == []


async def test_what_an_earlier_edition_was_quoted_for_does_not_change(database: Database) -> None:
    earlier = replace(QUOTATION, earlier=True)
    await answered(database, HERE, 11, earlier)
    assert await recorded(database, LONG_AGO, 9) == [Recorded("怎么退货？", NOW, "answered", (earlier,))]
    assert await quoted_passages(database, LONG_AGO) == []
    await answered(database, OTHER, 21, QUOTATION)
    (passage,) = await quoted_passages(database, LONG_AGO)
    assert [to.message_id for to in await quoted_to(database, passage, LONG_AGO, "gone")] == [21]


async def test_the_version_told_last_is_the_newest_told_also_after_going_back(database: Database) -> None:
    assert await told_version(database) is None
    for version in ("v1", "v2", "v1"):
        await note_told(database, version)
        assert await told_version(database) == version


async def test_forgetting_takes_bells_and_mutes_of_one_person(database: Database) -> None:
    for user_id in (ANNA, BEN):
        await keep_bell(database, user_id, asked("甲", user_id), "en")
        await mute(database, user_id, Mute(digest_of("报告"), "报告"))
        await mute(database, user_id, Mute(ALL, ""))
    await forget(database, ANNA)
    assert (await bells_of(database, ANNA), await mutes_of(database, ANNA)) == ([], [])
    assert len(await bells_of(database, BEN)) == 1
    await unmute(database, BEN, ALL)
    assert await mutes_of(database, BEN) == [Mute(digest_of("报告"), "报告")]


async def test_a_group_that_becomes_a_supergroup_keeps_its_news_and_bells(database: Database) -> None:
    old, new = -5, -1001234567890
    await set_group_access(database, 1, old, "approved", "Team")
    await set_news(database, old, "v1")
    here = Conversation(old, None, ANNA)
    await receive(database, here, 3, "甲", "en", datetime.now(UTC))
    await finish(database, old, 3, "refused", [4])
    await keep_bell(database, ANNA, Asked(here, 3, "甲", "en", 1, None, "refused", (4,), NOW), "en")
    await move_group(database, old, new)
    assert [bell.chat_id for bell in await bells_of(database, ANNA)] == [new]
    assert await groups_to_tell(database, "v2") == [new]
    assert await note_group_told(database, new, "v2")
    assert not await note_group_told(database, new, "v2")  # an equal bot tells it
    assert await groups_to_tell(database, "v2") == []
    await set_news(database, new, None)
    assert not await has_news(database, new)
