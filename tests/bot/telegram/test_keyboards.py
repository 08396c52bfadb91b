"""What the buttons below answers, passages and the outline lead to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from telegram import InlineKeyboardMarkup

from bot.answering.assistant import Assistant
from bot.answering.outline import Outline
from bot.answering.suggestions import suggestion_of, suggestions_after
from bot.i18n import say
from bot.telegram.callbacks import LinkButton, OutlineButton, PageButton, PassageButton, SuggestionButton
from bot.telegram.keyboards import answer_buttons, outline_buttons, passage_buttons, with_suggestions
from bot.telegram.packed import Button
from bot.telegram.rendering import (
    outline_text,
)
from tests.bot.telegram.made import ANSWERED, OVERVIEW, REFUSED, VERSION, passages, quote, styled

KINDS = Button.__subclasses__()


def presses(buttons: InlineKeyboardMarkup) -> list[list[Any]]:
    """What the buttons hold, row by row, without those that hand on."""
    rows = [
        [unpacked(str(button.callback_data)) for button in row if button.callback_data]
        for row in buttons.inline_keyboard
    ]
    return [row for row in rows if not isinstance(row[0], LinkButton)]


def unpacked(data: str) -> Button:
    assert len(data.encode()) <= 64
    (found,) = filter(None, (kind.unpack(data) for kind in KINDS))
    return found


def actions(buttons: InlineKeyboardMarkup) -> list[list[str]]:
    """The first word of what each button holds, row by row."""
    rows = buttons.inline_keyboard
    return [[str(button.callback_data or "copy").split("|")[0] for button in row] for row in rows]


def test_answer_leads_on_to_neighbours_others_section_and_thumbs(assistant: Assistant, outline: Outline) -> None:
    answer = assistant.ask(ANSWERED)
    buttons = answer_buttons(answer, outline, "en")
    assert actions(buttons) == [
        ["prev", "next"],
        ["others", "section"],
        ["page", "link", "copy"],
        ["up", "down", "why"],
    ]
    steps, (others, section), source, thumbs = presses(buttons)
    here = (outline.ids[answer.quotes[0].number],)
    assert {press.passages for press in (*steps, section, *source, *thumbs)} == {here}
    assert [outline.number(name) for name in others.passages] == [quote.number for quote in answer.quotes[1:5]]
    assert {press.version for row in presses(buttons) for press in row} == {outline.version}


def test_suggested_questions_stand_below_one_in_a_row(assistant: Assistant, outline: Outline) -> None:
    answer = assistant.ask(ANSWERED)
    suggested = suggestions_after(assistant.snapshot, answer, "zh-Hans")
    buttons = answer_buttons(answer, outline, "en")
    longer = with_suggestions(buttons, suggested)
    assert longer
    assert actions(longer) == [*actions(buttons), *[["suggest"]] * 3]
    assert [press.key for (press,) in presses(longer)[-3:]] == [each.key for each in suggested]
    assert with_suggestions(None, ()) is None
    assert with_suggestions(buttons, ()) == buttons


@pytest.mark.parametrize("text", ["茶" * 18, "a" * 36, "茶" * 30, "a " * 200])
def test_a_long_question_is_cut_off_on_its_button(text: str) -> None:
    buttons = with_suggestions(None, [suggestion_of(text, "zh-Hant", 10**18 - 1)])
    assert buttons
    ((shown,),) = buttons.inline_keyboard
    label = shown.text.removeprefix("💬 ")
    assert cell_len(shown.text) <= 40
    assert label == text if cell_len(text) <= 36 else label.endswith("…")
    assert text.startswith(label.rstrip("…"))
    assert isinstance(unpacked(str(shown.callback_data)), SuggestionButton)


def test_others_are_at_most_four(assistant: Assistant, outline: Outline) -> None:
    answer = assistant.ask(ANSWERED, limit=8)
    others, _ = presses(answer_buttons(answer, outline, "en"))[1]
    assert len(others.passages) == 4


def test_others_are_not_offered_where_there_are_none(assistant: Assistant, outline: Outline) -> None:
    rows = actions(answer_buttons(assistant.ask(ANSWERED, limit=1), outline, "en"))
    assert rows == [["prev", "next"], ["section"], ["page", "link", "copy"], ["up", "down", "why"]]


def test_overview_leads_on_from_its_best_passage_to_what_it_does_not_show(
    assistant: Assistant, outline: Outline
) -> None:
    answer = assistant.ask(OVERVIEW)
    rows = presses(answer_buttons(answer, outline, "en"))
    best = max(answer.overview, key=lambda quote: quote.score)
    assert rows[0][0].passages == rows[-1][0].passages == (outline.ids[best.number],)
    (others,) = rows[1]  # the whole section is shown already
    assert others.passages
    assert not {outline.ids[quote.number] for quote in answer.overview} & set(others.passages)


def test_below_an_overview_each_passage_has_its_page_and_all_are_linked_and_copied(
    assistant: Assistant, outline: Outline
) -> None:
    answer = assistant.ask(OVERVIEW)
    many = replace(answer, overview=tuple(replace(answer.overview[0], number=number) for number in range(5)))
    first, rest, handing_on = answer_buttons(many, outline, "en").inline_keyboard[-4:-1]
    assert [each.text for each in first] == ["📄 1", "📄 2", "📄 3", "📄 4"]
    assert [each.text for each in rest] == ["📄 5"]
    pages = [PageButton.unpack(str(each.callback_data)) for each in (*first, *rest)]
    assert [page.passages for page in pages if page] == [(outline.ids[number],) for number in range(5)]
    link, copy = handing_on
    linked = LinkButton.unpack(str(link.callback_data))
    assert linked
    assert linked.passages == outline.ids[:4]
    assert copy.copy_text
    copied = answer_buttons(answer, outline, "en").inline_keyboard[-2][1].copy_text
    assert copied
    keys = [quote.text[slice(*quote.key_sentences[0])] for quote in answer.overview]
    assert all(key in copied.text for key in keys)


def test_refusal_leads_to_the_nearest_passages_and_its_thumbs_name_none(assistant: Assistant, outline: Outline) -> None:
    answer = assistant.ask(REFUSED)
    buttons = answer_buttons(answer, outline, "en")
    assert actions(buttons) == [["others"], ["up", "down", "why"], ["bell"]]
    assert buttons.inline_keyboard[0][0].text == say("en", "button.nearest")
    (nearest,), (up, down, why), _ = presses(buttons)
    assert [outline.number(name) for name in nearest.passages] == [quote.number for quote in answer.quotes[:4]]
    assert (up.passages, down.passages, why.passages) == ((), (), nearest.passages[:1])


@pytest.mark.parametrize(("number", "steps"), [(0, ["next"]), (1, ["prev", "next"]), (2, ["prev"])])
def test_steps_end_at_the_edges_of_the_document(assistant: Assistant, number: int, steps: list[str]) -> None:
    outline = Outline(passages(3), VERSION)
    answer = replace(assistant.ask(ANSWERED), quotes=(quote("一", number=number),))
    assert actions(answer_buttons(answer, outline, "en")) == [
        steps,
        ["section"],
        ["page", "link", "copy"],
        ["up", "down", "why"],
    ]
    opened = {"prev": "back", "next": "on"}
    assert actions(passage_buttons(outline, number, "en")) == [
        [opened[step] for step in steps],
        ["section", "outline"],
        ["page", "link"],
    ]


def test_lone_passage_leads_only_up() -> None:
    buttons = passage_buttons(Outline(passages(1), VERSION), 0, "en")
    (press,) = presses(buttons)[0]
    assert actions(buttons) == [["outline"], ["page", "link"]]
    assert (press.depth, press.page) == (2, 0)


def walk(outline: Outline, press: OutlineButton) -> Iterator[int]:
    """Rows of all passages that a reader can open from a place of the outline on, page by page."""
    number = outline.number(press.passages[0])
    assert number is not None
    for row in presses(outline_buttons(outline.page(number, press.depth, press.page), "en", None)):
        for next_press in row:
            opened = outline.number(next_press.passages[0])
            if isinstance(next_press, PassageButton):
                assert opened is not None
                yield opened
            elif next_press.depth > press.depth or next_press.page > press.page:
                yield from walk(outline, next_press)


def test_buttons_of_the_outline_lead_to_every_passage_once(outline: Outline) -> None:
    long = passages(25, headings=("A", "B"))
    other = [replace(passage, document="水") for passage in passages(11, headings=())]
    for walked in (outline, Outline((*long, *other), VERSION)):
        first = OutlineButton(version=VERSION, passages=(walked.ids[0],), depth=walked.root, page=0)
        assert list(walk(walked, first)) == list(range(len(walked.passages)))


def test_outline_shows_the_way_down_and_what_is_below(outline: Outline) -> None:
    rich = outline_text(outline.page(4, 3, 0), "en", None)
    way, below = rich.text.split("\n\n")
    assert way.splitlines() == ["高山茶直播销售报告", "二、直播怎么做", "二、1  主播"]
    assert styled(rich, "bold") == ["二、1  主播"]
    assert below.splitlines() == [
        "二、1 (1)  主播要先学会泡茶，再学会说话。",
        "二、1 (2)  主播的收入由底薪和提成两部分组成，表现最好的人还能分到茶园的年终奖。",
    ]


def test_outline_is_shown_in_the_script_asked_for(outline: Outline) -> None:
    text = outline_text(outline.page(0, 1, 0), "en", "zh-Hant").text
    assert text == "高山茶直播銷售報告\n\n一、茶葉市場\n二、直播怎麼做"
    buttons = outline_buttons(outline.page(0, 1, 0), "en", "zh-Hant")
    assert [row[0].text for row in buttons.inline_keyboard] == ["一、茶葉市場", "二、直播怎麼做"]


@pytest.mark.parametrize(
    ("page", "first", "shown", "steps"),
    [(0, 0, 10, [1, "up"]), (1, 10, 10, [0, 2, "up"]), (2, 20, 5, [1, "up"])],
)
def test_outline_is_turned_page_by_page(page: int, first: int, shown: int, steps: list[int | str]) -> None:
    outline = Outline(passages(25), VERSION)
    *rows, last = presses(outline_buttons(outline.page(0, 2, page), "en", None))
    assert [press.passages[0] for (press,) in rows] == list(outline.ids[first : first + shown])
    assert [press.page if press.depth == 2 else "up" for press in last] == steps
    lines = outline_text(outline.page(0, 2, page), "en", None).text.split("\n\n")[1].splitlines()
    assert len(lines) == shown + 1
    assert lines[0] == f"({first + 1})  第{first + 1}点。"
    assert lines[-1] == f"Page {page + 1} of 3"


@pytest.mark.parametrize(("number", "last"), [(1, 0), (10, 0), (11, 1), (20, 1), (21, 2)])
def test_last_page_is_the_last_that_shows_anything(number: int, last: int) -> None:
    outline = Outline(passages(number), VERSION)
    assert outline.page(0, 2, 99).number == last
    rows = presses(outline_buttons(outline.page(0, 2, last), "en", None))
    assert isinstance(rows[0][0], PassageButton)
    assert not [press for press in rows[-1] if press.depth == 2 and press.page > last]
    assert ("Page" in outline_text(outline.page(0, 2, last), "en", None).text) == (last > 0)


def test_there_is_no_way_up_from_the_root(outline: Outline) -> None:
    assert actions(outline_buttons(outline.page(0, outline.root, 0), "en", None)) == [["outline"], ["outline"]]
    documents = Outline((*passages(1), replace(passages(1)[0], document="水")), VERSION)
    assert len(presses(outline_buttons(documents.page(0, 0, 0), "en", None))) == 2


def test_way_up_is_to_the_first_page_of_the_level_above() -> None:
    documents = Outline((*passages(1), replace(passages(1)[0], document="水")), VERSION)
    for depth in (1, 2):
        up = presses(outline_buttons(documents.page(1, depth, 0), "en", None))[-1][-1]
        assert up == OutlineButton(version=VERSION, passages=(documents.ids[1],), depth=depth - 1, page=0)


def test_long_first_sentences_are_cut_on_buttons() -> None:
    outline = Outline(passages(1, "{}" + "长" * 100 + "。"), VERSION)
    label = outline_buttons(outline.page(0, 2, 0), "en", None).inline_keyboard[0][0].text
    assert label == "(1)  1" + "长" * 53 + "…"
    assert len(label) == 60
