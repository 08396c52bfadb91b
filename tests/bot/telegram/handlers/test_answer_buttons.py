"""Buttons below answers, passages and the outline, also old ones and made-up ones."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.answering.snapshot import snapshot_of
from bot.state.curation import open_gaps
from bot.state.tables import FeedbackRow
from index.build import build, gather
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.types import Document
from tests.bot.telegram.api.entities import units
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, styled
from tests.bot.telegram.handlers.conftest import ANNA, BEN, TEAM, StartBot, World

QUESTION = "新主播开播之前要做什么？"


@pytest.fixture
async def answer(world: World) -> Json:
    (sent,) = await world.ask(ANNA, QUESTION)
    return sent


def newer(index: SearchIndex, passages: tuple[object, ...]) -> SearchIndex:
    """The index as it would be after a re-indexing that changed the passages' texts."""
    manifest = index.manifest.model_copy(update={"version": "20260303-000000-fedcba"})
    return replace(index, manifest=manifest, passages=passages)  # type: ignore[arg-type]


@pytest.mark.parametrize(("button", "place"), [("◀ Previous point", "一、2 (2)"), ("Next point ▶", "二、1 (2)")])
async def test_points_beside_the_answer_are_opened_below_it(
    world: World, answer: Json, button: str, place: str
) -> None:
    before = answer["text"]
    await world.press(ANNA, answer, buttons(answer)[button])
    opened = world.api.by_bot(ANNA["id"])[-1]
    assert place in opened["text"]
    assert opened["reply_to_message"]["message_id"] == answer["message_id"]
    assert answer["text"] == before


async def test_a_passage_that_was_opened_is_paged_in_place_to_both_ends(world: World, answer: Json) -> None:
    await world.press(ANNA, answer, buttons(answer)["Next point ▶"])
    opened = world.api.by_bot(ANNA["id"])[-1]
    seen = [opened["text"]]
    while "◀ Previous point" in buttons(opened):
        await world.press(ANNA, opened, buttons(opened)["◀ Previous point"])
        seen.append(opened["text"])
    assert len(set(seen)) == 6
    assert "一、1 (1)" in seen[-1]
    for _ in range(7):
        await world.press(ANNA, opened, buttons(opened)["Next point ▶"])
    assert "Next point ▶" not in buttons(opened)
    assert len(world.api.by_bot(ANNA["id"])) == 2


async def test_other_passages_and_the_whole_section(world: World, answer: Json) -> None:
    await world.press(ANNA, answer, buttons(answer)["Other passages"])
    await world.press(ANNA, answer, buttons(answer)["Whole section"])
    others, section = world.api.by_bot(ANNA["id"])[-2:]
    assert len(styled(others, "expandable_blockquote")) == 4
    assert styled(answer, "expandable_blockquote")[0] not in others["text"]
    assert [line.split(" · ")[1] for line in styled(section, "italic")] == ["二、1 (1)", "二、1 (2)"]


async def test_a_long_section_goes_on_by_a_button(world: World, answer: Json, tea_index: SearchIndex) -> None:
    one = tea_index.passages[0]
    many = tuple(
        replace(one, ref=f"1.1.{n + 1}", label=f"一、1 ({n + 1})", text=f"{n} {one.text * 12}") for n in range(8)
    )
    world.go_live(newer(tea_index, many))
    outline = world.snapshot.outline
    data = f"section|{outline.version}|{outline.ids[5]}"
    places: list[str] = []
    while True:
        await world.press(ANNA, answer, data)
        page = world.api.by_bot(ANNA["id"])[-1]
        assert units(page["text"]) <= 4096
        places += [line.split(" · ")[1] for line in styled(page, "italic")]
        if not buttons(page):
            break
        ((label, data),) = buttons(page).items()
        assert label == f"{8 - len(places)} more points ▶"
    assert places == [passage.label for passage in many]


