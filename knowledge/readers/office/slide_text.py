"""Write the text of slides so that pandoc reads it as it is shown: it puts a blank between any two runs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.readers.inline_text import lowered, raised

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = ("title", "ctrTitle")
_LINE_END = "\u2028"  # a newline would mean nothing to pandoc


def kind_of(shape: "Element") -> str:
    """Return what a shape of the layout holds, such as "title"; empty for one of the slide's own."""
    holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return "" if holder is None else holder.get("type", "")


def write_out(slide: "Element") -> None:
    """Make each paragraph of a slide one run; the lines of a title and of a cell get a blank between them."""
    for shape in slide.iter(f"{P}sp"):
        _write_paragraphs(shape, " " if kind_of(shape) in _TITLES else _LINE_END)
    for table in slide.iter(f"{A}tbl"):
        _write_paragraphs(table, " ")


def _write_paragraphs(element: "Element", line_end: str) -> None:
    for paragraph in element.iter(f"{A}p"):
        text = "".join(_texts(paragraph, line_end))
        for child in [each for each in paragraph if each.tag != f"{A}pPr"]:
            paragraph.remove(child)
        run = paragraph.makeelement(f"{A}r")
        written = run.makeelement(f"{A}t")
        written.text = text
        run.append(written)
        paragraph.append(run)


def _texts(paragraph: "Element", line_end: str) -> Iterator[str]:
    for child in paragraph:
        if child.tag == f"{A}br":
            yield line_end
            continue
        text = "".join(part.text or "" for part in child.iter("{*}t"))
        properties = child.find(f"{A}rPr")
        shift = "" if properties is None else properties.get("baseline", "")
        if shift.startswith("-"):
            yield lowered(text)
        else:
            yield raised(text) if shift.strip("0%.") else text
