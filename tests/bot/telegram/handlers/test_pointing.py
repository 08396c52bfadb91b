"""Questions that point at something: replies to answers and to people, and quotes that were marked."""

import pytest

from bot.state.questions import find_question
from tests.bot.telegram.api.model import BOT, BotApi
from tests.bot.telegram.api.shapes import Json, styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, TEAM, StartBot, World

TRAINING = "新主播开播之前要做什么？"
STORING = "茶叶仓库湿度"
PAY_PLACE = "二、1 (2)"
SHIPPING = "下单后多久发货？"
SHIPPING_PLACE = "二、2 (2)"
WHAT = "这是什么意思？"
NAME = BOT["username"]


def quoting(words: str) -> Json:
    return {"text": words, "position": 0, "is_manual": True}


async def kept(world: World, message: Json) -> tuple[str, str | None]:
    """The question that an answer is below, and what it followed up."""
    asked = await find_question(
        world.services.database, message["chat"]["id"], message["reply_to_message"]["message_id"]
    )
    assert asked
    return asked.text, asked.previous


async def test_a_reply_to_an_older_answer_follows_up_its_question(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, STORING)
    (answer,) = await world.ask(ANNA, "那收入呢？", reply_to_message=first)
    assert PAY_PLACE in answer["text"]
    assert await kept(world, answer) == ("那收入呢？", TRAINING)


async def test_a_reply_to_the_answer_of_another_person_follows_up_their_question(team: World) -> None:
    (first,) = await team.ask(BEN, f"/ask {TRAINING}", TEAM)
    await team.ask(ANNA, f"/ask {STORING}", TEAM)
    (answer,) = await team.ask(ANNA, "那收入呢？", TEAM, reply_to_message=first)
    assert PAY_PLACE in answer["text"]
    assert await kept(team, answer) == ("那收入呢？", TRAINING)


async def test_a_reply_to_a_follow_up_has_what_that_one_followed(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    (second,) = await world.ask(ANNA, "那收入呢？", reply_to_message=first)
    await world.ask(ANNA, STORING)
    (answer,) = await world.ask(ANNA, "那流失率呢？", reply_to_message=second)
    assert await kept(world, answer) == ("那流失率呢？", f"{TRAINING} 那收入呢？")
    assert PAY_PLACE in answer["text"]


@pytest.mark.parametrize("bare", ["为什么？", "Why?", "那怎么做呢", "What does this mean?", "比如？"])
async def test_a_bare_question_below_an_answer_is_about_its_subject(world: World, bare: str) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, STORING)
    (answer,) = await world.ask(ANNA, bare, reply_to_message=first)
    assert "直播怎么做 › 主播" in answer["text"]
    assert await kept(world, answer) == (f"{TRAINING} {bare}", "")


async def test_a_reply_to_a_question_follows_up_that_question(team: World) -> None:
    await team.ask(BEN, f"/ask {TRAINING}", TEAM)
    asked = next(m for m in team.api.messages.values() if m["text"] == f"/ask {TRAINING}")
    await team.ask(ANNA, f"/ask {STORING}", TEAM)
    (answer,) = await team.ask(ANNA, "/ask 那收入呢？", TEAM, reply_to_message=asked)
    assert PAY_PLACE in answer["text"]
    assert await kept(team, answer) == ("那收入呢？", TRAINING)


async def test_what_a_reply_follows_is_the_same_after_a_restart(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api, questions_per_minute=2) as world:
        (first,) = await world.ask(ANNA, TRAINING)
        await world.ask(ANNA, STORING)
        api.say(ANNA, "那收入呢？", reply_to_message=first)
        await world.settle()
    before = len(api.by_bot(ANNA["id"]))
    async with start_bot(api) as world:
        await world.until(lambda: len(api.by_bot(ANNA["id"])) > before)
        await world.settle()
        answer = api.by_bot(ANNA["id"])[-1]
        assert PAY_PLACE in answer["text"]
        assert await kept(world, answer) == ("那收入呢？", TRAINING)


@pytest.mark.parametrize("gone", ["/forget", "deleted"])
async def test_a_reply_to_an_answer_whose_question_is_gone_follows_the_passage(team: World, gone: str) -> None:
    (first,) = await team.ask(BEN, f"/ask {TRAINING}", TEAM)
    if gone == "deleted":
        first = dict(first) | {"message_id": 10_000}
    else:
        await team.ask(BEN, gone, TEAM)
    await team.ask(ANNA, f"/ask {STORING}", TEAM)
    (answer,) = await team.ask(ANNA, "那收入呢？", TEAM, reply_to_message=first)
    assert PAY_PLACE in answer["text"]
    _, previous = await kept(team, answer)
    assert str(previous).startswith("主播要先学会泡茶")


async def test_a_reply_to_a_message_without_a_passage_follows_up_what_was_asked_last(world: World) -> None:
    (greeting,) = await world.ask(ANNA, "你好")
    await world.ask(ANNA, TRAINING)
    (answer,) = await world.ask(ANNA, "那收入呢？", reply_to_message=greeting | {"message_id": 10_000})
    assert await kept(world, answer) == ("那收入呢？", TRAINING)


