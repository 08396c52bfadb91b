"""The outline of an index, to walk through, and ids of passages that survive a re-indexing."""

import base64
import hashlib
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.chapters import Chapters
from index.types import IndexedDocument
from knowledge.places import place_ref
from knowledge.script import comparable
from knowledge.table_text import opening, row_numbers
from knowledge.types import Passage

# Six characters of base64 are 36 bits: among 10,000 passages, two share an id in about one of a thousand indexes.
ID_CHARACTERS = 6

NODES_A_PAGE = 10
_MIN_ENDING_CHARACTERS = 4  # of the end of a title that stands for all of it

Step = Literal["page-back", "page-on", "up"]


@dataclass(frozen=True, slots=True)
class Node:
    """A document, heading or passage in the outline.

    ``first`` is the row of its first passage, and ``id`` the id of that passage. ``id`` and ``depth`` (1: document,
    2: highest heading, …) identify the node. ``passages`` is the number of passages below it, None if it is a passage.
    """

    title: str
    label: str
    first: int
    id: str
    depth: int
    passages: int | None


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """One page of the ``nodes`` directly below a place.

    The place is the node of that ``depth`` above the passage with the id ``here``; ``above`` are the nodes from the
    document down to the place. This is page ``number``, from 0, of ``pages``. ``steps`` lead to other pages, each with
    its depth and page number.
    """

    version: str
    here: str
    depth: int
    above: tuple[Node, ...]
    nodes: tuple[Node, ...]
    number: int
    pages: int
    steps: tuple[tuple[Step, int, int], ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """Whether a passage has one before (``back``) and after it (``on``) in its document, and others in its section."""

    back: bool
    on: bool
    section: bool


class Outline:
    """The passages of the index version ``version``, found by id and by place.

    Those of ``documents`` with former titles are also found by the ids that they had under these.
    """

    def __init__(self, passages: Sequence[Passage], version: str, documents: Sequence[IndexedDocument] = ()) -> None:
        self.passages = passages
        self.version = version
        ids, before, titles, self.highest = _Ids(), _Ids(), _Titles(), Chapters()
        former = {each.title: each.formerly for each in documents}
        self._numbers: dict[str, int] = {}
        found: list[str] = []
        refs: list[str] = []
        titles_of_rows: list[str] = []
        self.rows_numbered: dict[str, int] = {}  # the first passage that has a row with that number
        for row, passage in enumerate(passages):  # once, since they may have to be fetched
            found.append(ids.next(passage.document, passage.text))
            for title in former.get(passage.document, ()):
                self._numbers[before.next(title, passage.text)] = row
            titles.add(row, passage)
            self.highest.add(row, passage)
            refs.append(passage.ref)
            for number in row_numbers(passage):
                self.rows_numbered.setdefault(number, row)
            titles_of_rows.append(sys.intern(passage.document))
        self.ids = tuple(found)
        self._numbers |= {passage_id: number for number, passage_id in enumerate(self.ids)}
        self._titles_of_documents = frozenset(titles_of_rows)
        self.root = 0 if len(self._titles_of_documents) > 1 else 1
        self.chapters = self.highest.headings
        self._titles = titles.highest()
        self._refs, self._documents = tuple(refs), tuple(titles_of_rows)

    def number(self, passage_id: str) -> int | None:
        """Return the row of the passage with that id, None if this version does not have it."""
        return self._numbers.get(passage_id)

    def at(self, place: str, documents: Collection[str]) -> list[int]:
        """Return the rows of the passages at or below ``place``, such as 5.2 or 5.2.1/2, in the ``documents``."""
        above = f"{place}."
        return [
            row
            for row, (ref, document) in enumerate(zip(self._refs, self._documents, strict=True))
            if document in documents and (ref == place or f"{ref.split('/')[0]}.".startswith(above))
        ]

    def first_at(self, place: str) -> list[int]:
        """Return the rows of the passages at or below ``place`` in the first document that has any."""
        rows = self.at(place, self._titles_of_documents)
        return [row for row in rows if self._documents[row] == self._documents[rows[0]]]

    def places_below(self, place: str) -> list[str]:
        """Return the last parts of the places right below ``place``, all of the highest ones if it is empty."""
        above = f"{place}." if place else ""
        return [ref[len(above) :].split("/")[0].split(".")[0] for ref in self._refs if ref.startswith(above)]

    def titled(self, title: str) -> tuple[range, int] | None:
        """Return the rows and the depth of the highest place with that ``title``, None if there is none.

        A chapter's title that ends with it counts too, if no other chapter's does, as 直播电商产品策略 for 产品策略.
        """
        wanted = comparable(title)
        place = self._titles.get(wanted)
        if place is None and len(wanted) >= _MIN_ENDING_CHARACTERS:
            chapters = [place for name, place in self._titles.items() if place[1] == 2 and name.endswith(wanted)]
            place = chapters[0] if len(chapters) == 1 else None
        return (self.members(*place), place[1]) if place else None

    def neighbour(self, number: int, step: int) -> int | None:
        """Return the row ``step`` rows after ``number`` (before it if negative), None if that leaves the document."""
        other = number + step
        if not 0 <= other < len(self.passages):
            return None
        return other if self.passages[other].document == self.passages[number].document else None

    def section(self, number: int) -> range:
        """Return the rows of all passages under the same headings as ``number``.

        For a passage without headings, these are the rows of its document.
        """
        return self.members(number, 1 + len(self.passages[number].headings))

    def members(self, number: int, depth: int) -> range:
        """Return the rows of the passages that share the node of that depth with ``number``."""
        key = _key(self.passages[number], depth)
        first = last = number
        while first > 0 and _key(self.passages[first - 1], depth) == key:
            first -= 1
        while last + 1 < len(self.passages) and _key(self.passages[last + 1], depth) == key:
            last += 1
        return range(first, last + 1)

    def node(self, number: int, depth: int) -> Node:
        """Return the node of that depth above ``number``."""
        passage = self.passages[number]
        members = self.members(number, depth)
        if depth == 0:
            return self._node("", "", members.start, 0, len(members))
        if depth == 1:
            return self._node(passage.document, "", members.start, 1, len(members))
        label = passage.heading_labels[depth - 2]
        return self._node(passage.headings[depth - 2], label, members.start, depth, len(members))

    def page(self, number: int, depth: int, page: int) -> OutlinePage:
        """Return a page of the nodes below the node of that depth above ``number``.

        If there is no such depth or page, use the nearest that there is.
        """
        depth = min(max(depth, self.root), 1 + len(self.passages[number].headings))
        nodes = self.children(number, depth)
        pages = max(-(-len(nodes) // NODES_A_PAGE), 1)
        page = min(page, pages - 1)
        steps: list[tuple[Step, int, int]] = []
        if page > 0:
            steps.append(("page-back", depth, page - 1))
        if page + 1 < pages:
            steps.append(("page-on", depth, page + 1))
        if depth > self.root:
            steps.append(("up", depth - 1, 0))
        return OutlinePage(
            version=self.version,
            here=self.ids[number],
            depth=depth,
            above=tuple(self.node(number, above) for above in range(1, depth + 1)),
            nodes=tuple(nodes[page * NODES_A_PAGE : (page + 1) * NODES_A_PAGE]),
            number=page,
            pages=pages,
            steps=tuple(steps),
        )

    def ways(self, number: int) -> Ways:
        """Return the ways on from a passage."""
        back, on = (self.neighbour(number, step) is not None for step in (-1, 1))
        return Ways(back, on, len(self.section(number)) > 1)

    def children(self, number: int, depth: int) -> list[Node]:
        """Return the nodes directly below the node of that depth above ``number``, in the document's order."""
        found: list[Node] = []
        members = self.members(number, depth)
        row = members.start
        while row < members.stop:
            passage = self.passages[row]
            if len(passage.headings) >= depth:
                found.append(self.node(row, depth + 1))
                row = self.members(row, depth + 1).stop
            else:
                found.append(self._node(opening(passage), passage.label, row, depth + 1, None))
                row += 1
        return found

    def _node(self, title: str, label: str, first: int, depth: int, passages: int | None) -> Node:
        return Node(title, label, first, self.ids[first], depth, passages)


def ids_of(passages: Iterable[Passage]) -> list[str]:
    """Return the id of each passage of an index, as its outline has them."""
    ids = _Ids()
    return [ids.next(passage.document, passage.text) for passage in passages]


def _key(passage: Passage, depth: int) -> tuple[object, ...]:
    """Return a key that all passages under one node of that depth share."""
    if depth == 0:
        return ()
    levels = depth - 1
    # The last part keeps a passage that stands above the headings of that depth apart from those under them.
    return (passage.document, *place_ref(passage).split(".")[:levels], len(passage.headings) >= levels)


class _Titles:
    """The first row of each title, and of each number with a letter, at each depth."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int], int] = {}

    def add(self, row: int, passage: Passage) -> None:
        for depth, (title, label) in enumerate(zip(passage.headings, passage.heading_labels, strict=False), start=2):
            self._places.setdefault((title, depth), row)
            if label[:1].isascii() and label[:1].isalpha():  # V1.2 names a section as its title does
                self._places.setdefault((label, depth), row)

    def highest(self) -> dict[str, tuple[int, int]]:
        """Return for each title, comparable, the first row and the depth of the highest place that has it."""
        highest = sorted(self._places.items(), key=lambda item: (-item[0][1], -item[1]))
        return {comparable(title): (row, depth) for (title, depth), row in highest}


class _Ids:
    """An id for each passage, made from its document and text, so that it stays the same while these do."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()

    def next(self, title: str, text: str) -> str:
        """Return the id of the next passage with that text in a document of that title."""
        key = (title, text)
        same = hashlib.sha256("\0".join(key).encode()).digest()  # smaller than the texts, of which there may be many
        digest = hashlib.sha256("\0".join((*key, str(self._seen[same]))).encode()).digest()
        self._seen[same] += 1
        return base64.urlsafe_b64encode(digest)[:ID_CHARACTERS].decode()
