"""What changed from one edition of documents to the next, passage by passage."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.script import comparable
from knowledge.types import Passage

_GRAM = 5  # characters
# Two texts with less in common than this tell more as one removed and one added than side by side.
_ALIKE = 0.4
_COMMON = 50  # passages; a gram of more of them tells nothing of which two belong together

Pair = tuple[Passage, Passage]
Key = Callable[[Passage], object]


@dataclass(frozen=True, slots=True)
class Changes:
    """Passages of the new edition that were ``added``, of the old one that were ``removed``; pairs of old and new whose
    text was ``changed``, or ``moved`` to another place as it was; and how many are ``unchanged``. In their order."""

    added: tuple[Passage, ...]
    removed: tuple[Passage, ...]
    changed: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


def compare_passages(old: Sequence[Passage], new: Sequence[Passage]) -> Changes:
    """What to do to ``old`` to get ``new``: each passage is accounted for once."""
    rows: dict[int, int] = {}  # of new, by row of old
    for key in (_as_it_is, _text_and_place, _text_in_document, _text):
        _match(rows, old, new, key)
    same = dict(rows)
    _match_alike(rows, old, new)  # before the places, which shift where something was put in
    _match(rows, old, new, _place)
    taken = set(rows.values())
    pairs = [(old[before], new[after]) for before, after in sorted(rows.items(), key=lambda pair: pair[1])]
    kept = [(old[before], new[after]) for before, after in sorted(same.items(), key=lambda pair: pair[1])]
    moved = tuple(pair for pair in kept if _place(pair[0]) != _place(pair[1]))
    return Changes(
        added=tuple(passage for row, passage in enumerate(new) if row not in taken),
        removed=tuple(passage for row, passage in enumerate(old) if row not in rows),
        changed=tuple(pair for pair in pairs if pair[0].text != pair[1].text),
        moved=moved,
        unchanged=len(same) - len(moved),
    )


def likeness(old: Sequence[Passage], new: Sequence[Passage]) -> float:
    """How much of their text two documents share, 0 to 1: Dice's coefficient of their runs of five characters."""
    before, after = (sum((_grams(passage.text) for passage in side), Counter[str]()) for side in (old, new))
    return _dice(before, after)


def _match(rows: dict[int, int], old: Sequence[Passage], new: Sequence[Passage], key: Key) -> None:
    """Pair what is not paired yet and has the same ``key``, the first with the first."""
    taken = set(rows.values())
    free: dict[object, list[int]] = defaultdict(list)
    for row in reversed(range(len(new))):
        if row not in taken:
            free[key(new[row])].append(row)
    for row, passage in enumerate(old):
        if row not in rows and (found := free.get(key(passage))):
            rows[row] = found.pop()


def _match_alike(rows: dict[int, int], old: Sequence[Passage], new: Sequence[Passage]) -> None:
    """Pair what has most of its text in common, the most alike first."""
    taken = set(rows.values())
    before = {row: _grams(passage.text) for row, passage in enumerate(old) if row not in rows}
    after = {row: _grams(passage.text) for row, passage in enumerate(new) if row not in taken}
    holding: dict[str, list[int]] = defaultdict(list)
    for row, grams in after.items():
        for gram in grams:
            holding[gram].append(row)
    scored: list[tuple[float, int, int]] = []
    for row, grams in before.items():
        shared: Counter[int] = Counter()
        for gram in grams:
            if len(holding.get(gram, ())) <= _COMMON:
                shared.update(holding.get(gram, ()))
        scored += [(_dice(grams, after[other]), row, other) for other, _ in shared.most_common(10)]
    for share, row, other in sorted(scored, key=lambda found: (-found[0], found[1], found[2])):
        if share >= _ALIKE and row not in rows and other not in taken:
            rows[row] = other
            taken.add(other)


def _grams(text: str) -> Counter[str]:
    plain = comparable(text)
    return Counter(plain[i : i + _GRAM] for i in range(max(len(plain) - _GRAM + 1, 1))) if plain else Counter()


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _as_it_is(passage: Passage) -> object:
    return passage.text, passage.ref, passage.headings, passage.document


def _text_and_place(passage: Passage) -> object:
    return passage.text, passage.ref, passage.headings


def _text_in_document(passage: Passage) -> object:
    return passage.text, passage.document


def _text(passage: Passage) -> object:
    return passage.text


def _place(passage: Passage) -> object:
    return passage.ref, passage.headings
