"""The texts of two things side by side that every front end shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from bot.answering.quotes import Quote
from bot.answering.sheet_wording import Entry, entries_of, numbered, place_words, source_of
from bot.answering.sides import Side, Sides
from bot.answering.wording import dated_title, written
from bot.i18n import say
from bot.languages import Language
from knowledge.script import Script


@dataclass(frozen=True, slots=True)
class Column:
    """One side as it is shown: its ``heading``, and numbered ``entries``; without any, ``empty`` says so."""

    heading: str
    entries: tuple[Entry, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class SidesWords:
    """Two things side by side as they are shown.

    ``title`` names what is compared, for where the question does not stand above. ``both`` are the entries that speak
    of both, below the heading ``together``; ``more`` says how many places there are besides, and ``source`` names the
    documents. What does not apply is empty.
    """

    title: str
    headline: str
    together: str
    both: tuple[Entry, ...]
    columns: tuple[Column, Column]
    more: str
    source: str

    @property
    def rows(self) -> tuple[tuple[Entry | None, Entry | None], ...]:
        """What stands beside each other in a table; an empty side says that it is in place of a place."""
        first, second = (column.entries or (Entry((), column.empty),) for column in self.columns)
        return tuple(zip_longest(first, second))


def sides_words(sides: Sides, language: Language, script: Script | None) -> SidesWords:
    """Return the texts of ``sides`` in ``language``, its sentences in ``script`` (None: as written)."""
    kind = _kind(sides)
    shown = _heading_entries(sides, sides.headings.twins, language, script) if sides.headings else None
    entries = numbered(shown or entries_of(sides.listed, language, script))
    of_both, of_first = len(sides.both), len(sides.first.quotes)
    nothing = say(language, f"{kind}.no-more" if sides.both else f"{kind}.empty")

    def column(side: Side, shown: tuple[Entry, ...]) -> Column:
        document = side.document
        dated = dated_title(side.name, document.date, document.added, language, script) if document else side.name
        return Column(dated, shown, "" if shown else nothing)

    key = f"{kind}.headline-on" if sides.common else f"{kind}.headline"
    return SidesWords(
        title=_title(sides, language, script),
        headline=say(language, key, common=sides.common),
        together=say(language, f"{kind}.both") if sides.both else "",
        both=entries[:of_both],
        columns=(
            column(sides.first, entries[of_both : of_both + of_first]),
            column(sides.second, entries[of_both + of_first :]),
        ),
        more=_more(sides, language),
        source=source_of(sides.quotes, language, script),
    )


def _title(sides: Sides, language: Language, script: Script | None) -> str:
    kind = "editions" if sides.of_editions and not sides.headings else _kind(sides)
    key = f"{kind}.title-on" if sides.common else f"{kind}.title"
    first, second = (_name(side, script) for side in (sides.first, sides.second))
    return say(language, key, first=first, second=second, common=sides.common)


def _name(side: Side, script: Script | None) -> str:
    """Return the name of a side: the title of a document in ``script``, else what was typed."""
    return written(side.name, script) if side.document else side.name


def _kind(sides: Sides) -> Literal["sides", "headings", "edition-headings"]:
    """Return what the names of the texts about ``sides`` begin with."""
    if not sides.headings:
        return "sides"
    return "edition-headings" if sides.of_editions else "headings"


def _more(sides: Sides, language: Language) -> str:
    if sides.headings:
        return say(language, "headings.left", number=sides.headings.left) if sides.headings.left else ""
    return say(language, "button.rest", number=len(sides.more)) if sides.more else ""


def _heading_entries(sides: Sides, twins: Sequence[Quote], language: Language, script: Script | None) -> list[Entry]:
    """Return each heading with its place, those of both documents with both places."""
    several = not sides.of_editions  # these are told apart by where they stand
    twin_of = dict(zip(sides.both, twins, strict=True))

    def place(quote: Quote) -> str:
        labelled = replace(quote, label=quote.label.rstrip("、"), headings=())
        return place_words(labelled, language, script, document=several)

    places = [[place(each) for each in (quote, twin_of.get(quote)) if each] for quote in sides.listed]
    return [
        Entry((written(quote.text, script),), " / ".join(dict.fromkeys(of_each)))
        for quote, of_each in zip(sides.listed, places, strict=True)
    ]
