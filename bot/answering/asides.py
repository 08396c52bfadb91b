"""Replies that need no looking up: greetings, what the document is, and places of its outline that are opened."""

from dataclasses import dataclass

from bot.answering.assistant import Quote, quote_passage
from bot.answering.intents import Intent, Kind
from index.evidence import Verdict
from index.search import SearchIndex
from knowledge.samples import place_ref
from knowledge.types import Passage

MAX_SECTION_PASSAGES = 6  # passages that are quoted at once; of a longer place the headings are shown


@dataclass(frozen=True, slots=True)
class Heading:
    """A place of the outline: "5.2" and what stands above it there."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A reply to what is no question to the text.

    ``place`` is what was to be opened, with the ``quotes`` or, of a larger one, the ``headings`` there, and the row of
    its ``first`` passage: None where no document has it. ``headings`` of all else are the highest; ``titles`` are those
    of the documents, ``passages`` how many these have, ``created`` when the index was made (UTC, ISO 8601), ``version``
    which.
    """

    kind: Kind
    place: str
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
    """The reply to ``intent`` from what the document and the index know."""
    chapters = _headings(index.passages, 1)
    place = chapters[-1].ref if intent.place == "last" and chapters else intent.place
    numbers = _at(index.passages, place) if place else []
    if not numbers:
        headings = chapters
    elif len(numbers) > MAX_SECTION_PASSAGES:
        headings = _headings([index.passages[number] for number in numbers], place.count(".") + 2)
    else:
        headings = ()
    quoted = numbers if len(numbers) <= MAX_SECTION_PASSAGES else []
    return Aside(
        kind=intent.kind,
        place=place,
        first=numbers[0] if numbers else None,
        quotes=tuple(quote_passage(index, number) for number in quoted),
        headings=headings,
        titles=tuple(document.title for document in index.manifest.documents),
        passages=len(index.passages),
        created=index.manifest.created,
        version=index.manifest.version,
    )


def _at(passages: tuple[Passage, ...], place: str) -> list[int]:
    """The rows of the passages at or below ``place``, of the first document that has any."""
    rows = [row for row, passage in enumerate(passages) if f"{place_ref(passage)}.".startswith(f"{place}.")]
    return [row for row in rows if passages[row].document == passages[rows[0]].document]


def _headings(passages: tuple[Passage, ...] | list[Passage], depth: int) -> tuple[Heading, ...]:
    """The headings of that depth, each once, in the document's order."""
    found = {
        ".".join(place_ref(passage).split(".")[:depth]): passage.headings[depth - 1]
        for passage in passages
        if len(passage.headings) >= depth
    }
    return tuple(Heading(ref, title) for ref, title in found.items())
