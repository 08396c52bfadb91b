"""The texts about an answer that every front end shows: notes, headings and citations, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering.asides import ON_THE_LAST, Aside
from bot.answering.assistant import MAX_QUESTION_CHARACTERS, Answer
from bot.answering.outline import Node
from bot.answering.quotes import Quote
from bot.answering.shown import GOING_ON
from bot.answering.tables import TableWords, key_lines, table_words
from bot.answering.whole import Whole
from bot.i18n import date_in_words, day, language_of_question, say
from bot.languages import LANGUAGES, Language
from knowledge.script import Script, convert
from knowledge.types import Passage

if TYPE_CHECKING:  # they come with the database, which answering goes without
    from bot.state.links import Link
    from bot.state.quotations import Quotation

_MAX_HEADINGS = 100  # headings that are listed; more would be several messages
_MAX_NEAREST = 3  # the most headings that a refusal names


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """A passage as it is shown: its text in ``parts``, each with whether it is a key sentence, and its place.

    In one with a ``table``, ``parts`` are only what stands above it. ``key`` is the sentence that answers best, or the
    cells that do. ``incomplete`` is a note that the passage is cut short, else empty.
    """

    parts: tuple[tuple[str, bool], ...]
    table: TableWords | None
    key: str
    incomplete: str
    place: str


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The texts about an answer; each is empty if it does not apply.

    ``edition`` says that no earlier edition is kept, ``shortened`` that only the beginning of the question was read,
    ``read_as`` how a mistyped question was read, ``note`` what to know before reading the quotes, and ``blank`` that
    the figure is left blank. ``headline`` is the sentence that answers best, or for an overview the name of its
    section; ``nearest`` are the headings that a refusal names.
    """

    edition: str
    shortened: str
    read_as: str
    note: str
    blank: str
    headline: str
    quotes: tuple[QuoteWords, ...]
    nearest: tuple[str, ...]


def answer_words(answer: Answer, language: Language, script: Script | None) -> AnswerWords:
    """Return all texts about ``answer`` in ``language``, with quotes in ``script`` (None: as written)."""
    best = max(answer.quoted, key=lambda quote: quote.score, default=None)
    nearest = [heading(quote, script) for quote in answer.quotes[:_MAX_NEAREST]] if answer.status == "refused" else []
    return AnswerWords(
        edition=say(language, "answer.only-edition") if answer.only_edition else "",
        shortened=say(language, "answer.shortened", limit=MAX_QUESTION_CHARACTERS) if answer.shortened else "",
        read_as=say(language, "answer.read-as", meant=_in_words(answer.read_as, language)) if answer.read_as else "",
        note=note(answer, language),
        blank=say(language, "answer.blank") if answer.blank else "",
        headline=_name(answer.whole, script) if answer.whole else key_words(best, script) if best else "",
        quotes=tuple(quote_words(quote, language, script) for quote in answer.quoted),
        nearest=tuple(filter(None, dict.fromkeys(nearest))),
    )


def _name(whole: Whole, script: Script | None) -> str:
    return labelled(whole.label, written(whole.title, script))


def quote_words(quote: Quote, language: Language, script: Script | None) -> QuoteWords:
    """Return the words of a passage and of its place."""
    parts, table = passage_words(quote, script)
    return QuoteWords(
        parts=parts,
        table=table,
        key=key_words(quote, script),
        incomplete=say(language, "answer.incomplete") if quote.incomplete else "",
        place=citation(quote, language, script),
    )


def passage_words(
    quote: Quote | Passage, script: Script | None
) -> tuple[tuple[tuple[str, bool], ...], TableWords | None]:
    """Return the text of a quote or passage in parts, see `QuoteWords`, and the table below it."""
    table = table_words(quote, lambda text: written(text, script))
    if table:
        return ((table.cells.above, False),) if table.cells.above else (), table
    return parts_of(quote.text, quote.key_sentences if isinstance(quote, Quote) else (), script), None


def parts_of(
    text: str, key_sentences: Iterable[tuple[int, int]], script: Script | None
) -> tuple[tuple[str, bool], ...]:
    """Return ``text`` in parts, each with whether it is a key sentence."""
    parts = []
    position = 0
    for start, end in sorted(key_sentences):
        parts += [(text[position:start], False), (text[start:end], True)]
        position = end
    parts.append((text[position:], False))
    return tuple((written(part, script), key) for part, key in parts if part)


def key_words(quote: Quote, script: Script | None) -> str:
    """Return the sentence that answers best, or the cells that do; without one, the whole text or what opens it."""
    table = table_words(quote, lambda text: written(text, script))
    if table:
        return key_lines(table, quote.columns)
    start, end = quote.key_sentences[0] if quote.key_sentences else (0, len(quote.text))
    return written(quote.text[start:end], script)


def written(text: str, script: Script | None) -> str:
    """Return ``text`` in the characters of ``script`` (None: as written)."""
    return convert(text, script) if script else text


def heading(quote: "Quote | Quotation | Link", script: Script | None) -> str:
    """Return the headings above a quote, from the highest down."""
    return written(" › ".join(quote.headings), script)


def node_line(node: Node, script: Script | None, most: int) -> str:
    """Return a node of the outline as a line of at most ``most`` characters."""
    return cut_off(labelled(node.label, written(node.title, script)), most)


def dated_title(title: str, dated: str, added: str, language: Language, script: Script | None) -> str:
    """Return the title of a document with the date of its edition, or else the day on which it was added."""
    return " · ".join(filter(None, (written(title, script), edition(dated, added, language))))


