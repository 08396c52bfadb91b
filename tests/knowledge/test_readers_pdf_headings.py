"""Headings of PDFs that are no larger than the text, or only seem to be headings."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.knowledge.pdfs import FULL, Drawing, content, lines, texts

SENTENCE = FULL + "。"
ENGLISH = "All orders that are paid before noon leave the store on the same day, by rail."
Printed = Callable[[float, str], Drawing]


def outlined(top: float, text: str) -> Drawing:
    def drawing(canvas: Canvas) -> None:
        line = canvas.beginText(72, 842 - top)
        line.setFont("STSong-Light", 12)
        line.setTextRenderMode(2)
        line.textOut(text)
        line.setTextRenderMode(0)
        canvas.drawText(line)

    return drawing


def twice(top: float, text: str) -> Drawing:
    def drawing(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        for left in (72, 72.3):
            canvas.drawString(left, 842 - top, text)

    return drawing


def in_font(font: str, left: float = 72, size: float = 12) -> Printed:
    def printed(top: float, text: str) -> Drawing:
        def drawing(canvas: Canvas) -> None:
            canvas.setFont(font, size)
            canvas.drawString(left, 842 - top, text)

        return drawing

    return printed


regular, bold = in_font("Helvetica"), in_font("Helvetica-Bold")


def shapes(*pages: list[Drawing]) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in content(*pages).blocks]


@pytest.mark.parametrize("printed", [outlined, twice])
def test_bold_lines_of_the_size_of_the_text_are_headings(printed: Printed) -> None:
    page = [
        (72, 50, "茶庄手册", 18),
        printed(80, "采茶"),
        (96, 98, SENTENCE[2:]),
        printed(122, "炒茶"),
        *lines(SENTENCE, top=140),
    ]
    assert shapes(page) == [(1, "茶庄手册"), (2, "采茶"), (0, SENTENCE[2:]), (2, "炒茶"), (0, SENTENCE)]


def test_a_bold_font_and_capitals_make_headings_of_two_ranks() -> None:
    page = [
        bold(80, "STORES"),
        bold(110, "Shipping times"),
        regular(128, ENGLISH),
        bold(152, "Returns"),
        regular(170, ENGLISH),
    ]
    assert shapes(page) == [(1, "STORES"), (2, "Shipping times"), (0, ENGLISH), (2, "Returns"), (0, ENGLISH)]


def test_the_first_of_the_bold_lines_is_the_title_if_nothing_stands_above_it() -> None:
    page = [bold(80, "Tea"), regular(98, ENGLISH), bold(122, "Shipping"), regular(140, ENGLISH), bold(164, "Returns")]
    assert [level for level, _ in shapes([*page, regular(182, ENGLISH)])] == [1, 0, 2, 0, 2, 0]


def test_dotted_numbers_that_are_not_bold_tell_which_lines_are_headings() -> None:
    page = [(72, 50, "茶庄手册", 18), *lines("1.1 采茶", SENTENCE), outlined(122, "要点"), *lines(SENTENCE, top=140)]
    page += [outlined(166, "说明"), *lines(SENTENCE, "1.2 炒茶", SENTENCE, top=184)]
    assert not any(level for level, _ in shapes(page)[1:])


def test_capitals_set_apart_are_headings() -> None:
    page = [regular(80, "SHIPPING TIMES"), regular(98, ENGLISH), regular(134, "RETURNS"), regular(152, ENGLISH)]
    page += [regular(170, ENGLISH), regular(188, ENGLISH)]
    assert shapes(page)[:3] == [(1, "SHIPPING TIMES"), (0, ENGLISH), (1, "RETURNS")]


def test_bold_headings_stand_below_those_in_larger_print_and_may_be_numbered() -> None:
    def chapter(name: str, top: float) -> list[Drawing]:
        sections = [outlined(top + 30, "（一）采茶"), *lines(SENTENCE, top=top + 48), outlined(top + 72, "（二）炒茶")]
        return [(72, top, name, 16), *sections, *lines(SENTENCE, top=top + 90)]

    levels = [level for level, _ in shapes([*chapter("一、春", 80), *chapter("二、秋", 220)])]
    assert levels == [1, 2, 0, 2, 0] * 2


@pytest.mark.parametrize("words", ["ELSE 'NO'", "MAX_SIZE = LARGE"])
def test_code_in_capitals_is_no_heading(words: str) -> None:
    page = [regular(80, words), regular(98, ENGLISH), regular(134, words), regular(152, ENGLISH), regular(170, ENGLISH)]
    assert all(level == 0 for level, _ in shapes(page))


def test_a_heading_in_bold_may_have_two_lines() -> None:
    names = ("What to do with orders that were not paid for within", "a month of the sale")
    page = [bold(80, names[0]), bold(95, names[1]), regular(125, ENGLISH), bold(155, "Returns"), regular(173, ENGLISH)]
    assert shapes(page)[0] == (1, " ".join(names))


def test_bold_lines_that_are_stressed_words_are_no_headings() -> None:
    inside = [regular(80, ENGLISH[:-1]), bold(98, "and never by air"), regular(116, ENGLISH)] * 1
    again = [regular(160, ENGLISH[:-1]), bold(178, "and never by air"), regular(196, ENGLISH)]
    assert all(level == 0 for level, _ in shapes([*inside, *again]))
    sentences = [
        *lines(SENTENCE),
        outlined(116, "务必当天采完。"),
        *lines(SENTENCE, top=140),
        outlined(176, "务必当天炒完。"),
    ]
    assert all(level == 0 for level, _ in shapes([*sentences, *lines(SENTENCE, top=194)]))
    assert all(level == 0 for level, _ in shapes([outlined(80, "采茶"), *lines(SENTENCE, SENTENCE, top=98)]))


def test_a_bold_line_with_an_open_bracket_is_no_heading() -> None:
    page = [(72, 50, "茶庄手册", 18), outlined(80, "茶庄负责人（会计"), *lines(SENTENCE, top=98)]
    page += [outlined(140, "采茶"), *lines(SENTENCE, top=158), outlined(200, "炒茶"), *lines(SENTENCE, top=218)]
    assert [text for level, text in shapes(page) if level] == ["茶庄手册", "采茶", "炒茶"]


def test_bold_lines_are_no_headings_where_that_tells_nothing() -> None:
    labels: list[Drawing] = []
    for number, (name, value) in enumerate([("姓名", "王五"), ("部门", "茶园"), ("电话", "八八六")]):
        labels += [outlined(80 + 50 * number, name), *lines(value, top=98 + 50 * number)]
    assert all(level == 0 for level, _ in shapes(labels))
    captions = [
        outlined(80, "表1 产量"),
        *lines(SENTENCE, top=98),
        outlined(140, "表2 销量"),
        *lines(SENTENCE, top=158),
    ]
    assert all(level == 0 for level, _ in shapes(captions))
    numbered = [*lines("一、采茶", SENTENCE), outlined(140, "要点"), *lines(SENTENCE, top=158), outlined(200, "说明")]
    assert all(level == 0 for level, _ in shapes([*numbered, *lines(SENTENCE, top=218)]))


def marked(*entries: tuple[str, int]) -> Callable[[Canvas], None]:
    """Return a drawing that adds bookmarks, each with its depth from 0, that lead to the page."""

    def drawing(canvas: Canvas) -> None:
        for name, depth in entries:
            canvas.bookmarkPage(name)
            canvas.addOutlineEntry(name, name, depth)

    return drawing


def test_bookmarks_name_headings_that_are_printed_like_the_text() -> None:
    entries = marked(("采茶", 0), ("清明前", 1), ("炒茶", 0))
    rows = lines("一、采茶", SENTENCE, "清明前", SENTENCE, "炒茶", SENTENCE)
    assert shapes([entries, *rows]) == [
        (1, "一、采茶"),
        *((0, SENTENCE), (2, "清明前"), (0, SENTENCE), (1, "炒茶"), (0, SENTENCE)),
    ]


def test_bookmarks_of_other_words_name_no_headings() -> None:
    entries = marked(("第1页", 0), ("第2页", 0), ("采茶", 0))
    assert texts([entries, *lines("采茶", SENTENCE, SENTENCE)]) == texts(lines("采茶", SENTENCE, SENTENCE))


def test_a_text_above_longer_fine_print_is_no_heading() -> None:
    large: list[Drawing] = [
        (72, 50, "订购", 18),
        (96, 80, FULL[:36]),
        (72, 98, "当天采完。"),
        (96, 116, FULL[:36]),
        (72, 134, "当天炒完。"),
    ]
    small: list[Drawing] = [(72, 160 + 13 * number, FULL + FULL[:12], 9) for number in range(6)]
    assert shapes([*large, *small])[:2] == [(1, "订购"), (0, FULL[:36] + "当天采完。")]


def test_a_preface_in_larger_print_with_wide_lines_is_text() -> None:
    preface: list[Drawing] = [(72, 80 + 24 * number, FULL[:34], 13) for number in range(3)]
    small: list[Drawing] = [(72, 200 + 13 * number, FULL + FULL[:12], 9) for number in range(8)]
    assert not any(level for level, _ in shapes([*preface, (72, 152, "当天采完。", 13), *small]))


def test_a_sentence_in_larger_print_is_no_heading_and_a_question_may_be() -> None:
    lead, question = (
        "茶庄今年采茶三百担，比去年多采四十担，多出来的都在清明以前。",
        "茶叶在清明以前没有采完的时候要不要再请人来帮忙采茶？",
    )
    page: list[Drawing] = [
        (72, 50, lead, 16),
        *lines(SENTENCE, top=90),
        (72, 130, question, 16),
        *lines(SENTENCE, top=160),
    ]
    assert shapes(page) == [(0, lead), (0, SENTENCE), (1, question), (0, SENTENCE)]


@pytest.mark.parametrize("size", [12, 14, 20])
def test_the_number_of_a_chapter_above_its_title_belongs_to_it(size: float) -> None:
    def chapter(number: str, title: str) -> list[Drawing]:
        return [(280, 60, number, size), (260, 100, title, 20), *lines(title + FULL[4:] + "。", top=140)]

    found = shapes(chapter("第一章", "采茶"), chapter("第二章", "炒茶"), chapter("Chapter 3", "Tea"))
    assert [text for level, text in found if level] == ["第一章 采茶", "第二章 炒茶", "Chapter 3 Tea"]
    assert len({level for level, _ in found}) == 2


def test_a_number_above_a_text_stays_as_it_is() -> None:
    assert texts(
        [*lines("第一章", SENTENCE), (72, 140, "采茶", 20), *lines("第二章", "一、炒茶", SENTENCE, top=180)]
    ) == [*("第一章", SENTENCE, "采茶", "第二章", "一、炒茶", SENTENCE)]


def test_a_bold_line_that_is_said_again_is_no_title() -> None:
    rows = ("Asked of all", ENGLISH, "Asked of hosts", ENGLISH, "Asked of all", ENGLISH)
    page = [(regular if row == ENGLISH else bold)(80 + 30 * at, row) for at, row in enumerate(rows)]
    assert [level for level, _ in shapes(page) if level] == [1, 1, 1]
    assert [level for level, _ in shapes([*page[:4], bold(200, "Asked"), regular(230, ENGLISH)]) if level] == [1, 2, 2]


def test_a_drop_cap_belongs_to_its_word_and_its_paragraph() -> None:
    beside = [(112, 90, FULL[1:31]), (112, 108, FULL[:33]), (72, 126, "茶庄年年采茶。")]
    assert texts([(72, 108, FULL[0], 36), *beside]) == [FULL[:31] + FULL[:33] + "茶庄年年采茶。"]
    words = ("ea grows in the hills, and is picked there", "in spring, before the rains of the year, by", "all of us.")
    rows = [
        in_font("Helvetica", left=left)(90 + 15 * number, row)
        for number, (left, row) in enumerate(zip((104, 104, 72), words, strict=True))
    ]
    assert texts([in_font("Helvetica", size=40)(105, "T"), *rows]) == ["T" + " ".join(words)]


def test_a_large_letter_beside_labels_and_a_large_word_are_no_drop_caps() -> None:
    assert "甲" in texts([(72, 108, "甲", 36), (140, 90, "采茶"), (140, 108, "炒茶"), *lines(SENTENCE, top=150)])
    assert (
        texts([(72, 108, "甲乙", 36), (150, 90, FULL[:28]), (150, 108, FULL[:28]), *lines(SENTENCE, top=150)])[0]
        != "甲"
    )
