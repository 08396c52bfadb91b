"""Links to passages: made below an answer or by /link, opened by whoever has access, also after a re-indexing."""

from dataclasses import replace

import pytest

from index.search import SearchIndex
from tests.bot.telegram.api.model import BOT, BotApi
from tests.bot.telegram.api.shapes import Json, buttons, other_buttons, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, StartBot, World
from tests.bot.telegram.made import OVERVIEW

TRAINING = "新主播开播之前要做什么？"
ADDRESS = f"https://t.me/{BOT['username']}?start="


async def made(world: World, user: Json = ANNA, chat: Json | None = None) -> str:
    """Ask and press the button of the link; what stands behind ?start= in it."""
    (answer,) = await world.ask(user, TRAINING if chat is None else f"/ask {TRAINING}", chat)
    chat_id = chat["id"] if chat else user["id"]
    before = len(world.api.by_bot(chat_id))
    await world.press(user, answer, next(data for label, data in buttons(answer).items() if "🔗" in label))
    (told,) = world.api.by_bot(chat_id)[before:]
    return code_in(told)


def code_in(told: Json) -> str:
    address = next(line for line in told["text"].splitlines() if line.startswith(ADDRESS))
    assert address in other_buttons(told).values()  # to be copied
    return str(address.removeprefix(ADDRESS))


async def opened(world: World, code: str, user: Json = BEN) -> Json:
    (told,) = await world.ask(user, f"/start {code}")
    return told


def without(index: SearchIndex, text: str) -> SearchIndex:
    """The same index with the beginning of a passage rewritten."""
    passages = [replace(p, text=p.text.replace(text, "改写过的开头")) for p in index.passages]
    manifest = index.manifest.model_copy(update={"version": "20270101-000000-abcdef"})
    return replace(index, passages=tuple(passages), manifest=manifest)


async def test_a_link_opens_the_passage_for_another_member(world: World) -> None:
    code = await made(world)
    told = await opened(world, code)
    assert "30天" in styled(told, "expandable_blockquote")[0]
    assert "二、1 (1)" in told["text"]
    assert buttons(told)  # leads on


async def test_the_same_passage_has_the_same_link(world: World) -> None:
    assert await made(world) == await made(world, BEN)


async def test_a_link_opens_after_a_restart_and_a_second_press(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        code = await made(world)
    async with start_bot(api) as world:
        assert (await opened(world, code))["text"] == (await opened(world, code))["text"]


async def test_what_changed_since_is_shown_old_and_new(world: World, tea_index: SearchIndex) -> None:
    code = await made(world)
    text = next(p.text for p in tea_index.passages if "30天" in p.text)
    world.go_live(without(tea_index, text[:6]))
    told = await opened(world, code, ANNA)
    assert "changed since it was shared" in told["text"]
    was, now = styled(told, "expandable_blockquote")
    assert was.startswith(text[:6])
    assert now.startswith("改写过的开头")


async def test_what_is_gone_is_said_to_be_gone(world: World, tea_index: SearchIndex) -> None:
    code = await made(world)
    rest = tuple(p for p in tea_index.passages if "30天" not in p.text)
    world.go_live(replace(tea_index, passages=rest))
    told = await opened(world, code, ANNA)
    assert "gone" in told["text"]
    assert "30天" not in told["text"]
    assert "二、1 (1)" in told["text"]


async def test_nobody_without_access_sees_the_passage(world: World) -> None:
    code = await made(world)
    told = await world.ask(STRANGER, f"/start {code}")
    assert all("30天" not in message["text"] for message in told)
    assert "管理員" in told[-1]["text"]
    await world.ask(ADMIN, f"/admit {STRANGER['id']}")
    assert "30天" in (await opened(world, code, STRANGER))["text"]


async def test_a_link_that_was_never_made_opens_nothing(world: World) -> None:
    for code in ("p_", "p_" + "x" * 16, "p_'; drop table links; --"):
        assert "opens nothing" in (await opened(world, code, ANNA))["text"]


async def test_in_a_group_the_button_gives_the_link_to_all(team: World) -> None:
    code = await made(team, ANNA, TEAM)
    assert "30天" in (await opened(team, code))["text"]


@pytest.mark.parametrize("text", ["/link", "/link 2.1.1", "/link 二、1 (1)"])
async def test_link_is_made_by_a_command(world: World, text: str) -> None:
    await world.ask(ANNA, TRAINING)
    (told,) = await world.ask(ANNA, text)
    assert "30天" in (await opened(world, code_in(told)))["text"]


async def test_link_is_made_of_the_answer_that_is_replied_to(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    await world.ask(ANNA, "茶叶仓库湿度")
    (told,) = await world.ask(ANNA, "/link", reply_to_message=answer)
    assert code_in(told) == await made(world)
    (place,) = await world.ask(ANNA, "二、2 (2)")
    (told,) = await world.ask(ANNA, "/link", reply_to_message=place)
    text = styled(await opened(world, code_in(told)), "expandable_blockquote")
    assert text == styled(place, "expandable_blockquote")


@pytest.mark.parametrize("text", ["/link", "/link 9.9.9", "/link what"])
async def test_without_a_passage_link_says_what_to_name(world: World, text: str) -> None:
    (told,) = await world.ask(ANNA, text)
    assert "/link 5.2.1" in told["text"]


async def test_below_an_overview_each_passage_is_linked_by_its_number(world: World) -> None:
    (answer,) = await world.ask(ANNA, OVERVIEW)
    await world.press(ANNA, answer, buttons(answer)["🔗 Link"])
    told = world.api.by_bot(ANNA["id"])[-1]["text"]
    (again,) = await world.ask(ANNA, "/link", reply_to_message=answer)
    assert again["text"] == told
    lines = told.split("\n")
    at = [place for place, line in enumerate(lines) if line.startswith(ADDRESS)]
    assert [lines[place - 1].split("  ")[0] for place in at] == ["1", "2"]
    last = await opened(world, lines[at[-1]].removeprefix(ADDRESS))
    assert styled(last, "expandable_blockquote") == styled(answer, "expandable_blockquote")[1:]


async def test_a_button_of_a_passage_that_is_gone_says_so(world: World, tea_index: SearchIndex) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    rest = tuple(p for p in tea_index.passages if "30天" not in p.text)
    world.go_live(replace(tea_index, passages=rest))
    assert "cannot be found" in (await world.press(ANNA, answer, buttons(answer)["🔗 Link"]))["text"]


async def test_quote_and_citation_are_copied_without_asking_the_bot(world: World) -> None:
    (answer,) = await world.ask(ANNA, TRAINING)
    copied = other_buttons(answer)["⧉ Copy"]
    key, place = copied.split(" —— ")
    assert key in answer["text"]
    assert "二、1 (1)" in place
    assert len(copied) <= 256


async def test_a_shared_passage_of_inline_mode_leads_to_its_source(world: World) -> None:
    query = world.api.type_inline(ANNA, TRAINING)
    await world.settle()
    result = world.api.answers[query]["results"][0]
    ((button,),) = result["reply_markup"]["inline_keyboard"]
    assert "30天" in (await opened(world, button["url"].removeprefix(ADDRESS)))["text"]
