"""Reading Word documents."""

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from knowledge.errors import DocumentError
from knowledge.readers.word.reading import read
from knowledge.types import Block
from tests.knowledge.word import NAMES, add_style, add_xml, content, rewritten, saved, texts

BOX = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"


def error_code(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data, "a.docx")
    return caught.value.code


def test_blocks_in_document_order() -> None:
    document = docx.Document()
    document.add_heading("一、行业", 1)
    document.add_paragraph("正文。")
    document.add_table(1, 2).rows[0].cells[1].text = "12"
    document.add_heading("1. 概述", 2)
    for style in ("List Bullet", "List Bullet 2", "List Number", "List Number"):
        document.add_paragraph("项", style=style)
    document.add_paragraph("末")
    assert content(document).blocks == (
        Block("heading", "一、行业", 1),
        Block("paragraph", "正文。"),
        Block("table", "12"),
        Block("heading", "1. 概述", 2),
        Block("list", "- 项"),
        Block("list", "- 项"),
        Block("list", "1. 项\n2. 项"),
        Block("paragraph", "末"),
    )


@pytest.mark.parametrize(("name", "level"), [("标题 1", 1), ("標題 2", 2), ("标题3", 3), ("heading 4", 4)])
def test_localised_heading_styles(name: str, level: int) -> None:
    document = docx.Document()
    if not name.startswith("heading"):
        add_style(document, name)
    document.add_paragraph("题", style=name.replace("heading", "Heading"))
    assert content(document).blocks == (Block("heading", "题", level),)


def test_outline_levels_make_headings() -> None:
    document = docx.Document()
    add_style(document, "小节", '<w:outlineLvl w:val="2"/>')
    add_style(document, "小小节")
    document.styles["小小节"].base_style = document.styles["小节"]
    add_style(document, "正文体", '<w:outlineLvl w:val="9"/>')
    for name in ("小节", "小小节", "正文体"):
        document.add_paragraph("文", style=name)
    own = document.add_paragraph("自")
    own._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {NAMES} w:val="0"/>'))
    assert [block.level for block in content(document).blocks] == [3, 3, 0, 1]


def test_the_title() -> None:
    document = docx.Document()
    document.add_paragraph("文")
    assert content(document).title is None
    document.core_properties.title = "属性标题"
    assert content(document).title == "属性标题"
    document.add_paragraph("战略报告", style="Title")
    assert (content(document).title, content(document).blocks[-1]) == ("战略报告", Block("heading", "战略报告", 1))


def test_merged_cells_stand_in_each_row_and_head_each_column() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for number in range(9):
        table.cell(number // 3, number % 3).text = str(number)
    table.cell(0, 1).text = table.cell(2, 0).text = ""
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert texts(document) == ["0 | 0 | 2\n3 | 4 | 5\n3 | 7 | 8"]


def test_a_table_for_layout_is_none() -> None:
    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.paragraphs[0].style = "Heading 1"
    frame.paragraphs[0].add_run("一、渠道")
    frame.add_paragraph("文")
    frame.add_table(1, 2).rows[0].cells[0].text = "内"
    frame.tables[0].cell(0, 1).text = "外"
    assert content(document).blocks[:2] == (Block("heading", "一、渠道", 1), Block("paragraph", "文"))
    assert texts(document)[2] == "内 | 外"


def test_what_is_seen_is_read_and_nothing_else() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("前")
    add_xml(paragraph, '<w:ins w:id="1" w:author="a"><w:r><w:t>插</w:t></w:r></w:ins>')
    add_xml(paragraph, '<w:del w:id="2" w:author="a"><w:r><w:delText>删</w:delText><w:t>删</w:t></w:r></w:del>')
    add_xml(paragraph, '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>移</w:t></w:r></w:moveFrom>')
    add_xml(paragraph, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>")
    add_xml(paragraph, '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>')
    add_xml(paragraph, "<w:r><w:instrText>PAGE</w:instrText></w:r>")
    add_xml(paragraph, "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>(2) c</w:t></w:r>")
    assert texts(document) == ["前插显a b", "(2) c"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    document = docx.Document()
    both = f"<mc:Choice Requires='wps'>{BOX}</mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback>"
    add_xml(document.add_paragraph("前"), f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    document.add_paragraph("后")
    assert texts(document) == ["前", "框", "后"]


def test_content_controls_are_read() -> None:
    document = docx.Document()
    control = f"<w:sdt {NAMES}><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(control))
    assert texts(document) == ["控件"]


def test_a_style_based_on_itself_ends() -> None:
    document = docx.Document()
    add_style(document, "圈", '<w:outlineLvl w:val="1"/>')
    document.styles["圈"].base_style = document.styles["圈"]
    document.add_paragraph("文", "圈")
    assert content(document).blocks[0].level == 2


def test_ole_containers() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    assert error_code(ole + "EncryptedPackage".encode("utf-16-le")) == "password"
    assert error_code(ole + "WordDocument".encode("utf-16-le")) == "unsupported"


def test_an_encrypted_zip_wants_its_password() -> None:
    data = bytearray(saved(docx.Document()))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory's first entry
    assert error_code(bytes(data)) == "password"


@pytest.mark.parametrize("size", [21 * 2**20, 201 * 2**20])
def test_zip_bombs_are_not_unpacked(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = rewritten(saved(docx.Document()), "word/document.xml", lambda _: b" " * size)
    monkeypatch.setattr("docx.Document", lambda _: pytest.fail("unpacked"))
    assert error_code(data) == "damaged"


def test_external_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("MARK")
    entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "INNER">]>'.encode()
    data = rewritten(
        saved(document),
        "word/document.xml",
        lambda xml: xml.replace(b"<w:document", entity + b"<w:document", 1).replace(b"MARK", b"MARK&x;&y;"),
    )
    assert [block.text for block in read(data, "a.docx").blocks] == ["MARK"]


@pytest.mark.parametrize("part", ["[Content_Types].xml", "word/document.xml", "word/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("xml", [b"", b"<a", b"<a/>"], ids=["empty", "broken", "other"])
def test_broken_parts_are_damage(part: str, xml: bytes) -> None:
    data = rewritten(saved(docx.Document()), part, lambda _: xml)
    if (part, xml) == ("word/styles.xml", b"<a/>"):
        assert read(data, "a.docx").blocks == ()  # a document does not need its styles
    else:
        assert error_code(data) == "damaged"
