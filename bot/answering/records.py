"""What is said to a question as plain values, for programs: `springboard ask --jsonl`, HTTP and MCP give the same."""

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Any

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, clean_question
from bot.answering.outline import Node
from bot.answering.quotes import Quote
from bot.answering.sides import Sides
from bot.answering.snapshot import Snapshot
from bot.answering.suggestions import suggestions
from bot.answering.why_wording import why
from bot.answering.wording import aside_words, written
from bot.i18n import language_of_question
from knowledge.script import Script


def record_of(question: str, said: Answer | Aside, snapshot: Snapshot, script: Script | None = None) -> dict[str, Any]:
    """Return what was ``said`` to ``question`` as values that JSON holds, quotes in ``script`` (None: as written).

    ``snapshot`` is what it was said from.
    """
    next_ones = [each.text for each in suggestions(snapshot, said, question, "en", script)]
    if isinstance(said, Aside):
        return _aside_record(question, said, script) | {"next": next_ones}
    return {
        "question": said.question,
        "status": said.status,
        "blank": said.blank,
        "read_as": said.read_as,
        "missing": list(said.missing),
        "version": said.version,
        "why": _why(said, question, script),
        "took_ms": round(said.took_ms, 2),
        "sentences": _sentence_records(said.sheet.shown if said.sheet else (), script),
        "sides": _sides_record(said.sides, script) if said.sides else None,
        "more": [quote.ref for quote in said.gathered.more] if said.gathered else [],
        "left": said.sheet.left if said.sheet else 0,
        "passages": [_quote_record(quote, script) for quote in said.quotes],
        "next": next_ones,
    }


def _why(answer: Answer, question: str, script: Script | None) -> list[str]:
    """Return why a question was not answered; nothing if it was."""
    language = language_of_question(clean_question(question))
    return [] if answer.status == "answered" else list(why(answer, language, script))


def _sides_record(sides: Sides, script: Script | None) -> dict[str, Any]:
    """Return what is said of two things: of both at once, then of each; a side of which nothing is said has none.

    A heading that both documents have comes twice among those of both, with its place in each.
    """
    both = chain(*zip(sides.both, sides.headings.twins, strict=True)) if sides.headings else sides.both
    return {
        "common": sides.common,
        "headings": sides.headings is not None,
        "both": _sentence_records(both, script),
        "sides": [
            {"name": side.name, "sentences": _sentence_records(side.quotes, script)}
            for side in (sides.first, sides.second)
        ],
    }


def _sentence_records(quotes: Iterable[Quote], script: Script | None) -> list[dict[str, Any]]:
    """Return the key sentences of ``quotes``, each with its place."""
    return [_sentence_record(quote, span, script) for quote in quotes for span in sorted(quote.key_sentences)]


def _sentence_record(quote: Quote, span: tuple[int, int], script: Script | None) -> dict[str, Any]:
    start, end = span
    place = {"document": quote.document, "ref": quote.ref, "label": quote.label, "page": quote.page}
    return {"text": written(quote.text[start:end], script), **place}


def passage_record(snapshot: Snapshot, row: int, script: Script | None = None) -> dict[str, Any]:
    """Return the passage in that row; ``before`` and ``after`` are the ids of those beside it, None at the ends."""
    passage, outline = snapshot.index.passages[row], snapshot.outline
    before, after = (outline.neighbour(row, step) for step in (-1, 1))
    return {
        "id": outline.ids[row],
        "document": written(passage.document, script),
        "ref": passage.ref,
        "label": passage.label,
        "headings": [written(heading, script) for heading in passage.headings],
        "page": passage.page,
        "text": written(passage.text, script),
        "incomplete": passage.incomplete,
        "before": None if before is None else outline.ids[before],
        "after": None if after is None else outline.ids[after],
        "version": snapshot.version,
    }


def node_record(node: Node, script: Script | None = None) -> dict[str, Any]:
    """Return a node of the outline; its ``id`` and ``depth`` name it, ``passages`` is None if it is a passage."""
    return {
        "id": node.id,
        "depth": node.depth,
        "label": node.label,
        "title": written(node.title, script),
        "passages": node.passages,
    }


def _aside_record(question: str, said: Aside, script: Script | None) -> dict[str, Any]:
    return {
        "question": question,
        "status": "answered",
        "intent": said.kind,
        "reply": aside_words(said, language_of_question(clean_question(question)), script),
        "passages": [_quote_record(quote, script) for quote in said.quotes],
    }


def _quote_record(quote: Quote, script: Script | None) -> dict[str, Any]:
    key = [written(quote.text[start:end], script) for start, end in quote.key_sentences]
    return {
        "document": written(quote.document, script),
        "ref": quote.ref,
        "headings": [written(heading, script) for heading in quote.headings],
        "page": quote.page,
        "date": quote.date,
        "text": _text_with_keys(quote, script),
        "key_sentences": key,
        "score": round(quote.score, 4),
    }


def _text_with_keys(quote: Quote, script: Script | None) -> str:
    """Return the text converted piece by piece, so that each key sentence still stands in it as it is written."""
    edges = sorted({0, len(quote.text), *(edge for span in quote.key_sentences for edge in span)})
    return "".join(written(quote.text[start:end], script) for start, end in pairwise(edges))
