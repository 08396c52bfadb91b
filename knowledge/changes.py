"""Compare two editions of the documents passage by passage."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from knowledge.script import comparable
from knowledge.types import Passage

Pair = tuple[Passage, Passage]
Grams = NDArray[np.uint64]
Rows = NDArray[np.int64]

# Keys by which an unchanged passage is recognised, the surest first: a short text may stand under several headings and
# in several documents, and a document may have got a new title.
_SAME_TEXT = (
    attrgetter("text", "ref", "headings", "document"),
    attrgetter("text", "ref", "headings"),
    attrgetter("text", "headings", "document"),
    attrgetter("text", "document"),
    attrgetter("text", "headings"),
    attrgetter("text"),
)
_SAME_PLACE = (attrgetter("ref", "headings", "document"), attrgetter("ref", "headings"))

_GRAM_CHARACTERS = 5  # characters
# In the shipped report no two passages share more than 0.08 of their text, and a passage with one sentence replaced
# shares at least 0.38 with the original. Below this share a pair says more as one removed and one added passage.
_ALIKE_SHARE = 0.35
_PLACE_SHARE = 0.1  # of the text of two passages in one place; 退货期限为七天 and 退货期限为三十天 share 0.2
_MAX_MEETINGS = 4_000_000  # pairs of an old and a new passage with the same gram; so many take a second or two
# A gram is hashed to 64 bits: the sum of its characters, weighted by powers of an odd number without pattern. Two grams
# almost never have the same hash, and hashes take a tenth of the memory of strings.
_WEIGHTS = np.cumprod(np.full(_GRAM_CHARACTERS, 0x9E3779B97F4A7C15, dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two editions.

    ``added`` are passages of the new edition, ``removed`` those of the old one. ``changed`` are pairs of old and new
    passage with different text (the place may differ too), ``moved`` pairs with the same text at another place.
    ``unchanged`` is a count. ``removed`` is in the order of the old edition, the others in that of the new one.
    """

    added: tuple[Passage, ...]
    removed: tuple[Passage, ...]
    changed: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


def compare_passages(old: Sequence[Passage], new: Sequence[Passage]) -> Changes:
    """Return the changes that turn ``old`` into ``new``; each passage is counted once.

    A place is ``ref`` and ``headings``. The document matters only where it decides between several passages, so a
    document with a new title counts as the same.
    """
    rows: dict[int, int] = {}  # row in new by row in old
    for key in _SAME_TEXT:
        _pair_same(rows, old, new, key)
    kept = set(rows)
    _pair_alike(rows, old, new)  # before comparing places, which shift when a passage is inserted
    for key in _SAME_PLACE:
        _pair_same(rows, old, new, key)
    taken = set(rows.values())
    pairs = sorted(rows.items(), key=lambda pair: pair[1])
    same = [(old[row], new[other]) for row, other in pairs if row in kept]
    moved = tuple((before, after) for before, after in same if _place(before) != _place(after))
    return Changes(
        added=tuple(passage for row, passage in enumerate(new) if row not in taken),
        removed=tuple(passage for row, passage in enumerate(old) if row not in rows),
        changed=tuple((old[row], new[other]) for row, other in pairs if row not in kept),
        moved=moved,
        unchanged=len(same) - len(moved),
    )


def first_change(old: Passage, new: Passage) -> tuple[str, str]:
    """Return the first sentences of ``old`` that are not in ``new``, and what stands there in ``new``.

    Either is empty if sentences were only added or only removed; both are if nothing but the space between them
    differs. The rows of a table count as sentences.
    """
    before, after = ([passage.text[slice(*span)] for span in passage.sentences] for passage in (old, new))
    for kind, *ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            return " ".join(before[ends[0] : ends[1]]), " ".join(after[ends[2] : ends[3]])
    return "", ""


def likeness(old: Sequence[Passage], new: Sequence[Passage]) -> float:
    """Return how much of their text two documents share, from 0 to 1, whatever the order and the script.

    Dice's coefficient of their runs of five characters: twice the number of common runs, divided by the runs of both.
    """
    if not (old and new):
        return 0.0
    before, after = (_numbered(np.concatenate([_grams(passage.text) for passage in side])) for side in (old, new))
    return 2 * len(np.intersect1d(before, after, assume_unique=True)) / (len(before) + len(after))


def almost_same(passages: Sequence[Passage], others: Sequence[Passage]) -> list[int]:
    """Return the rows of ``others`` that are almost one of ``passages``: the most alike of each, else in its place.

    What stands in the same place counts if it shares some text, since places shift.
    """
    rows, found, share = alike_texts([each.text for each in passages], [each.text for each in others])
    nearest: dict[int, int] = {}
    for nth in np.argsort(-share, kind="stable").tolist():
        nearest.setdefault(int(rows[nth]), int(found[nth]))
    for row, passage in enumerate(passages):
        for other, candidate in enumerate(others):
            if _place(candidate) == _place(passage) and likeness([passage], [candidate]) >= _PLACE_SHARE:
                nearest.setdefault(row, other)
    return list(dict.fromkeys(nearest.values()))


