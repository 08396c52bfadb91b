"""Captions of photos, files and videos: they are questions as texts are."""

import asyncio
from collections.abc import Callable

import pytest

from bot.state.questions import find_question
from tests.bot.telegram.api.model import BOT
from tests.bot.telegram.api.shapes import Json, captioned, entities_typed, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, World
from tests.bot.telegram.handlers.test_commands import KINDS

TRAINING = "新主播开播之前要做什么？"
TRAINING_PLACE = "二、1 (1)"
PAY = "主播的收入由哪些部分组成？"
PAY_PLACE = "二、1 (2)"
NAME = str(BOT["username"])


@pytest.fixture(autouse=True)
def quick_albums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.handlers.commands._ALBUM_S", 0.2)


def photo(caption: str | None = None, kind: str = "photo", **more: object) -> Json:
    written = captioned(caption, entities_typed(caption)) if caption else {}
    return {kind: KINDS[kind]} | written | more


async def sent(world: World, user: Json, content: Json, chat: Json | None = None) -> list[Json]:
    """What the bot sent after someone's message."""
    chat_id = (chat or user)["id"]
    before = len(world.api.by_bot(chat_id))
    world.api.write(user, content, chat)
    await world.settle()
    return world.api.by_bot(chat_id)[before:]


@pytest.mark.parametrize("kind", ["photo", "video", "document", "audio", "voice", "animation"])
async def test_a_caption_in_private_is_a_question(world: World, kind: str) -> None:
    (answer,) = await sent(world, ANNA, photo(TRAINING, kind))
    assert TRAINING_PLACE in answer["text"]


@pytest.mark.parametrize("caption", [f"@{NAME} {TRAINING}", f"/ask {TRAINING}", f"/ask@{NAME} {TRAINING}"])
async def test_a_caption_in_a_group_is_a_question_if_it_is_for_the_bot(team: World, caption: str) -> None:
    (answer,) = await sent(team, ANNA, photo(caption), TEAM)
    assert TRAINING_PLACE in answer["text"]
    kept = await find_question(team.services.database, TEAM["id"], answer["reply_to_message"]["message_id"])
    assert kept
    assert kept.text == TRAINING


@pytest.mark.parametrize("caption", [TRAINING, f"@other_bot {TRAINING}", f"/ask@other_bot {TRAINING}", "/help", None])
async def test_no_other_caption_in_a_group_is(team: World, caption: str | None) -> None:
    assert await sent(team, ANNA, photo(caption), TEAM) == []


async def test_a_picture_below_an_answer_is_a_follow_up(team: World) -> None:
    (first,) = await team.ask(BEN, f"/ask {TRAINING}", TEAM)
    (answer,) = await sent(team, ANNA, photo("那收入呢？", reply_to_message=first), TEAM)
    assert PAY_PLACE in answer["text"]


async def test_a_bare_ask_below_a_picture_asks_its_caption(team: World) -> None:
    other = team.api.write(BEN, photo(TRAINING), TEAM)
    (answer,) = await team.ask(ANNA, "/ask", TEAM, reply_to_message=other)
    assert TRAINING_PLACE in answer["text"]


async def test_an_edited_caption_gets_its_answer_edited(world: World) -> None:
    (answer,) = await sent(world, ANNA, photo(TRAINING, "document"))
    world.api.edit(world.api.messages[ANNA["id"], 1], PAY)
    await world.settle()
    assert world.api.by_bot(ANNA["id"]) == [answer]
    assert PAY_PLACE in answer["text"]


@pytest.mark.parametrize("captioned_one", [0, 1, 2])
async def test_an_album_with_a_caption_gets_one_answer(world: World, captioned_one: int) -> None:
    for number in range(3):
        world.api.write(ANNA, photo(TRAINING if number == captioned_one else None, media_group_id="12"))
    await world.settle()
    await asyncio.sleep(0.4)
    (answer,) = world.api.by_bot(ANNA["id"])
    assert TRAINING_PLACE in answer["text"]


async def test_an_album_without_a_caption_is_told_of_once_and_does_not_delay_questions(world: World) -> None:
    for _ in range(3):
        world.api.write(ANNA, photo(media_group_id="12"))
    await world.ask(ANNA, TRAINING)
    await world.until(told(world, "only read text"))
    await asyncio.sleep(0.2)
    answer, notice = world.api.by_bot(ANNA["id"])
    assert TRAINING_PLACE in answer["text"]
    assert "caption" in notice["text"]


def told(world: World, words: str) -> Callable[[], bool]:
    return lambda: any(words in message["text"] for message in world.api.by_bot(ANNA["id"]))


async def test_an_admins_document_is_an_upload_whatever_is_written_below_it(office: World) -> None:
    message = office.api.send_file(ADMIN, "notes.md", b"# Tea\n\n## A\n\nGreen tea is steamed.\n", caption=TRAINING)
    await office.settle()
    office.api.edit(message, PAY)
    await office.settle()
    (preview,) = office.api.by_bot(ADMIN["id"])
    assert preview["reply_markup"]
    assert not styled(preview, "expandable_blockquote")


async def test_an_admins_document_in_a_group_is_no_upload(team: World) -> None:
    team.api.send_file(ADMIN, "notes.md", b"# Tea\n", TEAM, caption=f"@{NAME} {TRAINING}")
    before = len(team.api.by_bot(TEAM["id"]))
    await team.settle()
    (answer,) = team.api.by_bot(TEAM["id"])[before:]
    assert TRAINING_PLACE in answer["text"]


async def test_a_command_below_a_picture_is_none(world: World) -> None:
    (told,) = await sent(world, ANNA, photo("/help"))
    assert "only read text" in told["text"]


async def test_a_strangers_caption_is_not_answered(world: World) -> None:
    (told,) = await sent(world, STRANGER, photo(TRAINING))
    assert str(STRANGER["id"]) in told["text"]


# --- the bot's name in a question ---


@pytest.mark.parametrize("text", [f"@{NAME} {PAY}", f"{PAY}@{NAME}", f"@{NAME.upper()} {PAY}", f"/ask @{NAME} {PAY}"])
@pytest.mark.parametrize("below_a_picture", [False, True])
async def test_the_bots_name_is_no_part_of_a_private_question(world: World, text: str, below_a_picture: bool) -> None:
    if below_a_picture:
        (answer,) = await sent(world, ANNA, photo(text))
    else:
        (answer,) = await world.ask(ANNA, text)
    kept = await find_question(world.services.database, ANNA["id"], answer["reply_to_message"]["message_id"])
    assert kept
    assert kept.text == PAY


async def test_words_that_only_look_like_the_bots_name_stay(team: World) -> None:
    text = f"@{NAME} 😀 mail@{NAME} @{NAME}s 湿度 @{NAME}"
    for user, chat in ((ANNA, None), (ANNA, TEAM)):
        (answer,) = await team.ask(user, text, chat)
        message = answer["reply_to_message"]
        kept = await find_question(team.services.database, message["chat"]["id"], message["message_id"])
        assert kept
        assert kept.text == f"😀 mail@{NAME} @{NAME}s 湿度"


async def test_nothing_but_the_bots_name_is_an_empty_question(world: World) -> None:
    (told,) = await world.ask(ANNA, f"@{NAME}")
    assert "question is empty" in told["text"]
