"""Evidence sheets in the chat, and the button that opens the further places."""

from dataclasses import replace

import pytest

from bot.answering.assistant import Assistant
from bot.telegram.callbacks import PageButton
from index.search import SearchIndex
from knowledge.types import Passage
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, other_buttons, styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, StartBot, World

QUESTION = "列出所有关于库存的内容"


@pytest.fixture
async def sheet(world: World, store: Assistant) -> Json:
    world.go_live(store.snapshot.index)
    (sent,) = await world.ask(ANNA, QUESTION)
    return sent


def rest(message: Json) -> str:
    return buttons(message)["More places: 2"]


async def test_a_sheet_numbers_its_sentences_and_names_their_places(world: World, sheet: Json) -> None:
    assert styled(sheet, "bold") == ["10 places speak of this, in the report's order:"]
    assert [line.split(" · ")[0] for line in sheet["text"].split("\n") if line.startswith("8. ")]
    assert {str(n) for n in range(1, 9)} <= set(buttons(sheet))
    assert not styled(sheet, "expandable_blockquote")


async def test_a_number_opens_its_passage(world: World, sheet: Json) -> None:
    await world.press(ANNA, sheet, buttons(sheet)["3"])
    opened = world.api.by_bot(ANNA["id"])[-1]
    (passage,) = styled(opened, "expandable_blockquote")
    assert passage in sheet["text"]
    assert "📄" in buttons(opened)


async def test_each_place_has_a_button_to_its_page_with_the_sentence_shown(
    world: World, sheet: Json, store: Assistant
) -> None:
    answer = store.ask(QUESTION)
    assert answer.sheet
    for place, quote in enumerate(answer.sheet.listed, start=1):
        held = PageButton.unpack(buttons(sheet)[f"📄 {place}"])
        assert held
        passage = store.snapshot.index.passages[quote.number]
        assert held.passages == (store.snapshot.outline.ids[quote.number],)
        assert [passage.sentences[position] for position in held.key] == list(quote.key_sentences)
    rows = [[button["text"] for button in row] for row in sheet["reply_markup"]["inline_keyboard"]]
    assert rows[1:3] == [["📄 1", "📄 2", "📄 3", "📄 4"], ["📄 5", "📄 6", "📄 7", "📄 8"]]
    assert rows[3:5] == [["🔗 Link", "⧉ Copy"], ["More places: 2"]]


async def linked(world: World, sheet: Json) -> tuple[list[str], list[str]]:
    """Press the button of the links: the numbers and the addresses that are told."""
    await world.press(ANNA, sheet, buttons(sheet)["🔗 Link"])
    lines = world.api.by_bot(ANNA["id"])[-1]["text"].split("\n")
    at = [place for place, line in enumerate(lines) if line.startswith("https://t.me/")]
    return [lines[place - 1].split("  ")[0] for place in at], [lines[place] for place in at]


async def test_one_press_links_to_each_passage_and_each_link_opens_it_for_a_colleague(
    world: World, sheet: Json, store: Assistant
) -> None:
    answer = store.ask(QUESTION)
    assert answer.sheet
    numbers, addresses = await linked(world, sheet)
    assert numbers == [str(n) for n in range(1, 9)]
    (opened,) = await world.ask(BEN, f"/start {addresses[7].partition('=')[2]}")
    assert styled(opened, "expandable_blockquote") == [answer.sheet.shown[7].text]
    assert await linked(world, sheet) == (numbers, addresses)


async def test_links_lead_to_what_the_message_shows_also_when_the_question_is_forgotten_and_some_of_it_gone(
    world: World, sheet: Json, store: Assistant
) -> None:
    answer = store.ask(QUESTION)
    assert answer.sheet
    lost = answer.sheet.shown[1].number
    await world.ask(ANNA, "/forget")
    passages = tuple(changed(each) if n == lost else each for n, each in enumerate(store.snapshot.index.passages))
    world.go_live(newer(store.snapshot.index, passages))
    numbers, _ = await linked(world, sheet)
    assert numbers == ["1", "3", "4", "5", "6", "7", "8"]
    assert "1 further passage cannot be found" in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_link_in_reply_to_a_sheet_gives_what_its_button_does(world: World, sheet: Json) -> None:
    _, addresses = await linked(world, sheet)
    told = world.api.by_bot(ANNA["id"])[-1]["text"]
    await world.ask(ANNA, "茶叶仓库湿度")
    (again,) = await world.ask(ANNA, "/link", reply_to_message=sheet)
    assert again["text"] == told
    assert len(addresses) == 8


async def test_below_a_message_that_cannot_be_read_links_have_no_numbers_and_there_may_be_more(
    world: World, sheet: Json
) -> None:
    _, addresses = await linked(world, sheet)
    old = {"chat": sheet["chat"], "message_id": sheet["message_id"], "date": 0}
    await world.press(ANNA, old, buttons(sheet)["🔗 Link"])
    lines = world.api.by_bot(ANNA["id"])[-1]["text"].split("\n")
    assert [line for line in lines if line.startswith("https://t.me/")] == addresses[:4]
    assert not [line for line in lines if line[0:1].isdecimal() and line[1:3] == "  "]
    assert "there may be more" in lines[-1]


async def test_the_first_sentences_are_copied_without_asking_the_bot(sheet: Json) -> None:
    first, *_ = other_buttons(sheet)["⧉ Copy"].split("\n")
    assert f"1. {first.replace(' —— ', chr(10))}" in sheet["text"]


async def test_the_further_places_open_as_often_as_asked_for(world: World, sheet: Json) -> None:
    for _ in range(2):
        await world.press(ANNA, sheet, rest(sheet))
    first, second = world.api.by_bot(ANNA["id"])[-2:]
    assert len(styled(first, "expandable_blockquote")) == 2
    assert first["text"] == second["text"]
    assert not any(passage in sheet["text"] for passage in styled(first, "expandable_blockquote"))


async def test_after_a_restart_the_button_finds_the_question_again(
    start_bot: StartBot, api: BotApi, store: Assistant
) -> None:
    async with start_bot(api) as world:
        world.go_live(store.snapshot.index)
        (sent,) = await world.ask(ANNA, QUESTION)
    async with start_bot(api) as world:
        world.go_live(store.snapshot.index)
        await world.press(ANNA, sent, rest(sent))
        assert len(styled(api.by_bot(ANNA["id"])[-1], "expandable_blockquote")) == 2


async def test_after_a_re_indexing_it_says_what_is_gone(world: World, sheet: Json, store: Assistant) -> None:
    held = rest(sheet).split("|")[2].split(".")
    outline = world.snapshot.outline
    lost = {outline.number(held[1])}
    passages = tuple(changed(each) if n in lost else each for n, each in enumerate(store.snapshot.index.passages))
    world.go_live(newer(store.snapshot.index, passages))
    await world.press(ANNA, sheet, rest(sheet))
    assert "1 further passage cannot be found" in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_what_a_forgotten_question_had_is_still_opened(world: World, sheet: Json) -> None:
    await world.ask(ANNA, "/forget")
    await world.press(ANNA, sheet, rest(sheet))
    assert len(styled(world.api.by_bot(ANNA["id"])[-1], "expandable_blockquote")) == 2


def changed(passage: Passage) -> Passage:
    return replace(passage, text=passage.text[:-1] + "！")


def newer(index: SearchIndex, passages: tuple[Passage, ...]) -> SearchIndex:
    manifest = index.manifest.model_copy(update={"version": "20260303-000000-fedcba"})
    return replace(index, manifest=manifest, passages=passages)
