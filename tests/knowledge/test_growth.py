"""Long and deeply nested documents: the time that reading takes grows no faster than they do, or they are refused."""

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from reportlab.pdfgen.canvas import Canvas

from knowledge.documents import load_document
from knowledge.errors import DocumentError
from tests.growth import grows_linearly

MOST = 20 * 2**20
SIZE = 4_000  # repetitions: below the number of short lines that is read in any case
NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DAMAGE = "業(yè)業(yè)業(yè)"

TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    # One character more than before doubled the time.
    "a rule, then a nested list": (".md", lambda n: "---\n# R\n" + "    - a\n" * (n * 12 // SIZE)),
    "front matter of dashes and colons": (".md", lambda n: "---\n" + "- :\n" * (n * 20 // SIZE) + "x"),
    # The time grew with the square of the length, or faster.
    "front matter of white space": (".md", lambda n: "---\ntitle: a" + " " * n + "b\n---\ntext"),
    "lines of wide spaces": (".md", lambda n: "text\n" + "\u3000\n" * n),
    "dots": (".md", lambda n: "a" + "." * n + "b"),
    "dotted lines": (".txt", lambda n: "a" + "......  " * n + "b"),
    "a point of short lines": (".txt", lambda n: "(1) a\n" + "bbbb\n" * n),
    "cells between blanks": (".txt", lambda n: "a   b   c\n" * n + "a   " * n + "b"),
    "a chapter's number before blanks": (".txt", lambda n: "text\n" + "chapter a" + " " * (n * 8) + "!"),
    "one long paragraph": (".txt", lambda n: "a. B" * n),
    "torn characters": (".txt", lambda n: DAMAGE + "能?qū)崿F(xiàn)" * n),
    "torn characters without pinyin": (".txt", lambda n: DAMAGE + "好\ue000" * n + "?\ue000"),
    "marks above and below a letter": (".txt", lambda n: "a" + "\u0315\u0300\u0327" * n),
    "nested lists": (".html", lambda n: "<ul><li>x" * n),
    "nested tables": (".html", lambda n: "<table><tr><td>x" * n),
    "nested headers": (".html", lambda n: "<header>" * n + "</header>" * n + "text"),
    "nested forms": (".html", lambda n: "<form>" * n + "</form>" * n + "text"),
    "scripts between paragraphs": (".html", lambda n: "<p>x</p><script></script>" * n),
    "hidden paragraphs": (".html", lambda n: "<p>y</p><p hidden>x</p>" * n),
    "lines of all sizes": (
        ".html",
        lambda n: "".join(f"<p style='font-size:{i % 900}.{i // 900}px'>ab</p>" for i in range(n)),
    ),
    "tags that never end": (".html", lambda n: "<meta " * n + ">text"),
    # These grew no faster before; they are here because a library or a pattern of that kind easily does.
    "open brackets": (".md", lambda n: "[" * n),
    "open pictures": (".md", lambda n: "![" * (n // 4)),
    "pictures in pictures": (".md", lambda n: "![" * (n // 4) + "](u)" * (n // 4)),
    "attributes without an end": (".md", lambda n: "{" + "a=" * n),
    "open links": (".md", lambda n: "[a](<b" * n),
    "emphasis": (".md", lambda n: "*a_ " * n),
    "code of all lengths": (".md", lambda n: "".join("e" + "`" * i for i in range(int(n**0.5)))),
    "open comments": (".md", lambda n: "a <!-- " * n),
    "open sections": (".md", lambda n: "a <![CDATA[" * (n // 4)),
    "quotations": (".md", lambda n: "> " * n + "text\n\ntext"),
    "many references": (".md", lambda n: "".join(f"[a{i}]: b\n" for i in range(n)) + "[a1]"),
    "a wide table": (".md", lambda n: f"|{'a|' * n}\n|{'-|' * n}\n" + "b\n" * n),
    "many wide tables": (".md", lambda n: (f"|{'a|' * 100}\n|{'-|' * 100}\n" + "b\n" * 100 + "\n") * (n // 100)),
    "dollars": (".md", lambda n: "$a " * n),
    "double dollars": (".md", lambda n: "$$a\n" * (n // 2)),
    "escaped dollars": (".md", lambda n: "\\" * n + "$a$" * n),
    "definitions": (".md", lambda n: "a\n: b\n\n" * (n // 4)),
    "unused footnotes": (".md", lambda n: "".join(f"[^{i}]: b\n\n" for i in range(n // 4))),
    "wiki links": (".md", lambda n: "[[a|" * (n // 4)),
    "boxes of a site": (".md", lambda n: '=== "a"\n\n    b\n\n' * (n // 8)),
    "marks of notes nobody sees": (".md", lambda n: "%%a" * n),
    "pairs of lines": (".md", lambda n: "甲：乙\n" * n),
    "an inline outline": (".txt", lambda n: "一、a1.b(1)c" * n),
    "unreadable characters": (".txt", lambda n: "\ufffd" * n),
    "attributes": (".html", lambda n: f"<p {' '.join(f'a{i}=b' for i in range(n))}>text</p>"),
    "nested articles": (".html", lambda n: "<article><header>x" * n),
}


def read(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    load_document(folder / name, max_bytes=MOST)


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_is_read_in_linear_time(name: str, tmp_path: Path) -> None:
    ending, text = TEXTS[name]
    assert grows_linearly(lambda size: read(tmp_path, f"a{ending}", text(size).encode()), SIZE)


def numbered(levels: str, paragraphs: int) -> bytes:
    """A Word document whose paragraphs have the style that the list's ``levels`` number."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum w:abstractNumId="77" {NAMES}>{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num w:numId="77" {NAMES}><w:abstractNumId w:val="77"/></w:num>'))
    for _ in range(paragraphs):
        properties = document.add_paragraph("text")._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pStyle w:val="Points" {NAMES}/>'))
        properties.append(parse_xml(f'<w:numPr {NAMES}><w:numId w:val="77"/></w:numPr>'))
    return saved(document)


def level(number: int, form: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="Points"/><w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def styled(styles: int) -> bytes:
    """A Word document with a chain of ``styles``, each based on the next."""
    document = docx.Document()
    document.add_paragraph("text")
    for number in range(styles):
        base = f'<w:basedOn w:val="s{number + 1}"/>'
        document.styles.element.append(parse_xml(f'<w:style w:styleId="s{number}" {NAMES}>{base}</w:style>'))
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


WORD: dict[str, tuple[Callable[[int], bytes], int]] = {
    "styles based on each other": (styled, 2_000),
    "levels of a list": (lambda n: numbered(level(n * 100, "decimal", "%1."), n // 4), 400),
    "a long pattern of numbers": (lambda n: numbered(level(0, "decimal", "%1." * n * 20), n), 400),
    "a large number in letters": (lambda n: numbered(level(0, "lowerLetter", "%1.", n * 1000), n), 400),
}


@pytest.mark.parametrize("name", WORD)
def test_a_word_document_is_read_in_linear_time(name: str, tmp_path: Path) -> None:
    make, size = WORD[name]
    made = {n: make(n) for n in (size // 4, size)}
    assert grows_linearly(lambda n: read(tmp_path, "a.docx", made[n]), size)


def paragraph_pdf(lines: int) -> bytes:
    """A page with one paragraph of ``lines`` lines."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(2_000, 14.0 * lines + 100))
    text = canvas.beginText(50, 14.0 * lines + 50)
    for _ in range(lines):
        text.textLine("and it goes on over the whole line of the page " * 4)
    canvas.drawText(text)
    canvas.save()
    return file.getvalue()


def test_a_long_paragraph_on_a_page_is_read_in_linear_time(tmp_path: Path) -> None:
    made = {lines: paragraph_pdf(lines) for lines in (50, 200)}
    assert grows_linearly(lambda lines: read(tmp_path, "a.pdf", made[lines]), 200)


def drawn(texts: Iterable[tuple[float, float, float, str]], width: float, height: float) -> bytes:
    """A page with ``texts``: from the left, from below, size, text."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(width, height))
    for left, up, size, text in texts:
        canvas.setFont("Helvetica", size)
        canvas.drawString(left, up, text)
    canvas.save()
    return file.getvalue()


PAGES: dict[str, Callable[[int], bytes]] = {
    "single characters": lambda n: drawn(((i * 97 % 1900, i * 61 % n + 10, 9, "x") for i in range(n)), 2_000, n + 40),
    "marks beside each other": lambda n: drawn(
        ((20 + i * 4, 100 + i % 3, 6 + i % 4, "1") for i in range(n)), n * 5, 200
    ),
    "cells": lambda n: drawn(((i % 8 * 60 + 20, i // 8 * 12 + 20, 9, f"c{i}") for i in range(n)), 600, n * 2 + 40),
    "columns": lambda n: drawn(
        ((i % 3 * 190 + 20, i // 3 * 12 + 20, 9, "and it goes on over the line") for i in range(n)), 600, n * 4 + 40
    ),
    "large print": lambda n: drawn(
        ((20 + i % 2, i * 12 + 20, 9 + i % 2 * 9, "x" * (2 - i % 2)) for i in range(n)), 600, n * 12 + 40
    ),
    "notes": lambda n: drawn(
        ((20, 20 + i * 8, 6 if i < n else 12, f"[{i % 99}] note") for i in range(n + n // 2)), 600, n * 12 + 90
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_linear_time(name: str, tmp_path: Path) -> None:
    made = {n: PAGES[name](n) for n in (150, 600)}
    assert grows_linearly(lambda n: read(tmp_path, "a.pdf", made[n]), 600)


@pytest.mark.parametrize(("ending", "mark"), [(".txt", "a\n"), (".md", "- a\n"), (".md", "[a"), (".md", "<b ")])
def test_a_text_of_nothing_but_marks_is_refused_at_once(ending: str, mark: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, f"a{ending}", mark.encode() * 100_000)
    assert (caught.value.code, caught.value.details) == ("too-dense", {"name": f"a{ending}"})


def test_a_large_text_of_short_lines_is_read(tmp_path: Path) -> None:
    read(tmp_path, "a.md", "十六个字节一行\n".encode() * 25_000)
