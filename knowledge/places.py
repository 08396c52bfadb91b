"""Find the places of one edition of a document in another, by number and headings, and by the text.

A chapter or section is known by its headings. A point is known by its number and by how its text begins: where another
point has taken its number, it is where its text is now, and gone if that is nowhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from knowledge.changes import alike_texts
from knowledge.script import comparable
from knowledge.types import Passage

Key = tuple[str, tuple[str, ...]]

_ALIKE_HEADINGS = 0.6  # SequenceMatcher's ratio: 直播带货的风险 and 直播带货的主要风险 have 0.88
_TEXT_CHARACTERS = 200  # characters of a point's text by which it is known
_BARE_CHARACTERS = 40  # characters by which a passage without headings is known


@dataclass(frozen=True, slots=True)
class Place:
    """A chapter, section or point: its ``ref``, its headings from the chapter down, and how its text ``begins``.

    Without headings, only ``begins`` counts. ``begins`` is None for chapters and sections, and for points of which only
    the number is known.
    """

    ref: str
    headings: tuple[str, ...] = ()
    begins: str | None = None

    @property
    def is_point(self) -> bool:
        return not self.headings or self.ref.count(".") >= len(self.headings)


@dataclass(frozen=True, slots=True)
class Found:
    """The ``rows`` of the passages at a place; those of a point are parts of one text, or the same in two documents."""

    rows: tuple[int, ...]
    of_point: bool


def find_places(places: Sequence[Place], passages: Sequence[Passage]) -> list[Found | None]:
    """Return where each place is, None for those that ``passages`` lack.

    Of places without headings, a passage that is no more than what it begins with goes before longer ones.
    """
    outline = _Outline(passages)
    at = [outline.at(place) for place in places]
    lacking = [number for number, place in enumerate(places) if outline.lacks_text(place, at[number])]
    if lacking:
        certain = {number for number, place in enumerate(places) if place.begins is not None} - set(lacking)
        taken = {row for number in certain for row in at[number]}
        followed = outline.follow([places[number] for number in lacking], taken)
        for number, rows in zip(lacking, followed, strict=True):
            at[number] = rows
    return [Found(rows, place.is_point) if rows else None for place, rows in zip(places, at, strict=True)]


def place_ref(passage: Passage) -> str:
    """Return the passage's place in the outline; the parts of a long point share one."""
    return passage.ref.split("/")[0]


def place_key(place: Place) -> Key:
    """Return what is equal for the same number and headings, whatever their script; without headings, for the text."""
    if not place.headings:
        return "", (comparable(place.begins or ""),)
    return place.ref, tuple(map(comparable, place.headings))


def place_of_point(passage: Passage) -> Place:
    """Return the point that ``passage`` is, or is a part of."""
    if not passage.headings:
        return Place(place_ref(passage), begins=passage.text[:_BARE_CHARACTERS])
    return Place(place_ref(passage), passage.headings, begins_with(passage))


def begins_with(passage: Passage) -> str:
    """Return the beginning of the passage's text by which a point is known."""
    return passage.text[:_TEXT_CHARACTERS]


