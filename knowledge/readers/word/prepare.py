"""Write out in a Word document what pandoc does not know, so that it reads it as Word shows it.

Pandoc leaves out the numbers of headings and all numbers with Chinese in them, levels that styles with other names
state, hidden text and text boxes; it takes a table of contents for text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.heading_lines import MAX_HEADING_CHARACTERS
from knowledge.readers.word.numbering import Numbering
from knowledge.readers.word.styles import Style, W, number_of, outline_of, value_of
from knowledge.readers.xml_elements import remove
from knowledge.types import Note, NoteCode

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = W + "txbxContent"
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]|toc heading|table of figures", re.IGNORECASE)
_FIELD_OF_CONTENTS = re.compile(r"\s*TOC\b")
_SENTENCE_END = re.compile(r"[。！？；;，,.:：]\s*\Z")
_LEFT_OUT: tuple[tuple[str, NoteCode], ...] = (
    # Elements whose content is no text, and what people are told of them.
    ("{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds", "diagrams"),
    ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart", "charts"),
    (W + "altChunk", "other-format"),
    (W + "commentReference", "comments"),
)


def write_out(body: "Element", styles: dict[str, Style], numbering: Numbering) -> tuple[str, tuple[Note, ...]]:
    """Change ``body`` so that pandoc reads all of it; return its title if a style has it, and what is lost."""
    notes = tuple(_left_out(body))
    for element in list(body.iter(_FALLBACK)):
        remove(element)
    contents = _drop_contents(body, styles)
    _drop_hidden(body)
    # Pandoc leaves out what most simple fields show, such as the number of a table.
    for simple in list(body.iter(W + "fldSimple")):
        _unwrap(simple)
    for mark in body.iter(W + "dstrike"):  # pandoc knows a single line through a text alone
        mark.tag = W + "strike"
    _move_boxes(body)
    paragraphs = list(body.iter(W + "p"))
    bold = _bold_levels(paragraphs, styles)
    title = next((_text(each) for each in paragraphs if _style(each, styles).is_title and _text(each)), "")
    for number, paragraph in enumerate(paragraphs):
        _write_out(paragraph, styles, numbering, bold.get(number, 0))
    return title, (*((Note("contents", contents),) if contents else ()), *notes)


def heading_style_id(level: int) -> str:
    """Return the id of the style that this module gives to headings of a level."""
    return f"ReadAsHeading{level}"


def _left_out(body: "Element") -> Iterator[Note]:
    for tag, code in _LEFT_OUT:
        if count := sum(1 for _ in body.iter(tag)):
            yield Note(code, count)


def _unwrap(element: "Element") -> None:
    """Put what is in an element into its place."""
    for child in list(element):
        element.addprevious(child)
    remove(element)


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
        if (inside or _CONTENTS.fullmatch(_style(paragraph, styles).name)) and _text(paragraph):
            dropped += 1
            remove(paragraph)
    return dropped


def _drop_hidden(body: "Element") -> None:
    for run in list(body.iter(W + "r")):
        if _is_on(run, "vanish"):
            remove(run)


def _is_on(run: "Element", name: str) -> bool:
    """Say whether a run has a property such as "b" for bold, and does not switch it off."""
    mark = run.find(f"{W}rPr/{W}{name}")
    return mark is not None and value_of(mark) not in ("0", "false", "off")


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


def _text(paragraph: "Element") -> str:
    return "".join(each.text or "" for each in paragraph.iter(W + "t")).strip()


def _bold_levels(paragraphs: "list[Element]", styles: dict[str, Style]) -> dict[int, int]:
    """Return the levels of the paragraphs that stand for headings: short, bold, larger than the text.

    Only in a document without headings of its own. The first, if it is the largest, is the title.
    """
    if any(_level(paragraph, styles) for paragraph in paragraphs):
        return {}
    sizes = [_size(paragraph) for paragraph in paragraphs]
    counted: Counter[float] = Counter()
    for size, paragraph in zip(sizes, paragraphs, strict=True):
        counted[size] += len(_text(paragraph))
    body = counted.most_common(1)[0][0] if counted else 0.0
    found = {n: size for n, size in enumerate(sizes) if size > body and _is_bold_line(paragraphs[n])}
    order = sorted(set(found.values()), reverse=True)
    return {number: min(order.index(size) + 1, 6) for number, size in found.items()}


def _is_bold_line(paragraph: "Element") -> bool:
    runs = [run for run in paragraph.iter(W + "r") if any((text.text or "").strip() for text in run.iter(W + "t"))]
    text = _text(paragraph)
    if not runs or len(text) > MAX_HEADING_CHARACTERS or _SENTENCE_END.search(text):
        return False
    return all(_is_on(run, "b") for run in runs)


def _size(paragraph: "Element") -> float:
    """Return the size of a paragraph's first run in half points; Word's usual size where none is stated."""
    for run in paragraph.iter(W + "r"):
        stated = value_of(run.find(f"{W}rPr/{W}sz"))
        return float(stated) if re.fullmatch(r"[0-9]{1,4}", stated) else 21.0
    return 21.0


def _level(paragraph: "Element", styles: dict[str, Style]) -> int:
    style = _style(paragraph, styles)
    return outline_of(paragraph.find(W + "pPr")) or style.level or int(style.is_title)


def _style(paragraph: "Element", styles: dict[str, Style]) -> Style:
    return styles.get(value_of(paragraph.find(f"{W}pPr/{W}pStyle")), styles[""])


def _write_out(paragraph: "Element", styles: dict[str, Style], numbering: Numbering, bold_level: int) -> None:
    level = _level(paragraph, styles) or bold_level
    numbered = number_of(paragraph.find(W + "pPr")) or _style(paragraph, styles).number
    style_id = value_of(paragraph.find(f"{W}pPr/{W}pStyle"))
    label = numbering.label(*numbered, style_id) if numbered and _text(paragraph) else None
    if level:
        _set_style(paragraph, heading_style_id(level))
    if numbered and label is not None and (level or not numbering.is_western(numbered[0])):
        _take_number_away(paragraph)
        if not level or label.strip() != "-":
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
    run = paragraph.makeelement(W + "r")
    text = run.makeelement(W + "t")
    text.text = label
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    properties = paragraph.find(W + "pPr")
    paragraph.insert(0 if properties is None else list(paragraph).index(properties) + 1, run)
