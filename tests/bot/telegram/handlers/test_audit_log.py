"""What admins did is found in the chat, whatever others do."""

import pytest

from bot.languages import Language
from bot.state.audit import BY_ANYBODY, FETCHED, newest
from bot.state.people import set_language
from tests.bot.telegram.api.shapes import Json, buttons, group, person
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, STRANGER, TEAM, World

QUESTION = "茶叶仓库湿度"


async def audit(world: World) -> Json:
    (told,) = await world.ask(ADMIN, "/audit")
    return told


async def turn(world: World, told: Json, label: str) -> list[str]:
    """Press a button below the log; its lines then."""
    await world.press(ADMIN, told, buttons(told)[label])
    return list(told["text"].splitlines()[1:])


async def test_nobody_pushes_what_admins_did_out_of_sight(world: World) -> None:
    await world.ask(ADMIN, f"/admit {STRANGER['id']}")
    for _ in range(31):
        world.api.say(ANNA, "/forget")
    for number in range(16):
        for old, new in (("left", "member"), ("member", "left")):
            world.api.membership(STRANGER, group(-100 - number, f"Group {number}"), old, new)
    await world.settle()
    told = await audit(world)
    assert [line.split(" · ")[1] for line in told["text"].splitlines()[1:]] == ["“Ada” (1)"]


async def test_what_is_repeated_is_one_line_with_how_often_and_since_when(world: World) -> None:
    for _ in range(31):
        world.api.say(ANNA, "/forget")
    world.api.say(STRANGER, "hello")
    await world.settle()
    told = await audit(world)
    lines = await turn(world, told, "What others did")
    assert len(lines) == 2
    assert sum("deleted their own questions: 0 · 31 times since " in line for line in lines) == 1
    assert sum(line.endswith("asked for access") for line in lines) == 1


async def test_the_log_has_pages(world: World) -> None:
    for number in range(40):
        await world.ask(ADMIN, f"/admit {10_000 + number}")
    told = await audit(world)
    pages = [told["text"].splitlines()[1:]]
    while "More ▶" in buttons(told):
        pages.append(await turn(world, told, "More ▶"))
    assert [len(page) for page in pages] == [15, 15, 10]
    admitted = [line.split()[-2].strip("()") for page in pages for line in page]
    assert admitted == [str(10_000 + number) for number in reversed(range(40))]
    assert await turn(world, told, "◀ Back") == pages[1]
    assert await turn(world, told, "What others did") == ["Nothing yet."]
    assert await turn(world, told, "What admins did") == pages[0]


async def test_a_page_fits_into_a_message_whatever_the_names(world: World) -> None:
    for number in range(20):
        name = "W" * 64
        world.api.membership(
            person(5000 + number, name, last_name=name), group(-9000 - number, "T" * 128), "left", "member"
        )
    await world.settle()
    told = await audit(world)
    assert len(await turn(world, told, "What others did")) == 15


@pytest.mark.parametrize(
    ("language", "label", "head"),
    [
        ("zh-Hans", "其他人的操作", "无需权限"),
        ("zh-Hant", "其他人的操作", "無需權限"),
        ("en", "What others did", "without"),
    ],
)
async def test_the_log_speaks_the_readers_language(world: World, language: Language, label: str, head: str) -> None:
    await set_language(world.services.database, ADMIN["id"], "“Ada”", language)
    told = await audit(world)
    await turn(world, told, label)
    assert head in told["text"]


async def test_the_log_is_for_admins_only(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    for data in ("audit|admins|0", "audit|others|0", "people|people|0"):
        assert "admins" in (await world.press(ANNA, answer, data))["text"]


async def test_what_others_can_do_is_all_counted_as_theirs(team: World) -> None:
    """All that a stranger and a member can have noted is bounded."""
    (told,) = await team.ask(ADMIN, "/invite")
    code = told["text"].split()[2]
    for text in ("/start", code, "/language", "/new", "/forget", "/help", "/approve", "/revoke 3", "/admit 4"):
        for where in (None, TEAM):
            await team.ask(STRANGER, text, where)
            await team.ask(ANNA, text, where)
    (answer, *_) = await team.ask(ANNA, QUESTION)
    for data in buttons(answer).values():
        await team.press(ANNA, answer, data)
    (offered,) = await team.ask(ANNA, "/export")
    await team.press(ANNA, offered, buttons(offered)["Today"])
    for old, new in (("left", "member"), ("member", "left")):
        team.api.membership(STRANGER, group(-77), old, new)
        await team.settle()
    theirs = {
        entry.action for entry in await newest(team.services.database, 500) if entry.user_id not in (0, ADMIN["id"])
    }
    # Whether a page can be fetched here depends on the fonts of this system; see test_pages.py.
    assert theirs - set(FETCHED) == set(BY_ANYBODY) - set(FETCHED)
