"""Find headings that are printed as large as the text: in bold, or in capitals."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from knowledge.heading_lines import ALWAYS_HEADING
from knowledge.numbering import read_marker
from knowledge.readers.pdf.cover import DATE
from knowledge.readers.pdf.lines import Line
from knowledge.readers.pdf.usual import HEADING_SIZE_RATIO, LINE_GAP_RATIO, Usual, width
from knowledge.readers.text import join_lines

_SMALLEST_RATIO = 0.95  # of the body's size: a heading is no smaller
_MAX_WIDTH = 80  # half-width characters of a heading; a longer bold line is a stressed one
_MIN_HEADINGS = 2  # one bold line is a stressed one
_MAX_LINES = 2  # of a heading
_LONG_RATIO = 0.6  # of a column's width: a heading's line that goes on below is as long
_APART_RATIO = 0.3  # of its size: so much more than between lines is above a line set apart
_SHORT_RATIO = 0.8  # of a column's width: a line that goes on below is longer
_MIN_TEXT_WIDTH = 40  # half-width characters of a line that is text, not a label or a cell
_MIN_CAPITALS = 4
_OPENING = "（([【《〈「『“\"'"
_SENTENCE_MARK = re.compile(r"[。！？!?；;，,：:.…]\W*\Z|[。！？；]")
_CODE = re.compile(r"['\"=_*<>{}\\]")  # in no heading in capitals
_SENTENCE_END = re.compile(r"[。！？!?….:：；;](?:(?![。！？!?….:：；;])\W)*\Z")
_CAPTION = re.compile(
    r"(?:附?[图圖表]|照片|table|fig(?:ure|\.)?|exhibit|chart|box)\s*[\dA-Z一二三四五六七八九十]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Lines that may be a heading, and whether text stands below them."""

    lines: tuple[Line, ...]
    text: str
    has_text: bool


def stressed_headings(
    lines: Sequence[Line], usual: Usual, larger: Collection[float]
) -> list[tuple[tuple[Line, ...], int]]:
    """Return the lines of each heading of the text's size, and its rank among these, from 1.

    ``larger`` are the sizes of headings in larger print. There are none where that alone tells nothing: in a form, in a
    text most of which is bold, and where numbers tell which lines are headings.
    """
    weights: Counter[int] = Counter()
    for line in lines:
        weights[line.weight] += len(line.text)
    usual_weight = weights.most_common(1)[0][0] if weights else 0
    found = [*_found(lines, usual, usual_weight, larger)]
    if len(found) < _MIN_HEADINGS or 2 * sum(each.has_text for each in found) < len(found):
        return []
    if _are_numbered([line for line in lines if line.size not in larger], found, _has_larger(lines, larger)):
        return []
    return [*_ranked(found, len(found) > _MIN_HEADINGS and _is_title(found[0], found[1:], lines))]


def _is_title(first: _Found, others: Sequence[_Found], lines: Sequence[Line]) -> bool:
    """Say whether the ``first`` heading is the document's title: before all else, and said once."""
    is_numbered = read_marker(first.text) is not None
    return first.lines[0] is lines[0] and not is_numbered and all(each.text != first.text for each in others)


def _found(lines: Sequence[Line], usual: Usual, usual_weight: int, larger: Collection[float]) -> Iterator[_Found]:
    begin = 0
    while begin < len(lines):
        if not _is_stressed(lines[begin], usual, usual_weight):
            begin += 1
            continue
        end = begin + 1
        while end < len(lines) and end - begin < _MAX_LINES and _is_stressed(lines[end], usual, usual_weight):
            if not _is_rest(lines[end - 1], lines[end], usual):
                break
            end += 1
        text = join_lines(line.text for line in lines[begin:end])
        if end < len(lines) and _is_like_heading(text):
            before, heading, after = lines[begin - 1] if begin else None, lines[begin:end], lines[end]
            is_beside = _is_beside(after, text, _is_stressed(after, usual, usual_weight))
            if not is_beside and _is_apart(before, heading, after, usual, larger):
                yield _Found(tuple(heading), text, any(map(_is_text, lines[end : end + 3])))
        begin = end


