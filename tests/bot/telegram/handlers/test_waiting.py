"""What the bot tells people by itself: that a question is answered now, and that what they were quoted has changed."""

import asyncio

import pytest
from sqlalchemy import update

from bot.blobs.chosen import curated_files
from bot.curation.files import attach
from bot.i18n import say
from bot.state.bells import bells_of, keep_bell
from bot.state.people import set_access
from bot.state.questions import find_question
from bot.state.tables import BellRow
from bot.telegram.sending_limits import NotSentError, RetryingRateLimiter
from bot.telegram.telling import PutOffError
from bot.telegram.telling_buttons import CancelButton
from index.search import SearchIndex
from tests.bot.telegram.api.entities import Refusal
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import buttons, person
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, StartBot, World
from tests.bot.telegram.handlers.telling import BELL, PARCEL, SETTING, SHIPPING, ring_later, tell, told_after

MANY = 60
pytestmark = pytest.mark.usefixtures("told_by_tests_alone")
ADDED = "\n\n## 3. 茶席\n\n(1) 茶席怎么摆才好看：茶壶放在正中，杯子排成一行，花放在左上角，灯光从右边打过来。\n"
GONE = "(2) 送礼是另一个重要的理由。每逢中秋和春节，礼盒装的销量会成倍上升，平日里卖得最好的则是小包装。"


async def test_who_waits_is_sent_the_quote_once_when_there_is_an_answer(world: World, newer: SearchIndex) -> None:
    told = await ring_later(world, ANNA)
    assert told["text"] == say("en", "bell.kept")
    assert await told_after(world, ANNA, lambda: tell(world)) == []  # not answered yet
    world.go_live(newer)
    (message,) = await told_after(world, ANNA, lambda: tell(world))
    assert f"“{SETTING}”. The report answers it now:" in message["text"]
    assert "花放在左上角" in message["text"]
    assert "二、3 (1)" in message["text"]
    await world.press(ANNA, message, buttons(message)["📄"])
    assert await bells_of(world.services.database, ANNA["id"]) == []
    assert await told_after(world, ANNA, lambda: tell(world)) == []
    question = next(m for (_, _), m in world.api.messages.items() if m["text"] == SETTING)
    kept = await find_question(world.services.database, ANNA["id"], question["message_id"])
    assert kept
    assert kept.status == "answered"


async def test_of_several_answers_each_has_buttons_by_its_number_that_leave_the_message_as_it_is(
    world: World, newer: SearchIndex
) -> None:
    for question in (SETTING, "摆茶席的时候花放在哪里？"):
        await ring_later(world, ANNA, question)
    world.go_live(newer)
    (message,) = await told_after(world, ANNA, lambda: tell(world))
    assert message["text"].startswith("1. 🔔 On ")
    assert "\n\n2. 🔔 On " in message["text"]
    shown = buttons(message)
    assert list(shown) == ["1 📄", "1 🔗 Link", "2 📄", "2 🔗 Link"]
    for label in ("2 📄", "1 🔗 Link"):
        before, text = len(world.api.by_bot(ANNA["id"])), message["text"]
        await world.press(ANNA, message, shown[label])
        assert len(world.api.by_bot(ANNA["id"])) == before + 1
        assert world.api.messages[ANNA["id"], message["message_id"]]["text"] == text


async def test_what_an_admin_attaches_is_told_at_once_without_a_new_version(office: World) -> None:
    await ring_later(office, ANNA)
    await tell(office)
    live, before = office.services.live, office.services.live.edition
    attach(curated_files(office.services.settings), office.snapshot.index.passages[5], SETTING)
    await asyncio.to_thread(live.refresh)
    assert live.edition != before
    assert live.edition.split("+")[0] == before.split("+")[0]
    (message,) = await told_after(office, ANNA, lambda: tell(office))
    assert "二、1 (2)" in message["text"]


