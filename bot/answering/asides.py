"""Asides: replies that need no search, such as greetings, facts about the document, and places of its outline."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.assistant import Quote, quote_passage
from bot.answering.intents import Intent, Kind
from bot.answering.snapshot import Snapshot
from index.evidence import Verdict
from index.search import SearchIndex
from knowledge.samples import place_ref
from knowledge.types import Passage

GOING_ON: tuple[Kind, ...] = ("next", "previous", "whole")  # what goes on from the passage that was shown last
MAX_SECTION_PASSAGES = 6  # A place with more passages is too long to quote, so its headings are shown instead.


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline: its place as a ``ref`` ("5.2") and as a ``label`` ("五、2"), and its ``title``."""

    ref: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A reply to a message that does not ask about the text.

    ``place`` is the place to open, empty if there is none, ``label`` that place as the document writes it, or as it was
    asked for if no document has it, and ``title`` its heading, empty for a passage. ``first`` is the row of its first
    passage, None if no document has it. A short place comes with its passages as ``quotes``, a longer one with its
    ``headings``. In all other asides, ``headings`` are those of the chapters. ``titles`` are the titles of the
    documents, ``passages`` is the number of their passages, ``created`` is when the index was made (UTC, ISO 8601), and
    ``version`` names it.
    """

    kind: Kind
    place: str
    label: str
    title: str
    first: int | None
    quotes: tuple[Quote, ...]
    headings: tuple[Heading, ...]
    titles: tuple[str, ...]
    passages: int
    created: str
    version: str

    @property
    def status(self) -> Verdict:
        return "answered"


def aside(intent: Intent, index: SearchIndex) -> Aside:
    """Return the reply to ``intent`` from what is known of the documents and the index."""
    chapters = _headings(index.passages, 1)
    place = chapters[-1].ref if intent.place == "last" and chapters else intent.place
    return _aside(intent.kind, index, place, _at(index.passages, place) if place else [])


def going_on(kind: Kind, snapshot: Snapshot, shown: int | None) -> Aside:
    """Return the reply to "next", "previous" or "whole": the passage beside the row ``shown``, or its section.

    It shows no passage if ``shown`` is None or at the end of its document.
    """
    numbers: Sequence[int] = ()
    if shown is not None and kind == "whole":
        numbers = snapshot.outline.section(shown)
    elif shown is not None:
        beside = snapshot.outline.neighbour(shown, -1 if kind == "previous" else 1)
        numbers = () if beside is None else (beside,)
    passages = snapshot.index.passages
    place = place_ref(passages[numbers[0]]) if numbers else ""
    return _aside(kind, snapshot.index, place if len(numbers) < 2 else place.rpartition(".")[0] or place, numbers)


def _aside(kind: Kind, index: SearchIndex, place: str, numbers: Sequence[int]) -> Aside:
    chapters = _headings(index.passages, 1)
    if not numbers:
        headings = chapters
    elif len(numbers) > MAX_SECTION_PASSAGES:
        headings = _headings([index.passages[number] for number in numbers], place.count(".") + 2)
    else:
        headings = ()
    quoted = numbers if len(numbers) <= MAX_SECTION_PASSAGES else ()
    return Aside(
        kind=kind,
        place=place,
        label=_label(index.passages[numbers[0]], place) if numbers else place,
        title=_title(index.passages[numbers[0]], place) if numbers else "",
        first=numbers[0] if numbers else None,
        quotes=tuple(quote_passage(index, number) for number in quoted),
        headings=headings,
        titles=tuple(document.title for document in index.manifest.documents),
        passages=len(index.passages),
        created=index.manifest.created,
        version=index.manifest.version,
    )


def _at(passages: tuple[Passage, ...], place: str) -> list[int]:
    """Return the rows of the passages at or below ``place`` in the first document that has any."""
    rows = [row for row, passage in enumerate(passages) if f"{place_ref(passage)}.".startswith(f"{place}.")]
    return [row for row in rows if passages[row].document == passages[rows[0]].document]


def _label(passage: Passage, place: str) -> str:
    """Return ``place``, at or above ``passage``, as the document writes it."""
    depth = place.count(".")
    return passage.heading_labels[depth] if depth < len(passage.headings) else passage.label.split("/")[0]


def _title(passage: Passage, place: str) -> str:
    """Return the heading at ``place``, at or above ``passage``; empty if that is the passage itself."""
    depth = place.count(".")
    return passage.headings[depth] if depth < len(passage.headings) else ""


def _headings(passages: tuple[Passage, ...] | list[Passage], depth: int) -> tuple[Heading, ...]:
    """Return the headings of that depth, each once, in the document's order."""
    found = {
        ".".join(place_ref(passage).split(".")[:depth]): passage
        for passage in passages
        if len(passage.headings) >= depth
    }
    return tuple(
        Heading(ref, passage.heading_labels[depth - 1], passage.headings[depth - 1]) for ref, passage in found.items()
    )
