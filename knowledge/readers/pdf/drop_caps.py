"""Put the large first letter of a text, beside several of its lines, before the first of them."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.readers.pdf.characters import Character, usual_size

_LARGE_RATIO = 1.8  # of the text's size: a drop cap is at least two lines high
_GAP_RATIO = 1.2  # of the text's size: so near to it begin the lines beside it
_OVER_RATIO = 0.25  # of the drop cap's size: so far the lines beside it may reach above its box
_MIN_ROWS = 2
_MIN_CHARACTERS = 8  # of each line beside it; fewer are a label
_MAX_LARGE = 200  # characters; a page with more has no drop caps, but large print
_WORDS = "AIO"  # a blank may stand behind these


def with_drop_caps(characters: list[Character]) -> list[Character]:
    """Return the ``characters`` of a page with each drop cap as large as the text, and in its first line."""
    usual = usual_size(characters)
    large = [each for each in characters if each.size >= _LARGE_RATIO * usual]
    if not large or len(large) > _MAX_LARGE:
        return characters
    instead: dict[Character, Character] = {}
    for each in large:
        others = (other for other in large if other is not each)
        if each.text.isalpha() and not any(_is_beside(each, other) for other in others):
            instead.update(_in_line(each, [other for other in characters if other.size < each.size / 1.5], usual))
    return [instead.get(each, each) for each in characters]


def _is_beside(each: Character, other: Character) -> bool:
    """Say whether another large character is in the same line: it is a word then."""
    is_level = other.top < each.bottom and other.bottom > each.top
    return is_level and each.left - each.size < other.right and other.left < each.right + each.size


def _in_line(each: Character, text: list[Character], usual: float) -> Iterator[tuple[Character, Character]]:
    """Yield a drop cap and the first character behind it, each with what is read in its place; else nothing."""
    top = each.top - _OVER_RATIO * each.size
    beside = [other for other in text if top < (other.top + other.bottom) / 2 < each.bottom]
    if any(other.right <= each.left and other.right > each.left - each.size for other in beside):
        return
    rows: dict[float, list[Character]] = {}
    for other in beside:
        if other.left >= each.right - 0.2 * usual:
            rows.setdefault(round(other.bottom), []).append(other)
    if len(rows) < _MIN_ROWS or any(len(row) < _MIN_CHARACTERS for row in rows.values()):
        return
    starts = [min(row, key=lambda other: other.left) for _, row in sorted(rows.items())]
    if any(start.left > each.right + _GAP_RATIO * usual for start in starts) or not starts[0].text.isalpha():
        return
    first = starts[0]
    yield each, replace(first, text=each.text, left=first.left - 0.1, right=first.left, after_blank=each.after_blank)
    yield first, replace(first, after_blank=first.after_blank and each.text in _WORDS)
