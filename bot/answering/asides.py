"""Asides: replies that need no search, such as greetings, facts about the document, and places of its outline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.answering.assistant import Turn
from bot.answering.chapters import Heading, headings_of
from bot.answering.intents import Intent, Kind
from bot.answering.outline import Outline
from bot.answering.quotes import Quote, quote_hit, quote_passage
from bot.answering.shown import Shown, rows_on
from bot.answering.snapshot import Snapshot
from index.evidence import Verdict
from index.types import Hit
from knowledge.places import place_ref
from knowledge.table_text import lines_above
from knowledge.types import Passage

ON_THE_LAST: tuple[Kind, ...] = ("source", "sure", "shorter", "simpler")  # what speaks of what was shown last
MAX_SECTION_PASSAGES = 6  # A place with more passages is too long to quote, so its headings are shown instead.


@dataclass(frozen=True, slots=True)
class Aside:
    """A reply to a message that does not ask about the text.

    ``place`` is the place to open, empty if there is none, ``label`` that place as the document writes it, or as it was
    asked for if no document has it, and ``title`` its heading, empty for a passage. ``first`` is the row of its first
    passage, None if no document has it. A short place comes with its passages as ``quotes``, a longer one with its
    ``headings``. In all other asides, ``headings`` are those of the chapters. ``titles`` are the titles of the
    documents, ``passages`` is the number of their passages, ``created`` is when the index was made (UTC, ISO 8601), and
    ``version`` names it. ``spoken_of`` are the passages that were shown last, the best first, if it speaks of them. The
    kind "complete" says that all of a section was shown, "no-edition" that an edition to be compared with is not kept.
    """

    kind: Kind | Literal["complete", "no-edition"]
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
    spoken_of: tuple[Quote, ...] = ()

    @property
    def status(self) -> Verdict:
        return "answered"


def aside(intent: Intent, snapshot: Snapshot) -> Aside:
    """Return the reply to ``intent`` from what is known of the documents and the index."""
    place = _without_last(snapshot.outline, intent.place)
    return _aside(intent.kind, snapshot, place, snapshot.outline.first_at(place) if place else [])


def titled(title: str, snapshot: Snapshot) -> Aside | None:
    """Return the chapter or section with that ``title``, None if there is none."""
    found = snapshot.outline.titled(title)
    if found is None:
        return None
    rows, depth = found
    return _aside("place", snapshot, _ref(snapshot, rows[0], depth), rows)


def opened_rows(rows: Sequence[int], snapshot: Snapshot) -> Aside:
    """Return the point that the passages in these ``rows`` are."""
    return _aside("place", snapshot, place_ref(snapshot.index.passages[rows[0]]), rows)


def no_place(label: str, snapshot: Snapshot) -> Aside:
    """Return the reply that no document has the place called ``label``."""
    return _aside("place", snapshot, label, ())


def no_edition(snapshot: Snapshot) -> Aside:
    """Return the reply that there is no such edition to set beside the live one."""
    return replace(_aside("chapters", snapshot, "", ()), kind="no-edition")


def going_on(kind: Kind, snapshot: Snapshot, shown: Shown | None) -> Aside:
    """Return the reply to one of `GOING_ON`: the passage, section or chapter beside what was ``shown``, or its section.

    It shows no passage if nothing was shown or at the end of the document, nor if all of the section was shown.
    """
    if shown is None:
        return _aside("whole", snapshot, "", ())
    rows, depth = rows_on(snapshot.outline, shown, kind)
    if rows:
        return _aside(kind, snapshot, _ref(snapshot, rows[0], depth), rows)
    if kind != "whole":
        return _aside(kind, snapshot, "", ())
    whole = _aside(kind, snapshot, _ref(snapshot, shown.first, depth), (shown.first,))
    return replace(whole, kind="complete", quotes=())


def on_the_last(kind: Kind, snapshot: Snapshot, shown: Shown | None, turn: Turn | None) -> Aside:
    """Return the reply to one of `ON_THE_LAST`; ``turn`` has the question that tells the key sentences."""
    index = snapshot.index
    rows = shown.rows if shown else ()
    ranking = turn.ranking if turn and turn.version == snapshot.version else None
    hits = index.hits(ranking, len(rows), among=rows) if ranking and rows else []
    # A point mostly begins with its gist; of a table that is its first row, not the line above.
    hits = hits or [Hit(index.passages[row], row, 0.0, (lines_above(index.passages[row]),)) for row in rows]
    understood = [ranking.question.text if ranking else ""]
    spoken_of = tuple(quote_hit(hit, understood, index.manifest) for hit in hits)
    return replace(_aside(kind, snapshot, "", ()), spoken_of=spoken_of)


def _ref(snapshot: Snapshot, row: int, depth: int) -> str:
    """Return the place of that depth in the outline, at or above a passage."""
    return ".".join(place_ref(snapshot.index.passages[row]).split(".")[: depth - 1])


def _without_last(outline: Outline, place: str) -> str:
    """Return ``place`` with a number for each "last" in it, such as "5.last"."""
    found = ""
    for part in filter(None, place.split(".")):
        beside = outline.places_below(found) if part == "last" else []
        found = (f"{found}." if found else "") + (beside[-1] if beside else part)
    return found


def _aside(kind: Kind, snapshot: Snapshot, place: str, numbers: Sequence[int]) -> Aside:
    index = snapshot.index
    if not numbers:
        headings = snapshot.outline.chapters
    elif len(numbers) > MAX_SECTION_PASSAGES:
        headings = headings_of([index.passages[number] for number in numbers], place.count(".") + 2)
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


def _label(passage: Passage, place: str) -> str:
    """Return ``place``, at or above ``passage``, as the document writes it."""
    depth = place.count(".")
    return passage.heading_labels[depth] if depth < len(passage.headings) else passage.label.split("/")[0]


def _title(passage: Passage, place: str) -> str:
    """Return the heading at ``place``, at or above ``passage``; empty if that is the passage itself."""
    depth = place.count(".")
    return passage.headings[depth] if depth < len(passage.headings) else ""