def _place(passage: Passage) -> tuple[str, tuple[str, ...]]:
    return passage.ref, passage.headings


def _pair_same(
    rows: dict[int, int], old: Sequence[Passage], new: Sequence[Passage], key: Callable[[Passage], object]
) -> None:
    """Pair unpaired passages that have the same ``key``, the first with the first."""
    taken = set(rows.values())
    free: dict[object, list[int]] = defaultdict(list)
    for other in reversed(range(len(new))):
        if other not in taken:
            free[key(new[other])].append(other)
    if not free:
        return
    for row, passage in enumerate(old):
        if row not in rows and (found := free.get(key(passage))):
            rows[row] = found.pop()


def _pair_alike(rows: dict[int, int], old: Sequence[Passage], new: Sequence[Passage]) -> None:
    """Pair unpaired passages that share enough text, the most alike first.

    Among pairs equally alike, those at the same place go first, then those in the same document.
    """
    taken = set(rows.values())
    left = [row for row in range(len(old)) if row not in rows]
    right = [other for other in range(len(new)) if other not in taken]
    if not (left and right):
        return
    before, after, share = alike_texts([old[row].text for row in left], [new[other].text for other in right])
    pairs = [(left[row], right[other]) for row, other in zip(before.tolist(), after.tolist(), strict=True)]
    apart = np.array([_apart(old[row], new[other]) for row, other in pairs], dtype=np.int64)
    for nth in np.lexsort((after, before, apart, -share)).tolist():
        row, other = pairs[nth]
        if row not in rows and other not in taken:
            rows[row] = other
            taken.add(other)


def _apart(before: Passage, after: Passage) -> int:
    return 2 * (_place(before) != _place(after)) + (before.document != after.document)


def alike_texts(old: Sequence[str], new: Sequence[str]) -> tuple[Rows, Rows, NDArray[np.float64]]:
    """Return the pairs of texts that are alike: rows of ``old``, rows of ``new``, Dice's coefficient of their grams.

    Alike are those that share so much that one says more as the other changed than as another text. If texts repeat
    each other so much that counting all grams would take too long, the most frequent grams are left out, as if no text
    held them: they tell least about which two texts belong together.
    """
    if not (old and new):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    before, after = _Holders(old), _Holders(new)
    _, one, other = np.intersect1d(before.grams, after.grams, assume_unique=True, return_indices=True)
    meetings = before.held[one] * after.held[other]
    rarest = np.argsort(meetings, kind="stable")
    counted = np.cumsum(meetings[rarest]) <= _MAX_MEETINGS
    sizes = before.sizes(one[rarest[~counted]]), after.sizes(other[rarest[~counted]])
    one, other, meetings = (each[rarest[counted]] for each in (one, other, meetings))
    gram = np.repeat(np.arange(len(meetings)), meetings)
    nth = np.arange(len(gram)) - np.repeat(np.cumsum(meetings) - meetings, meetings)
    nth_old, nth_new = np.divmod(nth, after.held[other][gram])
    met = before.rows[before.first[one][gram] + nth_old] * len(new) + after.rows[after.first[other][gram] + nth_new]
    pairs, common = np.unique(met, return_counts=True)
    rows, others = np.divmod(pairs, len(new))
    share = 2 * common / (sizes[0][rows] + sizes[1][others])
    alike = share >= _ALIKE_SHARE
    return rows[alike], others[alike], share[alike]


class _Holders:
    """Which texts hold which grams: ``grams[i]`` is in the texts ``rows[first[i] : first[i] + held[i]]``."""

    def __init__(self, texts: Sequence[str]) -> None:
        each = [_numbered(_grams(text)) for text in texts]
        every = np.concatenate(each)
        order = np.argsort(every, kind="stable")
        self.rows: Rows = np.repeat(np.arange(len(texts)), [len(grams) for grams in each])[order]
        self.grams, self.first, self.held = np.unique(every[order], return_index=True, return_counts=True)

    def sizes(self, without: Rows) -> Rows:
        """Return how many grams each text has, except those at the positions ``without`` in ``grams``."""
        counts = np.ones(len(self.grams), dtype=bool)
        counts[without] = False
        return np.bincount(self.rows[np.repeat(counts, self.held)], minlength=int(self.rows.max()) + 1)


def _grams(text: str) -> Grams:
    """Return the hashed runs of five characters in ``text`` as it is compared; a shorter text is padded to one run."""
    characters = np.frombuffer(comparable(text).ljust(_GRAM_CHARACTERS, "\0").encode("utf-32-le"), dtype="<u4")
    return np.convolve(characters.astype(np.uint64), _WEIGHTS, mode="valid").astype(np.uint64, copy=False)


def _numbered(grams: Grams) -> Grams:
    """Return ``grams`` sorted, with each repetition made a new value, so that set operations count repetitions."""
    ordered = np.sort(grams)
    occurrence = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    return np.sort(ordered + occurrence.astype(np.uint64))
