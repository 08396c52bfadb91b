"""What the bot tells people by itself: that a question is answered now, and that what they were quoted has changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.i18n import say
from bot.state.bells import bells_of, keep_bell
from bot.state.people import set_access
from bot.state.questions import find_question
from bot.state.tables import BellRow
from bot.telegram.context import Context
from bot.telegram.telling import PutOffError, tell_news
from bot.telegram.telling_buttons import CancelButton
from index.build import build, gather
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.documents import load_document
from knowledge.samples import read_samples
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, person
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, StartBot, World
from tests.conftest import TEA_QUESTIONS, TEA_REPORT

SETTING = "茶席怎么摆才好看？"
SHIPPING = "下单后多久发货？"
BELL = say("en", "bell.button")
PARCEL = "内发货，包装里放干燥剂和一张手写的冲泡卡片。"
MANY = 60
ADDED = "\n\n## 3. 茶席\n\n(1) 茶席怎么摆才好看：茶壶放在正中，杯子排成一行，花放在左上角，灯光从右边打过来。\n"
GONE = "(2) 送礼是另一个重要的理由。每逢中秋和春节，礼盒装的销量会成倍上升，平日里卖得最好的则是小包装。"


@pytest.fixture(scope="module")
def newer(encoder: Encoder, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """The tea report with a point changed, one removed, and one that answers what nothing answered before."""
    path = tmp_path_factory.mktemp("newer") / "tea.md"
    text = TEA_REPORT.read_text("utf-8").replace("48小时", "72小时").replace(GONE, "")
    path.write_text(text + ADDED, "utf-8")
    contents = gather([load_document(path, max_bytes=2**20)], read_samples(TEA_QUESTIONS))
    return build(contents, "20260102-000000-abcdef", "2026-01-02", encoder, cache, lambda *_: None)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no time between messages, and have nothing told but by `tell_news`."""
    monkeypatch.setattr("bot.telegram.telling._PAUSE_S", 0.0)
    monkeypatch.setattr("bot.telegram.app.look_for_news", _nothing)


async def _nothing(_: Context) -> None:
    """Nothing is told by itself."""


async def tell(world: World) -> None:
    await tell_news(Context(world.app))


async def ring_later(world: World, user: Json, question: str = SETTING, chat: Json | None = None) -> Json:
    """Someone asks what is not answered, and presses the bell."""
    (answer,) = await world.ask(user, f"/ask {question}" if chat else question, chat)
    return await world.press(user, answer, next(data for data in buttons(answer).values() if data == "bell"))


async def told_after(world: World, user: Json, act: Callable[[], Any]) -> list[Json]:
    """What the bot wrote to a person because of ``act``."""
    before = len(world.api.by_bot(user["id"]))
    await act()
    return world.api.by_bot(user["id"])[before:]


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
    assert len(api.by_bot(TEAM["id"])) == in_group
    assert await bells_of(team.services.database, tim["id"]) == []  # never wrote in private, so cannot be told
    await ring_later(team, sam, "今天天气怎么样？", TEAM)
    await set_access(team.services.database, ADMIN["id"], sam["id"], "revoked")
    await tell(team)
    assert await bells_of(team.services.database, sam["id"]) == []


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
    assert "20260102-000000-abcdef" in news[0]
    assert news[1:] == [
        "高山茶直播销售报告",
        "− 一、2 (2) 送礼是另一个重要的理由。每逢中秋和春节，礼盒装的销量会成倍上升，平日里卖得最好的…",
        f"～ 二、2 (2) “下单后48小时{PARCEL}” is now “下单后72小时{PARCEL}”",
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
    assert lines == [say("en", "news.group", version="20260102-000000-abcdef", changed=1, gone=0)]


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


async def test_a_made_up_bell_is_nobodys(world: World) -> None:
    (message,) = await world.ask(ANNA, SETTING)
    told = await world.press(ANNA, message, CancelButton(bell=7).pack())
    assert told["text"] == say("en", "bell.gone")
