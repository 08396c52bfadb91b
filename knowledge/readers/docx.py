"""Read Word documents: the body in order, as Word shows it.

Tracked deletions and hidden text are left out; insertions and text boxes are read. Headers, footers, footnotes and
comments are not read.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from knowledge.errors import DocumentError
from knowledge.readers.archive import check_archive
from knowledge.readers.docx_numbering import Numbering
from knowledge.readers.docx_styles import Style, W, number_of, outline_of, read_styles, value_of
from knowledge.readers.formats import told_endings
from knowledge.readers.text import Content, clean, join_lines, paragraphs
from knowledge.types import Block

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .doc, or the envelope of an encrypted file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Errors that a damaged file causes: in zipfile (first line), and in lxml and python-docx, whose XML is broken or
# incomplete.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError),
    *(SyntaxError, KeyError, ValueError, AttributeError, TypeError),
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {W + "del", W + "moveFrom", W + "rt", W + "pPr", W + "rPr", _FALLBACK}
_BOX = W + "txbxContent"
_CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "t": ""}


class _File(NamedTuple):
    """The parts of a Word package that are read."""

    body: "Sequence[Element]"
    styles: "Element | None"
    numbering: "Element | None"
    title: str


def read(data: bytes, name: str) -> Content:
    """Return the document's blocks and title. Raises `DocumentError` ("damaged", "password", "unsupported")."""
    _check_envelope(data, name)
    try:
        check_archive(data, name)
        file = _open(data)
    except _DAMAGE as error:
        raise DocumentError("damaged", name=name) from error
    body = _Body(read_styles(file.styles), Numbering(file.numbering))
    for element in _parts(file.body):
        body.take(element)
    body.end_list()
    return Content(tuple(body.blocks), body.title or file.title or None)


def _check_envelope(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise DocumentError("password", name=name)
        raise DocumentError("unsupported", name=name, endings=told_endings())


def _open(data: bytes) -> _File:
    import docx

    document = docx.Document(BytesIO(data))  # does not resolve XML entities
    internal = (relation for relation in document.part.rels.values() if not relation.is_external)
    parts = {relation.reltype.rpartition("/")[2]: relation.target_part for relation in internal}
    roots = {kind: getattr(parts.get(kind), "element", None) for kind in ("styles", "numbering")}
    title = join_lines(clean(document.core_properties.title or "").split("\n"))
    return _File(document.element.body.getchildren(), roots["styles"], roots["numbering"], title)


def _descend(
    root: "Sequence[Element]", wanted: Collection[str], skipped: Collection[str] = _UNSEEN
) -> Iterator["Element"]:
    """Yield the ``wanted`` elements below ``root`` in order; do not look inside these or the ``skipped`` ones."""
    stack = [*reversed(root)]
    while stack:
        element = stack.pop()
        if element.tag in wanted:
            yield element
        elif element.tag not in skipped:
            stack += reversed(element)


def _parts(root: "Sequence[Element]") -> Iterator["Element"]:
    """Yield paragraphs and tables, those of a text box after the paragraph that holds it."""
    for element in _descend(root, (W + "p", W + "tbl")):
        yield element
        for box in _descend(element, (_BOX,)):
            yield from _parts(box)


def _text(paragraph: "Element") -> str:
    """Return the visible text of a paragraph, with line breaks as newlines."""
    runs = _descend(paragraph, (W + "r",), {*_UNSEEN, _BOX})
    shown = (run for run in runs if not _is_hidden(run))
    leaves = (leaf for run in shown for leaf in _descend(run, _CHARACTERS, {*_UNSEEN, _BOX}))
    return clean("".join(_CHARACTERS[leaf.tag] or leaf.text or "" for leaf in leaves)).strip()


def _is_hidden(run: "Element") -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and value_of(mark) not in ("0", "false", "off")


def _rows(table: "Element") -> Iterator[str]:
    """Yield a table's rows; a merged cell has its text once, and the cells that it covers below stay blank."""
    for row in _descend(table, (W + "tr",)):
        cells = (_descend(cell, (W + "p",)) for cell in _descend(row, (W + "tc",)))
        texts = [join_lines("\n".join(map(_text, lines)).split("\n")) for lines in cells]
        if any(texts):
            yield " | ".join(texts).strip()


@dataclass
class _Body:
    """The document's blocks so far."""

    styles: dict[str, Style]
    numbering: Numbering

    def __post_init__(self) -> None:
        self.blocks: list[Block] = []
        self.items: list[str] = []  # the lines of the list we are in
        self.title = ""

    def take(self, element: "Element") -> None:
        """Add a paragraph or a table."""
        if element.tag == W + "tbl":
            self.end_list()
            self.add(Block("table", "\n".join(_rows(element))))
        elif text := _text(element):
            self.take_paragraph(text, element.find(W + "pPr"))

    def take_paragraph(self, text: str, properties: "Element | None") -> None:
        """Add a paragraph as the kind of block that its style and its own properties make it."""
        style_id = "" if properties is None else value_of(properties.find(W + "pStyle"))
        style = self.styles.get(style_id, self.styles[""])
        number = number_of(properties) or style.number
        label = self.numbering.label(*number, style_id) if number else None
        if level := outline_of(properties) or style.level or int(style.is_title):
            self.end_list()
            self.add(_heading(text, label, level))
            if style.is_title and not self.title:
                self.title = self.blocks[-1].text
        elif style.is_list or label is not None:
            self.items.append(("- " if label is None else label) + join_lines(text.split("\n")))
        else:
            self.end_list()
            self.blocks += (Block("paragraph", part) for part in paragraphs(text))

    def end_list(self) -> None:
        """Add the lines of the current list as one block."""
        self.add(Block("list", "\n".join(self.items)))
        self.items.clear()

    def add(self, block: Block) -> None:
        """Add a block, unless it is blank."""
        if block.text:
            self.blocks.append(block)


def _heading(text: str, label: str | None, level: int) -> Block:
    number = "" if label is None or label.strip() == "-" else label
    return Block("heading", join_lines([number, *text.split("\n")]), level)
