"""Links to passages: their codes, and what has become of a passage since it was shared."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.snapshot import Snapshot
from bot.state.links import Link
from knowledge.places import find_places, place_of_point
from knowledge.script import comparable
from knowledge.types import Passage

PREFIX = "p_"  # of all codes, which tells them from pairing codes
_CODE_BYTES = 12  # of a hash: 96 bits, so that no two passages share a link


@dataclass(frozen=True, slots=True)
class Opened:
    """The passage in ``row`` that a link or button opens now, None if it is gone; whether its text has ``changed``."""

    row: int | None
    changed: bool


def link_to(snapshot: Snapshot, row: int) -> Link:
    """Return the link to the passage in that row; the same passage always has the same one."""
    passage = snapshot.index.passages[row]
    digest = hashlib.sha256("\0".join((passage.document, passage.ref, passage.text)).encode()).digest()
    return Link(
        code=PREFIX + base64.urlsafe_b64encode(digest[:_CODE_BYTES]).decode(),
        document=passage.document,
        version=snapshot.version,
        ref=passage.ref,
        label=passage.label,
        headings=passage.headings,
        page=passage.page,
        text=passage.text,
    )


def link_in(code: str, snapshot: Snapshot) -> Link | None:
    """Return the link with that code to a passage that the live index has, None if it has none.

    So a link works also if what was kept of it is lost, as after going back to an older backup.
    """
    links = (link_to(snapshot, row) for row in range(len(snapshot.index.passages)))
    return next((link for link in links if link.code == code), None)


def open_link(link: Link, snapshot: Snapshot) -> Opened:
    """Find the passage of a link in the live index; see `open_passage`."""
    return open_passage(Passage(link.document, link.ref, link.label, link.headings, link.text, ()), snapshot)


def open_passage(then: Passage, snapshot: Snapshot, beside: Sequence[Passage] = ()) -> Opened:
    """Find a passage of an earlier version in the live index: by its text, else where a changed text stands now.

    Only if all passages of its document then are known, ``beside`` it, one of these that moved up after it was removed
    is told from what it was reworded to.
    The document that has its title now, or that took its place under another one, is looked at alone, if there is one.
    """
    passages, document = snapshot.index.passages, snapshot.index.manifest.successor(then.document)
    title, text = document.title if document else then.document, comparable(then.text)
    same = [row for row, passage in enumerate(passages) if comparable(passage.text) == text]
    if same:
        return Opened(min(same, key=lambda row: _unlike(passages[row], then, title)), changed=False)
    own = [row for row, passage in enumerate(passages) if passage.document == title]
    among = own or list(range(len(passages)))
    found, *_ = find_places([place_of_point(each) for each in (then, *beside)], [passages[row] for row in among])
    return Opened(among[found.rows[0]] if found else None, changed=True)


def _unlike(passage: Passage, then: Passage, title: str) -> tuple[bool, bool, bool]:
    """Return how much the place of a passage is another one than that of ``then`` below ``title``; less is smaller."""
    return passage.document != title, passage.headings != then.headings, passage.ref != then.ref
