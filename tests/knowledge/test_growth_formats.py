"""Long documents of each format: the time that reading takes grows no faster than they do."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl.workbook.workbook import Workbook

from knowledge.documents import load_document
from tests.growth import grows_linearly
from tests.knowledge.test_readers_office import deck, group, shape
from tests.knowledge.word import add_numbering, level, rewritten, saved

MOST = 20 * 2**20
LINE = "清明前后采下的茶叶香气最好泡三次还有味道雨天采的就差一些所以"


def body(xml: str) -> bytes:
    """A Word document with this body."""
    document = docx.Document()
    add_numbering(document, level(0, "chineseCounting", "第%1条") + level(1, "decimal", "%1.%2"))
    return rewritten(
        saved(document), "word/document.xml", lambda part: part.replace(b"<w:body>", b"<w:body>" + xml.encode())
    )


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


RUN = "<w:r><w:t>茶</w:t></w:r>"
LISTED = paragraph(RUN, '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="77"/></w:numPr>')
CELL = f"<w:tc>{paragraph(RUN)}</w:tc>"
BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r>'
BOLD = "<w:r><w:rPr><w:b/></w:rPr><w:t>茶</w:t></w:r>"
IN_TABLE = "<w:tbl><w:tr><w:tc>|<w:p/></w:tc></w:tr></w:tbl>"
IN_FIELD = '<w:fldSimple w:instr="A">|</w:fldSimple>'
RICH = rb"{\rtf1\ansi\ansicpg936 "
BOXED = f"<w:r><w:pict><w:txbxContent>{paragraph(RUN)}</w:txbxContent></w:pict></w:r>"


def nested(xml: str, around: str, count: int) -> str:
    opening, closing = around.split("|")
    return opening * count + xml + closing * count


def contents(lines: int) -> str:
    return "".join(f"第{number}章 茶 {number}\n" for number in range(lines))


def workbook(rows: int, columns: int, *, apart: int = 0) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for number in range(rows):
        sheet.append([f"茶{number}", *range(columns - 1)])
        if apart and number % apart == 0:
            sheet.append([])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


MADE: dict[str, tuple[str, Callable[[int], bytes], int]] = {
    "numbered lists": (".docx", lambda n: body(LISTED * n), 400),
    "a long table": (".docx", lambda n: body(f"<w:tbl>{f'<w:tr>{CELL * 2}</w:tr>' * n}</w:tbl>"), 300),
    "a table in itself": (".docx", lambda n: body(nested(paragraph(RUN), IN_TABLE, n // 20)), 800),
    "simple fields": (".docx", lambda n: body(paragraph(f'<w:fldSimple w:instr="SEQ">{RUN}</w:fldSimple>' * n)), 2_000),
    "simple fields in themselves": (".docx", lambda n: body(paragraph(nested(RUN, IN_FIELD, n // 20))), 2_000),
    "fields that never end": (".docx", lambda n: body(paragraph(RUN) + paragraph(BEGIN * n) + paragraph(RUN) * n), 800),
    "text boxes": (".docx", lambda n: body(paragraph(BOXED * n)), 800),
    "bold lines": (".docx", lambda n: body((paragraph(BOLD) + paragraph(RUN)) * n), 400),
    "boxes with many classes": (
        ".html",
        lambda n: f"<div class='{'navX ' * 20}'><p>茶</p></div><p>水</p>".encode() * n,
        800,
    ),
    "a box of many classes": (".html", lambda n: f"<div class='{'aB-c_d ' * n}'>茶</div>".encode(), 20_000),
    "links in boxes": (".html", lambda n: b"<div><a>x</a>" * n, 4_000),
    "invisible boxes": (".html", lambda n: b"<div style='visibility:hidden'><p>x</p>" * n, 4_000),
    "formulas in formulas": (".html", lambda n: b"<math><annotation encoding='application/x-tex'>x" * n, 2_000),
    "links of headings": (".html", lambda n: b"<h2><a href='#x'>" * n + "茶".encode(), 2_000),
    "bold text in itself": (".html", lambda n: b"<b>x" * n, 4_000),
    "rows of values": (".csv", lambda n: "茶,水,山\n".encode() * n, 8_000),
    "quoted values": (".csv", lambda n: '"茶""\n",'.encode() * n, 8_000),
    "tables apart": (".csv", lambda n: "茶,水\n一,2\n\n".encode() * n, 4_000),
    "a long sheet": (".xlsx", lambda n: workbook(n, 4), 4_000),
    "a wide sheet": (".xlsx", lambda n: workbook(20, n), 2_000),
    "tables apart on a sheet": (".xlsx", lambda n: workbook(n, 3, apart=2), 4_000),
    "wrapped lines": (".txt", lambda n: f"{LINE}\n".encode() * n, 8_000),
    "lines cut in words": (".txt", lambda n: (f"{'tea ' * 15}tea-\n").encode() * n, 4_000),
    "one paragraph of cut words": (".txt", lambda n: (f"{'t' * 60}-\n").encode() * n, 4_000),
    "tables between tabs": (".txt", lambda n: "茶\t水\n".encode() * n, 4_000),
    "a list of contents": (".txt", lambda n: "目录\n".encode() + (contents(n) * 2).encode(), 2_000),
    "clauses": (".txt", lambda n: "第一条 茶。\n（一）水。\n".encode() * n, 4_000),
    "questions": (".txt", lambda n: "问：茶？\n答：香。\n".encode() * n, 4_000),
    "bytes of a code page": (".rtf", lambda n: RICH + rb"\'b2\'e8" * n + b"}", 8_000),
    "bytes that are no characters": (".rtf", lambda n: RICH + rb"\'b2 \'ff\'ff\uc9\u33590 " * n + b"}", 2_000),
    "groups of shapes in each other": (".pptx", lambda n: deck(nested(shape("茶"), group("|"), n // 20)), 4_000),
    "shapes": (".pptx", lambda n: deck(group(shape("茶")) * n, notes={1: "水"}), 1_000),
}


def read(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    load_document(file, max_bytes=MOST)


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_a_long_document_is_read_in_linear_time(name: str, tmp_path: Path) -> None:
    ending, make, size = MADE[name]
    made = {n: make(n) for n in (size // 4, size)}
    assert grows_linearly(lambda n: read(tmp_path / f"a{ending}", made[n]), size)
