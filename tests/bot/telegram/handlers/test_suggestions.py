"""Buttons that ask: below answers, and for those who begin."""

import pytest
from sqlalchemy import select

from bot.answering.assistant import Turn
from bot.answering.suggestions import key_of
from bot.i18n import say
from bot.state.questions import Conversation, find_question
from bot.state.tables import QuestionRow
from bot.telegram.callbacks import SuggestionButton
from index.encoder import Encoder
from index.extension import with_samples
from index.search import SearchIndex
from index.types import Sample
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, StartBot, World
from tests.bot.telegram.handlers.test_too_many import marks

TRAINING = "新主播开播之前要做什么？"
PAY = "播茶的人工资怎么算"
PAY_PLACE = "二、1 (2)"
LONG = "客人收到的茶叶如果在路上压坏了，我们需要先让他们把原件寄回仓库才能补寄吗？"


def asking(message: Json) -> dict[str, str]:
    """The buttons below a message that ask: the question on them, and what they hold."""
    held = buttons(message).items()
    return {label.removeprefix("💬 "): data for label, data in held if label.startswith("💬 ")}


async def statuses(world: World, text: str) -> list[str]:
    async with world.services.database.read() as session:
        return list(await session.scalars(select(QuestionRow.status).where(QuestionRow.text == text)))


