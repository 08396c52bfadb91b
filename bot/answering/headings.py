"""Set the top headings of two documents side by side, for a question that compares these in nothing in particular."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from cachetools import LRUCache, cached

from bot.answering.assistant import Answer, Assistant
from bot.answering.chapters import Chapters, Heading
from bot.answering.lacking import Lacking
from bot.answering.quotes import Quote, quote_passages
from bot.answering.shown import Shown
from bot.answering.sides import Headings, Side, Sides
from bot.answering.snapshot import Snapshot
from index.search import SearchIndex
from knowledge.script import comparable

MOST_HEADINGS = 16  # of both documents, and of each; the numbers of more would not fit below a message
_VERSIONS_KEPT = 4  # earlier ones, of each just the headings of its chapters


@dataclass(frozen=True, slots=True)
class Headed:
    """A document by its ``title``, with the ``index`` that holds it and the ``chapters`` of that."""

    index: SearchIndex
    chapters: Chapters
    title: str

    @property
    def headings(self) -> list[Heading]:
        return [heading for heading in self.chapters.headings if heading.document == self.title]


def live_one(snapshot: Snapshot, title: str) -> Headed:
    """Return the document of that title in ``snapshot``."""
    return Headed(snapshot.index, snapshot.outline.highest, title)


def earlier_one(index: SearchIndex, title: str) -> Headed:
    """Return the document of that title in an earlier version."""
    return Headed(index, _chapters_of(index), title)


@cached(LRUCache(_VERSIONS_KEPT), key=lambda index: index.manifest.version, lock=Lock())
def _chapters_of(index: SearchIndex) -> Chapters:
    """Return the chapters of a version; that takes all its passages, which may have to be fetched."""
    return Chapters(index.passages)


def with_headings(assistant: Assistant, message: str, first: Headed, second: Headed, limit: int) -> Answer | None:
    """Return the answer that sets the headings of two documents side by side; None if neither has any."""
    sides = headings_beside(first, second)
    if not sides.listed:
        return None
    answer = assistant.ask(message, None, limit)
    twins = sides.headings.twins if sides.headings else ()  # of what two editions both have, these are live
    listed = (*sides.both, *twins, *sides.first.quotes, *sides.second.quotes)
    rows = [quote.number for quote in listed if quote.version == answer.version]
    begin = tuple(quote_passages(assistant.snapshot.index, rows[:limit]))
    turn = replace(answer.turn, shown=Shown(answer.version, (), rows[0])) if rows else answer.turn
    return replace(
        answer,
        question=message,
        status="answered",
        quotes=begin or answer.quotes,
        blank=False,
        lacking=Lacking((), (), "", "", None),
        overview=(),
        whole=None,
        read_as="",
        turn=turn,
        sheet=None,
        sides=sides,
    )


def headings_beside(first: Headed, second: Headed) -> Sides:
    """Return the top headings of two documents; those with the same words, in either script, come once for both."""
    one, other = first.headings, second.headings
    pairs = _pairs(one, other)
    both, twins = [heading for heading, _ in pairs], [twin for _, twin in pairs]
    alone = _without(one, both), _without(other, twins)
    left = sum(max(len(each) - MOST_HEADINGS, 0) for each in (both, *alone))
    return Sides(
        first=_side(first, alone[0]),
        second=_side(second, alone[1]),
        both=_quoted(first, both),
        common="",
        more=(),
        headings=Headings(_quoted(second, twins), left),
    )


def _pairs(one: Sequence[Heading], other: Sequence[Heading]) -> list[tuple[Heading, Heading]]:
    """Return each heading of ``one`` with the first of ``other`` in the same words that none before it was given."""
    left: dict[str, deque[Heading]] = defaultdict(deque)
    for heading in other:
        left[comparable(heading.title)].append(heading)
    alike = ((heading, left[comparable(heading.title)]) for heading in one)
    return [(heading, twins.popleft()) for heading, twins in alike if twins]


def _without(headings: Sequence[Heading], paired: Sequence[Heading]) -> list[Heading]:
    taken = set(paired)
    return [heading for heading in headings if heading not in taken]


def _side(document: Headed, headings: Sequence[Heading]) -> Side:
    return Side(document.title, _quoted(document, headings), document.index.manifest.document(document.title))


def _quoted(document: Headed, headings: Sequence[Heading]) -> tuple[Quote, ...]:
    """Return as many headings as are shown as quotes; the row of each is that of its first passage."""
    shown = headings[:MOST_HEADINGS]
    begin = quote_passages(document.index, [document.chapters.begin(heading) for heading in shown])
    return tuple(map(_quote, shown, begin))


def _quote(heading: Heading, begins: Quote) -> Quote:
    """Return a heading as a quote; it ``begins`` with that passage."""
    return replace(
        begins,
        ref=heading.ref,
        label=heading.label,
        headings=(heading.title,),
        text=heading.title,
        key_sentences=((0, len(heading.title)),),
        incomplete=False,
        table=None,
    )
