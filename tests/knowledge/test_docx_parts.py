"""What stands in a Word document beside its paragraphs: contents, notes, formulas, drawings, changes."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from knowledge.readers.text import clean
from knowledge.readers.word.reading import read
from knowledge.types import Block, Note, NoteCode
from tests.knowledge.word import NAMES, add_style, add_xml, content, saved, texts

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RATIO = (
    f"<m:oMath {MATH}><m:r><m:t>损耗=</m:t></m:r><m:f><m:num><m:r><m:t>鲜叶-干茶</m:t></m:r></m:num>"
    "<m:den><m:r><m:t>鲜叶</m:t></m:r></m:den></m:f></m:oMath>"
)


def notes_part(document: docx.document.Document, kind: str, text: str) -> None:
    xml = f'<w:{kind}s {NAMES}><w:{kind} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}></w:{kind}s>'
    form = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    part = Part(PackURI(f"/word/{kind}s.xml"), form, xml.encode(), document.part.package)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    document.part.relate_to(part, f"{kinds}/{kind}s")


def field(instruction: str, *lines: str) -> list[str]:
    """The XML of the paragraphs of a field that shows ``lines``."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
    shown = [f"<w:r><w:t>{line}</w:t></w:r>" for line in lines]
    shown[0] = f'{begin}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown[0]}'
    shown[-1] += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return shown


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_the_text_of_a_note_stands_behind_its_paragraph(kind: str) -> None:
    document = docx.Document()
    notes_part(document, kind, "三家茶庄的账本。")
    add_xml(
        document.add_paragraph("春茶卖了四百斤"), f'<w:r><w:{kind}Reference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r>'
    )
    document.add_paragraph("夏茶少些。")
    assert texts(document) == ["春茶卖了四百斤¹。", "¹ 三家茶庄的账本。", "夏茶少些。"]


def test_a_formula_is_part_of_its_sentence() -> None:
    document = docx.Document()
    add_xml(document.add_paragraph("算法是"), f"{RATIO}<w:r><w:t>，以斤计。</w:t></w:r>")
    assert texts(document) == ["算法是损耗 = (鲜叶 - 干茶) / 鲜叶，以斤计。"]


def test_contents_that_word_made_are_left_out_and_told() -> None:
    document = docx.Document()
    document.add_heading("一、茶", 1)
    document.add_paragraph("茶香。")
    add_style(document, "toc 1")
    for text in ("一、茶\t1", "二、水\t3"):
        document.add_paragraph(text, "toc 1")
    for line in field(' TOC \\h \\z \\c "图" ', "图 1 茶园\t2", "图 2 水井\t4"):
        add_xml(document.add_paragraph(), line)
    document.add_paragraph("水甜。")
    assert texts(document) == ["一、茶", "茶香。", "水甜。"]
    assert content(document).notes == (Note("contents", 4),)


def test_contents_in_a_control_of_their_own_are_left_out_with_their_heading() -> None:
    document = docx.Document()
    kind = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    lines = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("目录", "一、茶 1"))
    document.element.body.insert(0, parse_xml(f"<w:sdt {NAMES}>{kind}<w:sdtContent>{lines}</w:sdtContent></w:sdt>"))
    document.add_paragraph("茶香。")
    assert texts(document) == ["茶香。"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<d:relIds xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"/>', "diagrams"),
        ('<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>', "charts"),
    ],
)
def test_a_drawing_whose_words_are_not_read_is_told(xml: str, code: NoteCode) -> None:
    document = docx.Document()
    add_xml(document.add_paragraph("见下图。"), f"<w:r><w:drawing>{xml}</w:drawing></w:r>")
    assert texts(document) == ["见下图。"]
    assert content(document).notes == (Note(code, 1),)


def test_comments_are_left_out_and_told() -> None:
    document = docx.Document()
    mark = '<w:r><w:commentReference w:id="0"/></w:r>'
    add_xml(document.add_paragraph("每斤九十元。"), mark)
    assert texts(document) == ["每斤九十元。"]
    assert content(document).notes == (Note("comments", 1),)


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_struck_out_text_is_left_out_and_told(mark: str) -> None:
    document = docx.Document()
    struck = f"<w:r><w:rPr><w:{mark}/></w:rPr><w:t>八十元</w:t></w:r>"
    add_xml(document.add_paragraph("每斤"), f"{struck}<w:r><w:t>九十元。</w:t></w:r>")
    assert texts(document) == ["每斤九十元。"]
    assert content(document).notes == (Note("struck-out", 1),)


def test_strict_open_xml_is_read() -> None:
    document = docx.Document()
    document.add_heading("一、茶", 1)
    document.add_paragraph("茶香。")
    file = BytesIO()
    base, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    with zipfile.ZipFile(BytesIO(saved(document))) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            for kind in (b"officeDocument", b"wordprocessingml", b"drawingml"):
                text = text.replace(base + kind + b"/2006/", strict + kind + b"/")
            new.writestr(part, text)
    assert read(file.getvalue(), "a.docx").blocks == (Block("heading", "一、茶", 1), Block("paragraph", "茶香。"))


def test_bold_lines_that_are_larger_than_the_text_are_headings() -> None:
    document = docx.Document()
    for text, size in (("茶庄手册", 22), ("采茶", 16), ("清明前采。", 0), ("炒茶", 16), ("锅要热。", 0)):
        run = document.add_paragraph().add_run(text)
        if size:
            run.bold, run.font.size = True, docx.shared.Pt(size)
    assert [(block.text, block.level) for block in content(document).blocks] == [
        ("茶庄手册", 1),
        ("采茶", 2),
        ("清明前采。", 0),
        ("炒茶", 2),
        ("锅要热。", 0),
    ]


def test_what_a_field_shows_is_read() -> None:
    document = docx.Document()
    add_xml(document.add_paragraph("表 "), '<w:fldSimple w:instr=" SEQ 表 "><w:r><w:t>3</w:t></w:r></w:fldSimple>')
    (line,) = field(" REF a ", "表 3")
    add_xml(document.add_paragraph("见"), line)
    assert texts(document) == ["表 3", "见表 3"]


def test_a_caption_and_two_rows_of_heads() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for number, text in enumerate(["品种", "价格", "价格", "品种", "春", "秋", "龙井", "300", "200"]):
        table.cell(number // 3, number % 3).text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "价格"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "品种"
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {NAMES}/>"))
    document.add_paragraph("表 1 价格", "Caption")
    assert texts(document) == ["表 1 价格", "品种 | 价格 春 | 价格 秋\n龙井 | 300 | 200"]


def test_boxes_ticked_and_symbols_and_hyphens() -> None:
    document = docx.Document()
    box = "<w:sdt><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    symbol = '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
    add_xml(document.add_paragraph(), f"{box}<w:r><w:t>同意</w:t></w:r>{symbol}<w:r><w:t>已买</w:t></w:r>")
    add_xml(document.add_paragraph("软"), "<w:r><w:softHyphen/><w:t>连</w:t><w:tab/><w:t>字</w:t></w:r>")
    assert list(map(clean, texts(document))) == ["☒同意☑已买", "软连 字"]
