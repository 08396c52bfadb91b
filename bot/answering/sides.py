"""Two things side by side: what the documents say of each, in sentences that each name their place."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.quotes import Quote, quote_hit
from index.search import SearchIndex
from index.side_sentences import choose_sides
from index.sides import Found
from index.types import Hit, IndexedDocument

_DIGEST_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things: its ``name``, and the passages that speak of it; none if the documents say nothing of it.

    ``document``: the side is that document, whose edition may be an earlier one.
    """

    name: str
    quotes: tuple[Quote, ...]
    document: IndexedDocument | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """What the documents say of two things; the key sentences of each passage speak of its side.

    ``both``: passages that speak of both in one sentence. The first passages of the two sides go together, and so on.
    ``common`` is what the two are compared in, maybe empty. ``more`` are further passages, of which no sentence is
    shown at first. ``titles`` are those of two documents, each of which was searched by itself. Of two documents as
    such ``headings`` are compared, see `bot.answering.headings`.
    """

    first: Side
    second: Side
    both: tuple[Quote, ...]
    common: str
    more: tuple[Quote, ...]
    headings: "Headings | None" = None
    titles: tuple[str, str] | None = None

    @property
    def each(self) -> tuple[Side, Side]:
        return self.first, self.second

    @property
    def of_editions(self) -> bool:
        """Whether the two things are editions of one document."""
        before, now = self.first.document, self.second.document
        return before is not None and now is not None and before.title in now.titles

    @property
    def listed(self) -> tuple[Quote, ...]:
        """The passages in the order in which they are shown; one that says something else of each side comes twice."""
        return (*self.both, *self.first.quotes, *self.second.quotes)

    @property
    def shown(self) -> tuple[Quote, ...]:
        """The passages that are shown, each once with all its key sentences; of headings none are."""
        return () if self.headings else _each_once(self.listed)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All its passages."""
        return (*self.shown, *self.more)

    @property
    def digest(self) -> str:
        """The beginning of a checksum of what is said and where, the same in each index version that says it."""
        quotes = (*self.listed, *(self.headings.twins if self.headings else ()))
        said = [(each.document, each.label, each.columns, _sentences(each)) for each in quotes]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_DIGEST_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Headings:
    """That the two sides are top headings of two documents, each a quote of its title with its first passage's row.

    ``twins`` are the headings of the second document that are those of ``both``, in their order, and ``left`` is how
    many of either are not shown.
    """

    twins: tuple[Quote, ...]
    left: int


def sides_of(index: SearchIndex, found: Found) -> Sides:
    """Return what was ``found`` as it is quoted."""
    chosen = choose_sides(index, found)

    def quoted(hits: Iterable[Hit], understood: Sequence[str]) -> tuple[Quote, ...]:
        return tuple(quote_hit(hit, understood, index.manifest) for hit in hits)

    first, second = (
        Side(name, quoted(hits, [question]))
        for name, hits, question in zip(found.asked.names, chosen.sides, found.asked.questions, strict=True)
    )
    whole = [" ".join(dict.fromkeys(found.asked.questions))]
    both, more = quoted(chosen.both, whole), quoted(chosen.more, whole)
    return Sides(first, second, both, found.asked.common, more, titles=found.asked.titles)


def _sentences(quote: Quote) -> list[str]:
    return [quote.text[start:end] for start, end in quote.key_sentences]


def _each_once(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    once: dict[tuple[str, int], Quote] = {}
    for quote in quotes:
        here = quote.version, quote.number
        known = once.get(here, quote)
        once[here] = replace(known, key_sentences=tuple(dict.fromkeys((*known.key_sentences, *quote.key_sentences))))
    return tuple(once.values())