async def test_forgetting_takes_a_question_out_of_what_others_followed_up(team: World) -> None:
    (first,) = await team.ask(BEN, f"/ask {TRAINING}", TEAM)
    (answer,) = await team.ask(ANNA, "那收入呢？", TEAM, reply_to_message=first)
    await team.ask(BEN, "/forget", TEAM)
    assert await kept(team, answer) == ("那收入呢？", None)


@pytest.mark.parametrize("text", ["/ask 为什么？", f"@{NAME} 为什么？", f"为什么？ @{NAME}"])
async def test_a_question_that_leans_asks_about_the_message_it_replies_to(team: World, text: str) -> None:
    await team.ask(ANNA, f"/ask {STORING}", TEAM)
    other = team.api.say(BEN, "下单后48小时内就发货", TEAM)
    (answer,) = await team.ask(ANNA, text, TEAM, reply_to_message=other)
    assert SHIPPING_PLACE in answer["text"]
    assert await kept(team, answer) == ("下单后48小时内就发货 为什么？", "")


async def test_a_question_that_is_complete_does_not_lean_on_the_message_it_replies_to(team: World) -> None:
    await team.ask(ANNA, f"/ask {STORING}", TEAM)
    other = team.api.say(BEN, "主播的收入由底薪和提成组成", TEAM)
    (answer,) = await team.ask(ANNA, f"@{NAME} 客户下单之后要过多长时间才会发货？", TEAM, reply_to_message=other)
    assert SHIPPING_PLACE in answer["text"]
    assert await kept(team, answer) == ("客户下单之后要过多长时间才会发货？", "")


@pytest.mark.parametrize("words", ["谢谢", "谢谢！"])
async def test_thanks_below_a_message_are_thanks(team: World, words: str) -> None:
    other = team.api.say(BEN, "下单后48小时内就发货", TEAM)
    (answer,) = await team.ask(ANNA, f"@{NAME} {words}", TEAM, reply_to_message=other)
    assert not styled(answer, "expandable_blockquote")


@pytest.mark.parametrize("bare", ["/ask", f"@{NAME}"])
async def test_a_bare_mention_asks_the_message_it_replies_to(team: World, bare: str) -> None:
    other = team.api.say(BEN, f"/ask@other_bot {SHIPPING}", TEAM)
    other = team.api.say(BEN, SHIPPING, TEAM) if bare == "/ask" else other
    (answer,) = await team.ask(ANNA, bare, TEAM, reply_to_message=other)
    assert SHIPPING_PLACE in answer["text"]


async def test_a_marked_quote_is_what_is_asked_about(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, STORING)
    (answer,) = await world.ask(ANNA, WHAT, reply_to_message=first, quote=quoting("亲手采茶、杀青、揉捻"))
    assert "二、1 (1)" in answer["text"]
    sentence = "某茶园让每位新主播在制茶车间待满30天，亲手采茶、杀青、揉捻，然后才允许开播。"
    assert await kept(world, answer) == (f"{sentence} {WHAT}", "")


@pytest.mark.parametrize("words", ["味道", "直播间", "卡片", "年终奖"])
async def test_what_a_marked_word_means_is_answered_by_a_passage_that_holds_it(world: World, words: str) -> None:
    place = {"味道": "1.2.1", "直播间": "1.1.2", "卡片": "2.2.2", "年终奖": "2.1.2"}[words]
    (opened,) = await world.ask(ANNA, place)
    (answer,) = await world.ask(ANNA, WHAT, reply_to_message=opened, quote=quoting(words))
    (quoted,) = styled(answer, "expandable_blockquote")
    assert words in quoted


async def test_a_bare_ask_asks_the_quote(team: World) -> None:
    other = team.api.say(BEN, f"午饭吃什么？{SHIPPING}", TEAM)
    (answer,) = await team.ask(ANNA, "/ask", TEAM, reply_to_message=other, quote=quoting(SHIPPING))
    assert SHIPPING_PLACE in answer["text"]
    assert await kept(team, answer) == (SHIPPING, "")


async def test_a_quote_of_another_chat_counts(world: World) -> None:
    await world.ask(ANNA, STORING)
    origin = {"type": "hidden_user", "sender_user_name": "Eve", "date": 1}
    more = {"quote": quoting("下单后48小时内发货"), "external_reply": {"origin": origin}}
    (answer,) = await world.ask(ANNA, WHAT, **more)
    assert SHIPPING_PLACE in answer["text"]


async def test_of_a_long_message_as_much_is_taken_as_leaves_the_question_whole(team: World) -> None:
    other = team.api.say(BEN, f"下单后48小时内发货。{'包装里放干燥剂。' * 200}", TEAM)
    (answer,) = await team.ask(ANNA, "/ask 为什么？", TEAM, reply_to_message=other)
    text, _ = await kept(team, answer)
    assert text.endswith(" 为什么？")
    assert len(text) == 500


async def test_an_edited_question_leans_on_the_same_words(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, "为什么", reply_to_message=first, quote=quoting("下单后48小时内发货"))
    asked = next(m for m in world.api.messages.values() if m.get("quote"))
    world.api.edit(asked, "为什么？")
    await world.settle()
    answer = world.api.by_bot(ANNA["id"])[-1]
    assert await kept(world, answer) == ("下单后48小时内发货 为什么？", "")