async def test_they_stand_below_all_others_one_in_a_row(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    *others, first, second, third = answer["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in (first, second, third)] == [1, 1, 1]
    assert [row[0]["text"] for row in (first, second, third)] == [f"💬 {text}" for text in asking(answer)]
    assert PAY in asking(answer)
    assert [button["text"] for button in others[-1]] == ["👍", "👎", "❓ Why"]


async def test_a_press_asks_as_if_the_question_were_typed(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    told = await world.press(ANNA, answer, asking(answer)[PAY])
    assert "text" not in told
    _, question, reply = world.api.by_bot(ANNA["id"])
    assert question["text"] == f"💬 {PAY}"
    assert question["reply_to_message"]["message_id"] == answer["message_id"]
    assert PAY_PLACE in reply["text"]
    assert reply["reply_to_message"]["message_id"] == question["message_id"]
    assert PAY not in asking(reply)
    kept = await find_question(world.services.database, ANNA["id"], question["message_id"])
    assert kept
    assert (kept.text, kept.status, kept.previous) == (PAY, "answered", TRAINING)
    assert kept.answers == (reply["message_id"],)
    assert kept.conversation == Conversation(ANNA["id"], None, ANNA["id"])


async def test_what_follows_a_press_follows_its_question_up(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    await world.press(ANNA, answer, asking(answer)[PAY])
    question = world.api.by_bot(ANNA["id"])[1]
    first = world.api.say(ANNA, "那年终奖呢？")
    await world.settle()
    second = world.api.say(ANNA, "那年终奖呢？", reply_to_message=question)
    await world.settle()
    for message in (first, second):
        kept = await find_question(world.services.database, ANNA["id"], message["message_id"])
        assert kept
        assert kept.previous == PAY


async def test_pressed_twice_it_is_asked_once_and_by_another_person_again(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {TRAINING}", TEAM)
    data = asking(answer)[PAY]
    queries = [team.api.press(ANNA, answer, data) for _ in range(2)]
    await team.settle()
    told = {team.api.answers[query].get("text", "") for query in queries}
    assert told == {"", say("en", "suggestion.asked-already")}
    assert await statuses(team, PAY) == ["answered"]
    await team.press(BEN, answer, data)
    assert await statuses(team, PAY) == ["answered"] * 2


async def test_in_a_group_it_is_told_who_asks_and_the_conversation_is_theirs(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {TRAINING}", TEAM, message_thread_id=7, is_topic_message=True)
    await team.press(BEN, answer, asking(answer)[PAY])
    *_, question, reply = team.api.by_bot(TEAM["id"])
    assert question["text"] == f"💬 “Ben”问：{PAY}"
    assert question["message_thread_id"] == reply["message_thread_id"] == 7
    for user, last in ((BEN, PAY), (ANNA, TRAINING)):
        turn = await team.services.inbox.turns.last(Conversation(TEAM["id"], 7, user["id"]))
        assert isinstance(turn, Turn)
        assert turn.past.questions[-1].text == last


async def test_who_has_no_access_cannot_ask_by_a_button(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    told = await world.press(STRANGER, answer, asking(answer)[PAY])
    assert told["show_alert"]
    assert await statuses(world, PAY) == []
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_more_than_a_person_may_ask_is_put_off_and_marked(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, questions_per_minute=1) as world:
        (answer,) = await world.ask(ANNA, TRAINING)
        await world.press(ANNA, answer, asking(answer)[PAY])
        assert await statuses(world, PAY) == ["waiting"]
        question = next(m for m in world.api.by_bot(ANNA["id"]) if m["text"] == f"💬 {PAY}")
        assert marks(world, question) == ["👀"]


async def test_after_a_restart_and_another_index_the_same_question_is_asked_or_said_to_be_gone(
    start_bot: StartBot, api: BotApi, tea_index: SearchIndex, plain_index: SearchIndex, encoder: Encoder
) -> None:
    longer = with_samples(tea_index, [Sample(LONG, (7,))], encoder)
    async with start_bot(api) as world:
        world.go_live(longer)
        (answer,) = await world.ask(BEN, "茶叶怎么存放才好？")
    cut_off = next(label for label in asking(answer) if label.endswith("…"))
    assert LONG.startswith(cut_off[:-1])
    async with start_bot(api) as world:
        world.go_live(with_samples(plain_index, [Sample(LONG, (0,))], encoder))
        await world.press(BEN, answer, asking(answer)[cut_off])
        assert world.api.by_bot(BEN["id"])[1]["text"] == f"💬 {LONG}"
        assert await statuses(world, LONG) != []
        world.go_live(plain_index)
        told = await world.press(ADMIN, answer, asking(answer)[cut_off])
        assert told["text"] == say("en", "suggestion.gone")


async def test_whoever_starts_in_private_is_given_questions_and_in_a_group_not(team: World) -> None:
    (private,) = await team.ask(BEN, "/start")
    assert len(asking(private)) == 3
    await team.press(BEN, private, next(iter(asking(private).values())))
    assert styled(team.api.by_bot(BEN["id"])[-1], "expandable_blockquote")
    (abilities,) = await team.ask(BEN, "你能做什么？")
    assert len(asking(abilities)) == 3
    for message in ("/start", "/ask 你能做什么？"):
        (told,) = await team.ask(BEN, message, TEAM)
        assert asking(told) == {}


async def test_what_several_people_asked_is_offered_to_start_with(world: World) -> None:
    question = "新主播要培训多少天？"
    for user in (ANNA, BEN):
        await world.ask(user, question)
    (started,) = await world.ask(BEN, "/start")
    assert next(iter(asking(started))) == question
    await world.press(BEN, started, asking(started)[question])
    assert await statuses(world, question) == ["answered"] * 3
    (foreign,) = await world.ask(ANNA, "/start")
    assert question not in asking(foreign)  # an English client


async def test_a_starting_question_is_gone_when_it_was_deleted(world: World) -> None:
    question = "新主播要培训多少天？"
    for user in (ANNA, BEN):
        await world.ask(user, question)
    (started,) = await world.ask(BEN, "/start")
    for user in (ANNA, BEN):
        await world.ask(user, "/forget")
    told = await world.press(BEN, started, asking(started)[question])
    assert told["text"] == say("zh-Hans", "suggestion.gone")


@pytest.mark.parametrize("key", [key_of("something else"), "A" * 16])
async def test_nobody_learns_what_others_asked_by_a_made_up_button(world: World, key: str) -> None:
    secret = "怎样留住好的主播"
    (answer,) = await world.ask(BEN, secret)
    async with world.services.database.read() as session:
        kept = await session.scalar(select(QuestionRow.id).where(QuestionRow.text == secret))
    assert kept
    told = await world.press(ANNA, answer, SuggestionButton(script="", kept=kept, key=key).pack())
    assert told["text"] == say("en", "suggestion.gone")
    assert world.api.by_bot(ANNA["id"]) == []
