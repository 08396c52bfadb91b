"""What has become of passages that buttons of older messages name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock
from time import monotonic

from cachetools import TTLCache

from bot.answering.assistant import Assistant
from bot.answering.outline import ids_of
from bot.answering.reworded import Opened, open_passages
from bot.answering.snapshot import Snapshot
from index.editions import Earlier
from knowledge.types import Passage

_KEPT_S = 300  # seconds that the passages of the version read last are kept: a message has several buttons

_last_read: TTLCache[tuple[Earlier, str], Mapping[str, Passage]] = TTLCache(1, _KEPT_S, timer=lambda: monotonic())
_one_at_a_time = Lock()


def still_there(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, Opened]:
    """Return the passages with these ``ids`` that ``snapshot`` has, each by its id."""
    rows = {each: snapshot.outline.number(each) for each in ids}
    return {each: Opened(row, changed=False) for each, row in rows.items() if row is not None}


def reopen(assistant: Assistant, version: str, ids: Sequence[str]) -> dict[str, Opened]:
    """Return what passages of a ``version`` are in the live index, which has none with these ``ids``, each by its id.

    An id is made of title and text, so one that the live index lacks says nothing. The passage is looked up in the
    version, as long as that is kept, see `open_passages`; of a large one it takes seconds to read.
    """
    gone = {each: Opened(None, changed=False) for each in ids}
    return gone | _reopened(assistant, _passages(assistant.earlier, version), ids)


def forget_unused() -> None:
    """Let go of the passages that were read some minutes ago; not while some are being read."""
    if _one_at_a_time.acquire(blocking=False):
        try:
            _last_read.expire()
        finally:
            _one_at_a_time.release()


def _reopened(assistant: Assistant, then: Mapping[str, Passage], ids: Sequence[str]) -> dict[str, Opened]:
    """Return what the passages with these ``ids`` are by now; those of one document are looked for together."""
    of_documents = defaultdict[str, list[str]](list)
    for each in ids:
        if each in then:
            of_documents[then[each].document].append(each)
    opened: dict[str, Opened] = {}
    for title, its_ids in of_documents.items():
        beside = [passage for passage in then.values() if passage.document == title]
        found = open_passages([then[each] for each in its_ids], assistant.snapshot, beside)
        opened |= zip(its_ids, found, strict=True)
    return opened


def _passages(earlier: Earlier | None, version: str) -> Mapping[str, Passage]:
    """Return the passages of an earlier version by their ids; none if it is not kept."""
    if earlier is None or earlier.manifest(version) is None:
        return {}
    with _one_at_a_time:
        known = _last_read.get((earlier, version))
        if known is None:
            _last_read.clear()  # before the other one takes its memory
            known = _last_read[earlier, version] = _read(earlier, version)
    return known


def _read(earlier: Earlier, version: str) -> Mapping[str, Passage]:
    index = earlier.read(version)
    return dict(zip(ids_of(index.passages), index.passages, strict=True)) if index else {}
