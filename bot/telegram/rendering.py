"""Show answers, passages and the outline in a chat, as text with entities."""

from collections.abc import Iterable

from telegram import InlineKeyboardMarkup

from bot.answering.asides import Aside
from bot.answering.assistant import Answer
from bot.answering.outline import Outline, OutlinePage
from bot.answering.quotes import Quote
from bot.answering.sheet import Sheet
from bot.answering.sheet_wording import Entry, sheet_words
from bot.answering.sides import Sides
from bot.answering.sides_wording import sides_words
from bot.answering.tables import NO_CELL, TableWords, cell_line, named
from bot.answering.wording import QuoteWords, answer_words, aside_words, node_line, passage_words, quote_words
from bot.i18n import say
from bot.languages import Language
from bot.telegram.aligned import aligned
from bot.telegram.keyboards import answer_buttons, aside_buttons
from bot.telegram.rich import Rich, join
from knowledge.script import Script
from knowledge.types import Passage

_LINE_CHARACTERS = 150  # of a passage's first sentence, so that an outline page with its headings fits one message


def shown(
    said: Answer | Aside, outline: Outline, language: Language, script: Script | None, *, curating: bool
) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return the reply to a message and the buttons below it; ``outline`` is that of the reply's index version."""
    if isinstance(said, Aside):
        return aside_text(said, language, script), aside_buttons(said, outline, language, script)
    text = answer_text(said, language, script, numbered=True)
    return text, answer_buttons(said, outline, language, script, curating=curating)


def answer_text(answer: Answer, language: Language, script: Script | None, *, numbered: bool = False) -> Rich:
    """Return the answer as one text: notes on what it lacks, the headline, then the passages and their places.

    ``numbered`` are the passages of an overview where there are buttons to their pages. A refusal has the nearest
    headings in place of passages.
    """
    words = answer_words(answer, language, script)
    stands = answer.status == "answered"
    before = [words.edition, words.shortened, words.read_as, "" if stands else words.note, words.blank]
    notes = Rich("\n".join(filter(None, before))).styled("italic")
    if answer.status == "refused":
        return join([notes, Rich("\n".join(f"· {heading}" for heading in words.nearest))], "\n")
    if answer.sheet or answer.sides:
        text = sheet_text(answer.sheet, language, script) if answer.sheet else Rich("")
        beside = sides_text(answer.sides, language, script) if answer.sides else Rich("")
        return join([notes, Rich(words.note).styled("italic"), text, beside], "\n\n")
    parts = [notes, Rich(words.headline).styled("bold")]
    if stands:
        parts.append(Rich(words.note).styled("italic"))
    numbers = [f"{n}. " if numbered and len(words.quotes) > 1 else "" for n in range(1, len(words.quotes) + 1)]
    return join([*parts, *map(_quoted, words.quotes, numbers)], "\n\n")


def sheet_text(sheet: Sheet, language: Language, script: Script | None) -> Rich:
    """Return an evidence sheet: how many places there are, then numbered sentences, each with its place."""
    words = sheet_words(sheet, language, script)
    entries = map(_entry, words.entries)
    ends = [Rich(words.besides), Rich(words.source).styled("italic")]
    return join([Rich(words.headline).styled("bold"), *entries, *ends], "\n\n")


def sides_text(sides: Sides, language: Language, script: Script | None) -> Rich:
    """Return two things side by side: below a heading each a block quote of numbered sentences with their places."""
    words = sides_words(sides, language, script)
    blocks = [_block(words.together, words.both, "")] if words.both else []
    blocks += [_block(column.heading, column.entries, column.empty) for column in words.columns]
    left = words.more if sides.headings else ""  # further places have a button
    ends = [Rich(left), Rich(words.source).styled("italic")]
    return join([Rich(words.headline).styled("bold"), *blocks, *ends], "\n\n")


def _block(heading: str, entries: Iterable[Entry], empty: str) -> Rich:
    said = join(map(_entry, entries), "\n\n").styled("blockquote")
    return join([Rich(heading).styled("bold"), said, Rich(empty).styled("italic")], "\n")


def _entry(entry: Entry) -> Rich:
    return join([*map(Rich, entry.sentences), Rich(entry.place).styled("italic")], "\n")


def aside_text(aside: Aside, language: Language, script: Script | None) -> Rich:
    """Return the text of an aside, followed by the passages that it opens."""
    quoted = [quote_text(quote, language, script) for quote in aside.quotes]
    return join([Rich(aside_words(aside, language, script)), *quoted], "\n\n")


def quote_text(quote: Quote, language: Language, script: Script | None) -> Rich:
    """Return a passage as an expandable block quote, with key sentences in bold and its place below."""
    return _quoted(quote_words(quote, language, script))


def section_page(texts: Iterable[Rich]) -> tuple[Rich, int]:
    """Return as many of the passages' ``texts`` as one message holds, but at least one, and their number."""
    page = Rich("")
    shown = 0
    for text in texts:
        longer = join([page, text], "\n\n")
        if shown and not longer.fits():
            break
        page, shown = longer, shown + 1
    return page, shown


def outline_text(page: OutlinePage, language: Language, script: Script | None) -> Rich:
    """Return the headings that lead down to a place, and what is directly below it."""
    way = [Rich(node_line(node, script, _LINE_CHARACTERS)) for node in page.above]
    title = join([*way[:-1], *(part.styled("bold") for part in way[-1:])], "\n")
    lines = [node_line(node, script, _LINE_CHARACTERS) for node in page.nodes]
    if page.pages > 1:
        lines.append(say(language, "outline.page", page=page.number + 1, pages=page.pages))
    return join([title, Rich("\n".join(lines))], "\n\n")


def passage_text(quote: Quote | Passage, script: Script | None) -> Rich:
    """Return the text of a passage as an expandable block quote, with key sentences in bold; a table is laid out."""
    return _text(*passage_words(quote, script))


def _quoted(words: QuoteWords, number: str = "") -> Rich:
    body = _text(words.parts, words.table)
    return join([body, Rich(words.incomplete), Rich(number + words.place).styled("italic")], "\n")


def _text(parts: Iterable[tuple[str, bool]], table: TableWords | None) -> Rich:
    body = Rich("")
    for text, key in parts:
        body = body + (Rich(text).styled("bold") if key else Rich(text))
    if table is None:
        return body.styled("expandable_blockquote")
    columns = aligned(table)
    if columns is None:
        return join([body, _rows(table)], "\n\n").styled("expandable_blockquote")
    # A block of one width can stand in no other block.
    return join([body.styled("expandable_blockquote"), Rich(columns).styled("pre")], "\n")


def _rows(table: TableWords) -> Rich:
    """Return a table that is too wide for columns: what names a row, and below it each other cell with its head."""
    rows = []
    for number, cells in enumerate(table.cells.rows):
        others = [column for column, cell in enumerate(cells) if cell and column not in table.names]
        lines = [cell_line(table.cells.heads[column], cells[column]) for column in others]
        row = Rich("\n".join([named(table, number) or NO_CELL, *lines]))
        rows.append(row.styled("bold") if number in table.marked else row)
    return join(rows, "\n\n")
