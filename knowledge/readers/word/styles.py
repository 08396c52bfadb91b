"""Read what a Word document's styles and paragraph properties say about a paragraph."""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|标题|標題|見出し|제목|überschrift|titre|título|titolo|kop|заголовок)\s*([1-9])", re.IGNORECASE
)
_LEVELS = frozenset("012345678")
_TITLES = {"title", "标题", "標題"}


class Style(NamedTuple):
    """What a paragraph style says: its name, its outline level (0: none) and how its paragraphs are numbered."""

    level: int = 0
    is_title: bool = False
    number: tuple[str, int | None] | None = None
    name: str = ""


def read_styles(root: "Element | None") -> dict[str, Style]:
    """Return each style by its id; the blank id has the style of paragraphs that name none."""
    elements = {} if root is None else {value_of(style, "styleId"): style for style in root.iterchildren(W + "style")}
    styles: dict[str, Style] = {}
    for name in elements:
        _complete(name, elements, styles)
    paragraphs = (name for name, style in elements.items() if value_of(style, "type") == "paragraph")
    default = next((name for name in paragraphs if value_of(elements[name], "default") in ("1", "true")), "")
    return {**styles, "": styles.get(default, Style())}


def _complete(name: str, elements: dict[str, "Element"], styles: dict[str, Style]) -> None:
    """Add a style to ``styles``, completed by the style that it is based on; that one is added first."""
    chain: dict[str, Style] = {}
    # Damaged files have styles based on themselves.
    while name in elements and name not in styles and name not in chain:
        chain[name] = _own_style(elements[name])
        name = value_of(elements[name].find(W + "basedOn"))
    base = styles.get(name, Style())
    for each, own in reversed(chain.items()):
        base = styles[each] = _with_base(own, base)


def _with_base(style: Style, base: Style) -> Style:
    return Style(
        style.level or base.level,
        style.is_title or base.is_title,
        style.number or base.number,
        style.name,
    )


def _own_style(element: "Element") -> Style:
    name = value_of(element.find(W + "name")).strip().lower()
    numbered = _HEADING.fullmatch(name)
    properties = element.find(W + "pPr")
    level = int(numbered[1]) if numbered else outline_of(properties)
    return Style(level, name in _TITLES, number_of(properties), name)


def value_of(element: "Element | None", attribute: str = "val") -> str:
    """Return an element's attribute, blank where either is missing."""
    return "" if element is None else element.get(W + attribute, "")


def outline_of(properties: "Element | None") -> int:
    """Return the outline level, counted from 1, or 0 for none; Word counts from 0 and uses 9 for body text."""
    value = "" if properties is None else value_of(properties.find(W + "outlineLvl"))
    return int(value) + 1 if value in _LEVELS else 0


def number_of(properties: "Element | None") -> tuple[str, int | None] | None:
    """Return the list, and the level if given, that paragraph properties name."""
    numbering = None if properties is None else properties.find(W + "numPr")
    if numbering is None or not (list_id := value_of(numbering.find(W + "numId"))):
        return None
    level = value_of(numbering.find(W + "ilvl"))
    return list_id, int(level) if level in _LEVELS else None
