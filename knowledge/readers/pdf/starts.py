"""Which lines of a PDF begin an item: a point, a question, a line of labels such as those above a letter."""

import re
from collections.abc import Iterator
from itertools import pairwise

from knowledge.numerals import roman
from knowledge.readers.pdf.lines import Line
from knowledge.readers.text import NUMBERED

_BULLET = re.compile(r"(?:[-–•●○■□◆◇▪►➢*·‣◦⁃∙▸▷★☆✓✔※▲◎❖✦✧☐☑☒\uf000-\uf0ff]\s*|√(?:\s+|(?=[\u4e00-\u9fff])))\S")
_ASKED = re.compile(r"(?:[问問答QA]|question|answer)\s*\d{0,3}\s*[:：]", re.IGNORECASE)  # a question, or its answer
_O_BULLET_RATIO = 3.0  # of the text's size: the text behind a bullet that is written as the letter o begins nearer
_NO_LABEL = r"[^\s:：，。；！？、,;.!?“”\"]"
# No label: an open bracket (such as:   a name with a colon within: your micro:bit
_SEEMING_LABEL = re.compile(r"[^:：()（）]*[(（][^:：()（）]*[:：]|[a-z][^:：]*[a-z]:[a-z]")
_LABEL = re.compile(rf"(?=[^\W\d_]){_NO_LABEL}{{1,16}}(?:[ \u3000]{_NO_LABEL}{{1,12}}){{0,2}}(?<!\d)\s*[:：](?!//)")
_SENTENCE_END = re.compile(r"[。！？!?….；;：:][”’」』\"'）)]*\Z")
_FULL_RATIO = 1.5  # of the size: so near to the margin ends a line that is full
_MIN_LABELS = 3  # lines of a paragraph can begin so by chance, but not as many
_MAX_LINES_BETWEEN = 4  # that the text behind a label goes on
_SAME_EDGE_POINTS = 3.0  # points
_LETTERED = re.compile(r"([(（]?)([a-z]|[ivx]{2,4}|[A-Z])([)）]\s*|[.．]\s+)\S")
_ROMAN = tuple(map(roman, range(1, 13)))
_MAX_LINES_OF_POINT = 40  # lines between two lettered points


def begins_item(line: Line) -> bool:
    """Say whether a line begins an item, whatever stands around it."""
    is_o = line.text.startswith("o ") and 0 < line.hang - line.left < _O_BULLET_RATIO * line.size
    return is_o or any(pattern.match(line.text) for pattern in (NUMBERED, _BULLET, _ASKED))


def has_label(line: Line) -> bool:
    """Say whether a line begins with a label and a colon."""
    return not line.is_table and _LABEL.match(line.text) is not None and not _SEEMING_LABEL.match(line.text)


def items_among(lines: list[Line]) -> frozenset[Line]:
    """Return the lines that begin an item as those around them do: one of several labels, or of points a, b and c."""
    return frozenset((*_labelled(lines), *_lettered(lines)))


def _labelled(lines: list[Line]) -> Iterator[Line]:
    """Yield lines below each other that begin with a label and a colon."""
    margins: dict[tuple[int, int], float] = {}
    for line in lines:
        margins[line.page, line.column] = max(margins.get((line.page, line.column), 0.0), line.right)
    run: list[Line] = []
    between = 0
    for before, line in pairwise([*lines[:1], *lines]):  # none stands before the first but itself
        is_label = has_label(line) and not _runs_on(before, line, margins[line.page, line.column])
        is_below = bool(run) and line.is_beside(run[0]) and between <= _MAX_LINES_BETWEEN
        if is_label and is_below and _is_same(line.left, run[0].left):
            run.append(line)
            between = 0
            continue
        between += 1
        if is_label or not is_below:
            yield from run if len(run) >= _MIN_LABELS else ()
            run, between = [line] if is_label else [], 0
    yield from run if len(run) >= _MIN_LABELS else ()


def _runs_on(before: Line, line: Line, margin: float) -> bool:
    """Say whether a sentence goes over from the line ``before``, which fills the column up to its right ``margin``."""
    fills = before.is_beside(line) and margin - before.right <= _FULL_RATIO * before.size
    return fills and not before.is_table and not has_label(before) and not _SENTENCE_END.search(before.text)


def _lettered(lines: list[Line]) -> Iterator[Line]:
    """Yield lines that begin with letters in order, or small Roman numbers, written in one way."""
    last: dict[tuple[str, str, bool], tuple[int, int, Line]] = {}  # the number, where it stands
    for at, line in enumerate(lines):
        found = None if line.is_table else _LETTERED.match(line.text)
        if found is None:
            continue
        before, letter, behind = found.groups()
        for is_roman, number in _numbers(letter):
            kind = (before, behind.strip() + ("A" if letter.isupper() else "a"), is_roman)
            known, since, first = last.get(kind, (0, 0, line))
            if number == known + 1 > 1 and at - since <= _MAX_LINES_OF_POINT and _is_below(line, first):
                yield from (first, line)
            elif number != 1:
                continue
            last[kind] = number, at, line


def _numbers(letter: str) -> Iterator[tuple[bool, int]]:
    """Yield what number a letter may stand for, and whether as a Roman one."""
    if letter in _ROMAN:
        yield True, _ROMAN.index(letter) + 1
    if len(letter) == 1:
        yield False, ord(letter.lower()) - ord("a") + 1


def _is_below(line: Line, other: Line) -> bool:
    return not line.is_beside(other) or _is_same(line.left, other.left)


def _is_same(left: float, other: float) -> bool:
    return abs(left - other) <= _SAME_EDGE_POINTS
