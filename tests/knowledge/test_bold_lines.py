"""Bold lines in documents without headings."""

import docx
import pytest

from tests.knowledge.test_readers_pages import md, page
from tests.knowledge.word import content

TEXT = "**茶庄手册**\n\n**采茶**\n\n清明前采。\n\n**炒茶**\n\n- 锅要热\n- 手要快\n"


def levels(text: str) -> list[int]:
    return [block.level for block in md(text).blocks]


def test_bold_lines_above_text_are_headings_and_the_first_of_two_is_the_title() -> None:
    assert levels(TEXT) == [1, 2, 0, 2, 0]
    assert levels(TEXT.removeprefix("**茶庄手册**\n\n")) == [1, 0, 1, 0]


@pytest.mark.parametrize(
    "text",
    [
        "# 茶庄\n\n**采茶**\n\n清明前采。\n\n**炒茶**\n\n锅要热。",
        "**注意**\n\n清明前采。\n\n锅要热。",
        "**采茶要看天。**\n\n清明前采。\n\n**炒茶要看火。**\n\n锅要热。",
        "**采茶**要看天\n\n清明前采。\n\n**炒茶**要看火\n\n锅要热。",
        "清明前采。\n\n**绿茶**\n\n**红茶**\n\n**黑茶**\n\n锅要热。",
        "一、采茶\n\n**时间**\n\n清明前采。\n\n**人员**\n\n二十人。",
        "**一、采茶**\n\n清明前采。\n\n**二、炒茶**\n\n锅要热。",
    ],
)
def test_other_bold_texts_and_numbered_lines_are_left_to_others(text: str) -> None:
    assert 2 not in levels(text)
    assert sum(levels(text)) == text.startswith("# ")


def test_they_are_headings_in_pages_and_word_documents_too() -> None:
    document = docx.Document()
    for title in ("采茶", "炒茶"):
        document.add_paragraph().add_run(title).bold = True
        document.add_paragraph("茶香。")
    for read in (content(document), page("<p><b>采茶</b></p><p>茶香。</p><p><strong>炒茶</strong></p><p>茶香。</p>")):
        assert [(block.text, block.level) for block in read.blocks] == [
            ("采茶", 1),
            ("茶香。", 0),
            ("炒茶", 1),
            ("茶香。", 0),
        ]
