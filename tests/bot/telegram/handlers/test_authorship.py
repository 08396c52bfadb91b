"""Only a person's own words are carried out; what is passed on to the bot is at most a question."""

import time
from typing import Any

import pytest
from telegram.ext import CommandHandler

from bot.i18n import say
from bot.state.audit import newest
from bot.state.groups import find_group
from bot.state.people import find_person
from bot.telegram.limits import Limits
from tests.bot.telegram.api.shapes import Json, captioned, entities_typed, group, person, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, World

pytestmark = pytest.mark.attack

QUESTION = "茶叶仓库湿度"
CHANNEL = {"id": -1009999999999, "type": "channel", "title": "News"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
AS_GROUP = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
OTHER_BOT = {"id": 99, "is_bot": True, "first_name": "Bot", "username": "other_bot"}

FORWARDED: dict[str, Any] = {"forward_origin": {"type": "user", "date": 1, "sender_user": STRANGER}}
PASSED_ON: dict[str, dict[str, Any]] = {
    "a person's": FORWARDED,
    "a hidden person's": {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Ada"}},
    "a chat's": {"forward_origin": {"type": "chat", "date": 1, "sender_chat": TEAM}},
    "a channel's": {"forward_origin": {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 1}},
    "an inline bot's": {"via_bot": OTHER_BOT},
    "a business bot's": {"sender_business_bot": OTHER_BOT},
}
AUTOMATIC = {"sender_chat": CHANNEL, "is_automatic_forward": True} | PASSED_ON["a channel's"]


def commands(world: World) -> list[str]:
    handlers = [handler for handler in world.app.handlers[0] if isinstance(handler, CommandHandler)]
    return sorted(name for handler in handlers for name in handler.commands)


def in_a_while(world: World) -> None:
    """Let so much time pass that people are told things again."""
    world.services.limits = Limits(20, 600)


def quoted(messages: list[Json]) -> bool:
    return any(styled(message, "expandable_blockquote") for message in messages)


async def left_in_the_log(world: World) -> int:
    return len(await newest(world.services.database, 100))


@pytest.mark.parametrize("kind", PASSED_ON)
async def test_no_command_that_is_passed_on_is_carried_out(team: World, kind: str) -> None:
    before = await left_in_the_log(team)
    assert len(commands(team)) > 20
    for name in commands(team):
        in_a_while(team)
        text = f"/{name} {STRANGER['id']}"
        (told,) = await team.ask(ADMIN, text, **PASSED_ON[kind])
        assert told["text"] == say("en", "access.passed-on"), name
        assert await team.ask(ADMIN, text, TEAM, **PASSED_ON[kind]) == [], name
    assert await left_in_the_log(team) == before
    assert (await find_person(team.services.database, STRANGER["id"])).access == "none"


@pytest.mark.parametrize("where", [None, TEAM])
async def test_no_command_in_a_caption_that_is_passed_on_is_carried_out(team: World, where: Json | None) -> None:
    before = await left_in_the_log(team)
    for name in commands(team):
        text = f"/{name} {STRANGER['id']}"
        photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
        team.api.write(ADMIN, {"photo": photo} | captioned(text, entities_typed(text)) | FORWARDED, where)
        team.api.send_file(ADMIN, "tea.md", b"# Tea\n\nGreen.", where, caption=text, **FORWARDED)
        await team.settle()
    assert await left_in_the_log(team) == before


@pytest.mark.parametrize(("asker", "language"), [(ANNA, "en"), (BEN, "zh-Hans"), (STRANGER, "zh-Hant")])
async def test_whoever_forwards_commands_is_told_once_in_their_language(
    world: World, asker: Json, language: Any
) -> None:
    (told,) = [message for _ in range(5) for message in await world.ask(asker, "/help", **FORWARDED)]
    assert told["text"] == say(language, "access.passed-on")
    assert not world.api.by_bot(ADMIN["id"])


async def test_a_question_that_is_forwarded_is_answered_in_private_and_nowhere_else(team: World) -> None:
    assert quoted(await team.ask(ANNA, QUESTION, **FORWARDED))
    (answer,) = await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    for text in (f"/ask {QUESTION}", f"@tea_report_bot {QUESTION}"):
        assert await team.ask(ANNA, text, TEAM, **FORWARDED) == []
    assert await team.ask(ANNA, QUESTION, TEAM, reply_to_message=answer, **FORWARDED) == []


@pytest.mark.parametrize("typed", ["{}", "/start {}"])
async def test_a_code_that_is_forwarded_lets_nobody_in(world: World, typed: str) -> None:
    (told,) = await world.ask(ADMIN, "/invite")
    code = typed.format(told["text"].split()[2])
    (told,) = await world.ask(STRANGER, code, **FORWARDED)
    assert told["text"] == say("zh-Hant", "access.passed-on")
    assert (await find_person(world.services.database, STRANGER["id"])).access == "none"
    await world.ask(STRANGER, code)
    assert (await find_person(world.services.database, STRANGER["id"])).access == "member"


async def test_whoever_is_shut_out_is_told_that_and_not_how_to_send_commands(world: World) -> None:
    await world.ask(ADMIN, f"/revoke {STRANGER['id']}")
    (told,) = await world.ask(STRANGER, "/help", **FORWARDED)
    assert told["text"] == say("zh-Hant", "access.revoked")


async def test_curated_questions_that_are_forwarded_are_taken_in_only_by_an_admins_own_command(office: World) -> None:
    file = "questions:\n- place: {ref: '1'}\n  questions: [茶好喝吗？]\n".encode()
    sent = office.api.send_file(ADMIN, "curated.yaml", file, **FORWARDED)
    await office.settle()
    assert office.api.by_bot(ADMIN["id"])[-1]["text"] == say("en", "curate.passed-on")
    assert not (office.services.settings.data_folder.curated / "questions.yaml").exists()
    (told,) = await office.ask(ADMIN, "/reindex", reply_to_message=sent)
    assert told["text"] != say("en", "curate.passed-on")


async def test_what_a_linked_channel_posts_is_not_answered_and_asks_for_nothing(team: World) -> None:
    waiting = group(-1002222222222, "Waiting")
    before = len(team.api.by_bot(ADMIN["id"]))
    for chat in (TEAM, waiting):
        for text in (f"@tea_report_bot {QUESTION}", f"/ask {QUESTION}", "/approve"):
            assert await team.ask(TELEGRAM, text, chat, **AUTOMATIC) == []
    assert len(team.api.by_bot(ADMIN["id"])) == before
    assert await find_group(team.services.database, waiting["id"]) is None


@pytest.mark.parametrize(("sender", "chat"), [(AS_GROUP, TEAM), (AS_CHANNEL, CHANNEL)], ids=["group", "channel"])
@pytest.mark.parametrize("text", [f"/ask {QUESTION}", f"@tea_report_bot {QUESTION}", "/help", "/approve"])
@pytest.mark.parametrize("approved", [True, False])
async def test_who_writes_in_the_name_of_a_chat_is_told_to_write_as_themself(
    team: World, sender: Json, chat: Json, text: str, approved: bool
) -> None:
    there = TEAM if approved else group(-1002222222222, "Waiting")
    told = [message for _ in range(3) for message in await team.ask(sender, text, there, sender_chat=chat)]
    assert [message["text"] for message in told] == [say("en", "access.as-yourself")]
    assert approved or await find_group(team.services.database, there["id"]) is None


@pytest.mark.parametrize("text", ["hello all", "/ban 7", "/help@other_bot", "@other_bot x"])
async def test_who_writes_in_the_name_of_a_chat_to_others_is_left_alone(team: World, text: str) -> None:
    assert await team.ask(AS_GROUP, text, TEAM, sender_chat=TEAM) == []


async def test_no_command_is_carried_out_for_who_writes_in_the_name_of_a_chat(team: World) -> None:
    before = await left_in_the_log(team)
    for name in commands(team):
        for sender, chat in ((AS_GROUP, TEAM), (AS_CHANNEL, CHANNEL)):
            in_a_while(team)
            told = await team.ask(sender, f"/{name} {STRANGER['id']}", TEAM, sender_chat=chat)
            assert [message["text"] for message in told] in ([], [say("en", "access.as-yourself")]), name
    assert await left_in_the_log(team) == before


async def test_what_a_bot_or_a_channel_writes_is_not_heard(team: World) -> None:
    before = len(team.api.messages)
    team.api.push({"channel_post": {"message_id": 1, "date": int(time.time()), "chat": CHANNEL, "text": "/admit 4"}})
    for chat in (None, TEAM):
        assert await team.ask(person(98, "Robo") | {"is_bot": True}, "/help", chat) == []
    assert len(team.api.messages) == before + 2  # those of the bot itself
