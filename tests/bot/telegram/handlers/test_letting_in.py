"""What people without access are told, and that the question they came with is answered once they have it."""

import re

import pytest

from bot.state.audit import newest
from bot.telegram.limits import Limits
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, World

FIRST = "茶叶仓库湿度"
SECOND = "下单后多久发货？"
DENIED = {"Refuse": "管理員沒有同意", "Shut out": "管理員已取消"}


async def decide(world: World, label: str) -> None:
    (knock,) = [message for message in world.api.by_bot(ADMIN["id"]) if label in buttons(message)]
    await world.press(ADMIN, knock, buttons(knock)[label])


async def new_code(world: World) -> str:
    (told,) = await world.ask(ADMIN, "/invite")
    match = re.search(r"code: (\w{10})\n", told["text"])
    assert match
    return match[1]


def answers(world: World) -> list[Json]:
    return [message for message in world.api.by_bot(STRANGER["id"]) if styled(message, "expandable_blockquote")]


async def ask_much(world: World) -> int:
    """A stranger comes with questions; the id of the message with the first one."""
    for text in ("/start", FIRST, SECOND):
        world.api.say(STRANGER, text)
        await world.settle()
    asked = (m for m in world.api.messages.values() if m.get("text") == FIRST)
    return int(next(asked)["message_id"])


async def test_the_first_question_is_answered_once_an_admin_lets_its_asker_in(world: World) -> None:
    asked = await ask_much(world)
    assert not answers(world)
    await decide(world, "Let in")
    await world.until(lambda: bool(answers(world)))
    await world.settle()
    (answer,) = answers(world)
    assert answer["reply_to_message"]["message_id"] == asked


async def test_the_first_question_is_answered_once_a_code_lets_its_asker_in(world: World) -> None:
    asked = await ask_much(world)
    await world.ask(STRANGER, await new_code(world))
    await world.until(lambda: bool(answers(world)))
    (answer,) = answers(world)
    assert answer["reply_to_message"]["message_id"] == asked


async def test_the_question_of_who_is_refused_is_not_answered(world: World) -> None:
    await ask_much(world)
    await decide(world, "Refuse")
    assert not answers(world)


@pytest.mark.parametrize("code", ["BADCODE", "2BCDEFGHJ3", "hello there"])
async def test_a_link_with_a_code_that_is_not_valid_says_so_and_is_no_request(world: World, code: str) -> None:
    (told,) = await world.ask(STRANGER, f"/start {code}")
    assert "無效" in told["text"]
    assert not world.api.by_bot(ADMIN["id"])


async def test_each_message_after_a_code_that_is_not_valid_gets_an_answer_until_they_are_many(world: World) -> None:
    told = [await world.ask(STRANGER, text) for text in ("/start BADCODE", "/start BADCODE", "hello", "please", FIRST)]
    assert [len(messages) for messages in told] == [1] * 5
    assert ["無效" in message["text"] for (message,) in told] == [True, True, False, False, False]
    for _ in range(40):
        world.api.say(STRANGER, "hello")
    await world.settle()
    assert len(world.api.by_bot(STRANGER["id"])) < 20


@pytest.mark.parametrize("own", ["knock", "help"])
async def test_the_bots_own_links_ask_for_access(world: World, own: str) -> None:
    (told,) = await world.ask(STRANGER, f"/start {own}")
    assert str(STRANGER["id"]) in told["text"]
    assert world.api.by_bot(ADMIN["id"])


async def test_a_new_code_lets_in_who_was_refused_but_an_older_one_does_not(world: World) -> None:
    older = await new_code(world)
    await world.ask(STRANGER, "/start")
    await decide(world, "Refuse")
    await world.ask(STRANGER, older)
    assert not await world.ask(STRANGER, FIRST) or not answers(world)
    await world.ask(STRANGER, await new_code(world))
    await world.ask(STRANGER, FIRST)
    assert answers(world)


@pytest.mark.parametrize("decision", list(DENIED))
async def test_who_was_denied_is_told_so_in_words_that_fit(team: World, decision: str) -> None:
    (answer,) = await team.ask(STRANGER, f"/ask {FIRST}", TEAM)
    await team.ask(STRANGER, "/start")
    await decide(team, "Refuse")
    if decision == "Shut out":
        await team.ask(ADMIN, f"/revoke {STRANGER['id']}")
    pressed = await team.press(STRANGER, answer, buttons(answer)["👍"])
    inline = team.api.type_inline(STRANGER, FIRST)
    team.services.limits = Limits(20, 600)  # ten seconds later
    told = [*await team.ask(STRANGER, FIRST), *await team.ask(STRANGER, f"/ask {FIRST}", TEAM)]
    assert [message["text"].startswith(DENIED[decision]) for message in told] == [True, True]
    assert pressed["text"].startswith(DENIED[decision])
    assert "請聯絡管理員" in team.api.answers[inline]["button"]["text"]


async def test_a_code_sent_by_who_is_shut_out_is_not_called_invalid(world: World) -> None:
    await world.ask(ADMIN, f"/revoke {BEN['id']}")
    (told,) = await world.ask(BEN, await new_code(world))
    assert told["text"].startswith("管理员已取消你的权限")


async def test_a_member_is_told_that_a_group_waits_not_that_they_have_no_access(world: World) -> None:
    await world.ask(ADMIN, "/approve", TEAM)
    (answer,) = await world.ask(ANNA, f"/ask {FIRST}", TEAM)
    await world.ask(ADMIN, f"/revoke {TEAM['id']}")
    pressed = await world.press(ANNA, answer, buttons(answer)["👍"])
    assert pressed["text"].startswith("An admin has to approve this group")


@pytest.mark.parametrize("word", ["你好", "thanks"])
async def test_a_greeting_is_not_the_first_question(world: World, word: str) -> None:
    await world.ask(STRANGER, word)
    asked = world.api.say(STRANGER, FIRST)["message_id"]
    await world.settle()
    await decide(world, "Let in")
    await world.until(lambda: bool(answers(world)))
    (answer,) = answers(world)
    assert answer["reply_to_message"]["message_id"] == asked


async def test_who_is_let_in_twice_is_told_once(world: World) -> None:
    await world.ask(STRANGER, FIRST)
    for _ in range(3):
        await world.ask(ADMIN, f"/admit {STRANGER['id']}")
    entries = await newest(world.services.database, 10)
    assert sum(entry.action == "person-member" for entry in entries) == 1
