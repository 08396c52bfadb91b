"""Links to passages: their codes, and what has become of a passage since it was shared."""

import base64
import hashlib

from bot.answering.reworded import Opened, open_passages
from bot.answering.snapshot import Snapshot
from bot.state.links import Link
from knowledge.types import Passage

PREFIX = "p_"  # of all codes, which tells them from pairing codes
_CODE_BYTES = 12  # of a hash: 96 bits, so that no two passages share a link


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
    """Find the passage of a link in the live index; see `open_passages`."""
    then = Passage(link.document, link.ref, link.label, link.headings, link.text, ())
    return open_passages([then], snapshot)[0]
