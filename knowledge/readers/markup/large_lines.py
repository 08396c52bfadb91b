"""Take the lines of a page that are larger than its text for headings, where no tag names any below its title."""

import re
from collections import Counter
from typing import TYPE_CHECKING

from knowledge.heading_lines import MAX_HEADING_CHARACTERS, has_sentence_mark
from knowledge.readers.markup.html_tags import HEADINGS, around, inside, tags_in, text_of

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*([0-9]{1,3}(?:\.[0-9]{1,4})?)\s*(px|pt)", re.IGNORECASE)
_POINT = 4 / 3  # px in a point
_USUAL = 16.0  # px of a text whose size no style states
_LOWEST = 6
_BLOCKS = ("p", "div", "section")
_NO_LINES = ("table", "ul", "ol", "pre", "blockquote", "figure")
_MIN_RATIO = 1.15  # of a heading's size to that of the text
_MIN_HEADINGS = 2
_MAX_SHARE = 0.4  # of the lines; more are no headings
# A figure with its unit, as a dashboard has it above what it counts; a year or a month may head a section.
_FIGURE = re.compile(
    r"[^\w]{0,3}[0-9][0-9.,]{0,20}(?:[\u3400-\u9fff]{1,4}(?<![年月日])|\s?[a-z]{1,6})[^\w]{0,3}", re.IGNORECASE
)


def name_large_lines(soup: "BeautifulSoup") -> None:
    """Make headings of such lines: short ones, of which the largest are the highest."""
    tags = list(tags_in(soup))
    headings = [tag for tag in tags if tag.name in HEADINGS]
    if len(headings) > 1 or any(tag.name != "h1" for tag in headings):
        return
    lines = _lines(tags)
    sizes = _sizes(tags, lines)
    counted = Counter[float]()
    for each in sizes.values():
        counted.update(each)
    least = _MIN_RATIO * max(counted, key=counted.__getitem__, default=0.0)
    large = {
        id(line): min(sizes[id(line)])
        for line in lines
        if min(sizes[id(line)], default=0.0) >= least and _is_short(text_of(line))
    }
    if not _MIN_HEADINGS <= len(large) <= _MAX_SHARE * len(lines):
        return
    order = sorted(set(large.values()), reverse=True)
    for line in lines:
        if id(line) in large:
            line.name = f"h{min(order.index(large[id(line)]) + 1 + len(headings), _LOWEST)}"


def _lines(tags: "list[Tag]") -> "list[Tag]":
    """Return the blocks with text that hold no other block and lie in no list or table."""
    outer = around(tag for tag in tags if tag.name in (*_BLOCKS, *_NO_LINES, *HEADINGS))
    others = inside(tags, (*_NO_LINES, *HEADINGS))
    return [
        tag for tag in tags if tag.name in _BLOCKS and id(tag) not in outer and id(tag) not in others and text_of(tag)
    ]


def _sizes(tags: "list[Tag]", lines: "list[Tag]") -> dict[int, Counter[float]]:
    """Return how many characters of each size in px stand in each line, by its id."""
    from bs4.element import NavigableString

    found: dict[int, Counter[float]] = {id(line): Counter() for line in lines}
    size_of: dict[int, float] = {}
    line_of: dict[int, int] = {}
    for tag in tags:
        around_it = id(tag.parent)
        size = size_of[id(tag)] = _stated(tag) or size_of.get(around_it, _USUAL)
        line = line_of[id(tag)] = id(tag) if id(tag) in found else line_of.get(around_it, 0)
        count = sum(len(str(each).strip()) for each in tag.contents if type(each) is NavigableString)
        if line in found and count:
            found[line][size] += count
    return found


def _stated(tag: "Tag") -> float:
    match = _SIZE.search(str(tag.get("style", "")))
    return float(match[1]) * (_POINT if match[2].lower() == "pt" else 1) if match else 0.0


def _is_short(text: str) -> bool:
    words = sum(map(str.isalpha, text))
    if not 1 < words <= len(text) <= MAX_HEADING_CHARACTERS:
        return False
    return not has_sentence_mark(text) and _FIGURE.fullmatch(text) is None
