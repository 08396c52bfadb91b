"""Write out in an OpenDocument text what pandoc leaves out without a word; count what is lost."""

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

from knowledge.readers.archive import read_parts, write_parts
from knowledge.readers.formula import formula_text
from knowledge.readers.office.open_text_numbers import write_numbers_out
from knowledge.readers.office.open_text_parts import write_parts_out
from knowledge.types import Note

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_COMMENT = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}chart"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MAX_DEPTH = 50  # of a formula; deeper ones are no line that anybody reads
_TEX: dict[str, Callable[..., str]] = {
    "mfrac": lambda above="", below="": rf"\frac{{{above}}}{{{below}}}",
    "msup": lambda base="", power="": f"{base}^{{{power}}}",
    "msub": lambda base="", index="": f"{base}_{{{index}}}",
    "msubsup": lambda base="", index="", power="": f"{base}_{{{index}}}^{{{power}}}",
    "msqrt": lambda *inner: rf"\sqrt{{{''.join(inner)}}}",
    "annotation": lambda *_: "",
}


def prepare(data: bytes) -> tuple[bytes, str, tuple[Note, ...]]:
    """Return the package with all that it shows as text, its title by its looks, notes on what is lost.

    Raises `DAMAGE`.
    """
    from lxml import etree

    parts = read_parts(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    content = etree.fromstring(parts[_CONTENT], parser)
    comments = sum(1 for _ in content.iter(_COMMENT))
    etree.strip_elements(content, _COMMENT, with_tail=False)
    charts = 0
    for embedded in list(content.iter(f"{_DRAW}object")):
        part = posixpath.normpath(posixpath.join(embedded.get(_HREF, ""), _CONTENT))
        inner = etree.fromstring(parts[part], parser) if part in parts else embedded
        formula = inner if inner.tag == f"{_MATH}math" else inner.find(f".//{_MATH}math")
        if formula is not None:
            _put(formula_text(_tex(formula)), embedded)
        charts += formula is None and next(inner.iter(_CHART), None) is not None
    styles = etree.fromstring(parts[_STYLES], parser) if _STYLES in parts else None
    title = write_parts_out(content, styles)
    write_numbers_out(content, styles)
    notes = (Note("charts", charts), Note("comments", comments))
    parts[_CONTENT] = etree.tostring(content, xml_declaration=True, encoding="UTF-8")
    return write_parts(parts), title, tuple(note for note in notes if note.count)


def _put(text: str, embedded: "Element") -> None:
    """Put ``text`` into the place of the frame around an embedded object."""
    frame = embedded.getparent()
    around = None if frame is None else frame.getparent()
    if frame is None or around is None or frame.tag != f"{_DRAW}frame":
        return
    span = frame.makeelement(f"{_TEXT}span")
    span.text, span.tail = text, frame.tail
    around.replace(frame, span)


def _tex(element: "Element", depth: int = 0) -> str:
    if not isinstance(element.tag, str) or depth > _MAX_DEPTH:
        return ""
    inner = [_tex(child, depth + 1) for child in element]
    name = element.tag.removeprefix(_MATH)
    expected = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3}.get(name, len(inner))
    if name in _TEX and len(inner) == expected:
        return _TEX[name](*inner)
    return "".join([(element.text or "").strip(), *inner])
