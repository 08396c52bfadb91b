"""Write out what pandoc leaves out of an OpenDocument text: fields, text in shapes, looks of styles, hidden parts."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from knowledge.outline import is_like_title
from knowledge.readers.xml_elements import remove
from knowledge.types import Block

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE_NAME = f"{TEXT}style-name"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_WEIGHT = f"{_FO}font-weight"
_LINES = f"{STYLE}paragraph-properties"
_BOLD_WEIGHTS = ("bold", "600", "700", "800", "900")
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
# Fields whose content is what the document shows; pandoc reads the others, or they count pages.
_FIELDS = (
    "date", "time", "drop-down", "user-field-get", "user-field-input", "variable-set", "variable-get", "variable-input",
    "text-input", "expression", "conditional-text", "author-name", "author-initials", "creator", "initial-creator",
    "title", "subject", "chapter", "sender-firstname", "sender-lastname", "sender-company", "user-defined",
    "creation-date", "modification-date", "database-display", "sequence-ref",
)  # fmt: skip
_SHAPES = ("text-box", "custom-shape", "rect", "ellipse", "circle", "polygon", "path", "caption")
_BOLD = "ReadAsBold"
_NOT_BOLD = ("caption", "table", "illustration", "figure", "drawing")  # styles whose lines are no headings
_MAX_BASES = 50  # styles that a style is based on, one on the other; damaged files have them in a circle


class _Look(NamedTuple):
    bold: bool
    hidden: bool
    centred: bool
    names: str  # of the style and those that it is based on


def write_parts_out(content: "Element", styles: "Element | None") -> str:
    """Change the body of a document so that pandoc reads what is shown of it; return its title if it looks like one."""
    looks = _looks(each for root in (content, styles) if root is not None for each in root.iter(f"{STYLE}style"))
    _drop_hidden(content, looks)
    for label in list(content.iter(f"{TEXT}label")):
        remove(label, keep_tail=True)
    for ruby in list(content.iter(f"{TEXT}ruby")):
        for guide in ruby.findall(f"{TEXT}ruby-text"):
            remove(guide, keep_tail=True)
        for base in ruby.findall(f"{TEXT}ruby-base"):
            base.tag = f"{TEXT}span"
        ruby.tag = f"{TEXT}span"
    for field in list(content.iter(*(TEXT + name for name in _FIELDS))):
        if field.get(f"{TEXT}display") != "none":
            field.tag = f"{TEXT}span"
            field.attrib.clear()
    _move_shapes(content, looks)
    title = _title(content, looks)
    _write_bold(content, looks)
    return title


def _looks(styles: "Iterable[Element]") -> dict[str, _Look]:
    by_name = {style.get(f"{STYLE}name", ""): style for style in styles}
    return {name: _look(name, by_name) for name in by_name}


def _look(name: str, styles: "dict[str, Element]") -> _Look:
    chain: list[str] = []
    while name in styles and name not in chain and len(chain) < _MAX_BASES:
        chain.append(name)
        name = styles[name].get(f"{STYLE}parent-style-name", "")
    own = [list(styles[each].iter(f"{STYLE}text-properties")) for each in chain]
    weights = [weight for found in own for each in found if (weight := each.get(_WEIGHT))]
    displays = [display for found in own for each in found if (display := each.get(f"{TEXT}display"))]
    lines = [align for each in chain for part in styles[each].iter(_LINES) if (align := part.get(f"{_FO}text-align"))]
    is_bold = bool(weights) and weights[0] in _BOLD_WEIGHTS
    return _Look(is_bold, displays[:1] == ["none"], lines[:1] == ["center"], " ".join(chain).lower())


def _drop_hidden(content: "Element", looks: dict[str, _Look]) -> None:
    for section in list(content.iter(f"{TEXT}section")):
        if section.get(f"{TEXT}display") == "none" or section.get(f"{TEXT}is-hidden") == "true":
            remove(section)
    for element in list(content.iter(f"{TEXT}span", *_PARAGRAPHS)):
        look = looks.get(element.get(_STYLE_NAME, ""))
        if look is not None and look.hidden:
            remove(element, keep_tail=True)


def _move_shapes(content: "Element", looks: dict[str, _Look]) -> None:
    """Put the text in boxes and shapes behind the paragraph that holds them; pandoc reads boxes around a picture.

    It is no longer bold: a line in a box heads nothing of what follows behind the box.
    """
    for shape in list(content.iter(*(_DRAW + name for name in _SHAPES))):
        inner = [child for child in shape if child.tag in (*_PARAGRAPHS, f"{TEXT}list", _TABLE)]
        if not inner or next(shape.iter(f"{_DRAW}image"), None) is not None:
            continue
        around = [each for each in shape.iterancestors() if each.tag in _PARAGRAPHS]
        outermost = [each for each in shape.iterancestors() if each.tag.startswith(_DRAW)]
        place = around[0] if around else (outermost[-1] if outermost else shape)
        for child in reversed(inner):
            for element in child.iter(f"{TEXT}span", *_PARAGRAPHS):
                look = looks.get(element.get(_STYLE_NAME, ""))
                if look is not None and look.bold:
                    del element.attrib[_STYLE_NAME]
            place.addnext(child)


def _title(content: "Element", looks: dict[str, _Look]) -> str:
    """Return the line that a text begins with if it is a bold centred one like a title; else nothing."""
    first = next((each for each in content.iter(*_PARAGRAPHS) if "".join(each.itertext()).strip()), None)
    look = None if first is None else looks.get(first.get(_STYLE_NAME, ""))
    if first is None or look is None or not (look.bold and look.centred):
        return ""
    text = " ".join("".join(first.itertext()).split())
    in_table = next(first.iterancestors(_TABLE), None) is not None
    return text if is_like_title(Block("paragraph", text)) and not in_table else ""


def _write_bold(content: "Element", looks: dict[str, _Look]) -> None:
    """Make the text bold of paragraphs that are so by their style, of which pandoc says nothing."""
    for paragraph in _bold_paragraphs(content, looks):
        span = paragraph.makeelement(f"{TEXT}span", {_STYLE_NAME: _BOLD})
        span.text, paragraph.text = paragraph.text, None
        span.extend(list(paragraph))
        paragraph.append(span)
    automatic = content.find(f"{_OFFICE}automatic-styles")
    if automatic is not None:
        style = automatic.makeelement(f"{STYLE}style", {f"{STYLE}name": _BOLD, f"{STYLE}family": "text"})
        style.append(style.makeelement(f"{STYLE}text-properties", {_WEIGHT: "bold"}))
        automatic.append(style)


def _bold_paragraphs(content: "Element", looks: dict[str, _Look]) -> "Iterator[Element]":
    for paragraph in content.iter(f"{TEXT}p"):
        look = looks.get(paragraph.get(_STYLE_NAME, ""))
        if look is not None and look.bold and not any(name in look.names for name in _NOT_BOLD):
            yield paragraph
