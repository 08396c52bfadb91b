"""What has become of passages of an earlier version: found by their text, or where a changed one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.snapshot import Snapshot
from knowledge.changes import alike_texts
from knowledge.places import find_places, place_of_point, place_ref
from knowledge.script import comparable
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class Opened:
    """The passage in ``row`` that a link or button opens now, None if it is gone; whether its text has ``changed``."""

    row: int | None
    changed: bool


def open_passages(then: Sequence[Passage], snapshot: Snapshot, beside: Sequence[Passage] = ()) -> list[Opened]:
    """Find passages of one document of an earlier version in the live index: by text, else where a changed one stands.

    Only if all passages of the document then are known, ``beside`` them, one of these that moved up after another was
    removed is told from what that was reworded to.
    The document that has its title now, or that took its place under another one, is looked at alone, if there is one.
    """
    passages, document = snapshot.index.passages, snapshot.index.manifest.successor(then[0].document)
    title = document.title if document else then[0].document
    texts = [comparable(each.text) for each in then]
    same: dict[str, list[int]] = {text: [] for text in texts}
    for row, passage in enumerate(passages):
        if (text := comparable(passage.text)) in same:
            same[text].append(row)
    opened = {
        each: Opened(min(same[text], key=lambda row: _unlike(passages[row], each, title)), changed=False)
        for each, text in zip(then, texts, strict=True)
        if same[text]
    }
    if changed := [each for each in then if each not in opened]:
        own = {row: passage for row, passage in enumerate(passages) if passage.document == title}
        rows = _reworded(changed, beside, own or dict(enumerate(passages)))
        opened |= {each: Opened(row, changed=True) for each, row in zip(changed, rows, strict=True)}
    return [opened[each] for each in then]


def _reworded(then: Sequence[Passage], beside: Sequence[Passage], now: Mapping[int, Passage]) -> list[int | None]:
    """Return the row in ``now`` where the changed text of each passage stands, None if it is gone.

    Where it was a part of a long point, another part may be all by which the point is found; what is left of the
    point, without the parts that stood ``beside``, has the part.
    """
    known, rows = (*then, *beside), list(now)
    found = list(zip(known, find_places(list(map(place_of_point, known)), list(now.values())), strict=True))
    others = {comparable(each.text) for each in beside}

    def part(passage: Passage) -> int | None:
        own_first = sorted(found, key=lambda pair: pair[0] != passage)
        points = [at.rows for each, at in own_first if at and _is_same_point(each, passage)]
        left = [rows[at] for at in points[0] if comparable(now[rows[at]].text) not in others] if points else []
        return _most_like(passage, {row: now[row] for row in left})

    return list(map(part, then))


def _is_same_point(passage: Passage, other: Passage) -> bool:
    return (place_ref(passage), passage.headings) == (place_ref(other), other.headings)


def _most_like(then: Passage, parts: Mapping[int, Passage]) -> int | None:
    """Return the row of the part whose text is most like that of ``then``; if none is, of the one with its number."""
    _, alike, share = alike_texts([then.text], [part.text for part in parts.values()])
    shares = dict(zip(alike.tolist(), share.tolist(), strict=True))
    likeness = {row: (shares.get(nth, 0.0), parts[row].ref == then.ref) for nth, row in enumerate(parts)}
    return max(likeness, key=likeness.__getitem__, default=None)


def _unlike(passage: Passage, then: Passage, title: str) -> tuple[bool, bool, bool]:
    """Return how much the place of a passage is another one than that of ``then`` below ``title``; less is smaller."""
    return passage.document != title, passage.headings != then.headings, passage.ref != then.ref