class _Outline:
    """The places that ``passages`` have, to look others up in."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._rows: dict[Key, list[int]] = defaultdict(list)
        self._headed: dict[tuple[str, ...], set[Key]] = defaultdict(set)  # keys of chapters and sections
        self._numbered: dict[str, set[Key]] = defaultdict(set)  # the same, by their numbers
        self._bare: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(passages):
            if passage.headings:
                self._enter(row, passage)
            else:
                self._bare[comparable(passage.text[:_BARE_CHARACTERS])].append(row)

    def _enter(self, row: int, passage: Passage) -> None:
        headings, parts = tuple(map(comparable, passage.headings)), place_ref(passage).split(".")
        for depth in range(1, len(parts) + 1):
            key = ".".join(parts[:depth]), headings[:depth]
            self._rows[key].append(row)
            if depth <= len(headings):
                self._headed[key[1]].add(key)
                self._numbered[key[0]].add(key)

    def at(self, place: Place) -> tuple[int, ...]:
        """Return the rows at the number and headings of ``place``; without headings, those that begin with its text."""
        if not place.headings:
            return self._beginning(place.begins or "")
        rows = tuple(self._rows.get(place_key(place), ()))
        if place.is_point:
            return self._with_text(rows, place.begins)
        return rows or self._headed_alike(place)

    def lacks_text(self, place: Place, rows: Sequence[int]) -> bool:
        """Say whether ``place`` is a point whose text is not at its number, the ``rows``, as it was."""
        if not place.headings or not place.is_point or place.begins is None:
            return False
        return not any(self._begins(row, place.begins) for row in rows)

    def follow(self, places: Sequence[Place], taken: set[int]) -> list[tuple[int, ...]]:
        """Return the rows of the point whose text is most like that of each place, empty if there is none.

        A point is that of one text only: the most alike go first, then those with the same number. The rows that are
        ``taken`` are those of other texts.
        """
        texts = list(dict.fromkeys(place.begins or "" for place in places))
        free = [row for row, passage in enumerate(self._passages) if passage.headings and row not in taken]
        one, other, share = alike_texts(texts, [begins_with(self._passages[row]) for row in free])
        numbers = {(place.begins, place.ref) for place in places}
        pairs = [(texts[text], free[row]) for text, row in zip(one.tolist(), other.tolist(), strict=True)]
        apart = np.array([(text, place_ref(self._passages[row])) not in numbers for text, row in pairs], dtype=bool)
        at: dict[str, int] = {}
        for nth in np.lexsort((other, one, apart, -share)).tolist():
            text, row = pairs[nth]
            if text not in at and row not in at.values():
                at[text] = row
        return [self._point_of(at[text]) if (text := place.begins or "") in at else () for place in places]

    def _point_of(self, row: int) -> tuple[int, ...]:
        """Return the rows of all parts of the point that the passage with that row is a part of."""
        document, key = self._passages[row].document, place_key(place_of_point(self._passages[row]))
        return tuple(part for part in self._rows[key] if self._passages[part].document == document)

    def _with_text(self, rows: tuple[int, ...], begins: str | None) -> tuple[int, ...]:
        """Return the ``rows`` in the documents whose point has that text; all of them if none has it."""
        having = {self._passages[row].document for row in rows if begins is not None and self._begins(row, begins)}
        return tuple(row for row in rows if not having or self._passages[row].document in having)

    def _begins(self, row: int, begins: str) -> bool:
        return comparable(begins_with(self._passages[row])) == comparable(begins)

    def _beginning(self, begins: str) -> tuple[int, ...]:
        beginning = comparable(begins)
        whole = self._bare.get(beginning)
        if whole:
            return tuple(whole)
        # Twice as much, because `comparable` drops white space.
        length = 2 * len(begins)
        candidates = sorted(
            row for known, rows in self._bare.items() if known.startswith(beginning[: len(known)]) for row in rows
        )
        return tuple(row for row in candidates if comparable(self._passages[row].text[:length]).startswith(beginning))

    def _headed_alike(self, place: Place) -> tuple[int, ...]:
        """Return the rows under the same headings with another number, or under similar ones with the same number."""
        headings = place_key(place)[1]
        keys = self._headed.get(headings, set())
        if not keys:
            keys = {key for key in self._numbered.get(place.ref, ()) if _are_alike(key[1], headings)}
        return tuple(self._rows[next(iter(keys))]) if len(keys) == 1 else ()


def _are_alike(headings: Sequence[str], others: Sequence[str]) -> bool:
    if len(headings) != len(others):
        return False
    pairs = zip(headings, others, strict=True)
    return all(SequenceMatcher(None, one, other).ratio() >= _ALIKE_HEADINGS for one, other in pairs)