async def test_only_what_is_not_answered_has_a_bell_and_pressed_twice_it_can_be_cancelled(
    world: World, newer: SearchIndex
) -> None:
    (answered,) = await world.ask(ANNA, SHIPPING)
    assert BELL not in buttons(answered)
    (hedged,) = await world.ask(ANNA, "李佳琦卖过高山茶吗？")
    assert BELL in buttons(hedged)
    (refused,) = await world.ask(ANNA, SETTING)
    for _ in range(2):
        await world.press(ANNA, refused, buttons(refused)[BELL])
    already = world.api.by_bot(ANNA["id"])[-1]
    assert already["text"] == say("en", "bell.kept-already", question=SETTING)
    (cancel,) = buttons(already).values()
    await world.press(BEN, already, cancel)  # of another person
    assert len(await bells_of(world.services.database, ANNA["id"])) == 1
    told = await world.press(ANNA, already, cancel)
    assert told["text"] == say("en", "bell.cancelled")
    world.go_live(newer)
    assert await told_after(world, ANNA, lambda: tell(world)) == []


async def test_waiting_lists_what_a_person_waits_for_and_cancels_one(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        for question in (SETTING, "今天天气怎么样？"):
            await ring_later(world, ANNA, question)
    async with start_bot(api) as world:  # a restart forgets nothing
        (listed,) = await world.ask(ANNA, "/waiting")
        assert f"1. {SETTING} (" in listed["text"]
        assert "2. 今天天气怎么样？ (" in listed["text"]
        gone = buttons(listed)["✕ 1"]
        for key in ("bell.cancelled", "bell.gone"):
            assert (await world.press(ANNA, listed, gone))["text"] == say("en", key)
        shown = world.api.messages[ANNA["id"], listed["message_id"]]["text"]
        assert SETTING not in shown
        assert "1. 今天天气怎么样？ (" in shown
        (none,) = await world.ask(BEN, "/waiting")
        assert none["text"] == say("zh-Hans", "bell.none")


async def test_who_was_quoted_what_has_changed_gets_one_digest_old_beside_new(world: World, newer: SearchIndex) -> None:
    await tell(world)
    for question in (SHIPPING, "逢年过节礼盒好卖吗？", "茶叶怎么存放才好？"):
        await world.ask(ANNA, question)
    await world.ask(BEN, "茶叶怎么存放才好？")
    await ring_later(world, ANNA)
    world.go_live(newer)
    (message,) = await told_after(world, ANNA, lambda: tell(world))
    assert message["text"].startswith("🔔 On ")  # both in one message
    news = message["text"].partition("✎")[2].splitlines()
    assert news[0] == " What you were quoted has changed in the report (~ reworded, − removed, → moved):"
    assert news[1:] == [
        "高山茶直播销售报告",
        "− 一、2 (2) 送礼是另一个重要的理由。每逢中秋和春节，礼盒装的销量会成倍上升，平日里卖得最好的…",
        f"~ 二、2 (2) “下单后48小时{PARCEL}” is now “下单后72小时{PARCEL}”",
    ]
    assert world.api.by_bot(BEN["id"])[1:] == []
    assert await told_after(world, ANNA, lambda: tell(world)) == []


async def test_what_stands_as_quoted_again_is_told_too(
    world: World, tea_index: SearchIndex, newer: SearchIndex
) -> None:
    await tell(world)
    await world.ask(ANNA, SHIPPING)
    world.go_live(newer)
    await tell(world)
    world.go_live(tea_index)
    (message,) = await told_after(world, ANNA, lambda: tell(world))
    assert "↺ 二、2 (2) stands again as you were quoted it" in message["text"]


@pytest.mark.parametrize("label", ["🔕 高山茶直播销售报告", say("en", "news.mute-all")])
async def test_muted_changes_are_not_told_until_that_is_taken_back(
    world: World, tea_index: SearchIndex, newer: SearchIndex, label: str
) -> None:
    await tell(world)
    await world.ask(ANNA, SHIPPING)
    world.go_live(newer)
    (message,) = await told_after(world, ANNA, lambda: tell(world))
    assert (await world.press(ANNA, message, buttons(message)[label]))["show_alert"]
    world.go_live(tea_index)
    assert await told_after(world, ANNA, lambda: tell(world)) == []
    (listed,) = await world.ask(ANNA, "/waiting")
    ((again, data),) = buttons(listed).items()
    assert again.startswith("🔔 Tell me of changes: ")
    await world.press(ANNA, listed, data)
    world.go_live(newer)
    assert len(await told_after(world, ANNA, lambda: tell(world))) == 1


async def test_quiet_hours_are_waited_for_and_zero_days_tell_of_no_changes(
    start_bot: StartBot, api: BotApi, newer: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start_bot(api, quiet_hours="22-8", tell_changes_days=0) as world:
        monkeypatch.setattr("bot.telegram.telling.is_quiet", lambda hours, _: hours == "22-8")
        await world.ask(BEN, SHIPPING)
        await ring_later(world, ANNA)
        world.go_live(newer)
        with pytest.raises(PutOffError):
            await tell(world)
        assert len(world.api.by_bot(ANNA["id"])) == 1
        monkeypatch.setattr("bot.telegram.telling.is_quiet", lambda *_: False)
        assert len(await told_after(world, ANNA, lambda: tell(world))) == 1
        assert len(world.api.by_bot(BEN["id"])) == 1


async def test_forgotten_or_shut_out_or_blocked_nobody_is_told_and_nothing_is_kept(
    world: World, newer: SearchIndex
) -> None:
    database = world.services.database
    for user in (ADMIN, ANNA, BEN):
        await ring_later(world, user)
    await world.ask(ADMIN, "/forget")
    await set_access(database, ADMIN["id"], ANNA["id"], "revoked")
    world.api.membership(BEN, {"id": BEN["id"], "type": "private"}, "member", "kicked")
    await world.settle()
    before = world.api.count("sendMessage")
    world.go_live(newer)
    await tell(world)
    assert world.api.count("sendMessage") == before
    assert [await bells_of(database, user["id"]) for user in (ADMIN, ANNA, BEN)] == [[], [], []]


async def test_who_blocked_the_bot_unseen_waits_for_nothing_any_more(world: World, newer: SearchIndex) -> None:
    for question in (SETTING, "今天天气怎么样？"):
        await ring_later(world, ANNA, question)
    world.api.shut[ANNA["id"]] = Refusal(403, "Forbidden: bot was blocked by the user")
    world.go_live(newer)
    await tell(world)
    assert await bells_of(world.services.database, ANNA["id"]) == []


async def test_what_could_not_be_sent_as_the_bot_stopped_is_told_after_the_next_start(
    start_bot: StartBot, api: BotApi, newer: SearchIndex
) -> None:
    async with start_bot(api) as world:
        await ring_later(world, ANNA)
        world.go_live(newer)
        limiter = world.app.bot.rate_limiter
        assert isinstance(limiter, RetryingRateLimiter)
        limiter.close()
        with pytest.raises(NotSentError):
            await tell(world)
    async with start_bot(api) as world:
        world.go_live(newer)
        assert len(await told_after(world, ANNA, lambda: tell(world))) == 1


async def test_of_many_who_wait_an_answer_is_not_held_up_and_each_question_is_asked_once(
    start_bot: StartBot, api: BotApi, newer: SearchIndex
) -> None:
    people = [person(1000 + number, "P") for number in range(MANY)]
    members = tuple(each["id"] for each in (ANNA, *people))
    async with start_bot(api, telegram_members=members) as world:
        await world.ask(ANNA, SETTING)
        question = next(m for m in api.messages.values() if m.get("text") == SETTING)
        asked = await find_question(world.services.database, ANNA["id"], question["message_id"])
        assert asked
        for each in people:
            api.chats[each["id"]] = {"id": each["id"], "type": "private"}
            await keep_bell(world.services.database, each["id"], asked, "en")
        async with world.services.database.begin() as session:
            for each in people:  # as each asked it in private
                own = update(BellRow).where(BellRow.user_id == each["id"])
                await session.execute(own.values(chat_id=each["id"]))
        searches: list[object] = []
        world.services.searches.observe = lambda found, _: searches.append(found)
        world.go_live(newer)
        telling = world.app.create_task(tell(world))
        await world.until(lambda: bool(api.by_bot(people[5]["id"])))
        await world.ask(ANNA, SHIPPING)
        await telling
        calls = [(method, int(params["chat_id"])) for method, params in api.calls if "chat_id" in params]
        begun = len(calls) - calls[::-1].index(("sendChatAction", ANNA["id"]))
        between = calls[begun:].index(("sendMessage", ANNA["id"]))  # how many others were sent something meanwhile
        assert between <= 2
        assert [len(api.by_bot(each["id"])) for each in people] == [1] * len(people)
        assert len(searches) == 2  # what all wait for, and Anna's


async def test_a_made_up_bell_is_nobodys(world: World) -> None:
    (message,) = await world.ask(ANNA, SETTING)
    told = await world.press(ANNA, message, CancelButton(bell=7).pack())
    assert told["text"] == say("en", "bell.gone")
