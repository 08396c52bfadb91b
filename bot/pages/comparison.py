"""What is drawn of two things side by side: the rows that a terminal shows, below a title and above the source."""

from bot.answering.sheet_wording import Entry
from bot.answering.sides import Sides
from bot.answering.sides_wording import sides_words
from bot.i18n import say
from bot.languages import Language
from knowledge.pages.request import Cell, SidesPage
from knowledge.script import Script


def page_of(sides: Sides, language: Language, script: Script | None) -> SidesPage:
    """Return what to draw of ``sides``, its sentences in the characters of ``script`` (None: as written)."""
    words = sides_words(sides, language, script)
    first, second = (column.heading for column in words.columns)
    return SidesPage(
        title=words.title,
        together=words.together,
        both=tuple(Cell(entry.sentences, entry.place) for entry in words.both),
        heads=(first, second),
        rows=tuple((_cell(one), _cell(other)) for one, other in words.rows),
        foot=tuple(filter(None, (words.more, words.source))),
        cut=say(language, "sides.cut"),
    )


def _cell(entry: Entry | None) -> Cell | None:
    return Cell(entry.sentences, entry.place) if entry else None
