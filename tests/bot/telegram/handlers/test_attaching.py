"""Admins teach the bot in chat: attach questions, make test cases, put aside what is not theirs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.answering.assistant import Answer, Assistant
from bot.blobs.chosen import curated_files
from bot.curation.files import attach, curated_suite
from bot.curation.questions import read_curated
from bot.state.audit import newest
from bot.state.curation import open_gaps
from index.versions import load_current
from knowledge.types import Passage
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, TEAM, World

QUESTION = "茶席怎么摆才好看？"


def passages(world: World) -> Sequence[Passage]:
    return load_current(world.services.settings.data_folder.index, "bundled").passages


def attached(world: World) -> list[tuple[str, list[str]]]:
    places = read_curated(curated_files(world.services.settings))
    return [(place.ref, place.questions) for place in places]


async def press(world: World, message: Json, label: str) -> list[Json]:
    """An admin presses the first button whose label has that in it; what the bot has sent since."""
    before = len(world.api.by_bot(message["chat"]["id"]))
    found = next(data for text, data in buttons(message).items() if label in text)
    await world.press(ADMIN, message, found)
    return world.api.by_bot(message["chat"]["id"])[before:]


async def best_ref(world: World, question: str) -> str:
    answer = await world.services.ask(ADMIN["id"], world.services.live.assistant, question)
    return answer.quotes[0].ref


async def test_an_admin_attaches_a_question_with_the_button_and_takes_it_back(office: World) -> None:
    (answer,) = await office.ask(ADMIN, QUESTION)
    before = await best_ref(office, QUESTION)
    assert before != "2.1.2"
    (choice,) = await press(office, answer, "📎")
    assert QUESTION in choice["text"]
    assert 4 <= len(buttons(choice)) <= 6
    await press(office, choice, "Another passage")
    await press(office, choice, "直播怎么做")
    await press(office, choice, "主播")
    await press(office, choice, "二、1 (2)")
    assert choice["text"].startswith("Attached to 二、1 (2)")
    assert attached(office) == [("2.1.2", [QUESTION])]
    assert await best_ref(office, QUESTION) == "2.1.2"
    assert "年终奖" in (await office.ask(ANNA, QUESTION))[0]["text"]
    entry = (await newest(office.services.database, 1))[0]
    assert (entry.user_id, entry.action) == (ADMIN["id"], "question attached")
    await press(office, choice, "Undo")
    assert attached(office) == []
    assert await best_ref(office, QUESTION) == before


async def test_who_complained_gets_the_attached_passage_at_once(office: World) -> None:
    for asker in (ANNA, BEN):
        await office.ask(asker, QUESTION)
    (answer,) = await office.ask(ADMIN, QUESTION)
    (choice,) = await press(office, answer, "📎")
    await press(office, choice, "Another passage")
    await press(office, choice, "直播怎么做")
    await press(office, choice, "仓储与发货")
    await press(office, choice, "二、2 (2)")
    for asker in (ANNA, BEN, ADMIN):
        (answer,) = await office.ask(asker, QUESTION)
        assert "二、2 (2)" in answer["text"]


async def test_a_reply_with_answer_attaches_too_also_in_a_group(office: World) -> None:
    await office.ask(ADMIN, "/approve", TEAM)
    (answer,) = await office.ask(ANNA, f"/ask {QUESTION}", TEAM)
    assert "📎 Attach" not in buttons(answer)  # everybody in the group would press it
    (choice,) = await office.ask(ADMIN, "/answer", TEAM, reply_to_message=answer)
    await press(office, choice, next(iter(buttons(choice))))
    assert attached(office)[0][1] == [QUESTION]
    (told,) = await office.ask(ANNA, "/answer", TEAM, reply_to_message=answer)
    assert told["text"] == "Only admins can do this."
    assert "Reply with /answer" in (await office.ask(ADMIN, "/answer"))[0]["text"]
    (told,) = await office.ask(ADMIN, "/answer", reply_to_message=office.api.by_bot(ADMIN["id"])[0])
    assert "no longer kept" in told["text"]


async def test_members_see_no_button_and_cannot_press_it(office: World) -> None:
    (answer,) = await office.ask(ANNA, QUESTION)
    assert not [label for label in buttons(answer) if "📎" in label]
    for data in ("curate|best", "curate|aside|not-ours|1", "curate|gaps|0"):
        assert (await office.press(ANNA, answer, data))["text"] == "Only admins can do this."
    assert "There is no command" in (await office.ask(ANNA, "/gaps"))[0]["text"]


async def ask_badly(world: World) -> None:
    """Two people ask about the weather, one about the hosts in two ways, and Anna dislikes an answer."""
    await world.ask(ANNA, "今天天气怎么样？")
    await world.ask(BEN, "今天的天气怎样？")
    (answer,) = await world.ask(ANNA, "主播的收入怎么算？")
    await world.press(ANNA, answer, buttons(answer)["👎"])


async def test_gaps_are_grouped_and_put_aside(office: World) -> None:
    assert "There are no gaps" in (await office.ask(ADMIN, "/gaps"))[0]["text"]
    await ask_badly(office)
    (listed,) = await office.ask(ADMIN, "/gaps")
    assert listed["text"].startswith("Not answered well: 3 questions, groups of the same: 2 ")
    assert "1. 今天的天气怎样？; 今天天气怎么样？\n    ✕ 2" in listed["text"]
    assert "2. 主播的收入怎么算？\n    👎 1" in listed["text"]
    await press(office, listed, "1 Not ours")
    assert listed["text"].startswith("Not answered well: 1 question, groups of the same: 1 ")
    assert [gap.text for gap in await open_gaps(office.services.database, 9)] == ["主播的收入怎么算？"]
    assert (await newest(office.services.database, 1))[0].action == "question not-ours"
    kept = curated_files(office.services.settings)
    aside = [asked.question for place in read_curated(kept) for asked in place.unanswered]
    assert sorted(aside) == ["今天天气怎么样？", "今天的天气怎样？"]


async def test_what_an_admin_says_is_not_in_the_report_speaks_against_an_answer(office: World) -> None:
    question = "主播的收入按什么顺序公布？"
    (answer,) = await office.ask(BEN, question)
    await office.press(BEN, answer, buttons(answer)["👎"])
    (listed,) = await office.ask(ADMIN, "/gaps")
    await press(office, listed, "1 Not in the report")
    assert (await newest(office.services.database, 1))[0].action == "question not-in-report"
    asked = await office.services.ask(ADMIN["id"], office.services.live.assistant, "主播收入公布的顺序是什么？")
    assert asked.status == "hedged"


async def test_all_that_ask_the_same_are_attached_together_and_taken_back_together(office: World) -> None:
    await ask_badly(office)
    (listed,) = await office.ask(ADMIN, "/gaps")
    (choice,) = await press(office, listed, "1 Attach")
    await press(office, choice, next(iter(buttons(choice))))
    assert sorted(attached(office)[0][1]) == ["今天天气怎么样？", "今天的天气怎样？"]
    assert len(await open_gaps(office.services.database, 9)) == 1
    await press(office, choice, "Undo")
    assert attached(office) == []
    assert len(await open_gaps(office.services.database, 9)) == 3


async def test_test_cases_are_made_of_gaps(office: World) -> None:
    await ask_badly(office)
    kept = curated_files(office.services.settings)
    (listed,) = await office.ask(ADMIN, "/gaps")
    (choice,) = await press(office, listed, "1 Test case")
    await press(office, choice, "None: it is to be refused")
    assert "must refuse it" in choice["text"]
    (listed,) = await office.ask(ADMIN, "/gaps")
    (choice,) = await press(office, listed, "1 Test case")
    await press(office, choice, "二、1 (2)")
    assert "must find 二、1 (2)" in choice["text"]
    suite = curated_suite(kept)
    assert suite
    assert [case.question for case in suite.cases] == ["今天的天气怎样？", "主播的收入怎么算？"]
    assert [case.id for case in suite.cases] == [case.question for case in suite.cases]
    assert [case.expect.status for case in suite.cases if case.expect] == [("refused",), ()]
    assert "There are no gaps" in (await office.ask(ADMIN, "/gaps"))[0]["text"]


async def test_many_gaps_have_pages(office: World) -> None:
    subjects = ["天气", "足球", "电影", "股票", "火箭", "咖啡", "游泳", "邮票", "恐龙", "彩票", "钢琴", "围棋"]
    for subject in subjects:
        await office.ask(ANNA, f"你喜欢{subject}吗？{subject}好玩吗？")
    count = len(await open_gaps(office.services.database, 99))
    assert count >= 8
    (listed,) = await office.ask(ADMIN, "/gaps")
    assert "More ▶" in buttons(listed)
    await press(office, listed, "More ▶")
    assert "\n\n6. " in listed["text"]
    await press(office, listed, "◀ Back")
    assert "\n\n1. " in listed["text"]


async def test_curated_questions_are_sent_as_a_file_and_taken_back(office: World) -> None:
    kept = curated_files(office.services.settings)
    attach(kept, passages(office)[2], QUESTION)
    attach(kept, Passage("d", "9.9", "", ("没有的章",), "text", ()), "没有位置的问题")
    told, file = await office.ask(ADMIN, "/curated")
    assert "2 questions are attached" in told["text"]
    assert "· 没有位置的问题 (没有的章)" in told["text"]
    content = office.api.content(file)
    (office.services.settings.data_folder.curated / "questions.yaml").unlink()
    office.api.send_file(ADMIN, "curated.yaml", content)
    await office.settle()
    assert "Imported: 2 questions, test cases: 0; known before: 0." in office.api.by_bot(ADMIN["id"])[-1]["text"]
    assert await best_ref(office, QUESTION) == passages(office)[2].ref
    office.api.send_file(ADMIN, "bad.yaml", b"questions: [1]")
    await office.settle()
    assert "line 1: questions.0: must be keys with values" in office.api.by_bot(ADMIN["id"])[-1]["text"]


async def test_a_question_deleted_meanwhile_is_told(office: World) -> None:
    await ask_badly(office)
    (listed,) = await office.ask(ADMIN, "/gaps")
    await office.ask(ANNA, "/forget")
    data = next(data for text, data in buttons(listed).items() if "2 Attach" in text)
    assert "no longer kept" in (await office.press(ADMIN, listed, data))["text"]


@pytest.mark.parametrize(
    "data", ["curate|", "curate|take|z|1|zzzzzz", "curate|take|alike|1|zzzzzz", "curate|walk|alike|1||9|9"]
)
async def test_forged_buttons_do_nothing(office: World, data: str) -> None:
    (answer,) = await office.ask(ADMIN, QUESTION)
    told = await office.press(ADMIN, answer, data)
    last = office.api.by_bot(ADMIN["id"])[-1]["text"]
    assert "no longer works" in told.get("text", "") or "That passage is gone" in last
    assert attached(office) == []


async def test_passages_are_named_as_they_were_found_whatever_goes_live_meanwhile(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (answer,) = await office.ask(ADMIN, QUESTION)
    index = office.snapshot.index
    manifest = index.manifest.model_copy(update={"version": "20260303-000000-shorter"})
    shorter = replace(index, passages=index.passages[:1], manifest=manifest)
    found = Assistant.ask

    def ask_and_swap(*args: Any) -> Answer:
        answer = found(*args)
        office.go_live(shorter)
        return answer

    monkeypatch.setattr(Assistant, "ask", ask_and_swap)
    (choice,) = await press(office, answer, "📎")
    best = [quote.label for quote in found(office.services.live.assistant, QUESTION).quotes]
    assert best
    assert all(any(shown.startswith(label) for shown in buttons(choice)) for label in best)
