"""Default-deny: who gets in, by whom, and out again."""

import re

import pytest
from structlog.testing import capture_logs

from bot.state.audit import newest
from bot.state.groups import find_group
from bot.telegram.limits import Limits
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, group, person, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, StartBot, World

QUESTION = "茶叶仓库湿度"


def quoted(messages: list[Json]) -> bool:
    return any(styled(message, "expandable_blockquote") for message in messages)


async def code_from(world: World) -> str:
    (told,) = await world.ask(ADMIN, "/invite")
    match = re.search(r"code: (\w{10})\n", told["text"])
    assert match
    return match[1]


@pytest.mark.parametrize("text", [QUESTION, "/start", "/help", "/outline", "/forget", "/audit", "/ask x", "/people"])
async def test_strangers_get_no_word_of_the_report(world: World, text: str) -> None:
    (told,) = await world.ask(STRANGER, text)
    assert str(STRANGER["id"]) in told["text"]
    assert "reply_markup" not in told


async def test_a_stranger_knocks_once_and_is_let_in_by_a_button(world: World) -> None:
    await world.ask(STRANGER, QUESTION)
    await world.ask(STRANGER, QUESTION)
    (knock,) = world.api.by_bot(ADMIN["id"])
    assert "“Sam” @sam" in knock["text"]
    await world.press(ADMIN, knock, buttons(knock)["Let in"])
    assert "may ask now" in knock["text"]
    assert not buttons(knock)
    assert "檢視" in world.api.by_bot(STRANGER["id"])[-1]["text"]
    assert quoted(await world.ask(STRANGER, QUESTION))


async def test_a_stranger_who_was_refused_does_not_knock_again(world: World) -> None:
    await world.ask(STRANGER, QUESTION)
    (knock,) = world.api.by_bot(ADMIN["id"])
    await world.press(ADMIN, knock, buttons(knock)["Refuse"])
    world.services.limits = Limits(20, 600)  # ten seconds later
    (told,) = await world.ask(STRANGER, QUESTION)
    assert "管理員" in told["text"]
    assert len(world.api.by_bot(ADMIN["id"])) == 1


async def test_admins_are_not_bothered_by_a_crowd(world: World) -> None:
    for number in range(40):
        world.api.say(person(5000 + number), "hello")
    await world.settle()
    *knocks, more = world.api.by_bot(ADMIN["id"])
    assert len(knocks) == 30
    assert "/people" in more["text"]


@pytest.mark.parametrize("typed", ["{code}", "/start {code}", " {lower} "])
async def test_a_pairing_code_lets_one_person_in(world: World, typed: str) -> None:
    code = await code_from(world)
    (welcome,) = await world.ask(STRANGER, typed.format(code=code, lower=code.lower()))
    assert "/help" in welcome["text"]
    assert quoted(await world.ask(STRANGER, QUESTION))
    (told,) = await world.ask(person(9), code)
    assert "not valid" in told["text"]
    assert not quoted(await world.ask(person(9), QUESTION))


async def test_codes_cannot_be_guessed(world: World) -> None:
    code = await code_from(world)
    for number in range(5):
        await world.ask(STRANGER, f"2BCDEFGHJ{number + 2}")
    await world.ask(STRANGER, code)
    assert not quoted(await world.ask(STRANGER, QUESTION))


async def test_revoking_works_at_once_and_everywhere(team: World) -> None:
    assert quoted(await team.ask(BEN, QUESTION))
    assert quoted(await team.ask(BEN, f"/ask {QUESTION}", TEAM))
    answer = team.api.by_bot(BEN["id"])[-1]
    (told,) = await team.ask(ADMIN, f"/revoke {BEN['id']}")
    assert "shut out" in told["text"]
    assert not quoted(await team.ask(BEN, QUESTION))
    assert not quoted(await team.ask(BEN, f"/ask {QUESTION}", TEAM))
    pressed = await team.press(BEN, answer, buttons(answer)["下一段 ▶"])
    assert pressed["show_alert"]
    assert len(team.api.by_bot(BEN["id"])) == 2
    code = await code_from(team)
    await team.ask(BEN, code)
    assert not quoted(await team.ask(BEN, QUESTION))


