"""Read what a Word document's styles and paragraph properties say about a paragraph."""

import re
from typing import TYPE_CHECKING, NamedTuple

from knowledge.numerals import value_of as numeral_value

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|标题|標題|見出し|제목|überschrift|titre|título|titolo|kop|заголовок)\s*([1-9])"
    r"|([1-9一二三四五六七八九])[级級](?:标题|標題)",
    re.IGNORECASE,
)
_LEVELS = frozenset("012345678")
_TITLES = {"title", "标题", "標題"}


_USUAL_SIZE = 21.0  # half points, where nothing is stated
_SIZE = re.compile(r"[0-9]{1,4}")


class Style(NamedTuple):
    """What a style says: its name, its outline level (0: none), how its paragraphs are numbered, and how they look.

    ``size`` is in half points. None is what the style does not state.
    """

    level: int = 0
    is_title: bool = False
    number: tuple[str, int | None] | None = None
    name: str = ""
    size: float = _USUAL_SIZE
    bold: bool | None = None
    hidden: bool | None = None
    centred: bool | None = None


def read_styles(root: "Element | None") -> dict[str, Style]:
    """Return each style by its id; the blank id has the style of paragraphs that name none."""
    elements = {} if root is None else {value_of(style, "styleId"): style for style in root.iterchildren(W + "style")}
    usual = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    styles = {"": Style(size=size_of(usual, _USUAL_SIZE))}
    for name in elements:
        _complete(name, elements, styles)
    paragraphs = (name for name, style in elements.items() if value_of(style, "type") == "paragraph")
    default = next((name for name in paragraphs if value_of(elements[name], "default") in ("1", "true")), "")
    return {**styles, "": styles.get(default, styles[""])}


def _complete(name: str, elements: dict[str, "Element"], styles: dict[str, Style]) -> None:
    """Add a style to ``styles``, completed by the style that it is based on; that one is added first."""
    chain: list[str] = []
    # Damaged files have styles based on themselves.
    while name in elements and name not in styles and name not in chain:
        chain.append(name)
        name = value_of(elements[name].find(W + "basedOn"))
    base = styles.get(name, styles[""])
    for each in reversed(chain):
        base = styles[each] = _on_base(elements[each], base)


def _on_base(element: "Element", base: Style) -> Style:
    """Return what a style says that is based on ``base``."""
    name = value_of(element.find(W + "name")).strip().lower()
    numbered = _HEADING.fullmatch(name)
    properties, run = element.find(W + "pPr"), element.find(W + "rPr")
    level = numeral_value(numbered[1] or numbered[2]) if numbered else outline_of(properties)
    return Style(
        level or base.level,
        name in _TITLES or base.is_title,
        number_of(properties) or base.number,
        name,
        size_of(run, base.size),
        is_on(run, "b", base.bold),
        is_on(run, "vanish", base.hidden),
        is_centred(properties, base.centred),
    )


def is_on(properties: "Element | None", name: str, otherwise: bool | None) -> bool | None:
    """Say whether properties switch on one such as "b" for bold; ``otherwise`` if they say nothing of it."""
    mark = None if properties is None else properties.find(W + name)
    return otherwise if mark is None else value_of(mark) not in ("0", "false", "off")


def is_centred(properties: "Element | None", otherwise: bool | None) -> bool | None:
    """Say whether paragraph properties centre the lines; ``otherwise`` if they say nothing of it."""
    mark = None if properties is None else properties.find(W + "jc")
    return otherwise if mark is None else value_of(mark) == "center"


def size_of(properties: "Element | None", otherwise: float) -> float:
    """Return the size that run properties state, in half points."""
    stated = "" if properties is None else value_of(properties.find(W + "sz"))
    return float(stated) if _SIZE.fullmatch(stated) else otherwise


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