def _is_stressed(line: Line, usual: Usual, usual_weight: int) -> bool:
    if line.is_table or line.alone or not _SMALLEST_RATIO * usual.size <= line.size <= HEADING_SIZE_RATIO * usual.size:
        return False
    return line.weight > usual_weight or _is_in_capitals(line.text)


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= _MIN_CAPITALS and not _CODE.search(text)


def _is_rest(before: Line, line: Line, usual: Usual) -> bool:
    """Say whether ``line`` goes on with the heading whose line ``before`` is."""
    is_near = before.is_beside(line) and line.top - before.bottom < LINE_GAP_RATIO * line.size
    return is_near and before.right - before.left > _LONG_RATIO * usual.width(before) and before.weight == line.weight


def _is_like_heading(text: str) -> bool:
    if sum(map(text.count, "(（")) > sum(map(text.count, ")）")):  # the bracket ends in the next line of a paragraph
        return False
    begins = text[0].isalnum() or text[0] in _OPENING  # not with a bullet
    is_words = begins and not text[0].islower() and sum(map(str.isalpha, text)) > 1
    if not is_words or width(text) > _MAX_WIDTH or _SENTENCE_MARK.search(text):
        return False
    return not _CAPTION.match(text) and not DATE.fullmatch(text)


def _kind(text: str) -> tuple[str, int, bool]:
    """Return what the headings of one rank have in common: the kind of their numbers, and capitals."""
    marker = read_marker(text)
    return (marker.style, marker.depth, text.isupper()) if marker else ("", 0, text.isupper())


def _is_beside(line: Line, heading: str, is_stressed: bool) -> bool:
    """Say whether the ``line`` below a heading is no text or heading that belongs to it."""
    return line.is_table or (is_stressed and (not _is_like_heading(line.text) or _kind(line.text) == _kind(heading)))


def _is_apart(
    before: Line | None, heading: Sequence[Line], after: Line, usual: Usual, larger: Collection[float]
) -> bool:
    """Say whether the lines of a heading are no part of the paragraph above or below them."""
    first = heading[0]
    is_full = len(heading) == 1 and first.right - first.left > _SHORT_RATIO * usual.width(first)
    if is_full or after.text[0].islower():
        return False
    if before is None or before.is_table or before.size in larger or not before.is_beside(first):
        return True
    if first.top - before.bottom > usual.gap + _APART_RATIO * first.size:
        return True
    if first.weight <= before.weight:  # capitals
        return False
    is_short = before.right - usual.margins[before.page, before.column][0] < _SHORT_RATIO * usual.width(before)
    return is_short or _SENTENCE_END.search(before.text) is not None


def _is_text(line: Line) -> bool:
    return not line.is_table and (width(line.text) >= _MIN_TEXT_WIDTH or _SENTENCE_END.search(line.text) is not None)


def _has_larger(lines: Sequence[Line], larger: Collection[float]) -> bool:
    """Say whether the document has headings in larger print below its title."""
    is_large = [line.size in larger for line in lines]
    title = next((number for number, large in enumerate(is_large) if not large), 0)
    return any(is_large[max(title, 1) :])


def _are_numbered(lines: Sequence[Line], found: Sequence[_Found], has_larger: bool) -> bool:
    """Say whether numbers tell which lines are headings: those of the headings themselves, or of chapters or sections.

    Sections with dotted numbers are found by these below headings in larger print, too, so all or none are found here.
    """
    if not has_larger and any(read_marker(each.text) for each in found):
        return True
    taken = {line for each in found for line in each.lines}
    others = (line.text for line in lines if not line.is_table and not line.alone and line not in taken)
    styles = {marker.style for text in others if (marker := read_marker(text)) and _is_like_heading(text)}
    return "dotted" in styles or (not has_larger and not styles.isdisjoint(ALWAYS_HEADING))


def _ranked(found: Sequence[_Found], is_titled: bool) -> Iterator[tuple[tuple[Line, ...], int]]:
    """Yield the lines of each heading and its rank, which its kind of number tells; the first may be the title."""
    title, others = (found[:1], found[1:]) if is_titled else ([], found)
    for each in title:
        yield each.lines, 1
    stack: list[tuple[str, int, bool]] = []
    for each in others:
        kind = _kind(each.text)
        stack = stack[: stack.index(kind)] if kind in stack else stack
        stack.append(kind)
        yield each.lines, len(title) + len(stack)
