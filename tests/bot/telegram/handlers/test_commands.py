"""Commands, menus, languages, and what is not text."""

import asyncio
import time

import pytest

from bot.i18n import say
from bot.languages import LANGUAGES
from bot.state.questions import find_question
from bot.telegram.handlers import admin
from bot.telegram.menus import commands_of
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import buttons, person, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, StartBot, World

TAGS = [traits.menu for traits in LANGUAGES.values() if traits.menu]

QUESTION = "新主播开播之前要做什么？"


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("/start", "高山茶直播销售报告"),
        ("/start help", "高山茶直播销售报告"),
        ("/help", "@tea_report_bot"),
        ("/about", "90 days"),
        ("/sources", "8 passages"),
        ("/outline", "茶叶市场"),
        ("/language", "script"),
        ("/help@tea_report_bot", "/outline"),
        ("/HELP", "/outline"),
    ],
)
async def test_commands_are_answered(world: World, command: str, word: str) -> None:
    (told,) = await world.ask(
        ANNA, command, entities=[{"type": "bot_command", "offset": 0, "length": len(command.split()[0])}]
    )
    assert word in told["text"]


async def test_help_of_admins_has_their_commands_and_that_of_others_not(world: World) -> None:
    assert "/invite" in (await world.ask(ADMIN, "/help"))[0]["text"]
    assert "/invite" not in (await world.ask(ANNA, "/help"))[0]["text"]


async def test_unknown_commands_are_told(world: World) -> None:
    (told,) = await world.ask(ANNA, "/weather today")
    assert "There is no command /weather" in told["text"]


async def test_a_command_for_another_bot_is_not_obeyed(team: World) -> None:
    assert await team.ask(ANNA, "/help@other_bot", TEAM) == []


async def test_the_language_chosen_holds_for_interface_and_quotes_and_after_a_restart(
    start_bot: StartBot, api: BotApi
) -> None:
    async with start_bot(api) as world:
        (message,) = await world.ask(ANNA, "/language")
        await world.press(ANNA, message, buttons(message)["繁體中文"])
        assert message["text"] == "好的，以後用繁體中文。"
        first, *_ = api.menus[f"chat {ANNA['id']}", ""]
        assert first == {"command": "outline", "description": "逐級瀏覽目錄"}
    async with start_bot(api) as world:
        (answer,) = await world.ask(ANNA, QUESTION)
        assert "製茶車間" in styled(answer, "expandable_blockquote")[0]
        assert "◀ 上一段" in buttons(answer)


async def test_a_language_chosen_in_a_group_is_the_persons_own(team: World) -> None:
    (message,) = await team.ask(ANNA, "/language", TEAM)
    await team.press(BEN, message, buttons(message)["English"])
    assert "Index" not in (await team.ask(BEN, "/sources"))[0]["text"]
    assert "I quote" in (await team.ask(BEN, "/sources"))[0]["text"]
    assert not [menu for menu in team.api.menus if str(TEAM["id"]) in menu[0]]


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("zh-hans", "输入"),
        ("zh-CN", "输入"),
        ("zh", "输入"),
        ("zh-TW", "輸入"),
        ("zh-hant", "輸入"),
        ("de", "type"),
        (None, "type"),
    ],
)
async def test_the_first_guess_is_the_clients_language(world: World, code: str | None, word: str) -> None:
    query = world.api.type_inline(person(ANNA["id"], language=code), "")
    await world.settle()
    assert word.lower() in world.api.answers[query]["button"]["text"].lower()


async def test_menus_are_registered_by_scope_and_language(world: World) -> None:
    await world.until(lambda: f"chat {ADMIN['id']}" in {scope for scope, _ in world.api.menus})
    menus = world.api.menus
    assert set(menus) == {
        *((scope, tag) for scope in ("all_private_chats", "all_group_chats") for tag in ("", *TAGS)),
        (f"chat {ADMIN['id']}", ""),
    }
    names = {key: [command["command"] for command in menu] for key, menu in menus.items()}
    assert "ask" in names["all_group_chats", "zh"]
    assert "forget" in names["all_private_chats", ""]
    assert not any("invite" in menu for (scope, _), menu in names.items() if not scope.startswith("chat "))
    assert "invite" in names[f"chat {ADMIN['id']}", ""]
    assert menus["all_group_chats", "zh"][0]["description"] == "提问"


async def test_every_command_offered_is_obeyed(team: World) -> None:
    for name, _ in commands_of("private", "en", "admin"):
        told = (await team.ask(ADMIN, f"/{name}"))[0]
        assert "There is no command" not in told["text"]
    for name, _ in commands_of("group", "en", "member"):
        assert len(await team.ask(ANNA, f"/{name}", TEAM)) == 1


