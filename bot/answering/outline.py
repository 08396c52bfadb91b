"""The outline of an index, to walk through, and names of passages that outlive a re-indexing."""

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass

from knowledge.types import Passage

ID_LENGTH = 6  # characters of base64, 36 bits: of 10,000 passages two share a name once in a thousand indexes


@dataclass(frozen=True, slots=True)
class Node:
    """A document, heading or passage in the outline.

    ``first`` is the number of its first passage, which with ``depth`` (1: document, 2: highest heading, …) finds it
    again; ``passages`` counts those below it, None where it is itself a passage.
    """

    title: str
    label: str
    first: int
    depth: int
    passages: int | None


class Outline:
    """Passages of one index version by id and by place; ``version`` names it."""

    def __init__(self, passages: tuple[Passage, ...], version: str) -> None:
        self.passages = passages
        self.version = version
        self.ids = _ids(passages)
        self._numbers = {passage_id: number for number, passage_id in enumerate(self.ids)}
        self.root = 0 if len({passage.document for passage in passages}) > 1 else 1

    def number(self, passage_id: str) -> int | None:
        """The row of the passage of that id, None where this version does not have it."""
        return self._numbers.get(passage_id)

    def neighbour(self, number: int, step: int) -> int | None:
        """The passage ``step`` rows on (or back) in the same document."""
        other = number + step
        if not 0 <= other < len(self.passages):
            return None
        return other if self.passages[other].document == self.passages[number].document else None

    def section(self, number: int) -> range:
        """Rows of all passages under the same headings as ``number``; without headings, of the same document."""
        return self.members(number, 1 + len(self.passages[number].headings))

    def members(self, number: int, depth: int) -> range:
        """Rows of the passages that share the node of that depth with ``number``."""
        key = _key(self.passages[number], depth)
        first = last = number
        while first > 0 and _key(self.passages[first - 1], depth) == key:
            first -= 1
        while last + 1 < len(self.passages) and _key(self.passages[last + 1], depth) == key:
            last += 1
        return range(first, last + 1)

    def node(self, number: int, depth: int) -> Node:
        """The node of that depth above ``number``."""
        passage = self.passages[number]
        members = self.members(number, depth)
        if depth == 0:
            return Node("", "", members.start, 0, len(members))
        if depth == 1:
            return Node(passage.document, "", members.start, 1, len(members))
        place = ".".join(_place(passage)[: depth - 1])
        return Node(passage.headings[depth - 2], place, members.start, depth, len(members))

    def children(self, number: int, depth: int) -> list[Node]:
        """What is right below the node of that depth above ``number``, in the document's order."""
        found: list[Node] = []
        members = self.members(number, depth)
        row = members.start
        while row < members.stop:
            passage = self.passages[row]
            if len(passage.headings) >= depth:
                found.append(self.node(row, depth + 1))
                row = self.members(row, depth + 1).stop
            else:
                start, end = passage.sentences[0]
                found.append(Node(passage.text[start:end], passage.label, row, depth + 1, None))
                row += 1
        return found


def _place(passage: Passage) -> list[str]:
    return passage.ref.split("/")[0].split(".")


def _key(passage: Passage, depth: int) -> tuple[object, ...]:
    """What passages under one node of that depth have in common."""
    if depth == 0:
        return ()
    levels = depth - 1
    # A passage that stands above the headings of that depth is under none of them.
    return (passage.document, *_place(passage)[:levels], len(passage.headings) >= levels)


def _ids(passages: tuple[Passage, ...]) -> tuple[str, ...]:
    """An id a passage: of its document and text, so that it stays while these do, whatever moves around it."""
    seen: Counter[tuple[str, str]] = Counter()
    ids = []
    for passage in passages:
        key = (passage.document, passage.text)
        digest = hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).digest()
        ids.append(base64.urlsafe_b64encode(digest)[:ID_LENGTH].decode())
        seen[key] += 1
    return tuple(ids)
