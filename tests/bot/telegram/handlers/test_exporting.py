"""/export: what was asked, with quotes and sources, as a Word file, and only to whom it may be given."""

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest
from sqlalchemy import update

from bot.answering.assistant import Assistant
from bot.state.groups import set_group_access
from bot.state.judged import judged_between
from bot.state.often_asked import often_asked
from bot.state.quoted import quoted_passages
from bot.state.tables import QuestionRow
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, World

TRAINING = "新主播开播之前要做什么？"
WEATHER = "今天天气怎么样？"


async def exported(world: World, user: Json, label: str, chat: Json | None = None, **more: object) -> str:
    """What stands in the document that a button of /export gives; empty if there is none."""
    chat_id = chat["id"] if chat else user["id"]
    (offered,) = await world.ask(user, "/export", chat, **more)
    data = next(data for name, data in buttons(offered).items() if label in name)
    return await pressed(world, user, offered, data, chat_id)


async def pressed(world: World, user: Json, message: Json, data: str, chat_id: int) -> str:
    before = len(world.api.by_bot(chat_id))
    await world.press(user, message, data)
    sent = world.api.by_bot(chat_id)[before:]
    return text_of(world.api.content(sent[0])) if sent else ""


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


async def test_question_verdict_quote_place_and_checksum_stand_in_it(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, WEATHER)
    text = await exported(world, ANNA, "Today")
    document = world.snapshot.index.manifest.documents[0]
    for part in (TRAINING, "Answered", "30天", "二、1 (1)", document.sha256, WEATHER, "Not in the report"):
        assert part in text
    assert text.count(f"{document.title} · added ") == 2  # with the quote, and among the sources
    assert text.index(TRAINING) < text.index(WEATHER)


