"""The headings of documents: those of their chapters, and where each of these begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.places import place_ref
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a ``document``: its place as a ``ref`` ("5.2") and as a ``label`` ("五、2"), and its ``title``."""

    document: str
    ref: str
    label: str
    title: str


class Chapters:
    """The highest headings, in the documents' order, and the row of the first passage below each."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self._found: dict[tuple[str, str], Heading] = {}
        self._begins: dict[tuple[str, str], int] = {}
        for row, passage in enumerate(passages):
            self.add(row, passage)

    def add(self, row: int, passage: Passage) -> None:
        for key, heading in _heading_at(passage, 1).items():
            self._found[key] = heading
            self._begins.setdefault(key, row)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(self._found.values())

    def begin(self, heading: Heading) -> int:
        """Return the row of the first passage below one of the headings."""
        return self._begins[heading.document, heading.ref]


def headings_of(passages: Sequence[Passage], depth: int) -> tuple[Heading, ...]:
    """Return the headings of that depth, each once, in the documents' order."""
    found: dict[tuple[str, str], Heading] = {}
    for passage in passages:
        found.update(_heading_at(passage, depth))
    return tuple(found.values())


def _heading_at(passage: Passage, depth: int) -> dict[tuple[str, str], Heading]:
    """Return the heading of that depth above a passage by its document and place; nothing if it has none."""
    if len(passage.headings) < depth:
        return {}
    ref = ".".join(place_ref(passage).split(".")[:depth])
    heading = Heading(passage.document, ref, passage.heading_labels[depth - 1], passage.headings[depth - 1])
    return {(passage.document, ref): heading}
