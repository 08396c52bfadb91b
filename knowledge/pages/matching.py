"""Find a passage among the characters of pages, although cleaning and the joining of lines have changed it."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

_GRAM = 4  # characters that are compared at a time
_MIN_BLOCK = 3  # such pieces in a row: fewer are chance
_MAX_MENDED = 24  # characters between two that were found which belong to the passage as well
_MAX_CHARACTERS = 6_000  # characters of a passage that are looked for
_NEAR_RATIO = 2.5  # of the passage's length: what is found further from most of it is chance


def comparable_characters(text: Iterable[str]) -> tuple[str, list[int]]:
    """Return the letters and digits of ``text`` in one form, and where each comes from."""
    found, origins = [], []
    for number, character in enumerate(text):
        for each in unicodedata.normalize("NFKC", character).casefold():
            if each.isalnum():
                found.append(each)
                origins.append(number)
    return "".join(found), origins


def find_passage(passage: str, characters: Sequence[str]) -> dict[int, int]:
    """Return for each found character of ``passage`` which of the ``characters`` of the pages it is, by its place.

    The order of the two is the same. What is missing was not found.
    """
    wanted, wanted_at = comparable_characters(passage[:_MAX_CHARACTERS])
    there, there_at = comparable_characters(characters)
    blocks = _blocks(wanted, there)
    return {wanted_at[first + step]: there_at[second + step] for first, second, size in blocks for step in range(size)}


def _blocks(wanted: str, there: str) -> list[tuple[int, int, int]]:
    """Return what the two have in common, as pieces: where each begins in either, and how long it is."""
    if len(wanted) < _GRAM:
        at = there.find(wanted) if wanted else -1
        return [(0, at, len(wanted))] if at >= 0 else []
    matcher = SequenceMatcher(None, _grams(wanted), _grams(there), autojunk=False)
    found = [block for block in matcher.get_matching_blocks() if block.size >= min(_MIN_BLOCK, len(wanted) - _GRAM + 1)]
    if not found:
        return []
    largest = max(found, key=lambda block: block.size)
    most = _NEAR_RATIO * len(wanted) + 200
    near = [block for block in found if abs(block.b - block.a - (largest.b - largest.a)) <= most]
    return [(block.a, block.b, block.size + _GRAM - 1) for block in near]


def _grams(text: str) -> list[str]:
    return [text[start : start + _GRAM] for start in range(len(text) - _GRAM + 1)]


def between(found: Sequence[int]) -> list[int]:
    """Return ``found``, ascending, with what lies between two that are near: the marks, and what was mended."""
    filled: list[int] = []
    for number in found:
        if filled and 1 < number - filled[-1] <= _MAX_MENDED:
            filled += range(filled[-1] + 1, number)
        if not filled or number > filled[-1]:
            filled.append(number)
    return filled


def part_of(found: dict[int, int], passage: str, part: str) -> list[int]:
    """Return which characters of the pages are those of a ``part`` of the ``passage``, ascending."""
    start = passage.find(part)
    if start < 0:
        return []
    places = sorted(found)
    inside = places[bisect_left(places, start) : bisect_left(places, start + len(part))]
    return sorted(found[place] for place in inside)
