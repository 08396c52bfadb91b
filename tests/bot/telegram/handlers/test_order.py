"""Each question gets one answer, in the order in which they came, whatever else a person sends meanwhile."""

from typing import Any

import pytest

from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, World

TRAINING = "新主播开播之前要做什么？"
SLOW = "茶叶怎么储存才不会受潮？" * 30  # is read longer than the others

STICKER = {"sticker": {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1, "type": "regular",
                       "is_animated": False, "is_video": False}}  # fmt: skip


async def test_chatter_in_a_group_after_a_question_changes_nothing(world: World) -> None:
    await world.ask(ADMIN, "/approve", TEAM)
    before = len(world.api.by_bot(TEAM["id"]))
    world.api.say(ANNA, f"/ask {TRAINING}", TEAM)
    world.api.say(ANNA, "哈哈哈", TEAM)
    await world.settle()
    (answer,) = world.api.by_bot(TEAM["id"])[before:]
    assert "茶园" in answer["text"]


@pytest.mark.parametrize("sent", [STICKER, {"text": "\u200b", "entities": []}, {"pinned_message": None}])
async def test_what_is_no_question_after_a_question_is_no_error(world: World, sent: dict[str, Any]) -> None:
    if "pinned_message" in sent:
        sent = {"pinned_message": world.api.say(ANNA, "/help")}
        await world.settle()
    question = world.api.say(ANNA, TRAINING)
    world.api.write(ANNA, sent)
    await world.settle()
    replies = world.api.by_bot(ANNA["id"])
    answers = [m for m in replies if m.get("reply_to_message", {}).get("message_id") == question["message_id"]]
    assert len(answers) == 1
    assert not [message for message in replies if "went wrong" in message["text"]]


async def test_an_old_question_edited_in_nothing_is_no_error(world: World) -> None:
    old = world.api.say(ANNA, "茶叶仓库湿度")
    await world.settle()
    before = len(world.api.by_bot(ANNA["id"]))
    world.api.say(ANNA, TRAINING)
    world.api.edit(old, old["text"])
    await world.settle()
    assert len(world.api.by_bot(ANNA["id"])[before:]) == 1


async def test_questions_are_answered_in_order_whatever_comes_between(world: World) -> None:
    questions = [world.api.say(ANNA, SLOW[:480]), world.api.say(ANNA, TRAINING)]
    world.api.write(ANNA, STICKER)
    questions.append(world.api.say(ANNA, "那收入呢？"))
    await world.settle()
    asked = {question["message_id"]: number for number, question in enumerate(questions)}
    replied = [message["reply_to_message"]["message_id"] for message in world.api.by_bot(ANNA["id"])]
    assert [asked[number] for number in replied if number in asked] == [0, 1, 2]
    assert "底薪" in world.api.by_bot(ANNA["id"])[-1]["text"]