def cut_off(text: str, most: int) -> str:
    """Return ``text``, or its beginning and an ellipsis if it has more than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def labelled(label: str, title: str) -> str:
    """Return a title after the label of its place, as a document writes the two."""
    return f"{label}{title}" if not label or label.endswith("、") else f"{label}  {title}"


def citation(quote: Quote, language: Language, script: Script | None) -> str:
    """Return the document, place, headings and page of a quote, and the date of the edition, in one line."""
    parts = [written(quote.document, script), quote.label, heading(quote, script)]
    if quote.page is not None:
        parts.append(say(language, "citation.page", page=quote.page))
    parts.append(edition(quote.date, quote.added, language))
    return " · ".join(part for part in parts if part)


def link_place(link: "Link", script: Script | None) -> str:
    """Return the document, place and headings of the passage that a link opens, in one line."""
    parts = [written(link.document, script), link.label, heading(link, script)]
    return " · ".join(part for part in parts if part)


def edition(date: str, added: str, language: Language) -> str:
    """Return the date of a document's edition or, where it has none, the day on which it was added; else nothing."""
    if date:
        return date_in_words(date, language)
    return say(language, "citation.added", date=date_in_words(day(added), language)) if added else ""


def note(answer: Answer, language: Language) -> str:
    """Return what to know before reading the quotes, else an empty text.

    The note is a refusal, a hedge, or, for an answer, the names that the documents lack and that the quotes are those
    of a whole section.
    """
    if answer.status == "refused":
        return say(language, "answer.refused")
    if answer.status == "hedged":
        return _hedge(answer, language)
    notes = [_broad(answer.whole, len(answer.overview), language)] if answer.whole else []
    if answer.missing:
        notes.insert(0, say(language, "answer.names", names=listed(answer.missing, language)))
    return "\n".join(notes)


def _broad(whole: Whole, shown: int, language: Language) -> str:
    """Say that the quotes are those of a whole section, and how many of its passages they are."""
    if shown == whole.passages:
        return say(language, "answer.broad-all")
    return say(language, "answer.broad", shown=shown, passages=whole.passages)


def _hedge(answer: Answer, language: Language) -> str:
    """Return the text of a hedge: what the report does not say, as far as that is known."""
    lacking = answer.lacking
    if lacking.names:
        return say(language, "answer.hedged-names", names=listed(lacking.names, language))
    what = thing_asked_for(answer, language)
    subject = answer.quotes[0].headings[-1] if answer.quotes[0].headings else ""
    if what and subject:
        return say(language, "answer.hedged-lacking", subject=_in_words(subject, language), what=what)
    return say(language, "answer.hedged-what", what=what) if what else say(language, "answer.hedged")


def thing_asked_for(answer: Answer, language: Language) -> str:
    """Return what was asked for in words of ``language``; empty if that is not known."""
    lacking = answer.lacking
    if lacking.thing and _is_in(lacking.thing, language):
        return _in_words(lacking.thing, language)
    return say(language, f"asked.{lacking.kind}") if lacking.kind else ""


def _is_in(text: str, language: Language) -> bool:
    """Say whether a text that admins wrote is in ``language``; either Chinese script can be turned into the other."""
    written_in = language_of_question(text, language)
    return written_in == language or bool(LANGUAGES[written_in].script and LANGUAGES[language].script)


def _in_words(text: str, language: Language) -> str:
    return written(text, LANGUAGES[language].script)


def listed(words: Sequence[str], language: Language) -> str:
    """Join ``words`` with the comma of ``language``."""
    return LANGUAGES[language].comma.join(words)


def aside_words(reply: Aside, language: Language, script: Script | None) -> str:
    """Return the text of an aside, with the headings that it shows."""
    spoken_of = [quote_words(quote, language, script) for quote in reply.spoken_of]
    values = {
        "titles": listed([written(title, script) for title in reply.titles], language),
        "passages": reply.passages,
        "chapters": len(reply.headings),
        "created": day(reply.created),
        "place": written(labelled(reply.label, reply.title) if reply.title else reply.label, script),
        "places": "\n".join(words.place for words in spoken_of),
        "sentence": spoken_of[0].key if spoken_of else "",
        "source": spoken_of[0].place if spoken_of else "",
    }
    lines = [say(language, f"aside.{_aside_key(reply)}", **values)]
    if reply.kind in ("place", "about", "chapters", "no-edition", *GOING_ON):
        lines += _heading_lines(reply, script)
    return "\n".join(lines)


def _heading_lines(reply: Aside, script: Script | None) -> list[str]:
    """Return the headings, those of each of several documents below its title; of very many the first ones."""
    several, lines = len({heading.document for heading in reply.headings}) > 1, list[str]()
    for document, headings in groupby(reply.headings[:_MAX_HEADINGS], key=lambda heading: heading.document):
        lines += ["", written(document, script)] if several else []
        lines += [labelled(heading.label, written(heading.title, script)) for heading in headings]
    return lines if len(reply.headings) <= _MAX_HEADINGS else [*lines, "…"]


def _aside_key(reply: Aside) -> str:
    if reply.kind in ON_THE_LAST:
        return reply.kind if reply.spoken_of else "no-last"
    if reply.kind not in ("place", *GOING_ON):
        return reply.kind
    return "place" if reply.first is not None else f"no-{reply.kind.partition('-')[0]}"
