"""Work out the numbers that Word shows before the paragraphs of a list; the file does not hold them as text."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from knowledge.numerals import capital_letters, capital_roman, chinese, circled, cyclic, formal, letters, roman
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
    restart: int | None = None  # counts anew only behind a number of a level above this one, counted from 0


_Levels = dict[int, _Level]


class Numbering:
    """A document's numberings and how far each has counted.

    Lists with the same definition continue its count, unless a list says where it starts anew.
    """

    def __init__(self, root: "Element | None") -> None:
        """Take the root of the package's numbering part."""
        none: list[Element] = []
        lists = none if root is None else root.findall(W + "num")
        definitions = _definitions(root)
        self._definition = {value_of(item, "numId"): value_of(item.find(W + "abstractNumId")) for item in lists}
        self._levels = {
            list_id: {**definitions.get(self._definition[list_id], {}), **_read_own_levels(item)}
            for item in lists
            if (list_id := value_of(item, "numId"))
        }
        self._starts = {value_of(item, "numId"): _read_starts(item) for item in lists}
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, list_id: str, level: int | None, style_id: str) -> str | None:
        """Count one paragraph and return its label with indentation, None if it is in no list."""
        levels = self._levels.get(list_id, {})
        if list_id == "0":  # with list 0 Word removes a style's numbering
            return None
        if level is None:
            level = next((depth for depth, item in levels.items() if item.style == style_id != ""), 0)
        indent = "  " * level
        if level not in levels:
            return indent + _DASH
        number = _render(levels, level, self._count(list_id, level))
        return indent + (_DASH if number is None else number)

    def is_western(self, list_id: str) -> bool:
        """Say whether all numbers of a list are such as "1." and "(a)", or dashes, which every program counts so."""
        levels = self._levels.get(list_id, {}).values()
        return all(level.restart is None and _is_western(level) for level in levels)

    def _count(self, list_id: str, level: int) -> dict[int, int]:
        """Count one paragraph of a level; return how far the levels have counted."""
        levels = self._levels[list_id]
        counts = self._counts.setdefault(self._definition[list_id], {})
        counts.update({depth: start - 1 for depth, start in self._starts.pop(list_id, {}).items()})
        for depth in range(level):
            counts.setdefault(depth, levels[depth].start if depth in levels else 1)
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [depth for depth in counts if depth > level and _restarts(levels, depth, level)]:
            del counts[deeper]
        return counts


def _restarts(levels: _Levels, depth: int, level: int) -> bool:
    """Say whether a level counts anew behind a number of the higher level ``level``."""
    restart = levels[depth].restart if depth in levels else None
    return restart is None or level < restart


def _is_western(level: _Level) -> bool:
    return level.form in _WESTERN and _WESTERN[level.form].fullmatch(level.pattern) is not None


def _integer(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def _definitions(root: "Element | None") -> dict[str, _Levels]:
    """Return the levels of each definition; one that only names a style of lists has the levels of that style."""
    items = [] if root is None else root.findall(W + "abstractNum")
    styled = {value_of(link): _read_levels(item) for item in items if (link := item.find(W + "styleLink")) is not None}
    return {
        value_of(item, "abstractNumId"): _read_levels(item) or styled.get(value_of(item.find(W + "numStyleLink")), {})
        for item in items
    }


def _read_levels(around: "Element") -> _Levels:
    return {
        depth: _Level(
            value_of(level.find(W + "numFmt")),
            value_of(level.find(W + "lvlText"))[:_MAX_PATTERN_CHARACTERS],
            _integer(value_of(level.find(W + "start")), 1),
            value_of(level.find(W + "pStyle")),
            level.find(W + "isLgl") is not None,
            None if (restart := level.find(W + "lvlRestart")) is None else _integer(value_of(restart), _LEVELS),
        )
        for level in around.findall(W + "lvl")
        if (depth := _integer(value_of(level, "ilvl"), 0)) < _LEVELS
    }


def _read_own_levels(item: "Element") -> _Levels:
    """Return the levels that a list has instead of those of its definition."""
    overrides = item.findall(W + "lvlOverride")
    return {depth: level for override in overrides for depth, level in _read_levels(override).items()}


def _read_starts(item: "Element") -> dict[int, int]:
    return {
        depth: _integer(value_of(start), 1)
        for override in item.findall(W + "lvlOverride")
        if (start := override.find(W + "startOverride")) is not None
        and (depth := _integer(value_of(override, "ilvl"), 0)) < _LEVELS
    }


def _render(levels: _Levels, level: int, counts: dict[int, int]) -> str | None:
    """Return a number like "1.2 " or "（三）", None for bullets and unknown forms."""
    pattern = levels[level].pattern
    depths = [int(place) - 1 for place in _PLACE.findall(pattern)]
    if not depths or any(levels.get(depth, levels[level]).form not in _FORMS for depth in depths):
        return None
    digits = levels[level].digits
    text = _PLACE.sub(lambda place: _number(levels, int(place[1]) - 1, counts, digits), pattern).strip()
    return text if text.endswith(("、", "）")) else text + " "


def _number(levels: _Levels, depth: int, counts: dict[int, int], digits: bool) -> str:
    if depth not in levels or depth not in counts:
        return ""
    return str(counts[depth]) if digits else _FORMS[levels[depth].form](counts[depth])


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalFullWidth": str,
    "decimalFullWidth2": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02}".format,
    "numberInDash": "- {} -".format,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": chinese,
    "japaneseCounting": chinese,
    "chineseLegalSimplified": formal,
    "ideographLegalTraditional": partial(formal, traditional=True),
    "ideographTraditional": partial(cyclic, signs="甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": partial(cyclic, signs="子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedParen": partial(cyclic, signs="⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "lowerLetter": letters,
    "upperLetter": capital_letters,
    "lowerRoman": roman,
    "upperRoman": capital_roman,
}
