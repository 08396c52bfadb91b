"""What Word shows and its file holds otherwise than as text."""

import docx
import pytest
from docx.oxml import parse_xml

from knowledge.types import Note
from tests.knowledge.word import NAMES, add_numbering, add_xml, content, level, number, texts

BEGIN = '<w:r><w:fldChar w:fldCharType="begin">{}</w:fldChar></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


@pytest.mark.parametrize(
    ("data", "instruction", "shown"),
    [
        ('<w:checkBox><w:default w:val="1"/></w:checkBox>', "FORMCHECKBOX", "☑"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "FORMCHECKBOX", "☐"),
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="龙井"/><w:listEntry w:val="毛峰"/></w:ddList>',
            "FORMDROPDOWN",
            "毛峰",
        ),
        ("", r"eq \o\ac(○,3)", "③"),
        ("", r"EQ \o\ac(□,甲)", "甲"),
        ("", "PAGE", ""),
    ],
)
def test_fields_that_hold_no_text_of_their_own(data: str, instruction: str, shown: str) -> None:
    document = docx.Document()
    begin = BEGIN.format(f"<w:ffData>{data}</w:ffData>" if data else "", instruction)
    add_xml(document.add_paragraph("茶："), f"{begin}{END}<w:r><w:t>。</w:t></w:r>")
    assert texts(document) == [f"茶：{shown}。"]


def test_a_guide_to_the_sound_is_left_out_and_its_characters_stay() -> None:
    document = docx.Document()
    guide = "<w:rt><w:r><w:t>chá</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>茶</w:t></w:r></w:rubyBase>"
    add_xml(document.add_paragraph("喝"), f"<w:r><w:ruby>{guide}</w:ruby></w:r><w:r><w:t>吧。</w:t></w:r>")
    assert texts(document) == ["喝茶吧。"]


def test_what_is_marked_with_elements_of_its_own_is_read() -> None:
    document = docx.Document()
    add_xml(document.add_paragraph("喝"), '<w:customXml w:element="x"><w:r><w:t>茶</w:t></w:r></w:customXml>')
    assert texts(document) == ["喝茶"]


def test_embedded_objects_are_told() -> None:
    document = docx.Document()
    xml = (
        '<w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/></w:object>'
    )
    add_xml(document.add_paragraph("见下表。"), f"<w:r>{xml}</w:r>")
    assert texts(document) == ["见下表。"]
    assert content(document).notes == (Note("other-format", 1),)


def test_a_deleted_paragraph_leaves_no_number() -> None:
    document = docx.Document()
    add_numbering(document, level(0, "chineseCounting", "第%1条"))
    number(document.add_paragraph("雨天不采。"))
    deleted = number(document.add_paragraph())
    add_xml(deleted, '<w:del w:id="1" w:author="a"><w:r><w:delText>晚上也采。</w:delText></w:r></w:del>')
    deleted._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {NAMES}><w:del w:id="2" w:author="a"/></w:rPr>'))
    number(document.add_paragraph("当天炒完。"))
    assert texts(document) == ["第一条 雨天不采。", "第二条 当天炒完。"]


def test_bold_items_with_text_below_each_are_headings_as_if_typed() -> None:
    document = docx.Document()
    add_numbering(document, level(0, "decimal", "%1."))
    for heading, text in (("Picking", "Pick before April."), ("Roasting", "The pan must be hot.")):
        number(document.add_paragraph()).add_run(heading).bold = True
        document.add_paragraph(text)
    assert texts(document) == ["1. Picking", "Pick before April.", "2. Roasting", "The pan must be hot."]
    assert {block.kind for block in content(document).blocks} == {"paragraph"}
