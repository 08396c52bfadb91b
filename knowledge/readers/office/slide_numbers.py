"""Work out the numbers and levels of the points on slides; pandoc reads none of them.

Points are marked before pandoc reads them as items of flat lists, and the marks are written out behind it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from knowledge.numerals import capital_letters, capital_roman, chinese, circled, letters, roman
from knowledge.types import Block

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIGITS = re.compile(r"[0-9]{1,5}")
_FORMS: dict[str, Callable[[int], str]] = {  # what the names of forms begin with; see ECMA-376, part 1, 20.1.10.61
    "arabic": str,
    "alphaLc": letters,
    "alphaUc": capital_letters,
    "romanLc": roman,
    "romanUc": capital_roman,
    "circleNum": circled,
    "ea1": chinese,
}
_AROUND = {"DbPeriod": "{}．", "Period": "{}. ", "ParenBoth": "({}) ", "ParenR": "{}) "}  # what they end with


# Characters for private use: one for each level that a point is below the first, and one for a number of its own.
_DEEPER, _NUMBERED = "\ue100", "\ue101"
_MARKS = re.compile(rf"^- ({_DEEPER}*)({_NUMBERED}?)", re.MULTILINE)
_MAX_LEVEL = 8


class Numbers:
    """How far the levels of a shape's points have counted."""

    def __init__(self, *, has_items: bool) -> None:
        """Begin with nothing counted. Pandoc reads no items of lists in titles and cells: their points get no marks."""
        self._has_items = has_items
        self._counts: dict[int, tuple[str, int]] = {}  # by level: the form of its numbers, and the last one

    def mark(self, paragraph: "Element") -> str:
        """Count a paragraph that has text and make it an item if it is numbered; return what to put before its text."""
        properties = paragraph.find(f"{_A}pPr")
        level = 0 if properties is None else min(_whole(properties.get("lvl"), 0), _MAX_LEVEL)
        numbered = None if properties is None else properties.find(f"{_A}buAutoNum")
        form, last = self._counts.get(level, ("", 0))
        self._counts = {above: count for above, count in self._counts.items() if above < level}
        if numbered is None or properties is None:
            has_bullet = properties is not None and properties.find(f"{_A}buChar") is not None
            return _DEEPER * level if has_bullet and self._has_items else ""
        properties.append(properties.makeelement(f"{_A}buChar"))
        kind = numbered.get("type", "")
        number = last + 1 if form == kind else _whole(numbered.get("startAt"), 1)
        self._counts[level] = kind, number
        write = next((write for begin, write in _FORMS.items() if kind.startswith(begin)), str)
        around = next((around for end, around in _AROUND.items() if kind.endswith(end)), "{} ")
        return (_DEEPER * level + _NUMBERED if self._has_items else "") + around.format(write(number))


def with_levels(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, the points of lists with their levels and numbers, a list that changes its level as one."""
    for is_list, group in groupby(blocks, key=lambda block: block.kind == "list"):
        if not is_list:
            yield from group
            continue
        lists: list[Block] = []
        for block in group:
            if lists and _level(lists[-1].text.rpartition("\n")[2]) != _level(block.text):
                block = replace(block, text=f"{lists.pop().text}\n{block.text}")
            lists.append(block)
        for block in lists:
            least = min(map(_level, block.text.split("\n")))  # a slide may have no points of the first level
            yield replace(block, text=_MARKS.sub(partial(_written, least), block.text))


def _level(line: str) -> int:
    marks = _MARKS.match(line)
    return len(marks[1]) if marks else 0


def _written(least: int, marks: re.Match[str]) -> str:
    return "  " * (len(marks[1]) - least) + ("" if marks[2] else "- ")


def _whole(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and _DIGITS.fullmatch(stated) else otherwise
