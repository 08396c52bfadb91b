"""Each question gets one answer, in the order in which they came, whatever else a person sends meanwhile."""

import contextlib
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.reply import reply
from bot.state.questions import find_question
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, group, person, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, StartBot, World

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


async def tried(world: World, user: Json, question: Json) -> None:
    """Wait until the answer to a question is searched for, or waits for a worker thread."""
    found = None
    while found is None or not found.tries:
        found = await find_question(world.services.database, user["id"], question["message_id"])


async def test_who_asks_in_many_chats_at_once_makes_others_wait_for_one_question(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    go_on = threading.Event()

    def noting(assistant: Assistant, text: str, previous: Turn | str | None) -> Answer | Aside:
        begun.append(text)
        go_on.wait()
        return reply(assistant, text, previous)

    monkeypatch.setattr("bot.answering.inbox.reply", noting)
    teams = [group(-2000 - number, f"Team {number}") for number in range(12)]
    for team in teams:
        await world.ask(ADMIN, "/approve", team)
    for team in teams:
        world.api.say(ANNA, f"/ask {SLOW[:480]}", team)
    await world.until(lambda: len(begun) > 0 and not world.api.updates)
    question = world.api.say(BEN, TRAINING)
    await tried(world, BEN, question)
    go_on.set()
    await world.settle()
    assert len(begun) == len(teams) + 1
    assert begun.index(TRAINING) <= 2


def count(database: sqlite3.Connection) -> int:
    number: int = database.execute("SELECT count(*) FROM questions").fetchone()[0]
    return number


async def test_help_does_not_wait_until_the_questions_of_many_people_are_kept(
    start_bot: StartBot, api: BotApi, tmp_path: Path
) -> None:
    people = [person(1000 + number) for number in range(60)]
    async with start_bot(api, telegram_members=tuple(p["id"] for p in people)) as world:
        await world.ask(ADMIN, "/start")  # later, the name is known
        for user in people:
            api.say(user, TRAINING)
        with contextlib.closing(sqlite3.connect(tmp_path / "state.sqlite")) as database:
            await world.until(lambda: count(database) > 0)
            api.say(ADMIN, "/help")
            await world.until(lambda: len(api.by_bot(ADMIN["id"])) == 2)
            kept = count(database)
        await world.settle()
    assert kept < 30
    assert all(styled(api.by_bot(user["id"])[-1], "expandable_blockquote") for user in people)
