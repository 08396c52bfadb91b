"""The numbers that Word shows and does not write into the file."""

import docx
from docx.oxml import parse_xml

from knowledge.types import Block
from tests.knowledge.word import NAMES, add_numbering, content, level, number, texts


def test_numbers_are_counted_as_word_does() -> None:
    document = docx.Document()
    forms = (("chineseCounting", "%1、"), ("decimal", "(%2)"), ("decimal", "%2.%3"), ("bullet", "•"), ("ordinal", "%5"))
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="11"/></w:lvlOverride>'
    add_numbering(document, "".join(level(depth, *each) for depth, each in enumerate(forms)), ((77, ""), (78, restart)))
    places = "77 0,77 1,77 2,77 2,77 1,77 0,77 1,77 3,77 4,78 0,99 0"
    for list_id, depth in (map(int, place.split()) for place in places.split(",")):
        number(document.add_paragraph("项"), list_id, depth)
    labels = ("一、", "(1) ", "1.1 ", "1.2 ", "(2) ", "二、", "(1) ", "- ", "- ", "十一、")
    assert texts(document) == [*(f"{label}项" for label in labels), "项"]


def test_a_numbered_heading_shows_its_number() -> None:
    document = docx.Document()
    properties = document.add_heading("行业", 1)._p.get_or_add_pPr()
    number = document.styles["List Number"].element.pPr.numPr.numId.val
    properties.append(parse_xml(f'<w:numPr {NAMES}><w:numId w:val="{number}"/></w:numPr>'))
    assert content(document).blocks == (Block("heading", "1. 行业", 1),)


def test_chapters_and_points_that_are_numbered_by_a_list_read_as_if_typed() -> None:
    document = docx.Document()
    add_numbering(document, level(0, "chineseCountingThousand", "第%1条　") + level(1, "chineseCounting", "（%2）"))
    document.add_paragraph("茶庄的几条规矩")
    for depth, text in ((0, "采茶"), (1, "清明前采一芽一叶。"), (1, "雨天不采。"), (0, "炒茶"), (1, "锅温两百度。")):
        number(document.add_paragraph(text, "List Paragraph"), depth=depth)
    assert texts(document) == [
        "茶庄的几条规矩",
        "第一条 采茶",
        "（一）清明前采一芽一叶。",
        "（二）雨天不采。",
        "第二条 炒茶",
        "（一）锅温两百度。",
    ]


def test_sections_of_chapters_in_chinese_are_in_digits_where_word_shows_digits() -> None:
    document = docx.Document()
    add_numbering(document, level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    for depth, text in ((0, "茶"), (1, "绿茶"), (0, "水"), (1, "泉水"), (1, "井水")):
        number(document.add_heading(text, depth + 1), depth=depth)
    assert texts(document) == ["第一章 茶", "1.1 绿茶", "第二章 水", "2.1 泉水", "2.2 井水"]
