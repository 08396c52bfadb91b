"""What has become of quoted passages in the version that is live now."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.snapshot import Snapshot
from bot.state.quoted import QuotedPassage
from index.errors import SearchIndexError
from index.store import VersionStore
from knowledge.changes import alike_texts, compare_passages
from knowledge.script import comparable
from knowledge.table_text import spans_of
from knowledge.types import Passage

_STATE_CHARACTERS = 16
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """A ``quoted`` passage as it was, and as it stands ``now``: None if it is gone.

    ``back`` says that it stands as it was quoted again, after people were told otherwise.
    """

    quoted: QuotedPassage
    old: Passage
    now: Passage | None
    back: bool = False

    @property
    def state(self) -> str | None:
        """What names what the passage has become, None if it stands as quoted."""
        if self.back:
            return None
        if self.now is None:
            return GONE
        content = "\0".join((self.now.ref, *self.now.headings, self.now.text))
        return hashlib.sha256(content.encode()).hexdigest()[:_STATE_CHARACTERS]


def changes_since(quoted: Sequence[QuotedPassage], snapshot: Snapshot, store: VersionStore) -> list[Change]:
    """Return which of the ``quoted`` passages were changed, moved or removed, or stand as quoted again.

    The versions that they were quoted from are read from ``store``, as far as they are still there.
    """
    by_version: dict[str, list[QuotedPassage]] = defaultdict(list)
    for passage in quoted:
        by_version[passage.version].append(passage)
    found: list[Change] = []
    for version, passages in by_version.items():
        changed = {} if version == snapshot.version else _changed(passages, _passages(store, version), snapshot)
        for passage in passages:
            if passage in changed:
                found.append(changed[passage])
            elif passage.told:
                old = _as_quoted(passage)
                found.append(Change(passage, old, old, back=True))
    return found


def _changed(
    quoted: Sequence[QuotedPassage], old: Sequence[Passage] | None, snapshot: Snapshot
) -> dict[QuotedPassage, Change]:
    """Return the changes to passages quoted from one version, whose passages are ``old``.

    If those are not known, a passage that the others of that version would tell apart may be taken for a quoted one.
    So then one counts as changed only if it is much like it, and else as gone.
    """
    by_place = {(each.document, each.ref, each.text): each for each in quoted}
    before = old if old is not None else [_as_quoted(each) for each in quoted]
    compared = compare_passages(before, snapshot.index.passages)
    pairs: list[tuple[Passage, Passage | None]] = [*compared.moved]
    pairs += [(was, now if old is not None or _alike(was, now) else None) for was, now in compared.changed]
    pairs += [(was, None) for was in compared.removed]
    found = {}
    for was, now in pairs:
        passage = by_place.get((was.document, was.ref, was.text))
        if passage is not None and not (now and _reads_alike(was, now)):
            found[passage] = Change(passage, was, now)
    return found


def _passages(store: VersionStore, version: str) -> list[Passage] | None:
    """Return the passages of a version, None if it is not there any more or is damaged."""
    try:
        return store.passages(version)
    except SearchIndexError:
        return None


def _alike(was: Passage, now: Passage) -> bool:
    rows, _, _ = alike_texts([was.text], [now.text])
    return bool(len(rows))


def _reads_alike(was: Passage, now: Passage) -> bool:
    """Say whether a reader sees no change: only the script, or the space between words, is another."""
    at_place = (was.ref, was.headings) == (now.ref, now.headings)
    return at_place and comparable(was.text) == comparable(now.text)


def _as_quoted(quoted: QuotedPassage) -> Passage:
    spans = spans_of(quoted.text, None)
    return Passage(quoted.document, quoted.ref, quoted.label, quoted.headings, quoted.text, spans)
