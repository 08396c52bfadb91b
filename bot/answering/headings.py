"""Set the top headings of two documents side by side, for a question that compares these in nothing in particular."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.assistant import Answer, Assistant
from bot.answering.lacking import Lacking
from bot.answering.outline import Heading
from bot.answering.quotes import Quote, quote_passage
from bot.answering.shown import Shown
from bot.answering.sides import Headings, Side, Sides
from bot.answering.snapshot import Snapshot
from index.documents_asked import documents_compared
from knowledge.script import comparable

MOST_HEADINGS = 16  # of both documents, and of each; the numbers of more would not fit below a message

_In = tuple[Snapshot, str]  # where a document is, and its title


def on_documents(assistant: Assistant, message: str, limit: int) -> Answer | None:
    """Answer a question that compares two documents as such by their headings; None if it does not, or they have none.

    A question for what they say on a subject is answered by sentences, see `index.sides`.
    """
    titles = documents_compared(assistant.snapshot.index.manifest, message)
    if titles is None:
        return None
    first, second = titles
    return with_headings(assistant, message, (assistant.snapshot, first), (assistant.snapshot, second), limit)


def with_headings(assistant: Assistant, message: str, first: _In, second: _In, limit: int) -> Answer | None:
    """Return the answer that sets the headings of two documents side by side; None if neither has any."""
    sides = headings_beside(first, second)
    if not sides.listed:
        return None
    answer = assistant.ask(message, None, limit)
    rows = [quote.number for quote in sides.listed if quote.version == answer.version]
    begin = tuple(quote_passage(assistant.snapshot.index, row) for row in rows[:limit])
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


def headings_beside(first: _In, second: _In) -> Sides:
    """Return the top headings of two documents; those with the same words, in either script, come once for both."""
    one, other = _headings(*first), _headings(*second)
    pairs = _pairs(one, other)
    twins = [twin for _, twin in pairs]
    both = [quote for quote, _ in pairs]
    alone = [quote for quote in one if quote not in both], [quote for quote in other if quote not in twins]
    left = sum(max(len(each) - MOST_HEADINGS, 0) for each in (both, *alone))
    return Sides(
        first=_side(first, alone[0]),
        second=_side(second, alone[1]),
        both=tuple(both[:MOST_HEADINGS]),
        common="",
        more=(),
        headings=Headings(tuple(twins[:MOST_HEADINGS]), left),
    )


def _side(document: _In, headings: Sequence[Quote]) -> Side:
    snapshot, title = document
    return Side(title, tuple(headings[:MOST_HEADINGS]), snapshot.index.manifest.document(title))


def _pairs(one: Sequence[Quote], other: Sequence[Quote]) -> list[tuple[Quote, Quote]]:
    """Return the headings that both have; one that a document has twice is paired with another each time."""
    left, pairs = list(other), []
    for quote in one:
        if twin := next((each for each in left if comparable(each.text) == comparable(quote.text)), None):
            left.remove(twin)
            pairs.append((quote, twin))
    return pairs


def _headings(snapshot: Snapshot, title: str) -> list[Quote]:
    """Return the chapters' titles in a document as quotes; the row of each is that of its first passage."""
    chapters = (heading for heading in snapshot.outline.chapters if heading.document == title)
    return [_quoted(snapshot, heading) for heading in chapters]


def _quoted(snapshot: Snapshot, heading: Heading) -> Quote:
    begins = quote_passage(snapshot.index, snapshot.outline.at(heading.ref, (heading.document,))[0])
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
