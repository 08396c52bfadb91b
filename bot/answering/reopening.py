"""What has become of passages that buttons of older messages name."""

from collections.abc import Sequence

from bot.answering.assistant import Assistant
from bot.answering.linking import Opened, open_passage
from bot.answering.outline import ids_of
from index.editions import Earlier
from knowledge.types import Passage


def reopen(assistant: Assistant, version: str, ids: Sequence[str]) -> list[Opened]:
    """Return what the passages with these ``ids`` of a ``version`` are in the live index; see `open_passage`.

    An id is made of title and text, so one that the live index lacks says nothing. The passage is looked up in the
    version, as long as that is kept; of a large one it takes seconds to read.
    """
    snapshot = assistant.snapshot
    rows = {each: snapshot.outline.number(each) for each in ids}
    opened = {each: Opened(row, changed=False) for each, row in rows.items()}
    lacking = [each for each, row in rows.items() if row is None]
    then = _passages(assistant.earlier, version) if lacking else {}
    for each in lacking:
        if passage := then.get(each):
            beside = [other for other in then.values() if other.document == passage.document]
            opened[each] = open_passage(passage, snapshot, beside)
    return [opened[each] for each in ids]


def _passages(earlier: Earlier | None, version: str) -> dict[str, Passage]:
    """Return the passages of an earlier version by their ids; none if it is not kept."""
    index = earlier.read(version) if earlier else None
    return dict(zip(ids_of(index.passages), index.passages, strict=True)) if index else {}
