"""Write out in a Word document what pandoc does not know, so that it reads it as Word shows it.

Pandoc leaves out the numbers of headings and all numbers with Chinese in them, levels that styles with other names
state, hidden text and text boxes; it takes a table of contents for text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from knowledge.readers.word.looks import (
    centred_title,
    level_of,
    levels_by_look,
    lists_of_headings,
    run_style,
    style_of,
    text_of,
    write_bold,
)
from knowledge.readers.word.numbering import Numbering
from knowledge.readers.word.shown import run_of, unwrap, write_shown
from knowledge.readers.word.styles import Style, W, is_on, number_of, value_of
from knowledge.readers.xml_elements import remove
from knowledge.types import Note, NoteCode

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"
_BOX = W + "txbxContent"
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]|toc heading|table of figures", re.IGNORECASE)
_FIELD_OF_CONTENTS = re.compile(r"\s*TOC\b")
_LEFT_OUT: tuple[tuple[str, NoteCode], ...] = (
    # Elements whose content is no text, and what people are told of them.
    ("{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds", "diagrams"),
    ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart", "charts"),
    (W + "altChunk", "other-format"),
    (_EMBEDDED, "other-format"),
    (W + "commentReference", "comments"),
)


def write_out(body: "Element", styles: dict[str, Style], numbering: Numbering) -> tuple[str, tuple[Note, ...]]:
    """Change ``body`` so that pandoc reads all of it; return its title if a style has it, and what is lost."""
    notes = tuple(_left_out(body))
    for element in list(body.iter(_FALLBACK)):
        remove(element)
    contents = _drop_contents(body, styles)
    _drop_hidden(body, styles)
    for embedded in list(body.iter(W + "object")):  # counted above; its picture is none of the document's
        if next(embedded.iter(_EMBEDDED), None) is not None:
            remove(embedded)
    write_shown(body)
    # Pandoc leaves out what most simple fields show, such as the number of a table.
    for simple in list(body.iter(W + "fldSimple")):
        unwrap(simple)
    for mark in body.iter(W + "dstrike"):  # pandoc knows a single line through a text alone
        mark.tag = W + "strike"
    _move_boxes(body)
    paragraphs = list(body.iter(W + "p"))
    levels = levels_by_look(paragraphs, styles)
    title = _title(paragraphs, styles, levels)
    sections = lists_of_headings(paragraphs, styles)
    for number, paragraph in enumerate(paragraphs):
        write_bold(paragraph, styles)
        level = level_of(paragraph, styles) or int(paragraph is title or style_of(paragraph, styles).is_title)
        _write_out(paragraph, styles, numbering, level or levels.get(number, 0), sections)
    return "" if title is None else text_of(title), (*((Note("contents", contents),) if contents else ()), *notes)


def _title(paragraphs: "list[Element]", styles: dict[str, Style], levels: dict[int, int]) -> "Element | None":
    """Return the paragraph with the document's title, if a style or its look says so."""
    styled = next((each for each in paragraphs if style_of(each, styles).is_title and text_of(each)), None)
    return styled if styled is not None or 1 in levels.values() else centred_title(paragraphs, styles)


def heading_style_id(level: int) -> str:
    """Return the id of the style that this module gives to headings of a level."""
    return f"ReadAsHeading{level}"


def _left_out(body: "Element") -> Iterator[Note]:
    counts: Counter[NoteCode] = Counter()
    for tag, code in _LEFT_OUT:
        counts[code] += sum(1 for _ in body.iter(tag))
    yield from (Note(code, count) for code, count in counts.items() if count)


def _drop_contents(body: "Element", styles: dict[str, Style]) -> int:
    """Take out generated tables of contents; return how many lines they had."""
    dropped = 0
    for control in list(body.iter(W + "sdt")):
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if value_of(gallery) == "Table of Contents":
            dropped += sum(1 for _ in control.iter(W + "p"))
            remove(control)
    depth = 0  # of fields inside the field of a table of contents
    for paragraph in list(body.iter(W + "p")):
        inside = depth > 0
        for element in paragraph.iter(W + "fldChar", W + "instrText"):
            kind = value_of(element, "fldCharType")
            if depth and kind in ("begin", "end"):
                depth += 1 if kind == "begin" else -1
            elif element.tag == W + "instrText" and not depth and _FIELD_OF_CONTENTS.match(element.text or ""):
                depth, inside = 1, True
        if (inside or _CONTENTS.fullmatch(style_of(paragraph, styles).name)) and text_of(paragraph):
            dropped += 1
            remove(paragraph)
    return dropped


def _drop_hidden(body: "Element", styles: dict[str, Style]) -> None:
    for paragraph in list(body.iter(W + "p")):
        style = style_of(paragraph, styles)
        for run in list(paragraph.iter(W + "r")):
            if is_on(run.find(W + "rPr"), "vanish", run_style(run, styles, style).hidden):
                remove(run)


def _move_boxes(body: "Element") -> None:
    """Put the content of each text box behind the paragraph that holds it."""
    for box in list(body.iter(_BOX)):
        paragraph = next((each for each in box.iterancestors(W + "p")), None)
        if paragraph is None:
            continue
        content = [child for child in box if child.tag in (W + "p", W + "tbl")]
        for child in reversed(content):
            paragraph.addnext(child)
        remove(box)


def _write_out(
    paragraph: "Element", styles: dict[str, Style], numbering: Numbering, level: int, sections: Set[str]
) -> None:
    numbered = number_of(paragraph.find(W + "pPr")) or style_of(paragraph, styles).number
    style_id = value_of(paragraph.find(f"{W}pPr/{W}pStyle"))
    if numbered and not text_of(paragraph) and paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
        _take_number_away(paragraph)  # pandoc would give it to the paragraph that this one is merged with
    label = numbering.label(*numbered, style_id) if numbered and text_of(paragraph) else None
    if level:
        _set_style(paragraph, heading_style_id(level))
    if numbered and label is not None and (level or numbered[0] in sections or not numbering.is_western(numbered[0])):
        _take_number_away(paragraph)
        if label.strip() != "-" or not (level or numbered[0] in sections):
            _put_before(paragraph, label.lstrip())


def _set_style(paragraph: "Element", style_id: str) -> None:
    properties = paragraph.get_or_add_pPr()
    properties.get_or_add_pStyle().val = style_id
    for outline in properties.findall(W + "outlineLvl"):
        properties.remove(outline)


def _take_number_away(paragraph: "Element") -> None:
    """Take a paragraph out of its list: list 0 is none, also where the style names one."""
    numbering = paragraph.get_or_add_pPr().get_or_add_numPr()
    numbering.get_or_add_numId().val = 0
    numbering.get_or_add_ilvl().val = 0


def _put_before(paragraph: "Element", label: str) -> None:
    properties = paragraph.find(W + "pPr")
    place = 0 if properties is None else list(paragraph).index(properties) + 1
    paragraph.insert(place, run_of(paragraph, label))
