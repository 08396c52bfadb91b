"""Reading OpenDocument texts, rich text, e-books and slides."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pypandoc
import pytest

from knowledge.documents import load_document
from knowledge.errors import DocumentError
from knowledge.readers import read_document
from knowledge.readers.archive import read_parts, write_parts
from knowledge.readers.office.rich_text import with_unicode
from knowledge.types import Block, Note, Source
from tests.knowledge.test_readers import write

MARKDOWN = """\
---
title: 茶庄手册
---

# 一、采茶

清明前采[^1]。雨天~~也采~~停采，损耗 $x^2=\\frac{a+b}{c}$。

[^1]: 三家茶庄。

- 看天
    - 晴天

## 1. 价格

| 品种 | 价 |
|------|----|
| 龙井 | 300 |
"""
RTF = rb"{\rtf1\ansi\ansicpg%b\deff0{\fonttbl{\f0 SimSun;}}\pard %b\par}"
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GROUP = "<p:nvGrpSpPr><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"


def read(folder: Path, name: str, data: bytes) -> Source:
    return read_document(write(folder, name, data), max_bytes=2**20)


def made(folder: Path, form: str) -> Source:
    file = folder / f"a.{form}"
    pypandoc.convert_text(MARKDOWN, form, format="markdown", outputfile=str(file), extra_args=["--standalone"])
    return read_document(file, max_bytes=2**20)


@pytest.mark.parametrize("form", ["odt", "epub"])
def test_texts_and_books_are_read_like_other_documents(tmp_path: Path, form: str) -> None:
    source = made(tmp_path, form)
    assert load_document(tmp_path / f"a.{form}", max_bytes=2**20).title == "茶庄手册"
    assert Block("heading", "一、采茶", 1) in source.blocks
    assert Block("heading", "1. 价格", 2) in source.blocks
    assert Block("paragraph", "¹ 三家茶庄。") in source.blocks
    assert Block("list", "- 看天\n  - 晴天") in source.blocks
    assert Block("table", "品种 | 价\n龙井 | 300", heads=1) in source.blocks
    assert source.notes == (Note("struck-out", 1),)


def rich_text(folder: Path, text: bytes, code_page: bytes = b"936") -> list[str]:
    return [block.text for block in read(folder, "a.rtf", RTF % (code_page, text)).blocks]


@pytest.mark.parametrize(
    ("code_page", "text"),
    [
        (b"936", rb"\'b2\'e8\'d7\'af"),
        (b"950", rb"\'af\'f9\'b2\'f8"),
        (b"936", rb"\'b2\'e8" + b"\r\n" + rb"\'d7\'af"),
        (b"936", b"\xb2\xe8\xd7\xaf"),
        (b"1252", rb"\u33590?\u24196?"),
        (b"936", rb"\uc2\u33590\'b2\'e8\u24196\'d7\'af"),
        (b"936", rb"{\uc0\u33590 }\u24196\'d7"),
    ],
)
def test_chinese_in_rich_text_is_read_in_every_way_of_writing_it(tmp_path: Path, code_page: bytes, text: bytes) -> None:
    expected = "荼莊" if code_page == b"950" else "茶庄"
    given = expected.encode("cp950") if code_page == b"950" else b""
    text = b"".join(rb"\'%02x" % byte for byte in given) or text
    assert rich_text(tmp_path, text, code_page) == [expected]


def test_fonts_tell_what_the_code_page_does_not() -> None:
    text = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset134 SimSun;}}\f0\'b2\'e8}"
    assert rb"\u33590 " in with_unicode(text)


def test_western_letters_signs_and_rare_characters_in_rich_text(tmp_path: Path) -> None:
    assert rich_text(tmp_path, rb"caf\'e9 \{x\} \u8226?tea", b"1252") == ["café {x} •tea"]
    assert rich_text(tmp_path, rb"\'81A\'b7") == ["丄·"]  # a second byte that is a letter; a byte alone
    assert rich_text(tmp_path, rb"\u-10179?\u-8704?!") == ["😀!"]


def test_a_footnote_in_rich_text_is_read(tmp_path: Path) -> None:
    note = rb"{\super \chftn{\footnote \pard\plain {\super \chftn} \'c8\'fd\'bc\'d2}}"
    assert rich_text(tmp_path, rb"\'b2\'e8" + note) == ["茶¹", "¹ 三家"]


def shape(*lines: str, kind: str = "body") -> str:
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    holder = f'<p:nvSpPr><p:cNvPr id="2" name=""/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
    return f"<p:sp>{holder}<p:spPr/><p:txBody><a:bodyPr/>{text}</p:txBody></p:sp>"


def group(*shapes: str) -> str:
    return f"<p:grpSp>{GROUP}{''.join(shapes)}</p:grpSp>"


def relations(items: Mapping[str, tuple[str, str]]) -> str:
    listed = (
        f'<Relationship Id="{name}" Type="{KINDS}/{kind}" Target="{part}"/>' for name, (kind, part) in items.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(listed)}</Relationships>'


def deck(*slides: str, notes: Mapping[int, str] = {}, hidden: int = 0) -> bytes:
    """A file of slides made of shapes, with notes by the slide's number."""
    names = {f"rId{number}": ("slide", f"slides/slide{number}.xml") for number in range(1, len(slides) + 1)}
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="{name}"/>' for n, name in enumerate(names))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations({"rId1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"<p:presentation {NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(names),
    }
    for number, shapes in enumerate(slides, start=1):
        shown = ' show="0"' if number == hidden else ""
        tree = f"<p:cSld><p:spTree>{GROUP}{shapes}</p:spTree></p:cSld>"
        parts[f"ppt/slides/slide{number}.xml"] = f"<p:sld {NAMES}{shown}>{tree}</p:sld>"
        if number in notes:
            tree = f"<p:cSld><p:spTree>{GROUP}{shape('7', kind='sldNum')}{shape(notes[number])}</p:spTree></p:cSld>"
            parts[f"ppt/notesSlides/n{number}.xml"] = f"<p:notes {NAMES}>{tree}</p:notes>"
            to_notes = relations({"rId1": ("notesSlide", f"../notesSlides/n{number}.xml")})
            parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = to_notes
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def test_each_slide_is_a_section_with_its_groups_and_notes(tmp_path: Path) -> None:
    data = deck(
        shape("茶庄介绍", kind="ctrTitle") + shape("青茶有限公司", kind="subTitle"),
        shape("1. 采茶", kind="title") + shape("看天", "看芽") + group(shape("组里"), group(shape("组里的组"))),
        shape("2. 炒茶", kind="title") + shape("锅要热") + shape("3", kind="sldNum") + shape("页脚", kind="ftr"),
        notes={2: "讲的时候说雨天停采。"},
    )
    source = read(tmp_path, "a.pptx", data)
    assert source.title == "茶庄介绍"
    assert [(block.kind, block.text) for block in source.blocks] == [
        ("heading", "茶庄介绍"),
        ("paragraph", "青茶有限公司"),
        ("heading", "1. 采茶"),
        *(("paragraph", text) for text in ("看天", "看芽", "组里", "组里的组", "讲的时候说雨天停采。")),
        ("heading", "2. 炒茶"),
        ("paragraph", "锅要热"),
    ]


