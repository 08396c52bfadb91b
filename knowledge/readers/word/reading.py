"""Read Word documents: the body in order, as Word shows it.

Tracked deletions, struck-out and hidden text are left out; insertions, text boxes and notes are read. Headers, footers
and comments are not read.
"""

import re
import zipfile
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from knowledge.errors import DocumentError
from knowledge.readers.archive import DAMAGE, check_archive, read_parts, write_parts
from knowledge.readers.formats import PANDOC_FORMATS, told_endings
from knowledge.readers.pandoc import Parse, parse_beside
from knowledge.readers.text import Content, clean, join_lines
from knowledge.readers.tree import read_tree
from knowledge.readers.word.numbering import Numbering
from knowledge.readers.word.prepare import heading_style_id, write_out
from knowledge.readers.word.styles import read_styles
from knowledge.types import Note

if TYPE_CHECKING:
    from docx.document import Document

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .doc, or the envelope of an encrypted file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# "Strict Open XML" says the same in other namespaces.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
)
_BODY = "word/document.xml"
_XML = re.compile(r"\.(?:xml|rels)\Z")
_LEVELS = range(1, 10)
_PARSE = partial(parse_beside, form=PANDOC_FORMATS[".docx"])


def read(data: bytes, name: str, parse: Parse = _PARSE) -> Content:
    """Return the document's blocks and title. Raises `DocumentError` ("damaged", "password", "unsupported")."""
    _check_envelope(data, name)
    try:
        check_archive(data, name)
        prepared, title, notes = _prepared(data)
    except DAMAGE as error:
        raise DocumentError("damaged", name=name) from error
    content = read_tree(parse(prepared, name))
    return Content(content.blocks, title or None, (*notes, *content.notes))


def _check_envelope(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise DocumentError("password", name=name)
        raise DocumentError("unsupported", name=name, endings=told_endings())


def _prepared(data: bytes) -> tuple[bytes, str, tuple[Note, ...]]:
    """Return the package as pandoc can read all of it, the title that its properties state, notes on what is lost."""
    import docx

    document = docx.Document(BytesIO(_transitional(data)))  # does not resolve XML entities
    internal = (relation for relation in document.part.rels.values() if not relation.is_external)
    parts = {relation.reltype.rpartition("/")[2]: relation.target_part for relation in internal}
    roots = {kind: getattr(parts.get(kind), "element", None) for kind in ("styles", "numbering")}
    title, notes = write_out(document.element.body, read_styles(roots["styles"]), Numbering(roots["numbering"]))
    title = title or join_lines(clean(document.core_properties.title or "").split("\n"))
    _add_heading_styles(document)
    _drop_entities(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue(), title, notes


def _drop_entities(document: "Document") -> None:
    """Take out what an XML document defines for itself, which no word processor writes, and pandoc refuses."""
    from lxml import etree

    etree.strip_elements(document.element, etree.Entity, with_tail=False)
    document.element.getroottree().docinfo.clear()


def _add_heading_styles(document: "Document") -> None:
    """Add the styles that `write_out` gives to headings; pandoc knows them by their names."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for level in _LEVELS:
        style = OxmlElement("w:style", {qn("w:type"): "paragraph", qn("w:styleId"): heading_style_id(level)})
        style.append(OxmlElement("w:name", {qn("w:val"): f"heading {level}"}))
        document.styles.element.append(style)


def _transitional(data: bytes) -> bytes:
    """Return a package in the namespaces that all programs know."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        if _BODY not in package.namelist() or _STRICT not in package.read(_BODY):
            return data
    parts = read_parts(data).items()
    return write_parts({part: _replaced(content) if _XML.search(part) else content for part, content in parts})


def _replaced(content: bytes) -> bytes:
    for strict, transitional in _TRANSITIONAL:
        content = content.replace(strict, transitional)
    return content