async def test_forgetting_deletes_ones_own_questions_only(team: World) -> None:
    await team.ask(ANNA, QUESTION)
    await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    await team.ask(BEN, QUESTION)
    (told,) = await team.ask(ANNA, "/forget")
    assert "2 questions" in told["text"]
    assert await find_question(team.services.database, ANNA["id"], 1) is None
    assert await find_question(team.services.database, BEN["id"], 1)
    assert team.services.inbox.turns.people() == {BEN["id"]}


async def test_old_questions_are_deleted_when_their_time_is_over(start_bot: StartBot, api: BotApi) -> None:
    api.say(ANNA, QUESTION, date=int(time.time()) - 2 * 86400)
    async with start_bot(api, keep_questions_days=9, backlog_minutes=10**6) as world:
        await world.settle()
        assert await find_question(world.services.database, ANNA["id"], 1)
    async with start_bot(api, keep_questions_days=1) as world:
        for _ in range(200):
            if await find_question(world.services.database, ANNA["id"], 1) is None:
                break
            await world.settle()
        else:
            pytest.fail("the question is still kept")


async def test_status_tells_of_the_index_and_of_privacy_mode(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        await world.ask(ANNA, QUESTION)
        (told,) = await world.ask(ADMIN, "/status")
        assert "20260101-000000-abcdef, 8 passages" in told["text"]
        assert "answered 1" in told["text"]
        assert "Privacy" not in told["text"]
    api.reads_all = False
    async with start_bot(api) as world:
        (told,) = await world.ask(ADMIN, "/status")
        assert "/setprivacy" in told["text"]


@pytest.mark.parametrize("feature", ["landlock", "seccomp"])
async def test_status_tells_what_the_machine_lacks_to_shut_hostile_files_in(
    feature: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin, "missing", lambda: ())
    (told,) = await world.ask(ADMIN, "/status")
    assert "⚠️" not in told["text"]
    monkeypatch.setattr(admin, "missing", lambda: (feature,))
    (told,) = await world.ask(ADMIN, "/status")
    assert say("en", f"status.no-{feature}") in told["text"]


FILE = {"file_id": "f", "file_unique_id": "u"}
STICKER = FILE | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
POLL = {
    **{"id": "1", "question": "?", "options": [], "total_voter_count": 0, "type": "regular"},
    **dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers"), False),
    **dict.fromkeys(("allows_revoting", "members_only"), False),
}
KINDS = {
    "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
    "sticker": STICKER,
    "voice": {"file_id": "f", "file_unique_id": "u", "duration": 1},
    "video": {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1},
    "video_note": {"file_id": "f", "file_unique_id": "u", "duration": 1, "length": 1},
    "audio": {"file_id": "f", "file_unique_id": "u", "duration": 1},
    "animation": {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1},
    "document": {"file_id": "f", "file_unique_id": "u", "file_name": "../../x.pdf"},
    "contact": {"phone_number": "1", "first_name": "A"},
    "location": {"longitude": 1.0, "latitude": 1.0},
    "venue": {"location": {"longitude": 1.0, "latitude": 1.0}, "title": "t", "address": "a"},
    "poll": POLL,
    "dice": {"emoji": "🎲", "value": 1},
    "game": {"title": "t", "description": "d", "photo": []},
    "story": {"chat": {"id": 5, "type": "private"}, "id": 1},
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_not_text_is_told_so_in_private_and_ignored_in_groups(team: World, kind: str) -> None:
    team.api.write(ANNA, {kind: KINDS[kind]})
    team.api.write(ANNA, {kind: KINDS[kind]}, TEAM)
    before = len(team.api.by_bot(TEAM["id"]))
    await team.settle()
    (told,) = team.api.by_bot(ANNA["id"])
    assert "only read text" in told["text"]
    assert len(team.api.by_bot(TEAM["id"])) == before


async def test_an_album_is_told_so_once(world: World) -> None:
    for _ in range(10):
        world.api.write(ANNA, {"photo": KINDS["photo"], "media_group_id": "1"})
    await world.until(lambda: bool(world.api.by_bot(ANNA["id"])))
    await asyncio.sleep(0.2)
    assert len(world.api.by_bot(ANNA["id"])) == 1


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
        {"new_chat_title": "x"},
        {},
    ],
)
async def test_service_messages_are_not_answered(world: World, content: dict[str, object]) -> None:
    world.api.write(ANNA, dict(content))
    await world.settle()
    assert len(world.api.by_bot(ANNA["id"])) <= (not content)