async def test_a_very_long_passage_comes_in_parts(world: World, answer: Json, tea_index: SearchIndex) -> None:
    first, *rest = tea_index.passages
    text = "".join(f"{first.text}{n}。" for n in range(80))
    world.go_live(newer(tea_index, (replace(first, text=text), *rest)))
    outline = world.snapshot.outline
    before = len(world.api.by_bot(ANNA["id"]))
    await world.press(ANNA, answer, f"view|{outline.version}|{outline.ids[0]}")
    parts = world.api.by_bot(ANNA["id"])[before:]
    assert len(parts) > 1
    assert "".join("".join(styled(part, "expandable_blockquote")) for part in parts) == text
    assert all(styled(part, "expandable_blockquote")[0].endswith("。") for part in parts)
    assert [bool(buttons(part)) for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_old_buttons_work_after_a_restart_and_a_re_indexing(
    start_bot: StartBot, api: BotApi, tea_report: Document, encoder: Encoder, cache: Path
) -> None:
    async with start_bot(api) as world:
        (answer,) = await world.ask(ANNA, QUESTION)
    changed = replace(tea_report, passages=tea_report.passages[3:])
    async with start_bot(api) as world:
        world.go_live(build(gather([changed]), "20260202-000000-fedcba", "", encoder, cache, lambda *_: None))
        await world.press(ANNA, answer, buttons(answer)["Next point ▶"])
        assert "二、1 (2)" in api.by_bot(ANNA["id"])[-1]["text"]
        await world.press(ANNA, answer, buttons(answer)["❓ Why"])
        told = api.by_bot(ANNA["id"])[-1]["text"]
        assert "answered from index 20260101-000000-abcdef. Index 20260202-000000-fedcba is live now" in told


async def test_a_passage_that_is_gone_is_said_to_be(world: World, answer: Json, tea_index: SearchIndex) -> None:
    changed = tuple(replace(passage, text=passage.text + "改") for passage in tea_index.passages)
    world.go_live(newer(tea_index, changed))
    for button in ("◀ Previous point", "Next point ▶", "Other passages", "Whole section"):
        told = await world.press(ANNA, answer, buttons(answer)[button])
        assert "passage cannot be found" in told["text"]
        assert "20260101" not in told["text"]
        assert told["show_alert"]
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_of_other_passages_those_still_there_are_shown(
    world: World, answer: Json, tea_index: SearchIndex
) -> None:
    gone = snapshot_of(tea_index).outline.number(buttons(answer)["Other passages"].split("|")[2].split(".")[0])
    changed = tuple(
        replace(passage, text=passage.text + "改") if number == gone else passage
        for number, passage in enumerate(tea_index.passages)
    )
    world.go_live(newer(tea_index, changed))
    await world.press(ANNA, answer, buttons(answer)["Other passages"])
    others = world.api.by_bot(ANNA["id"])[-1]
    assert len(styled(others, "expandable_blockquote")) == 3
    assert "1 further passage cannot be found" in others["text"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        "x",
        "next",
        "next||",
        "next|v|",
        "next|v|abc",
        "next|v|" + "a" * 60,
        "boom|20260101-000000-abcdef|p0UA01",
        "outline|v|p0UA01|x|0",
        "view|../../etc/passwd|p0UA01",
        "up|v|p0UA01|",
        "language|xx",
        "language|en|x",
        "admit|x",
        "\x00",
        "下一点",
    ],
)
async def test_made_up_buttons_are_told_and_do_nothing(world: World, answer: Json, data: str) -> None:
    before = answer["text"]
    told = await world.press(ANNA, answer, data)
    assert told["show_alert"]
    assert world.api.by_bot(ANNA["id"]) == [answer]
    assert answer["text"] == before


async def test_a_button_of_a_message_that_cannot_be_seen_any_more_still_works(world: World, answer: Json) -> None:
    old = {"chat": answer["chat"], "message_id": answer["message_id"], "date": 0}
    await world.press(ANNA, old, buttons(answer)["Next point ▶"])
    assert "二、1 (2)" in world.api.by_bot(ANNA["id"])[-1]["text"]


async def test_thumbs_are_kept_and_thanked_for(world: World, answer: Json) -> None:
    for face, word in (("👍", "Thank you"), ("👎", "other words")):
        assert word in (await world.press(ANNA, answer, buttons(answer)[face]))["text"]
    (refused,) = await world.ask(ANNA, "What is the capital of France?")
    await world.press(ANNA, refused, buttons(refused)["👎"])
    async with world.services.database.begin() as session:
        rows = list(await session.scalars(select(FeedbackRow).order_by(FeedbackRow.message_id)))
    assert [(row.message_id, row.thumb, row.passage) for row in rows] == [(2, -1, "p0UA01"), (4, -1, "")]


