"""Read slides: each is a section; what its speaker notes say stands at its end.

Pandoc leaves out notes, shapes in groups and those that stand beside a simpler form for older programs; it reads hidden
slides, footers and the numbers of slides, and puts words of its own into the place of charts and objects.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.errors import DocumentError
from knowledge.readers.archive import DAMAGE, check_archive, read_parts, write_parts
from knowledge.readers.office.package import RELATION, parsed, targets
from knowledge.readers.office.slide_edges import drop_running
from knowledge.readers.office.slide_numbers import with_levels
from knowledge.readers.office.slide_tables import lay_out
from knowledge.readers.office.slide_text import A, P, kind_of, write_out
from knowledge.readers.pandoc import Parse
from knowledge.readers.text import Content
from knowledge.readers.tree import read_tree
from knowledge.readers.xml_elements import remove
from knowledge.script import convert, has_chinese
from knowledge.types import Block, Note, NoteCode

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_TOLD: tuple[NoteCode, ...] = (
    *("charts", "diagrams", "other-format", "hidden-slides", "furniture", "comments", "struck-out"),
)
_UNTITLED = re.compile(r"Slide (\d+)")
_DECK = "ppt/presentation.xml"
_AROUND = {"sldNum", "ftr", "dt", "hdr", "sldImg"}  # kinds of shapes that are on all slides, and on a slide's notes


def read(data: bytes, name: str, parse: Parse) -> Content:
    """Return the slides' blocks and title. Raises `DocumentError` ("damaged", "password")."""
    try:
        check_archive(data, name)
        prepared, notes = _prepared(data)
    except DAMAGE as error:
        raise DocumentError("damaged", name=name) from error
    content = read_tree(parse(prepared, name))
    first = content.blocks[0] if content.blocks else None
    has_title = first and first.kind == "heading" and not _UNTITLED.fullmatch(first.text)
    title = first.text if first and has_title else None
    return Content(tuple(with_levels(_named(content.blocks))), title, (*notes, *content.notes))


def _named(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks, the headings that pandoc gives to slides without a title in the language of the slides."""
    text = "".join(block.text for block in blocks)
    word = "Slide"
    if has_chinese(text):
        word = "幻灯片" if convert(text, "zh-Hans") == text else "投影片"
    for block in blocks:
        untitled = _UNTITLED.fullmatch(block.text) if block.kind == "heading" else None
        yield replace(block, text=f"{word} {untitled[1]}") if untitled else block


def _prepared(data: bytes) -> tuple[bytes, tuple[Note, ...]]:
    """Return the package with all that is to be read on the slides, and notes on what is lost."""
    parts = read_parts(data)
    deck = parsed(parts[_DECK])
    slides = targets(_DECK, parts)
    left_out: Counter[NoteCode] = Counter()
    shown: dict[str, Element] = {}
    for listed in list(deck.iter(f"{P}sldId")):
        part = slides[listed.get(f"{RELATION}id", "")][1]
        slide = parsed(parts[part])
        if slide.get("show") in ("0", "false"):
            remove(listed)
            left_out["hidden-slides"] += 1
            continue
        shown[part] = slide
    left_out["furniture"] = drop_running([*shown.values()], deck)
    for part, slide in shown.items():
        _prepare(slide, _notes(part, parts))
        left_out.update(_take_frames_out(slide, targets(part, parts)))
        left_out["comments"] += _comments(part, parts)
        left_out["struck-out"] += write_out(slide)
        lay_out(slide)
        parts[part] = _written(slide)
    parts[_DECK] = _written(deck)
    notes = tuple(Note(code, left_out[code]) for code in _TOLD if left_out[code])
    return write_parts(parts), notes


def _written(root: "Element") -> bytes:
    from lxml import etree

    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _notes(part: str, parts: dict[str, bytes]) -> list["Element"]:
    """Return the paragraphs of a slide's notes."""
    found = [target for kind, target in targets(part, parts).values() if kind == "notesSlide" and target in parts]
    shapes = [
        shape for target in found for shape in parsed(parts[target]).iter(f"{P}sp") if kind_of(shape) not in _AROUND
    ]
    return [paragraph for shape in shapes for paragraph in shape.iter(f"{A}p")]


def _comments(part: str, parts: dict[str, bytes]) -> int:
    """Return how many comments people left on a slide."""
    found = [target for kind, target in targets(part, parts).values() if kind == "comments" and target in parts]
    return sum(len(parsed(parts[target])) for target in found)


def _prepare(slide: "Element", notes: list["Element"]) -> None:
    """Take shapes out of their groups, drop footers and numbers, and add the notes as a shape."""
    tree = slide.find(f"{P}cSld/{P}spTree")
    if tree is None:
        return
    tree[:] = [shape for shape in _ungrouped(tree) if kind_of(shape) not in _AROUND]
    if notes:
        shape = tree.makeelement(f"{P}sp")
        shape.append(tree.makeelement(f"{P}nvSpPr"))
        body = shape.makeelement(f"{P}txBody")
        body.extend(notes)
        shape.append(body)
        tree.append(shape)


def _take_frames_out(slide: "Element", targets: dict[str, tuple[str, str]]) -> list[NoteCode]:
    """Take out what frames hold that is not read; return what each was."""
    lost: list[NoteCode] = []
    for frame in list(slide.iter(f"{P}graphicFrame")):
        inside = frame.find(f"{A}graphic/{A}graphicData")
        kind = "" if inside is None else inside.get("uri", "").rpartition("/")[2]
        diagram = None if inside is None else inside.find("{*}relIds")
        if kind == "table" or (diagram is not None and diagram.get(f"{RELATION}dm", "") in targets):
            continue
        remove(frame)
        lost.append("charts" if kind.startswith("chart") else "diagrams" if kind == "diagram" else "other-format")
    return lost


def _ungrouped(tree: "Element") -> Iterator["Element"]:
    """Yield the shapes of a slide, those in groups too, and of those in two forms the first."""
    stack = list(reversed(tree))
    while stack:
        shape = stack.pop()
        if shape.tag == f"{P}grpSp":
            stack += reversed(shape)
        elif shape.tag == _EITHER:
            stack += reversed([inner for form in shape[:1] for inner in form])
        else:
            yield shape
