"""What members of groups are told in private, and groups in one line."""

from typing import Any

import pytest

from bot.i18n import say
from bot.state.bells import bells_of
from bot.state.people import set_access
from bot.telegram.group_members import standing_in
from index.search import SearchIndex
from tests.bot.telegram.api.model import Failure
from tests.bot.telegram.api.shapes import Json, buttons, person
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, World
from tests.bot.telegram.handlers.telling import SETTING, SHIPPING, ring_later, tell, told_after

pytestmark = pytest.mark.usefixtures("told_by_tests_alone")


async def test_of_a_group_it_is_told_in_private_and_only_as_long_as_the_group_may_ask(
    team: World, newer: SearchIndex
) -> None:
    api, sam, tim = team.api, person(44, "Sam"), person(45, "Tim")
    await team.ask(sam, "hello")  # wrote in private, where guests are not answered
    for user in (sam, tim):
        told = await ring_later(team, user, chat=TEAM)
        assert told["text"] == say("en", "bell.kept-group")
    in_group = len(api.by_bot(TEAM["id"]))
    team.go_live(newer)
    (message,) = await told_after(team, sam, lambda: tell(team))
    assert "花放在左上角" in message["text"]
    assert buttons(message) == {}  # guests open nothing in private
    assert len(api.by_bot(TEAM["id"])) == in_group
    assert await bells_of(team.services.database, tim["id"]) == []  # never wrote in private, so cannot be told
    await ring_later(team, sam, "今天天气怎么样？", TEAM)
    await set_access(team.services.database, ADMIN["id"], sam["id"], "revoked")
    await tell(team)
    assert await bells_of(team.services.database, sam["id"]) == []


async def wait_in_group(team: World, user: Json) -> None:
    """Someone who may only ask in the group wrote in private before, was quoted something, and waits for an answer."""
    await team.ask(user, "hello")
    await tell(team)
    await team.ask(user, f"/ask {SHIPPING}", TEAM)
    await ring_later(team, user, chat=TEAM)


@pytest.mark.parametrize("told_by", ["message", "chat_member", ""])
async def test_who_left_the_group_through_which_they_asked_is_told_nothing(
    team: World, newer: SearchIndex, told_by: str
) -> None:
    sam = person(44, "Sam")
    for user in (sam, ANNA):
        await wait_in_group(team, user)
        team.api.leave(user, TEAM, told_by)
    await team.settle()
    assert (await bells_of(team.services.database, sam["id"]) == []) == bool(told_by)
    assert len(await bells_of(team.services.database, ANNA["id"])) == 1  # may ask in private, too
    await ring_later(team, sam, "今天天气怎么样？", TEAM)  # as if that had come before
    team.go_live(newer)
    assert await told_after(team, sam, lambda: tell(team)) == []
    assert await bells_of(team.services.database, sam["id"]) == []
    (message,) = team.api.by_bot(ANNA["id"])[1:]
    assert "72小时" in message["text"]
    assert [params["user_id"] for name, params in team.api.calls if name == "getChatMember"] == [str(sam["id"])]


async def test_of_whom_telegram_does_not_say_whether_they_left_nothing_is_told_or_lost(
    team: World, tea_index: SearchIndex, newer: SearchIndex
) -> None:
    sam = person(44, "Sam")
    await wait_in_group(team, sam)
    team.api.fail("getChatMember", Failure("400"))
    team.go_live(newer)
    assert await told_after(team, sam, lambda: tell(team)) == []
    assert len(await bells_of(team.services.database, sam["id"])) == 1
    (message,) = await told_after(team, sam, lambda: tell(team))
    assert "花放在左上角" in message["text"]


async def test_questions_about_members_leave_the_group_its_limit_of_messages(team: World) -> None:
    await wait_in_group(team, sam := person(44, "Sam"))
    for _ in range(20):  # as many messages as Telegram takes in a group in a minute
        assert await standing_in(team.app.bot, TEAM["id"], sam["id"]) == "in"
    limiter: Any = team.app.bot.rate_limiter
    assert limiter._get_group_limiter(TEAM["id"]).has_capacity()


async def test_a_group_is_told_in_one_line_if_its_admin_wants_that(team: World, newer: SearchIndex) -> None:
    chat = team.api.chats[TEAM["id"]] | {"owner": BEN["id"]}
    team.api.chats[TEAM["id"]] = chat
    await tell(team)
    await team.ask(ANNA, f"/ask {SHIPPING}", TEAM)
    (refused,) = await team.ask(ANNA, "/news", TEAM)
    assert refused["text"] == say("en", "news.group-admins-only")
    (state,) = await team.ask(BEN, "/news", TEAM)
    (switch,) = buttons(state).values()
    assert (await team.press(ANNA, state, switch))["text"] == say("en", "news.group-admins-only")
    await team.press(BEN, state, switch)
    team.go_live(newer)
    before = len(team.api.by_bot(TEAM["id"]))
    for _ in range(2):
        await tell(team)
    lines = [message["text"] for message in team.api.by_bot(TEAM["id"])[before:]]
    assert lines == ["✎ The report has been updated. Of the passages quoted here, 1 changed or moved."]


async def test_in_a_group_only_what_was_asked_there_is_listed_and_only_its_asker_cancels_it(team: World) -> None:
    await ring_later(team, ANNA, "今天天气怎么样？")
    for _ in range(2):
        told = await ring_later(team, ANNA, chat=TEAM)
    assert told["text"] == say("en", "bell.kept-already-group")
    (listed,) = await team.ask(ANNA, "/waiting", TEAM)
    assert SETTING in listed["text"]
    assert "天气" not in listed["text"]
    (cancel,) = buttons(listed).values()
    before = listed["text"]
    for user, key in ((BEN, "bell.gone"), (ANNA, "bell.cancelled")):
        assert team.api.messages[TEAM["id"], listed["message_id"]]["text"] == before
        told = await team.press(user, listed, cancel)
        assert told["text"] == say("zh-Hans" if user is BEN else "en", key)
    assert SETTING not in team.api.messages[TEAM["id"], listed["message_id"]]["text"]


async def test_a_member_of_a_group_can_mute_what_they_are_told_in_private(team: World, newer: SearchIndex) -> None:
    sam = person(44, "Sam")
    await team.ask(sam, "hello")
    await tell(team)
    await team.ask(sam, f"/ask {SHIPPING}", TEAM)
    team.go_live(newer)
    (message,) = await told_after(team, sam, lambda: tell(team))
    told = await team.press(sam, message, buttons(message)[say("en", "news.mute-all")])
    assert told["text"] == say("en", "news.muted", title=say("en", "news.all-documents"))
    assert (await team.press(sam, message, "changes|tell|"))["text"] != say("en", "news.told-again")