async def test_the_thumb_that_was_counted_is_marked(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    held = dict(buttons(answer))
    seen = []
    for user, thumb in ((ANNA, "👍"), (ANNA, "👍"), (ANNA, "👎"), (BEN, "👎"), (BEN, "👍"), (ANNA, "👍")):
        await team.press(user, answer, held[thumb])
        seen.append([label for label in buttons(answer) if label[0] in "👍👎"])
    assert seen == [["👍 ✓", "👎"]] * 2 + [["👍", "👎 ✓"], ["👍", "👎 ✓ 2"], ["👍 ✓", "👎 ✓"], ["👍 ✓ 2", "👎"]]
    assert list(buttons(answer).values()) == list(held.values())


# --- the outline ---


async def test_the_outline_is_walked_in_one_message(world: World) -> None:
    (message,) = await world.ask(ANNA, "/outline")
    assert list(buttons(message)) == ["一、茶叶市场", "二、直播怎么做"]
    await world.press(ANNA, message, buttons(message)["二、直播怎么做"])
    assert styled(message, "bold") == ["二、直播怎么做"]
    await world.press(ANNA, message, buttons(message)["二、2  仓储与发货"])
    point = next(text for text in buttons(message) if text.startswith("二、2 (2)"))
    await world.press(ANNA, message, buttons(message)[point])
    assert styled(message, "expandable_blockquote")[0].startswith("下单后48小时内发货")
    for title in ("二、2  仓储与发货", "二、直播怎么做", "高山茶直播销售报告"):
        await world.press(ANNA, message, buttons(message)["▲ Up"])
        assert styled(message, "bold") == [title]
    assert "▲ Up" not in buttons(message)
    assert len(world.api.by_bot(ANNA["id"])) == 1


async def test_the_outline_stays_in_its_topic(team: World) -> None:
    (message,) = await team.ask(ANNA, "/outline", TEAM, message_thread_id=8, is_topic_message=True)
    assert message["message_thread_id"] == 8
    await team.press(ANNA, message, "view|20260101-000000-abcdef|p0UA01")
    await team.press(ANNA, message, buttons(message)["Whole section"])
    assert team.api.by_bot(TEAM["id"])[-1]["message_thread_id"] == 8


async def test_a_long_list_has_pages(world: World, tea_index: SearchIndex) -> None:
    one = tea_index.passages[0]
    many = tuple(replace(one, ref=f"1.1.{n + 1}", label=f"({n + 1})", text=f"{n} {one.text}") for n in range(25))
    world.go_live(newer(tea_index, many))
    (message,) = await world.ask(ANNA, "/outline")
    for name in ("一、茶叶市场", "一、1  市场规模"):
        await world.press(ANNA, message, buttons(message)[name])
    pages = [message["text"]]
    while "More ▶" in buttons(message):
        await world.press(ANNA, message, buttons(message)["More ▶"])
        pages.append(message["text"])
    assert [page.splitlines()[-1] for page in pages] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert all(f"({n + 1})" in pages[n // 10] for n in range(25))
    await world.press(ANNA, message, buttons(message)["◀ Back"])
    assert message["text"] == pages[1]
    shorter = newer(tea_index, many[:12])
    world.go_live(replace(shorter, manifest=shorter.manifest.model_copy(update={"version": "later"})))
    await world.press(ANNA, message, buttons(message)["More ▶"])
    assert message["text"].splitlines()[-1] == "Page 2 of 2"


async def test_why_a_question_was_refused_is_told_below_it(world: World) -> None:
    (refused,) = await world.ask(ANNA, "今天天气怎么样？")
    await world.press(ANNA, refused, buttons(refused)["❓ Why"])
    told = world.api.by_bot(ANNA["id"])[-1]
    assert told["text"].startswith("Found: the question is more like everyday talk")
    assert told["reply_to_message"]["message_id"] == refused["message_id"]


async def test_a_greeting_is_returned_and_is_no_gap(world: World) -> None:
    (sent,) = await world.ask(ANNA, "hello there!")
    assert sent["text"].startswith("Hello! Just ask")
    assert "👍" not in buttons(sent)
    assert await open_gaps(world.services.database, 9) == []


async def test_a_chapter_is_opened_and_walked(world: World) -> None:
    (sent,) = await world.ask(ANNA, "打开第二章")
    assert "主播" in sent["text"]
    (chapters,) = await world.ask(ANNA, "table of contents")
    assert "直播怎么做" in chapters["text"]
    await world.press(ANNA, chapters, next(data for label, data in buttons(chapters).items() if "直播怎么做" in label))
    assert "主播" in chapters["text"]