def test_a_hidden_slide_is_left_out_and_told(tmp_path: Path) -> None:
    slides = [
        shape(title, kind="title") + shape(text)
        for title, text in (("茶", "茶香。"), ("藏", "秘密。"), ("水", "水甜。"))
    ]
    source = read(tmp_path, "a.pptx", deck(*slides, hidden=2))
    assert [block.text for block in source.blocks] == ["茶", "茶香。", "水", "水甜。"]
    assert source.notes == (Note("hidden-slides", 1),)


@pytest.mark.parametrize(
    ("text", "heading"), [("水开了", "幻灯片 2"), ("水開了", "投影片 2"), ("The water boils", "Slide 2")]
)
def test_a_slide_without_a_title_is_named_in_its_language(tmp_path: Path, text: str, heading: str) -> None:
    source = read(tmp_path, "a.pptx", deck(shape("Tea", kind="title"), shape(text)))
    assert source.blocks[1:] == (Block("heading", heading, 2), Block("paragraph", text))


def test_formulas_of_open_document_texts_are_lines_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    text = r"利润 $m=\frac{a+b}{c}$，面积 $x^2$，$\sqrt{y}$。"
    pypandoc.convert_text(text, "odt", format="markdown", outputfile=str(path))
    assert [block.text for block in read_document(path, max_bytes=2**20).blocks] == ["利润 m=(a+b) / c，面积 x^2，√y。"]


def test_comments_in_open_document_texts_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    pypandoc.convert_text("茶香。MARK水甜。", "odt", format="markdown", outputfile=str(path))
    parts = read_parts(path.read_bytes())
    comment = "<office:annotation><text:p>再核对</text:p></office:annotation>".encode()
    parts["content.xml"] = parts["content.xml"].replace(b"MARK", comment)
    path.write_bytes(write_parts(parts))
    source = read_document(path, max_bytes=2**20)
    assert [block.text for block in source.blocks] == ["茶香。水甜。"]
    assert source.notes == (Note("comments", 1),)


@pytest.mark.parametrize("name", ["a.odt", "a.epub", "a.pptx", "a.xlsx"])
@pytest.mark.parametrize("data", [b"text", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_such_file_is_damaged(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, name, data)
    assert caught.value.code == "damaged"
