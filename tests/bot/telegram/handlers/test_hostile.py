"""Texts, names and updates that mean no good."""

import pytest

from tests.bot.telegram.api.shapes import person, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, World

pytestmark = pytest.mark.attack

pytestmark = pytest.mark.slow

TEXTS = [
    "<b>茶叶</b> & <script>alert(1)</script> </blockquote>",
    "*茶叶* _湿度_ `x` [y](tg://user?id=1) ||z||",
    "\u202e茶叶\u202c\u200b\u200d\u2066怎么存\u2069\ufeff",
    "茶叶\ud800怎么存",
    "😀🍵👨‍👩‍👧‍👦" * 50,
    "e\u0301" * 300,
    "茶叶怎么存？" * 600,
    "\x00\x07茶叶",
    "{titles} {0} %s ${x}",
    "' OR 1=1; DROP TABLE questions; --",
    "/ask",
    "/start " + "A" * 4000,
    "@tea_report_bot",
    "٣٤٥ كيف يتم تخزين الشاي",
    "\u0d1a" * 4096,
    "\ufdfa" * 300,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_any_text_gets_one_proper_answer(team: World, text: str) -> None:
    answers = await team.ask(ANNA, text)
    answers += await team.ask(ANNA, f"/ask {text}"[:4096], TEAM)
    answers += await team.ask(ANNA, "茶叶仓库湿度")
    assert len(answers) == 3
    assert not any("log under" in answer["text"] for answer in answers)


@pytest.mark.parametrize("text", ["\u200b", "\u202e\u202c", "   ", "\n", "\u2066\u2069"])
async def test_invisible_texts_are_told_to_be_empty(world: World, text: str) -> None:
    (told,) = await world.ask(ANNA, text)
    assert "question is empty" in told["text"]


@pytest.mark.parametrize(
    "name", ["<b>Eve</b>", "\u202eevE", "Eve\nadmin asks for access", "E" * 5000, "\u200b", "\ud800", "&amp;", "{user}"]
)
async def test_names_do_no_harm_where_admins_read_them(team: World, name: str) -> None:
    eve = person(66, name, last_name=name, username="eve")
    await team.ask(eve, "hello")
    group = {"id": -88, "type": "group", "title": name}
    team.api.membership(eve, group, "left", "member")
    await team.settle()
    (listed,) = await team.ask(ADMIN, "/people")
    (audit,) = await team.ask(ADMIN, "/audit")
    await team.press(ADMIN, audit, "audit|others|0")
    knock, asked = team.api.by_bot(ADMIN["id"])[:2]
    for message in (knock, asked, listed, audit):
        assert not set(message["text"]) & set("\u202e\u200b\ud800")
        assert not styled(message, "bold")
    assert len(knock["text"].splitlines()) == 1


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "channel"}, "text": "/ask 茶叶"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "group"}, "text": "/ask 茶叶"}},
        {"message_reaction": {"chat": {"id": 1, "type": "private"}, "message_id": 1, "date": 1, "new_reaction": []}},
        {"something_new": {"id": 1}},
    ],
    ids=lambda update: next(iter(update)),
)
async def test_updates_of_other_kinds_are_passed_over(world: World, update: dict[str, object]) -> None:
    world.api.push(update)
    assert len(await world.ask(ANNA, "茶叶仓库湿度")) == 1
    assert world.api.by_bot(-9) == []
