"""The texts of two things side by side that every front end shows."""

from dataclasses import dataclass

from bot.answering.sheet_wording import Entry, entries_of, numbered, source_of
from bot.answering.sides import Side, Sides
from bot.answering.wording import edition, written
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

    ``both`` are the entries that speak of both, below the heading ``together``; ``more`` says how many places there are
    besides, and ``source`` names the documents. What does not apply is empty.
    """

    headline: str
    together: str
    both: tuple[Entry, ...]
    columns: tuple[Column, Column]
    more: str
    source: str


def sides_words(sides: Sides, language: Language, script: Script | None) -> SidesWords:
    """Return the texts of ``sides`` in ``language``, its sentences in ``script`` (None: as written)."""
    entries = numbered(entries_of(sides.listed, language, script))
    of_both, of_first = len(sides.both), len(sides.first.quotes)
    nothing = say(language, "sides.no-more" if sides.both else "sides.empty")

    def column(side: Side, shown: tuple[Entry, ...]) -> Column:
        dated = edition(side.document.date, side.document.added, language) if side.document else ""
        heading = " · ".join(filter(None, (written(side.name, script) if side.document else side.name, dated)))
        return Column(heading, shown, "" if shown else nothing)

    key = "sides.headline-on" if sides.common else "sides.headline"
    return SidesWords(
        headline=say(language, key, common=sides.common),
        together=say(language, "sides.both") if sides.both else "",
        both=entries[:of_both],
        columns=(
            column(sides.first, entries[of_both : of_both + of_first]),
            column(sides.second, entries[of_both + of_first :]),
        ),
        more=say(language, "button.rest", number=len(sides.more)) if sides.more else "",
        source=source_of(sides.quotes, language, script),
    )
