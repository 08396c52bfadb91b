"""Questions: in private and in groups, edited, followed up, and sent while the bot was away."""

import time

import pytest

from bot.answering.assistant import Assistant
from bot.state.questions import Conversation, find_question
from tests.bot.telegram.api.model import BOT, BotApi
from tests.bot.telegram.api.shapes import buttons, person, styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, TEAM, StartBot, World

TRAINING = "新主播开播之前要做什么？"
TRAINING_TEXT = (
    "主播要先学会泡茶，再学会说话。某茶园让每位新主播在制茶车间待满30天，亲手采茶、杀青、揉捻，然后才允许开播。"
)
OWN_NAME = BOT["username"]
PAY_PLACE = "二、1 (2)"


async def test_an_answer_has_the_key_sentence_the_passage_and_its_place(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    first, rest = answer["text"].split("\n\n", 1)
    assert first in TRAINING_TEXT
    assert styled(answer, "bold") == [first, first]
    assert styled(answer, "expandable_blockquote") == [TRAINING_TEXT]
    assert rest == f"{TRAINING_TEXT}\n高山茶直播销售报告 · 二、1 (1) · 直播怎么做 › 主播 · added January 1, 2026"
    assert answer["reply_to_message"]["text"] == TRAINING
    labels = [label for label in buttons(answer) if not label.startswith("💬")]
    assert labels == [
        "◀ Previous point",
        "Next point ▶",
        "Other passages",
        "Whole section",
        "📄",
        "🔗 Link",
        "👍",
        "👎",
        "❓ Why",
    ]


async def test_typing_is_shown_before_the_answer(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    methods = [method for method, _ in world.api.calls]
    assert methods.index("sendChatAction") < methods.index("sendMessage")


async def test_typing_is_shown_again_for_as_long_as_it_takes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.delivery._TYPING_INTERVAL_S", 0.05)
    ask = Assistant.ask

    def slowly(*args: object) -> object:
        time.sleep(0.4)
        return ask(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "ask", slowly)
    await world.ask(ANNA, TRAINING)
    assert world.api.count("sendChatAction") >= 4


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("李佳琦卖过高山茶吗？", "从未提到“李佳琦”"),
        ("今天天气怎么样？", "不作回答"),
        ("2022年高山茶市场规模是多少亿元？", "原文留空为 XX"),
    ],
)
async def test_what_the_report_does_not_say_is_said_first(world: World, question: str, note: str) -> None:
    (answer,) = await world.ask(BEN, question)
    assert note in answer["text"].split("\n")[0]
    assert styled(answer, "italic")[0] in answer["text"].split("\n\n")[0]


async def test_a_refused_question_offers_the_nearest_passages(world: World) -> None:
    (refused,) = await world.ask(ANNA, "What is the capital of France?")
    assert not styled(refused, "expandable_blockquote")
    assert list(buttons(refused)) == ["Nearest passages", "👍", "👎", "❓ Why", "🔔 Tell me when it is answered"]


async def test_quotes_and_notes_are_in_the_script_of_the_client(world: World) -> None:
    user = person(BEN["id"], language="zh-tw")
    (answer,) = await world.ask(user, TRAINING)
    assert "製茶車間" in styled(answer, "expandable_blockquote")[0]
    assert answer["text"].endswith(" · 2026年1月1日收錄")


