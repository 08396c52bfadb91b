"""The texts of an evidence sheet that every front end shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.quotes import Quote
from bot.answering.sheet import Sheet
from bot.answering.wording import dated_title, key_words, labelled, listed, written
from bot.i18n import say
from bot.languages import Language
from knowledge.script import Script

if TYPE_CHECKING:  # it comes with the database, which answering goes without
    from bot.state.links import Link


@dataclass(frozen=True, slots=True)
class Entry:
    """The ``sentences`` that a passage says to a question, each with its number if they are numbered, and its place."""

    sentences: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    """A sheet as it is shown.

    ``headline`` says how many places there are, ``more`` how many besides those shown, and ``besides`` which name the
    subject as well (empty if there are none). ``source`` names the documents and the dates of their editions.
    """

    headline: str
    entries: tuple[Entry, ...]
    more: str
    besides: str
    source: str


def sheet_words(sheet: Sheet, language: Language, script: Script | None) -> SheetWords:
    """Return the texts of ``sheet`` in ``language``, its sentences in ``script`` (None: as written)."""
    return SheetWords(
        headline=_headline(sheet, language),
        entries=numbered(entries_of(sheet.shown, language, script)),
        more=say(language, "button.rest", number=len(sheet.more)) if sheet.more else "",
        besides=_besides(sheet, language, script),
        source=source_of(sheet.quotes, language, script),
    )


def _headline(sheet: Sheet, language: Language) -> str:
    places = len(sheet.quotes)
    if not sheet.named:
        return say(language, "sheet.found", places=places)
    if not sheet.left:
        return say(language, "sheet.headline", places=places)
    return say(language, "sheet.best", places=places, total=sheet.named)


def _besides(sheet: Sheet, language: Language, script: Script | None) -> str:
    """Return which places name the subject and are not quoted; their documents are named if there are several.

    Of one document a number that has parts opens its place when it is sent.
    """
    if not sheet.left:
        return ""
    of_each: dict[str, list[str]] = {}
    for place in sheet.besides:
        of_each.setdefault(place.document, []).append(place.ref)
    several = len({*of_each, *(quote.document for quote in sheet.quotes)}) > 1
    opens = not several and all("." in place.ref for place in sheet.besides)
    listed_refs = [(f"{written(title, script)} " if several else "") + ", ".join(of_each[title]) for title in of_each]
    dots = " …" if sheet.left > len(sheet.besides) else ""
    key = "sheet.besides-opened" if opens else "sheet.besides"
    return say(language, key, number=sheet.left, places="; ".join(listed_refs) + dots)


def entries_of(quotes: Sequence[Quote], language: Language, script: Script | None) -> list[Entry]:
    """Return what each passage says; its document is named if there are several."""
    several = len({quote.document for quote in quotes}) > 1
    return [
        Entry(_sentences(quote, script), place_words(quote, language, script, document=several)) for quote in quotes
    ]


def numbered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return ``entries`` with a number before each of their sentences."""
    found: list[Entry] = []
    number = 0
    for entry in entries:
        start, number = number, number + len(entry.sentences)
        lines = tuple(f"{start + n}. {sentence}" for n, sentence in enumerate(entry.sentences, start=1))
        found.append(Entry(lines, entry.place))
    return tuple(found)


def places_of(quotes: Sequence[Quote], among: Sequence[Quote], language: Language, script: Script | None) -> list[str]:
    """Return the place of each quote in one line, with its document if those ``among`` which it stands have several."""
    several = len({quote.document for quote in among}) > 1
    return [place_words(quote, language, script, document=several) for quote in quotes]


def place_words(quote: "Quote | Link", language: Language, script: Script | None, *, document: bool = False) -> str:
    """Return the place of a quote in one line: its label, the heading above it, and its page."""
    parts = [written(quote.document, script) if document else ""]
    parts.append(labelled(quote.label, written(quote.headings[-1], script)) if quote.headings else quote.label)
    if quote.page is not None:
        parts.append(say(language, "citation.page", page=quote.page))
    return " · ".join(filter(None, parts))


def source_of(quotes: Sequence[Quote], language: Language, script: Script | None) -> str:
    """Return the documents that are quoted, each with the date of its edition."""
    named = (dated_title(quote.document, quote.date, quote.added, language, script) for quote in quotes)
    return listed(list(dict.fromkeys(named)), language)


def _sentences(quote: Quote, script: Script | None) -> tuple[str, ...]:
    if quote.table:
        return (key_words(quote, script),)
    return tuple(written(quote.text[start:end], script) for start, end in sorted(quote.key_sentences))
