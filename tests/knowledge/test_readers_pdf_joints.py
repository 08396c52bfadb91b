"""Lines of a PDF's paragraph put together: hyphens, addresses and figures at their ends."""

import pytest
import typst

from knowledge.readers.pdf.reading import read
from tests.knowledge.pdfs import FULL, Drawing, lines, texts

WIDE = "The terms of the following agreement shall apply to each and every order"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (("The com-", "munication was respon-", "sible."), "The communication was responsible."),
        (("Two long-", "term contracts."), "Two long-term contracts."),
        (("A tea-", "based drink and a self-", "service till."), "A tea-based drink and a self-service till."),
        (
            ("The unre-", "lated fol-", "lowing self-", "ish un-", "related."),
            "The unrelated following selfish unrelated.",
        ),
        (("A state-of-the-", "art hall, day-to-", "day work."), "A state-of-the-art hall, day-to-day work."),
        (
            ("The years 2024-", "2025 of COVID-", "19 as in QH-WI-", "07 now."),
            "The years 2024-2025 of COVID-19 as in QH-WI-07 now.",
        ),
        (("It took 2019–", "2021 years of X-", "Ray and e-", "mail."), "It took 2019–2021 years of X-Ray and e-mail."),
        (("Both pre-", "and post-", "war, 20-", "to 30-", "day."), "Both pre- and postwar, 20- to 30-day."),
        (("From low-", "to-high, an end-", "to-end test."), "From low-to-high, an end-to-end test."),
        (("A dash -", "like this."), "A dash - like this."),
        (("A dash—", "like this —", "or that."), "A dash—like this — or that."),
        (("For example,", "“a thing”", "of note."), "For example, “a thing” of note."),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(rows: tuple[str, ...], text: str) -> None:
    assert texts(lines(*rows)) == [text]


def test_a_hyphen_stays_where_the_document_has_the_word_with_it() -> None:
    assert texts(lines("A tea-house is a tea-", "house, and the ware-", "house is a ware-", "house.")) == [
        "A tea-house is a tea-house, and the warehouse is a warehouse."
    ]
    assert texts(lines("RESPONSIBLE IS THE RESPON-", "SIBLE OFFICE."))[0] == "RESPONSIBLE IS THE RESPONSIBLE OFFICE."


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (("报名网址为https://oa.tea.example/", "apply/2026，"), "报名网址为https://oa.tea.example/apply/2026，"),
        (("Write to training-", "center@tea.example today."), "Write to training-center@tea.example today."),
        (("It is at www.tea.example/a-", "b.html today."), "It is at www.tea.example/a-b.html today."),
        (("See https://tea.example/", "for more."), "See https://tea.example/ for more."),
    ],
)
def test_an_address_that_a_line_breaks_is_whole(rows: tuple[str, ...], text: str) -> None:
    assert texts(lines(*rows)) == [text]


def test_a_figure_that_a_line_of_chinese_breaks_is_whole() -> None:
    assert texts(lines(FULL[:30] + "货款12,", f"800元，{FULL[:23]}GB/T 1222-", "2016执行。"))[0].endswith(
        f"货款12,800元，{FULL[:23]}GB/T 1222-2016执行。"
    )
    assert texts(lines("There were 12,", "800 of them.")) == ["There were 12, 800 of them."]


def test_a_word_parted_in_a_note_is_whole() -> None:
    page: list[Drawing] = [*lines(WIDE + "."), (72, 760, "1 The sam-", 8), (72, 772, "ple is small.", 8)]
    assert texts(page)[1] == "¹ The sample is small."


def test_words_parted_by_soft_hyphens_are_whole() -> None:
    source = (
        '#set page(width: 90pt, height: 400pt, margin: 5pt)\n#set text(lang: "en", hyphenate: true)\n'
        "#set par(justify: true)\nInternational communication is everybody's responsibility."
    )
    found = read(typst.compile(source.encode(), ignore_system_fonts=True), "a.pdf").blocks
    assert " ".join(block.text for block in found) == "International communication is everybody’s responsibility."
