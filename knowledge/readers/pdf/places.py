"""Find the characters of a PDF's page that stand in one of many boxes, in time that does not grow with both."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_MAX_LOOKS = 1_000_000  # at characters for a page's boxes: some tenths of a second


class Places:
    """The places of a page's characters, by their height; a character stands where its middle is."""

    def __init__(self, characters: Sequence[dict[str, Any]]) -> None:
        self._characters = characters
        middles = ((each["top"] + each["bottom"]) / 2 for each in characters)
        by_height = sorted((middle, number) for number, middle in enumerate(middles))
        self._heights = [height for height, _ in by_height]
        self._numbers = [number for _, number in by_height]

    def are_too_many(self, boxes: Iterable[dict[str, Any]]) -> bool:
        """Say whether it would take too long to look what stands in each of the ``boxes``."""
        return sum(len(self._beside(box)) for box in boxes) > _MAX_LOOKS

    def within(self, box: dict[str, Any]) -> Iterator[int]:
        """Yield the numbers of the characters in a ``box``: "x0", "x1", "top", "bottom" in points."""
        twice_left, twice_right = 2 * box["x0"], 2 * box["x1"]
        for place in self._beside(box):
            number = self._numbers[place]
            each = self._characters[number]
            if twice_left <= each["x0"] + each["x1"] <= twice_right:
                yield number

    def _beside(self, box: dict[str, Any]) -> range:
        return range(bisect_left(self._heights, box["top"]), bisect_right(self._heights, box["bottom"]))
