"""Write the text of slides so that pandoc reads it as it is shown: it puts a blank between any two runs."""

import re
from itertools import groupby
from typing import TYPE_CHECKING

from knowledge.readers.inline_text import lowered, raised
from knowledge.readers.office.formulas import MATH, math_text
from knowledge.readers.office.slide_numbers import Numbers

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = ("title", "ctrTitle")
_STRUCK = ("sngStrike", "dblStrike")
_LINE_END = "\u2028"  # a newline would mean nothing to pandoc
# In a long line that goes on in small letters: the author broke it to fit the slide.
_WRAPPED = re.compile(rf"(?<=[^{_LINE_END}]{{30}})(?<![.!?:;\s]){_LINE_END}(?=[a-z])")


def kind_of(shape: "Element") -> str:
    """Return what a shape of the layout holds, such as "title"; empty for one of the slide's own."""
    holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return "" if holder is None else holder.get("type", "")


def write_out(slide: "Element") -> int:
    """Make each paragraph of a slide one run, and return how many texts were left out because they are struck out.

    The lines of a title and of a cell get a blank between them.
    """
    struck = 0
    for shape in slide.iter(f"{P}sp"):
        struck += _write_paragraphs(shape, " " if kind_of(shape) in _TITLES else _LINE_END)
    for table in slide.iter(f"{A}tbl"):
        struck += _write_paragraphs(table, " ")
    return struck


def _write_paragraphs(element: "Element", line_end: str) -> int:
    struck = 0
    numbers = Numbers(has_items=line_end == _LINE_END)
    for paragraph in element.iter(f"{A}p"):
        text = ""
        for is_struck, runs in groupby(paragraph, key=_is_struck):
            struck += is_struck
            text += "" if is_struck else "".join(_text(run, line_end) for run in runs)
        for child in [each for each in paragraph if each.tag != f"{A}pPr"]:
            paragraph.remove(child)
        run = paragraph.makeelement(f"{A}r")
        written = run.makeelement(f"{A}t")
        written.text = numbers.mark(paragraph) + _WRAPPED.sub(" ", text) if text.strip() else ""
        run.append(written)
        paragraph.append(run)
    return struck


def _is_struck(run: "Element") -> bool:
    properties = run.find(f"{A}rPr")
    return run.tag != f"{A}br" and properties is not None and properties.get("strike") in _STRUCK


def _text(run: "Element", line_end: str) -> str:
    if run.tag == f"{A}br":
        return line_end
    formulas = list(run.iter(f"{MATH}oMath"))
    if formulas:
        return "".join(map(math_text, formulas))
    text = "".join(part.text or "" for part in run.iter(f"{A}t"))
    properties = run.find(f"{A}rPr")
    shift = "" if properties is None else properties.get("baseline", "")
    if shift.startswith("-"):
        return lowered(text)
    return raised(text) if shift.strip("0%.") else text