async def test_access_outlasts_a_restart(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        await world.ask(ADMIN, f"/admit {STRANGER['id']}")
        await world.ask(ADMIN, f"/revoke {ANNA['id']}")
    async with start_bot(api) as world:
        assert quoted(await world.ask(STRANGER, QUESTION))
        assert not quoted(await world.ask(ANNA, QUESTION))


async def test_only_admins_decide_whatever_a_button_holds(team: World) -> None:
    (answer,) = await team.ask(ANNA, QUESTION)
    for data in (f"admit|{STRANGER['id']}", f"revoke|{BEN['id']}", f"leave|{TEAM['id']}", "approve|-77"):
        assert "admins" in (await team.press(ANNA, answer, data))["text"]
    assert not quoted(await team.ask(STRANGER, QUESTION))
    assert quoted(await team.ask(BEN, QUESTION))
    assert not [entry for entry in await newest(team.services.database, 50) if entry.user_id == ANNA["id"]]


@pytest.mark.parametrize("command", ["/invite", "/people", "/audit", "/status", "/admit 4", "/revoke 3"])
async def test_admins_commands_do_not_exist_for_others(world: World, command: str) -> None:
    (told,) = await world.ask(ANNA, command)
    assert "There is no command" in told["text"]


async def test_no_admin_command_is_obeyed_in_a_group(team: World) -> None:
    for command in ("/invite", "/people", "/audit", f"/revoke {BEN['id']}"):
        assert await team.ask(ADMIN, command, TEAM) == []


async def test_admins_cannot_be_shut_out_from_a_chat(world: World) -> None:
    (told,) = await world.ask(ADMIN, f"/revoke {ADMIN['id']}")
    assert "by the settings" in told["text"]
    assert quoted(await world.ask(ADMIN, QUESTION))


async def test_an_id_that_nobody_is_known_by_is_decided_on_and_said_to_be_unknown(team: World) -> None:
    for command in ("/revoke 999", "/revoke 999", "/admit 999", "/revoke -999"):
        (told,) = await team.ask(ADMIN, command)
        assert "with this id: please check it" in told["text"]
    await team.ask(STRANGER, f"/ask {QUESTION}", TEAM)  # as a guest of the group
    for user in (ANNA, BEN, STRANGER):
        (told,) = await team.ask(ADMIN, f"/revoke {user['id']}")
        assert "check it" not in told["text"]
    assert not any(styled(m, "expandable_blockquote") for m in await team.ask(STRANGER, f"/ask {QUESTION}？", TEAM))


@pytest.mark.parametrize("command", ["/admit", "/admit @sam", "/revoke 1 2", "/admit 99999999999999999999"])
async def test_decisions_without_a_proper_id_say_how(world: World, command: str) -> None:
    (told,) = await world.ask(ADMIN, command)
    assert "/people" in told["text"]


async def test_people_lists_everyone_with_a_button(team: World) -> None:
    await team.ask(STRANGER, QUESTION)
    (listed,) = await team.ask(ADMIN, "/people")
    assert "“Sam” @sam (4): is waiting" in listed["text"]
    assert f"Team ({TEAM['id']}): approved" in listed["text"]
    await team.press(ADMIN, listed, buttons(listed)["Let in: “Sam” @sam (4)"])
    assert quoted(await team.ask(STRANGER, QUESTION))


async def test_people_says_so_where_there_is_nobody(world: World) -> None:
    (told,) = await world.ask(ADMIN, "/people")
    assert "/invite" in told["text"]


# --- groups ---


async def test_a_group_waits_for_an_admin(world: World) -> None:
    other = group(-55, "Market <b>stall</b>")
    world.api.membership(STRANGER, other, "left", "member")
    await world.settle()
    (asked,) = world.api.by_bot(ADMIN["id"])
    assert "Market <b>stall</b>" in asked["text"]
    (told,) = await world.ask(ANNA, f"/ask {QUESTION}", other)
    assert "approve" in told["text"]
    assert await world.ask(ANNA, f"/ask {QUESTION}", other) == []  # said once
    await world.press(ADMIN, asked, buttons(asked)["Approve"])
    assert quoted(await world.ask(STRANGER, f"/ask {QUESTION}", other))


async def test_a_group_that_is_not_wanted_is_left(world: World) -> None:
    world.api.membership(STRANGER, TEAM, "left", "member")
    await world.settle()
    (asked,) = world.api.by_bot(ADMIN["id"])
    await world.press(ADMIN, asked, buttons(asked)["Leave the group"])
    assert world.api.count("leaveChat") == 1
    assert "left the group" in asked["text"]


async def test_a_group_that_was_refused_cannot_bother_the_admins_again(world: World) -> None:
    await world.ask(ADMIN, f"/revoke {TEAM['id']}")
    before = len(world.api.by_bot(ADMIN["id"]))
    for old, new in (("member", "left"), ("left", "member"), ("member", "left"), ("left", "member")):
        world.api.membership(STRANGER, TEAM, old, new)
    await world.settle()
    assert len(world.api.by_bot(ADMIN["id"])) == before
    assert world.api.count("leaveChat") == 3


async def test_who_was_refused_is_not_heard_in_a_group(team: World) -> None:
    await team.ask(STRANGER, QUESTION)
    (knock,) = team.api.by_bot(ADMIN["id"])
    await team.press(ADMIN, knock, buttons(knock)["Refuse"])
    assert not quoted(await team.ask(STRANGER, f"/ask {QUESTION}", TEAM))


async def test_a_knock_that_reached_nobody_is_not_claimed_to_have(world: World) -> None:
    del world.api.chats[ADMIN["id"]]
    (told,) = await world.ask(person(99), QUESTION)
    assert "have been asked" not in told["text"]
    world.api.chats[ADMIN["id"]] = {"id": ADMIN["id"], "type": "private"}
    await world.ask(person(99), QUESTION)
    assert len(world.api.by_bot(ADMIN["id"])) == 1


async def test_only_an_admin_approves_in_the_group(world: World) -> None:
    await world.ask(ANNA, "/approve", TEAM)
    assert not quoted(await world.ask(ANNA, f"/ask {QUESTION}", TEAM))
    (told,) = await world.ask(ADMIN, "/approve", TEAM)
    assert "may ask now" in told["text"]
    assert quoted(await world.ask(ANNA, f"/ask {QUESTION}", TEAM))


async def test_access_to_a_group_is_no_access_in_private(team: World) -> None:
    assert quoted(await team.ask(STRANGER, f"/ask {QUESTION}", TEAM))
    assert not quoted(await team.ask(STRANGER, QUESTION))
    query = team.api.type_inline(STRANGER, QUESTION)
    await team.settle()
    assert team.api.answers[query]["results"] == []


async def test_who_speaks_as_a_chat_has_no_role(team: World) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    await team.ask(anonymous, "/approve", TEAM, sender_chat=TEAM)
    other = group(-56)
    team.api.chats[-56] = other
    await team.ask(anonymous, "/approve", other, sender_chat=other)
    assert await find_group(team.services.database, -56) is None


async def test_a_group_that_removed_the_bot_has_to_be_approved_again(team: World) -> None:
    team.api.membership(BEN, TEAM, "member", "kicked")
    await team.settle()
    team.api.membership(BEN, TEAM, "kicked", "member")
    await team.settle()
    assert not quoted(await team.ask(ANNA, f"/ask {QUESTION}", TEAM))


async def test_a_group_keeps_its_approval_as_a_supergroup(world: World) -> None:
    small = group(-77, "Small")
    await world.ask(ADMIN, "/approve", small)
    world.api.write(ANNA, {"migrate_to_chat_id": TEAM["id"]}, small)
    world.api.write(ANNA, {"migrate_from_chat_id": -77}, TEAM)
    await world.settle()
    assert quoted(await world.ask(ANNA, f"/ask {QUESTION}", TEAM))


async def test_what_happened_is_in_the_audit_log(team: World) -> None:
    await team.ask(STRANGER, QUESTION)
    await team.ask(ADMIN, f"/admit {STRANGER['id']}")
    await team.ask(ADMIN, "/invite")
    (told,) = await team.ask(ADMIN, "/audit")
    for action in ("approved the group", "let “Sam” @sam (4) in", "made a pairing code"):
        assert action in told["text"]
    await team.press(ADMIN, told, buttons(told)["What others did"])
    assert "asked for access" in told["text"]


async def test_without_any_access_set_the_log_says_so_and_nobody_gets_in(start_bot: StartBot, api: BotApi) -> None:
    with capture_logs() as logs:
        async with start_bot(api, telegram_admins=(), telegram_members=()) as world:
            assert not quoted(await world.ask(ANNA, QUESTION))
    assert any("nobody has access" in entry["event"] for entry in logs)
