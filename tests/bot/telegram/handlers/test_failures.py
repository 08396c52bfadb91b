"""What Telegram, the network and the bot itself can do wrong."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bot.answering.assistant import Assistant
from bot.state.groups import find_group
from bot.state.questions import Conversation, find_question, receive
from bot.telegram.context import Context
from bot.telegram.handlers.questions import answer_unfinished
from tests.bot.telegram.api.entities import Refusal
from tests.bot.telegram.api.model import TOKEN, Failure
from tests.bot.telegram.api.shapes import buttons, group, person, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, World

QUESTION = "新主播开播之前要做什么？"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("bot.telegram.sending_limits._BACKOFF", lambda _: 0)


@pytest.mark.parametrize(
    "failures",
    [
        [Failure("502")],
        [Failure("drop")],
        [Failure("silence")],
        [Failure("502"), Failure("drop"), Failure("silence")],
        [Failure("429", retry_after=1)],
    ],
    ids=str,
)
async def test_answers_arrive_in_spite_of_failures(world: World, failures: list[Failure]) -> None:
    world.api.fail("sendMessage", *failures)
    (answer,) = await world.ask(ANNA, QUESTION)
    assert styled(answer, "expandable_blockquote")


async def test_typing_that_fails_does_no_harm(world: World) -> None:
    world.api.fail("sendChatAction", Failure("429", retry_after=600), Failure("502"), Failure("silence"))
    for _ in range(3):
        assert len(await world.ask(ANNA, QUESTION)) == 1


async def test_one_who_blocked_the_bot_keeps_nobody_else_from_an_answer(world: World) -> None:
    world.api.fail("sendMessage", Failure("403"))
    with capture_logs() as logs:
        assert await world.ask(ANNA, QUESTION) == []
        assert len(await world.ask(BEN, QUESTION)) == 1
    kept = await find_question(world.services.database, ANNA["id"], 1)
    assert kept
    assert kept.status == "undelivered"
    assert not [entry for entry in logs if entry["log_level"] == "error"]


async def test_blocked_in_the_middle_of_a_long_answer(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    world.api.fail("sendMessage", Failure("403"))
    await world.press(ANNA, answer, buttons(answer)["Whole section"])
    assert len(await world.ask(ANNA, QUESTION)) == 1


async def test_an_error_of_the_bots_own_has_an_id_in_chat_and_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Assistant, "ask", lambda *_: 1 / 0)
    with capture_logs() as logs:
        (told,) = await world.ask(ANNA, QUESTION)
    (entry,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert entry["error_id"] in told["text"]
    assert isinstance(entry["exc_info"], ZeroDivisionError)
    assert "division" not in told["text"]
    kept = await find_question(world.services.database, ANNA["id"], 1)
    assert kept
    assert kept.status == "failed"


async def test_a_question_that_failed_is_answered_when_it_is_edited(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Assistant, "ask", lambda *_: 1 / 0)
        await world.ask(ANNA, QUESTION)
    world.api.edit(world.api.messages[ANNA["id"], 1], "主播的收入由哪些部分组成？")
    await world.settle()
    assert styled(world.api.by_bot(ANNA["id"])[-1], "expandable_blockquote")


async def test_an_error_behind_a_button_is_told_as_an_alert(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    monkeypatch.setattr("bot.telegram.handlers.ratings.rate", lambda *_: 1 / 0)
    told = await world.press(ANNA, answer, buttons(answer)["👍"])
    assert "log under" in told["text"]


async def test_an_answer_that_the_network_swallows_comes_when_it_is_back(world: World) -> None:
    world.api.fail("sendMessage", *[Failure("drop")] * 4)
    with capture_logs() as logs:
        assert await world.ask(ANNA, QUESTION) == []
    assert any(entry["event"] == "answer not delivered yet" for entry in logs)
    await answer_unfinished(Context(world.app))
    await world.settle()
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_of_unfinished_questions_one_that_fails_keeps_no_other_from_its_answer(world: World) -> None:
    now = datetime.now(UTC)
    await receive(world.services.database, Conversation(BEN["id"], None, BEN["id"]), 1, QUESTION, "en", now)
    await receive(world.services.database, Conversation(ANNA["id"], None, ANNA["id"]), 1, QUESTION, "en", now)
    world.api.chats[ANNA["id"]] = {"id": ANNA["id"], "type": "private"}  # Ben's chat is not known to the server
    with capture_logs() as logs:
        await answer_unfinished(Context(world.app))
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["question not answered"]
    assert len(world.api.by_bot(ANNA["id"])) == 1


@pytest.mark.parametrize(
    "broken", ["access.find_person", "access._answer_guest", "access._answer_guest failures._tell"]
)
async def test_a_gate_that_breaks_is_shut(world: World, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    with monkeypatch.context() as patch:
        for name in broken.split():
            patch.setattr(f"bot.telegram.{name}", lambda *_, **__: 1 / 0)
        with capture_logs() as logs:
            told = await world.ask(person(77), "/sources")
    errors = [entry["event"] for entry in logs if entry["log_level"] == "error"]
    assert errors == ["update failed", *["error cannot be told"] * broken.count("_tell")]
    assert len(told) == 1 - broken.count("_tell")
    assert not any("tea.md" in str(message) for message in told)


async def test_a_button_that_fails_after_its_press_was_taken_is_told_in_the_chat(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    world.api.fail("sendMessage", Failure("400"))
    await world.press(ANNA, answer, buttons(answer)["Whole section"])
    assert "log under" in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_approval_reaches_a_group_that_became_a_supergroup(world: World) -> None:
    world.api.shut[-77] = Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=TEAM["id"])
    await world.ask(ADMIN, "/admit -77")
    found = await find_group(world.services.database, TEAM["id"])
    assert found
    assert found.access == "approved"
    assert await find_group(world.services.database, -77) is None


async def test_updates_go_on_after_failures_to_fetch_them(world: World) -> None:
    world.api.fail("getUpdates", Failure("silence"), Failure("silence"))
    assert len(await world.ask(ANNA, QUESTION)) == 1


async def test_a_group_upgraded_before_the_answer_gets_it_in_the_supergroup(world: World) -> None:
    small = group(-77, "Small")
    await world.ask(ADMIN, "/approve", small)
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    world.api.shut[-77] = Refusal(400, moved, migrate_to_chat_id=TEAM["id"])
    before = len(world.api.by_bot(TEAM["id"]))
    await world.ask(ANNA, f"/ask {QUESTION}", small)
    assert styled(world.api.by_bot(TEAM["id"])[before], "expandable_blockquote")
    found = await find_group(world.services.database, TEAM["id"])
    assert found
    assert found.access == "approved"


async def test_removed_from_the_group_before_the_answer(team: World) -> None:
    team.api.say(ANNA, f"/ask {QUESTION}", TEAM)
    team.api.membership(BEN, TEAM, "member", "kicked")
    with capture_logs() as logs:
        await team.settle()
    assert not [entry for entry in logs if entry["log_level"] == "error"]
    assert len(await team.ask(ANNA, QUESTION)) == 1


async def test_a_query_that_is_too_old_to_answer_is_no_crash(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    query = world.api.press(ANNA, answer, buttons(answer)["Next point ▶"])
    world.api._queries.discard(query)
    await world.settle()
    assert "二、1 (2)" in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_an_admin_who_cannot_be_written_to_is_noted(world: World) -> None:
    del world.api.chats[ADMIN["id"]]
    with capture_logs() as logs:
        await world.ask({"id": 99, "is_bot": False, "first_name": "X"}, "hello")
    assert any(entry["event"] == "admin cannot be told" for entry in logs)


async def test_the_token_is_in_no_text_that_is_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def leak(*_: object) -> None:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")

    monkeypatch.setattr(Assistant, "ask", leak)
    (told,) = await world.ask(ANNA, QUESTION)
    assert TOKEN not in str(told)


async def test_a_chat_that_telegram_slows_down_delays_no_other(world: World) -> None:
    world.api.fail("sendMessage", Failure("429", retry_after=2))
    failures = world.api._failures["sendMessage"]
    world.api.say(ANNA, QUESTION)
    await world.until(lambda: not failures)
    world.api.say(ANNA, "/help")
    world.api.say(BEN, QUESTION)
    await world.until(lambda: bool(world.api.by_bot(BEN["id"])))
    assert not world.api.by_bot(ANNA["id"])
    await world.until(lambda: len(world.api.by_bot(ANNA["id"])) == 2)