async def test_key_sentences_are_bold(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    (offered,) = await world.ask(ANNA, "/export")
    before = len(world.api.by_bot(ANNA["id"]))
    await world.press(ANNA, offered, buttons(offered)["All"])
    (sent,) = world.api.by_bot(ANNA["id"])[before:]
    document = docx.Document(io.BytesIO(world.api.content(sent)))
    quoted = next(p for p in document.paragraphs if p.style and p.style.name == "Quote")
    (bold,) = [run.text for run in quoted.runs if run.bold]
    assert answer["text"].startswith(bold)


async def test_a_greeting_is_no_question(world: World) -> None:
    await world.ask(ANNA, "你好")
    assert await exported(world, ANNA, "All") == ""


async def test_an_edited_question_has_the_quotes_of_its_new_answer(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    message = next(m for m in world.api.messages.values() if m.get("text") == TRAINING)
    world.api.edit(message, "茶叶仓库湿度")
    await world.settle()
    text = await exported(world, ANNA, "All")
    assert "30天" not in text
    assert "湿度" in text


async def test_what_was_forgotten_is_not_in_it(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, "/forget")
    assert await exported(world, ANNA, "All") == ""


async def test_each_person_gets_their_own(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    await world.ask(BEN, "茶叶仓库湿度")
    text = await exported(world, ANNA, "All")
    assert TRAINING in text
    assert "湿度" not in text


@pytest.mark.parametrize(("days", "label"), [(1, "Today"), (8, "This week")])
async def test_older_questions_are_left_out(world: World, days: int, label: str) -> None:
    await world.ask(ANNA, TRAINING)
    async with world.services.database.begin() as session:
        await session.execute(update(QuestionRow).values(asked_at=datetime.now(UTC) - timedelta(days=days)))
    assert await exported(world, ANNA, label) == ""
    assert TRAINING in await exported(world, ANNA, "All")


async def test_in_a_topic_only_what_was_asked_there(team: World) -> None:
    await team.ask(ANNA, TRAINING)
    topic = {"message_thread_id": 7, "is_topic_message": True}
    await team.ask(ANNA, "/ask 茶叶仓库湿度", TEAM, **topic)
    text = await exported(team, ANNA, "All", TEAM, **topic)
    assert "湿度" in text
    assert TRAINING not in text


async def test_outside_of_all_topics_only_what_was_asked_there(team: World) -> None:
    await team.ask(ANNA, f"/ask {TRAINING}", TEAM)
    await team.ask(ANNA, "/ask 茶叶仓库湿度", TEAM, message_thread_id=7, is_topic_message=True)
    for user, label in ((ANNA, "All"), (ADMIN, "Everyone")):
        text = await exported(team, user, label, TEAM)
        assert TRAINING in text
        assert "湿度" not in text
    assert "湿度" in await exported(team, ADMIN, str(TEAM["title"]))  # from in private, all topics


async def test_what_everyone_asked_is_for_admins_of_an_approved_group(team: World) -> None:
    await team.ask(ANNA, f"/ask {TRAINING}", TEAM)
    await team.ask(ADMIN, f"/ask {WEATHER}", TEAM)
    text = await exported(team, ADMIN, "Everyone", TEAM)
    assert TRAINING in text
    assert "Anna" not in text
    assert TRAINING in await exported(team, ADMIN, str(TEAM["title"]))  # in private, too
    (offered,) = await team.ask(ANNA, "/export", TEAM)
    assert not any("Everyone" in label for label in buttons(offered))
    (of_admin,) = await team.ask(ADMIN, "/export", TEAM)
    everyone = next(data for label, data in buttons(of_admin).items() if "Everyone" in label)
    assert "admins" in (await team.press(ANNA, of_admin, everyone))["text"]


async def test_approved_groups_are_offered_however_many_wait_and_of_too_many_it_is_said(
    team: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = team.services.database
    for number in range(6):
        await set_group_access(database, ANNA["id"], -2000 - number, "asked", f"Waiting {number}")
    (offered,) = await team.ask(ADMIN, "/export")
    assert list(buttons(offered)) == ["Today", "This week", "All", f"{TEAM['title']} · This week"]
    assert "\n" not in offered["text"]
    monkeypatch.setattr("bot.telegram.handlers.exporting._MAX_GROUPS", 1)
    await set_group_access(database, ADMIN["id"], -3000, "approved", "Sales")
    (offered,) = await team.ask(ADMIN, "/export")
    assert list(buttons(offered))[3:] == ["Sales · This week"]
    assert offered["text"].endswith("1 more group can be exported by /export there.")


async def test_in_private_without_groups_an_admin_is_offered_what_they_asked(world: World) -> None:
    (offered,) = await world.ask(ADMIN, "/export")
    assert list(buttons(offered)) == ["Today", "This week", "All"]


async def test_headings_set_side_by_side_stand_in_it_and_count_as_no_quotes(world: World, parted: Assistant) -> None:
    world.go_live(parted.snapshot.index)
    asked = "compare shop.md and online.md"
    await world.ask(ANNA, asked)
    await world.ask(BEN, asked)
    text = await exported(world, ANNA, "All")
    lines = text.split("\n")
    assert lines[lines.index(asked) + 1].startswith("Answered by the report")
    assert lines[lines.index(asked) + 2 :][:8] == [
        "No subject was named, so the documents' own top headings were set side by side:",
        "门店经营报告 · March 1, 2025",
        "一、货物",
        "二、员工",
        "线上渠道手册 · June 1, 2025",
        "一、員工",
        "二、直播",
        "三、定价",
    ]
    assert all(document.sha256 in text for document in parted.snapshot.index.manifest.documents[:2])
    long_ago = datetime.now(UTC) - timedelta(days=1)
    assert await quoted_passages(world.services.database, long_ago) == []
    assert await judged_between(world.services.database, long_ago, datetime.now(UTC)) == []
    assert await often_asked(world.services.database) == []


async def test_what_does_not_fit_into_one_document_is_said_to_be_left_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.handlers.exporting._MAX_QUESTIONS", 1)
    await world.ask(ANNA, WEATHER)
    assert "newest" not in await exported(world, ANNA, "All")
    await world.ask(ANNA, TRAINING)
    text = await exported(world, ANNA, "All")
    left_out = "These are the newest 1; older questions are left out."
    assert left_out in text
    assert left_out in world.api.by_bot(ANNA["id"])[-1]["caption"]
    assert TRAINING in text
    assert WEATHER not in text


async def test_a_chat_that_is_no_approved_group_is_not_given(world: World) -> None:
    await world.ask(ANNA, TRAINING)
    (offered,) = await world.ask(ADMIN, "/export")
    forged = f"export|week|everyone|{ANNA['id']}|0"
    assert await pressed(world, ADMIN, offered, forged, ADMIN["id"]) == ""
