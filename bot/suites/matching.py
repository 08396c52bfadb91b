"""Find the passages of an index that a suite's descriptions mean."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from bot.suites.cases import ExpectedPassage
from knowledge.script import comparable
from knowledge.types import Passage

_BETWEEN = "\0"  # No text holds this character, so no match spans two passages.


class PassageFinder:
    """A finder of the passages of one index by place, by headings and by a piece of text."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._by_ref: dict[str, set[int]] = defaultdict(set)
        self._by_headings: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for number, passage in enumerate(passages):
            self._by_ref[passage.ref].add(number)
            parts = passage.ref.split("/")[0].split(".")
            headings = tuple(map(comparable, passage.headings))
            for depth in range(1, len(parts) + 1):
                self._by_ref[".".join(parts[:depth])].add(number)
            for depth in range(1, len(headings) + 1):
                self._by_headings[headings[:depth]].add(number)
        texts = [comparable(passage.text) for passage in passages]
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        self._all = _BETWEEN.join(texts)

    def find(self, expected: ExpectedPassage) -> frozenset[int]:
        """Return the numbers (rows) of the passages that match everything that ``expected`` gives."""
        found: list[set[int]] = []
        if expected.ref:
            found.append(self._by_ref.get(expected.ref, set()))
        if expected.headings:
            found.append(self._by_headings.get(tuple(map(comparable, expected.headings)), set()))
        if expected.quote:
            found.append(self._with_text(comparable(expected.quote)))
        return frozenset(set.intersection(*found))

    def _with_text(self, piece: str) -> set[int]:
        numbers: set[int] = set()
        at = self._all.find(piece)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            numbers.add(number)
            at = self._all.find(piece, self._starts[number + 1])
        return numbers