async def test_a_follow_up_leans_on_the_question_before(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    (answer,) = await world.ask(ANNA, "那收入呢？")
    assert PAY_PLACE in answer["text"]


async def test_a_follow_up_is_understood_after_a_restart(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        await world.ask(ANNA, TRAINING)
    async with start_bot(api) as world:
        (answer,) = await world.ask(ANNA, "那收入呢？")
        assert PAY_PLACE in answer["text"]


async def test_new_begins_a_new_subject(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, "/new")
    assert await world.services.inbox.turns.last(Conversation(ANNA["id"], None, ANNA["id"])) is None
    (answer,) = await world.ask(ANNA, "那收入呢？")
    fresh = await world.ask(BEN, "那收入呢？")
    assert styled(answer, "expandable_blockquote") == styled(fresh[0], "expandable_blockquote")


async def test_words_go_on_to_the_next_passage_and_begin_a_new_subject(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    shown = [(await world.ask(ANNA, "下一段"))[0] for _ in range(2)]
    texts = [styled(message, "expandable_blockquote") for message in shown]
    assert len(texts[0]) == len(texts[1]) == 1
    assert texts[0] != texts[1]
    await world.ask(ANNA, "换个话题")
    assert await world.services.inbox.turns.last(Conversation(ANNA["id"], None, ANNA["id"])) is None
    (answer,) = await world.ask(ANNA, "那收入呢？")
    fresh = await world.ask(BEN, "那收入呢？")
    assert styled(answer, "expandable_blockquote") == styled(fresh[0], "expandable_blockquote")


# --- groups ---


@pytest.mark.parametrize(
    "text",
    [
        f"/ask {TRAINING}",
        f"/ask@{BOT['username']} {TRAINING}",
        f"@Tea_Report_Bot {TRAINING}",
        f"{TRAINING} @{BOT['username']}",
    ],
)
async def test_group_questions_by_command_and_mention(team: World, text: str) -> None:
    (answer,) = await team.ask(ANNA, text, TEAM)
    assert styled(answer, "expandable_blockquote") == [TRAINING_TEXT]


@pytest.mark.parametrize(
    "text",
    [TRAINING, f"/ask@other_bot {TRAINING}", f"@other_bot {TRAINING}", "/weather", f"mail@{OWN_NAME}"],
)
async def test_nothing_else_in_a_group_is_answered(team: World, text: str) -> None:
    assert await team.ask(ANNA, text, TEAM) == []


async def test_a_mention_by_id_counts_and_is_no_part_of_the_question(team: World) -> None:
    mention = {"type": "text_mention", "offset": 0, "length": 3, "user": BOT}
    await team.ask(ANNA, f"Tea {TRAINING}", TEAM, entities=[mention])
    kept = await find_question(team.services.database, TEAM["id"], 3)
    assert kept
    assert kept.text == TRAINING


async def test_a_reply_to_the_bot_is_a_question_and_to_others_is_not(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {TRAINING}", TEAM)
    (second,) = await team.ask(ANNA, "那收入呢？", TEAM, reply_to_message=answer)
    assert PAY_PLACE in second["text"]
    other = team.api.say(BEN, "午饭吃什么", TEAM)
    assert await team.ask(ANNA, "那收入呢？", TEAM, reply_to_message=other) == []


async def test_a_bare_ask_in_reply_asks_what_the_other_wrote(team: World) -> None:
    other = team.api.say(BEN, TRAINING, TEAM)
    (answer,) = await team.ask(ANNA, "/ask", TEAM, reply_to_message=other)
    assert styled(answer, "expandable_blockquote") == [TRAINING_TEXT]


async def test_a_bare_ask_is_told_to_bring_a_question(team: World) -> None:
    (answer,) = await team.ask(ANNA, "/ask", TEAM)
    assert "question is empty" in answer["text"]


async def test_answers_stay_in_their_topic(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {TRAINING}", TEAM, message_thread_id=7, is_topic_message=True)
    assert answer["message_thread_id"] == 7
    typing = [params for method, params in team.api.calls if method == "sendChatAction"]
    assert [params["message_thread_id"] for params in typing] == ["7"]


async def test_the_message_that_opened_a_topic_is_not_the_bots_to_reply_to(team: World) -> None:
    opening = {"message_id": 99, "date": 1, "chat": {"id": TEAM["id"], "type": "supergroup"}, "from": BOT}
    opening["forum_topic_created"] = {"name": "Tea", "icon_color": 1}
    more = {"reply_to_message": opening, "message_thread_id": 7, "is_topic_message": True}
    assert await team.ask(ANNA, TRAINING, TEAM, **more) == []


async def test_each_member_and_topic_has_follow_ups_of_its_own(team: World) -> None:
    in_seven = {"message_thread_id": 7, "is_topic_message": True}
    await team.ask(ANNA, f"/ask {TRAINING}", TEAM, **in_seven)
    await team.ask(BEN, "/ask 茶叶仓库湿度", TEAM, **in_seven)
    (hers,) = await team.ask(ANNA, "/ask 那收入呢？", TEAM, **in_seven)
    assert PAY_PLACE in hers["text"]
    previous = await find_question(team.services.database, TEAM["id"], hers["message_id"] - 1)
    elsewhere = await team.ask(ANNA, "/ask 那收入呢？", TEAM, message_thread_id=8, is_topic_message=True)
    other = await find_question(team.services.database, TEAM["id"], elsewhere[0]["message_id"] - 1)
    assert previous
    assert other
    assert (previous.previous, other.previous) == (TRAINING, None)


async def test_a_passage_shared_through_the_bot_is_no_question(world: World) -> None:
    assert await world.ask(ANNA, TRAINING_TEXT, via_bot=BOT) == []


# --- edited ---


async def test_an_edited_question_gets_its_answer_edited(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    before = first["text"]
    world.api.edit(world.api.messages[ANNA["id"], 1], "主播的收入由哪些部分组成？")
    await world.settle()
    (answer,) = world.api.by_bot(ANNA["id"])
    assert answer["message_id"] == first["message_id"]
    assert answer["text"] != before
    assert PAY_PLACE in answer["text"]


async def test_an_edit_that_changes_nothing_asks_nothing(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    world.api.edit(world.api.messages[ANNA["id"], 1], f"  {TRAINING}")
    await world.settle()
    assert world.api.count("editMessageText") == 0
    assert world.api.count("sendMessage") == 1


async def test_an_edit_to_the_same_answer_is_no_error(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    world.api.edit(world.api.messages[ANNA["id"], 1], "新主播开播前要做什么？")
    await world.settle()
    assert [m["text"] for m in world.api.by_bot(ANNA["id"])] != []
    assert world.api.count("sendMessage") == 1


async def test_an_edited_question_whose_answer_was_deleted_gets_a_new_one(world: World) -> None:
    (first,) = await world.ask(ANNA, TRAINING)
    del world.api.messages[ANNA["id"], first["message_id"]]
    world.api.edit(world.api.messages[ANNA["id"], 1], "主播的收入由哪些部分组成？")
    await world.settle()
    (answer,) = world.api.by_bot(ANNA["id"])
    assert PAY_PLACE in answer["text"]


async def test_an_edited_follow_up_still_follows_up_what_it_did(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, "那收呢？")
    world.api.edit(world.api.messages[ANNA["id"], 3], "那收入呢？")
    await world.settle()
    assert PAY_PLACE in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_an_edited_command_is_not_obeyed_again(world: World) -> None:
    await world.ask(ANNA, "/help")
    world.api.edit(world.api.messages[ANNA["id"], 1], "/about")
    await world.settle()
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_a_group_message_edited_to_mention_the_bot_is_answered(team: World) -> None:
    team.api.say(ANNA, TRAINING, TEAM)
    await team.settle()
    before = len(team.api.by_bot(TEAM["id"]))
    team.api.edit(team.api.messages[TEAM["id"], 3], f"@{BOT['username']} {TRAINING}")
    await team.settle()
    assert styled(team.api.by_bot(TEAM["id"])[before], "expandable_blockquote") == [TRAINING_TEXT]
