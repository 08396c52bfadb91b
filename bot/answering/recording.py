"""What is kept of an answer beside its status: the passages or headings that it quoted."""

from bot.answering.asides import Aside
from bot.answering.assistant import Answer
from bot.answering.quotes import Quote
from bot.answering.sides import Headings, Sides
from bot.answering.snapshot import Snapshot
from bot.state.quotations import Quotation
from index.types import IndexedDocument


def quotations_of(said: Answer | Aside, snapshot: Snapshot) -> tuple[Quotation, ...]:
    """Return what is quoted in ``said``, which ``snapshot`` answered."""
    quotes = said.quoted if isinstance(said, Answer) else said.quotes
    kept = [_quotation(quote, snapshot.index.manifest.document(quote.document)) for quote in quotes]
    sides = said.sides if isinstance(said, Answer) else None
    if sides and sides.headings:
        return _headings(sides, sides.headings)
    for side in (sides.first, sides.second) if sides else ():
        earlier = [quote for quote in side.quotes if quote.version != snapshot.version]
        # The snapshot does not hold an earlier edition.
        kept += [_quotation(quote, side.document, earlier=True) for quote in earlier]
    return tuple(kept)


def _headings(sides: Sides, headings: Headings) -> tuple[Quotation, ...]:
    """Return the headings of one document and then those of the other, each in its order."""
    kept: list[Quotation] = []
    for side, shared in ((sides.first, sides.both), (sides.second, headings.twins)):
        listed = sorted((*shared, *side.quotes), key=lambda quote: quote.number)
        kept += [_quotation(quote, side.document, heading=True) for quote in listed]
    return tuple(kept)


def _quotation(
    quote: Quote, document: IndexedDocument | None, *, earlier: bool = False, heading: bool = False
) -> Quotation:
    assert document is not None
    return Quotation(
        document=quote.document,
        name=document.name,
        sha256=document.sha256,
        dated=quote.date,
        added=quote.added,
        version=quote.version,
        ref=quote.ref,
        label=quote.label,
        headings=quote.headings,
        page=quote.page,
        text=quote.text,
        key_sentences=quote.key_sentences,
        earlier=earlier,
        heading=heading,
    )
