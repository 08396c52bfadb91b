"""Answers, passages and the outline look in a chat as they should, and their buttons lead on."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.assistant import Assistant
from bot.answering.outline import Outline
from bot.answering.quotes import Quote, quote_passage
from bot.answering.wording import citation, written
from bot.i18n import say
from bot.languages import Language
from bot.telegram.delivery import to_entities
from bot.telegram.rendering import (
    answer_text,
    outline_text,
    quote_text,
    section_page,
    shown,
)
from bot.telegram.rich import Rich, Span, Style
from index.search import SearchIndex
from knowledge.script import Script
from tests.bot.telegram.made import (
    ANSWERED,
    BLANK,
    HEDGED,
    OVERVIEW,
    REFUSED,
    SCRIPTS,
    VERSION,
    passages,
    quote,
    styled,
)


def check_quote(rich: Rich, quote: Quote, language: Language, script: Script | None) -> None:
    """One block quote of the whole passage, its key sentences bold in it, and its citation on the last line."""
    blocks = [span for span in rich.spans if span.style == "expandable_blockquote"]
    assert [rich.text[block.start : block.end] for block in blocks] == [written(quote.text, script)]
    inside = [s for s in rich.spans if s.style == "bold" and blocks[0].start <= s.start and s.end <= blocks[0].end]
    key = [written(quote.text[start:end], script) for start, end in sorted(quote.key_sentences)]
    assert [rich.text[span.start : span.end] for span in inside] == key
    assert rich.text.splitlines()[-1] == citation(quote, language, script)
    assert styled(rich, "italic")[-1] == citation(quote, language, script)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("language", get_args(Language))
def test_answer_is_the_key_sentence_then_its_passage_then_its_place(
    assistant: Assistant, language: Language, script: Script | None
) -> None:
    answer = assistant.ask(ANSWERED)
    rich = answer_text(answer, language, script)
    best = answer.quotes[0]
    start, end = best.key_sentences[0]
    key = written(best.text[start:end], script)
    assert rich.text == f"{key}\n\n{written(best.text, script)}\n{citation(best, language, script)}"
    assert rich.spans[0] == Span("bold", 0, len(key))
    check_quote(rich, best, language, script)


def test_answer_in_other_characters_is_converted(assistant: Assistant) -> None:
    text = answer_text(assistant.ask(ANSWERED), "zh-Hant", "zh-Hant").text
    assert "採茶" in text
    assert "直播怎麼做 › 主播" in text
    assert "采茶" not in text


def test_name_that_is_missing_is_told_before_the_nearest_passage(assistant: Assistant) -> None:
    answer = assistant.ask(HEDGED)
    rich = answer_text(answer, "zh-Hans", None)
    note = say("zh-Hans", "answer.hedged-names", names="李佳琦")
    assert rich.text.startswith(f"{note}\n\n")
    assert rich.spans[0] == Span("italic", 0, len(note))
    assert rich.spans[1].style == "bold"
    assert rich.spans[1].start == len(note) + 2
    check_quote(rich, answer.quotes[0], "zh-Hans", None)


@pytest.mark.parametrize("script", SCRIPTS)
def test_refusal_names_the_nearest_headings_and_quotes_nothing(assistant: Assistant, script: Script | None) -> None:
    answer = assistant.ask(REFUSED)
    rich = answer_text(answer, "en", script)
    note = say("en", "answer.refused")
    headings = [written(" › ".join(quote.headings), script) for quote in answer.quotes[:3]]
    assert rich.text.splitlines() == [note, *(f"· {heading}" for heading in headings)]
    assert rich.spans == (Span("italic", 0, len(note)),)


def test_refusal_names_a_heading_once_and_none_that_is_empty(assistant: Assistant) -> None:
    first, second, *_ = assistant.ask(REFUSED).quotes
    answer = replace(assistant.ask(REFUSED), quotes=(first, replace(second, headings=()), first))
    assert answer_text(answer, "en", None).text.count("·") == 1
    bare = replace(answer, quotes=(replace(first, headings=()),))
    assert answer_text(bare, "en", None).text == say("en", "answer.refused")


def test_blank_figure_is_told_before_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask(BLANK)
    rich = answer_text(answer, "en", None)
    assert rich.text.startswith(say("en", "answer.blank") + "\n\n")
    assert styled(rich, "italic")[0] == say("en", "answer.blank")
    check_quote(rich, answer.quotes[0], "en", None)


def test_shortened_question_is_told_before_the_answer(assistant: Assistant) -> None:
    whole = answer_text(assistant.ask(ANSWERED), "en", None)
    rich = answer_text(replace(assistant.ask(ANSWERED), shortened=True), "en", None)
    note = say("en", "answer.shortened", limit=500)
    assert rich.text == f"{note}\n\n{whole.text}"
    assert rich.spans[0] == Span("italic", 0, len(note))


def test_all_that_falls_short_is_told_in_one_note(assistant: Assistant) -> None:
    answer = replace(assistant.ask(ANSWERED), blank=True, shortened=True)
    notes = [say("en", "answer.shortened", limit=500), say("en", "answer.blank")]
    assert styled(answer_text(answer, "en", None), "italic")[0] == "\n".join(notes)


def test_shortened_question_that_is_refused_says_both(assistant: Assistant) -> None:
    answer = replace(assistant.ask(REFUSED), shortened=True)
    lines = answer_text(answer, "en", None).text.splitlines()
    assert lines[:2] == [say("en", "answer.shortened", limit=500), say("en", "answer.refused")]


@pytest.mark.parametrize("script", SCRIPTS)
def test_overview_is_the_name_of_its_section_a_note_and_each_passage(
    assistant: Assistant, script: Script | None
) -> None:
    answer = assistant.ask(OVERVIEW)
    assert len(answer.overview) > 1
    rich, _ = shown(answer, assistant.snapshot.outline, "en", script, curating=False)
    name, note, *parts = rich.text.split("\n\n")
    assert name == f"二、1  {written('主播', script)}"
    assert rich.spans[0] == Span("bold", 0, len(name))
    assert note == say("en", "answer.broad-all")
    assert note in styled(rich, "italic")
    for number, (part, quoted) in enumerate(zip(parts, answer.overview, strict=True), start=1):
        text, place = quote_text(quoted, "en", script).text.rsplit("\n", 1)
        assert part == f"{text}\n{number}. {place}"
    assert styled(rich, "expandable_blockquote") == [written(quote.text, script) for quote in answer.overview]


def test_overview_without_buttons_has_no_numbers_that_could_be_taken_for_those_of_others(assistant: Assistant) -> None:
    answer = assistant.ask(OVERVIEW)
    places = styled(answer_text(answer, "en", None), "italic")[-2:]
    assert places == [quote_text(each, "en", None).text.rsplit("\n", 1)[1] for each in answer.overview]


def test_overview_of_a_part_says_how_much_of_the_section_it_is(assistant: Assistant) -> None:
    answer = assistant.ask(OVERVIEW)
    assert answer.whole
    text = answer_text(replace(answer, whole=replace(answer.whole, passages=9)), "en", None).text
    assert "2 of its 9 passages" in text.split("\n\n")[1]


def test_best_of_several_key_sentences_is_put_first(assistant: Assistant) -> None:
    text = "一句。两句。三句。"
    answer = replace(assistant.ask(ANSWERED), quotes=(quote(text, (6, 9), (0, 3)),))
    rich = answer_text(answer, "en", None)
    assert styled(rich, "bold") == ["三句。", "一句。", "三句。"]
    check_quote(rich, answer.quotes[0], "en", None)


def test_passage_without_a_key_sentence_is_quoted_plain() -> None:
    rich = quote_text(quote("一句。两句。"), "en", None)
    assert styled(rich, "bold") == []
    assert styled(rich, "expandable_blockquote") == ["一句。两句。"]


def test_passage_that_is_all_key_is_bold_all_over() -> None:
    rich = quote_text(quote("只有一句。", (0, 5)), "en", None)
    assert rich.spans[:2] == (Span("expandable_blockquote", 0, 5), Span("bold", 0, 5))


def test_page_is_in_the_citation_and_a_broken_off_passage_says_so_above_it() -> None:
    rich = quote_text(quote("没有说完", page=7, incomplete=True, date="2025-03"), "en", None)
    place = "茶 · 一、(1) · 仓储 · p. 7 · March 2025"
    assert rich.text == f"没有说完\n(the document breaks off here)\n{place}"
    assert styled(rich, "expandable_blockquote") == ["没有说完"]
    assert styled(rich, "italic") == [place]


def test_conversion_that_changes_lengths_keeps_spans_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "bot.answering.wording.written", lambda text, script: text.replace("茶", "茶葉葉").replace("的", "")
    )
    rich = quote_text(quote("茶的水。茶的火。的茶。茶。", (4, 8), (11, 13)), "en", "zh-Hant")
    assert styled(rich, "expandable_blockquote") == ["茶葉葉水。茶葉葉火。茶葉葉。茶葉葉。"]
    assert styled(rich, "bold") == ["茶葉葉火。", "茶葉葉。"]


@given(st.text(min_size=1, max_size=40), st.lists(st.integers(0, 40), max_size=6, unique=True), st.randoms())
def test_key_sentences_are_bold_wherever_they_stand(text: str, edges: list[int], random: object) -> None:
    cuts = sorted(edge for edge in edges if edge <= len(text))
    key = list(zip(cuts[::2], cuts[1::2], strict=False))
    random.shuffle(key)  # type: ignore[attr-defined]
    rich = quote_text(quote(text, *key), "en", None)
    assert styled(rich, "expandable_blockquote") == [text]
    assert styled(rich, "bold") == [text[start:end] for start, end in sorted(key)]


def test_entities_count_in_utf_16() -> None:
    # The Simplified form of 㑮 lies beyond the characters of one unit.
    rich = quote_text(quote("😀茶。㑮🍵水。", (3, 7)), "en", "zh-Hans")
    block, bold, place = to_entities(rich)
    assert (block.type, block.offset, block.length) == ("expandable_blockquote", 0, 10)
    assert (bold.type, bold.offset, bold.length) == ("bold", 4, 6)
    assert (place.type, place.offset) == ("italic", 11)


@given(
    st.text(max_size=30), st.lists(st.tuples(st.sampled_from(get_args(Style)), st.integers(0, 30), st.integers(0, 30)))
)
def test_entities_cover_what_the_spans_do(text: str, drawn: list[tuple[Style, int, int]]) -> None:
    spans = tuple(Span(style, start, end) for style, start, end in drawn if start < end <= len(text))
    coded = text.encode("utf-16-le")
    entities = to_entities(Rich(text, spans))
    assert len(entities) == len(spans)
    for span, entity in zip(spans, entities, strict=True):
        assert entity.type == span.style
        covered = coded[entity.offset * 2 : (entity.offset + entity.length) * 2]
        assert covered.decode("utf-16-le") == text[span.start : span.end]


def test_page_of_the_outline_is_one_message_however_long_its_sentences_are() -> None:
    headings = tuple(f"{name}{'长' * 300}" for name in "ABCDEFGHI")
    outline = Outline(passages(25, "{}" + "长" * 600 + "。", headings), VERSION)
    assert outline_text(outline.page(12, 10, 1), "en", None).fits()


def test_section_page_holds_as_many_passages_as_fit(tea_index: SearchIndex) -> None:
    quotes = [quote(f"{number}" + "长" * 1200) for number in range(10)]
    page, shown = section_page(quote_text(each, "en", None) for each in quotes)
    assert shown == 3
    assert page.fits()
    assert styled(page, "expandable_blockquote") == [quote.text for quote in quotes[:3]]


def test_section_page_holds_one_passage_at_least() -> None:
    page, shown = section_page(quote_text(quote(text), "en", None) for text in ("长" * 5000, "短"))
    assert (shown, page.fits()) == (1, False)


def test_section_page_holds_a_short_section_whole(tea_index: SearchIndex) -> None:
    quotes = [quote_passage(tea_index, number) for number in range(2)]
    page, shown = section_page(quote_text(each, "en", None) for each in quotes)
    assert shown == 2
    assert page.text == "\n\n".join(quote_text(quote, "en", None).text for quote in quotes)
