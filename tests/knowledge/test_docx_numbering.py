"""The numbers that Word shows and does not write into the file."""

import docx
import pytest
from docx.oxml import parse_xml

from knowledge.types import Block
from tests.knowledge.word import NAMES, add_numbering, content, level, number, texts


def test_numbers_are_counted_as_word_does() -> None:
    document = docx.Document()
    forms = (("chineseCounting", "%1、"), ("decimal", "(%2)"), ("decimal", "%2.%3"), ("bullet", "•"), ("aiueo", "%5"))
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


def test_a_level_counts_through_where_word_does_not_restart_it() -> None:
    document = docx.Document()
    through = '<w:lvlRestart w:val="0"/>'
    after_parts = '<w:lvlRestart w:val="1"/>'
    levels = (level(0, "chineseCounting", "第%1编"), level(1, "chineseCounting", "第%2章", through))
    add_numbering(document, "".join((*levels, level(2, "chineseCounting", "第%3条", after_parts))))
    for depth in (0, 1, 2, 1, 2, 0, 1, 2):
        number(document.add_paragraph("茶"), depth=depth)
    labels = ("第一编", "第一章", "第一条", "第二章", "第二条", "第二编", "第三章", "第一条")
    assert texts(document) == [f"{label} 茶" for label in labels]


def test_a_western_level_that_is_not_restarted_counts_through_too() -> None:
    document = docx.Document()
    add_numbering(document, level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)", '<w:lvlRestart w:val="0"/>'))
    for depth in (0, 1, 0, 1):
        number(document.add_paragraph("tea"), depth=depth)
    assert texts(document) == ["1. tea", "a) tea", "2. tea", "b) tea"]


def test_a_list_that_only_names_a_style_of_lists_is_numbered_as_that_style_says() -> None:
    document = docx.Document()
    add_numbering(document, '<w:styleLink w:val="条款"/>' + level(0, "chineseCounting", "%1、"), ())
    root = document.part.numbering_part.element
    root.insert(
        0, parse_xml(f'<w:abstractNum {NAMES} w:abstractNumId="88"><w:numStyleLink w:val="条款"/></w:abstractNum>')
    )
    root.append(parse_xml(f'<w:num {NAMES} w:numId="88"><w:abstractNumId w:val="88"/></w:num>'))
    for text in ("采茶", "炒茶"):
        number(document.add_paragraph(text), 88)
    assert texts(document) == ["一、采茶", "二、炒茶"]


def test_a_list_may_have_a_level_of_its_own() -> None:
    document = docx.Document()
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "chineseCounting", "第%1条")}</w:lvlOverride>'
    add_numbering(document, level(0, "decimal", "%1."), ((77, own),))
    for text in ("雨天不采。", "锅温两百度。"):
        number(document.add_paragraph(text))
    assert texts(document) == ["第一条 雨天不采。", "第二条 锅温两百度。"]


@pytest.mark.parametrize(
    ("form", "pattern", "labels"),
    [
        ("chineseLegalSimplified", "%1、", ("壹、", "贰、")),
        ("ideographLegalTraditional", "%1、", ("壹、", "貳、")),
        ("ideographTraditional", "%1、", ("甲、", "乙、")),
        ("taiwaneseCounting", "%1、", ("一、", "二、")),
        ("decimalZero", "%1", ("01 ", "02 ")),
    ],
)
def test_forms_of_numbers(form: str, pattern: str, labels: tuple[str, str]) -> None:
    document = docx.Document()
    add_numbering(document, level(0, form, pattern))
    for text in ("茶", "水"):
        number(document.add_paragraph(text, "Heading 1"))
    assert texts(document) == [f"{labels[0]}茶", f"{labels[1]}水"]
