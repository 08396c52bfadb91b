"""Work out the numbers that Word shows before the paragraphs of a list; the file does not hold them as text."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from knowledge.numerals import chinese, circled, letters, roman
from knowledge.readers.word.styles import W, value_of

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

# Files made to harm state levels, patterns and numbers that would make each label megabytes long.
_LEVELS = 9  # levels that a list has in Word
_MAX_PATTERN_CHARACTERS = 60  # characters
_PLACE = re.compile(r"%([1-9])")
_DASH = "- "
_NUMBERED = re.compile(r"\(?%[1-9][.)]")
# The forms of a Western list and their patterns; a bullet may be any sign.
_WESTERN = {
    **dict.fromkeys(("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"), _NUMBERED),
    **dict.fromkeys(("bullet", "none", ""), re.compile(r"[^%]*")),
}


class _Level(NamedTuple):
    form: str
    pattern: str
    start: int
    style: str
    digits: bool = False  # also for the numbers of the levels above


class Numbering:
    """A document's numberings and how far each has counted.

    Lists with the same definition continue its count, unless a list says where it starts anew.
    """

    def __init__(self, root: "Element | None") -> None:
        """Take the root of the package's numbering part."""
        none: list[Element] = []
        definitions = none if root is None else root.findall(W + "abstractNum")
        lists = none if root is None else root.findall(W + "num")
        self._levels = {value_of(item, "abstractNumId"): _read_levels(item) for item in definitions}
        self._definition = {value_of(item, "numId"): value_of(item.find(W + "abstractNumId")) for item in lists}
        self._starts = {value_of(item, "numId"): _read_starts(item) for item in lists}
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, list_id: str, level: int | None, style_id: str) -> str | None:
        """Count one paragraph and return its label with indentation, None if it is in no list."""
        definition = self._definition.get(list_id, "")
        levels = self._levels.get(definition, {})
        if list_id == "0":  # with list 0 Word removes a style's numbering
            return None
        if level is None:
            level = next((depth for depth, item in levels.items() if item.style == style_id != ""), 0)
        indent = "  " * level
        if level not in levels:
            return indent + _DASH
        self._count(list_id, definition, level)
        number = _render(levels, level, self._counts[definition])
        return indent + (_DASH if number is None else number)

    def is_western(self, list_id: str) -> bool:
        """Say whether all numbers of a list are such as "1." and "(a)", or dashes, which every program writes so."""
        levels = self._levels.get(self._definition.get(list_id, ""), {})
        return all(
            level.form in _WESTERN and _WESTERN[level.form].fullmatch(level.pattern) for level in levels.values()
        )

    def _count(self, list_id: str, definition: str, level: int) -> None:
        levels = self._levels[definition]
        counts = self._counts.setdefault(definition, {})
        counts.update({depth: start - 1 for depth, start in self._starts.pop(list_id, {}).items()})
        for depth in range(level):
            counts.setdefault(depth, levels[depth].start if depth in levels else 1)
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [depth for depth in counts if depth > level]:
            del counts[deeper]


def _integer(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def _read_levels(definition: "Element") -> dict[int, _Level]:
    return {
        depth: _Level(
            value_of(level.find(W + "numFmt")),
            value_of(level.find(W + "lvlText"))[:_MAX_PATTERN_CHARACTERS],
            _integer(value_of(level.find(W + "start")), 1),
            value_of(level.find(W + "pStyle")),
            level.find(W + "isLgl") is not None,
        )
        for level in definition.findall(W + "lvl")
        if (depth := _integer(value_of(level, "ilvl"), 0)) < _LEVELS
    }


def _read_starts(item: "Element") -> dict[int, int]:
    return {
        depth: _integer(value_of(start), 1)
        for override in item.findall(W + "lvlOverride")
        if (start := override.find(W + "startOverride")) is not None
        and (depth := _integer(value_of(override, "ilvl"), 0)) < _LEVELS
    }


def _render(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str | None:
    """Return a number like "1.2 " or "（三）", None for bullets and unknown forms."""
    pattern = levels[level].pattern
    depths = [int(place) - 1 for place in _PLACE.findall(pattern)]
    if not depths or any(levels.get(depth, levels[level]).form not in _FORMS for depth in depths):
        return None
    digits = levels[level].digits
    text = _PLACE.sub(lambda place: _number(levels, int(place[1]) - 1, counts, digits), pattern).strip()
    return text if text.endswith(("、", "）")) else text + " "


def _number(levels: dict[int, _Level], depth: int, counts: dict[int, int], digits: bool) -> str:
    if depth not in levels or depth not in counts:
        return ""
    return str(counts[depth]) if digits else _FORMS[levels[depth].form](counts[depth])


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalFullWidth": str,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": chinese,
    "japaneseCounting": chinese,
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
}
