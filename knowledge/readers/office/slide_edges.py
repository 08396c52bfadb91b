"""Keep once what stands at the upper or lower edge of most slides: running heads that are not in the layout."""

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from knowledge.readers.office.slide_text import A, P
from knowledge.readers.xml_elements import remove

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MIN_SLIDES = 3  # that show such a box
_MAX_CHARACTERS = 60  # of such a box
_EDGE = 0.15  # of a slide's height
_USUAL_HEIGHT = 6_858_000  # EMU of a slide; 914,400 are an inch
_WHOLE = re.compile("-?[0-9]{1,11}")
_PAGE_NUMBER = "\0"  # which no text has


class _Box(NamedTuple):
    """A text and the place of its shape in EMU: left, top, width, height."""

    text: str
    place: tuple[int, ...]


def drop_running(slides: "list[Element]", deck: "Element") -> int:
    """Take out the boxes that say the same at the same place of most slides, but for the first; return how many.

    Only short texts at the upper or lower edge are taken: the middle is the same on slides that build one picture up,
    and at the sides stand labels. Shapes in groups say where they are in the group alone. Numbers of pages all go.
    """
    size = deck.find(f"{P}sldSz")
    height = _USUAL_HEIGHT if size is None else _numbers(size, "cy")[0]
    boxes = [
        [(box, shape) for shape in slide.iterfind(f"{P}cSld/{P}spTree/{P}sp") if (box := _box(shape))]
        for slide in slides
    ]
    counted = Counter(box for found in boxes for box in dict(found) if _is_at_edge(box, height))
    running = {box for box, count in counted.items() if count >= max(_MIN_SLIDES, len(slides) // 2 + 1)}
    shown = [(box, shape) for found in boxes for box, shape in found if box in running]
    first = {box: shape for box, shape in reversed(shown) if _PAGE_NUMBER not in box.text}
    dropped = [shape for box, shape in shown if first.get(box) is not shape]
    for shape in dropped:
        remove(shape)
    return len(dropped)


def _box(shape: "Element") -> _Box | None:
    """Return what a shape says and where it stands; None if the layout places it, or it says nothing."""
    begin, size = shape.find(f"{P}spPr/{A}xfrm/{A}off"), shape.find(f"{P}spPr/{A}xfrm/{A}ext")
    if begin is None or size is None or shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph") is not None:
        return None
    text = " ".join("".join(map(_text, paragraph)) for paragraph in shape.iter(f"{A}p")).strip()
    if not 0 < len(text) <= _MAX_CHARACTERS:
        return None
    return _Box(text, (*_numbers(begin, "x", "y"), *_numbers(size, "cx", "cy")))


def _text(run: "Element") -> str:
    if run.tag == f"{A}fld" and run.get("type") == "slidenum":
        return _PAGE_NUMBER
    return "".join(part.text or "" for part in run.iter(f"{A}t"))


def _numbers(element: "Element", *names: str) -> tuple[int, ...]:
    stated = (element.get(name, "") for name in names)
    return tuple(int(each) if _WHOLE.fullmatch(each) else 0 for each in stated)


def _is_at_edge(box: _Box, height: int) -> bool:
    _, top, _, high = box.place
    return top + high <= _EDGE * height or top >= (1 - _EDGE) * height
