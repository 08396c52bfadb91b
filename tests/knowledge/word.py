"""Word documents that tests make, and what is read of them."""

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from knowledge.readers.text import Content
from knowledge.readers.word.reading import read

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def content(document: Document) -> Content:
    return read(saved(document), "a.docx")


def texts(document: Document) -> list[str]:
    return [block.text for block in content(document).blocks]


def add_xml(paragraph: Paragraph, xml: str) -> None:
    paragraph._p.extend(parse_xml(f"<w:p {NAMES}>{xml}</w:p>"))


def add_style(document: Document, name: str, properties: str = "") -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().extend(parse_xml(f"<w:pPr {NAMES}>{properties}</w:pPr>"))


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a package with one of its parts changed."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return file.getvalue()


def level(depth: int, form: str, pattern: str, more: str = "") -> str:
    """A level of a list, as the part that defines numberings has it."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def add_numbering(document: Document, levels: str, lists: Iterable[tuple[int, str]] = ((77, ""),)) -> None:
    """Define lists of the same levels, each by its id and with what it says otherwise."""
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {NAMES} w:abstractNumId="77">{levels}</w:abstractNum>'))
    for number, override in lists:
        xml = f'<w:num {NAMES} w:numId="{number}"><w:abstractNumId w:val="77"/>{override}</w:num>'
        root.append(parse_xml(xml))


def number(paragraph: Paragraph, list_id: int = 77, depth: int = 0) -> Paragraph:
    """Put a paragraph into a list."""
    xml = f'<w:numPr {NAMES}><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    return paragraph
