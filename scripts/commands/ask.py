"""springboard ask "question": answer one question or, with --jsonl, one on each line of standard input."""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant, EmptyQuestionError, clean_question
from bot.answering.quotes import Quote
from bot.answering.reply import reply
from bot.answering.wording import aside_words
from bot.answering.wording import why as why_lines
from bot.i18n import language_of_question
from bot.languages import Language
from bot.wiring import open_assistant
from knowledge.script import Script
from scripts.terminal import EXIT_FAILED, interface_language, make_console, open_settings, show_answer, show_aside, warn

app = typer.Typer(add_completion=False)


class QuoteScript(StrEnum):
    """The characters in which quotes are shown."""

    AS_WRITTEN = "as-written"
    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"


@app.command()
def main(
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read questions and write answers as JSON lines.")] = False,
    previous: Annotated[str | None, typer.Option(help="The question before, where this one follows it up.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Passages of an answer in JSON at most.")] = 5,
    why: Annotated[bool, typer.Option("--why", help="Say why a question was not answered.")] = False,
    script: Annotated[QuoteScript | None, typer.Option(help="Characters to show quotes in.")] = None,
) -> None:
    """Answer a question with passages of the indexed documents."""
    if jsonl == (question is not None):
        print('Give one question, or --jsonl with lines {"question": ...} on standard input.', file=sys.stderr)
        raise SystemExit(EXIT_FAILED)
    settings = open_settings()
    assistant = open_assistant(settings, warn=warn)
    if question is None:
        _answer_lines(assistant, limit)
    else:
        chosen = script.value if script else settings.quote_script
        shown_in = None if chosen == "as-written" else chosen
        _answer_one(assistant, question, previous, limit, shown_in, interface_language(settings), why=why)


def _answer_one(
    assistant: Assistant,
    question: str,
    previous: str | None,
    limit: int,
    script: Script | None,
    interface: Language,
    *,
    why: bool,
) -> None:
    answer = reply(assistant, question, previous, limit)
    if isinstance(answer, Aside):
        show_aside(make_console(), answer, language_of_question(clean_question(question), interface), script)
        return
    show_answer(make_console(), answer, script, interface, why=why)


def _answer_lines(assistant: Assistant, limit: int) -> None:
    if sys.stdin is None:
        return  # the program was started with standard input closed
    for stream in (sys.stdin, sys.stdout):
        # JSON can escape a lone surrogate, but UTF-8 cannot hold it, so it is written as an escape again.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(_answer_line(assistant, line, limit), ensure_ascii=False), flush=True)


def _answer_line(assistant: Assistant, line: str, limit: int) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return {"question": None, "error": f"not JSON: {error}"}
    problem = _problem(row)
    if problem:
        question = row.get("question") if isinstance(row, dict) else None
        return {"question": question if isinstance(question, str) else None, "error": problem}
    try:
        answer = reply(assistant, row["question"], row.get("previous"), limit)
        return _aside_record(row["question"], answer) if isinstance(answer, Aside) else _record(answer)
    except EmptyQuestionError:
        return {"question": row["question"], "error": "the question is empty"}


def _problem(row: Any) -> str:
    if not isinstance(row, dict):
        return 'not an object with a "question"'
    if not isinstance(row.get("question"), str):
        return '"question" must be a text'
    if not isinstance(row.get("previous"), str | None):
        return '"previous" must be a text'
    return ""


def _record(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "status": answer.status,
        "blank": answer.blank,
        "read_as": answer.read_as,
        "missing": list(answer.missing),
        "version": answer.version,
        "why": _why(answer),
        "took_ms": round(answer.took_ms, 2),
        "sentences": [_sentence_record(quote, span) for quote, span in _sentences(answer)],
        "more": [quote.ref for quote in answer.sheet.more] if answer.sheet else [],
        "passages": [_quote_record(quote) for quote in answer.quotes],
    }


def _why(answer: Answer) -> list[str]:
    """Return why a question was not answered; nothing if it was."""
    language = language_of_question(clean_question(answer.question))
    return [] if answer.status == "answered" else list(why_lines(answer, language, None))


def _sentences(answer: Answer) -> Iterator[tuple[Quote, tuple[int, int]]]:
    """Yield the sentences of an evidence sheet in the document's order, none for any other answer."""
    for quote in answer.sheet.shown if answer.sheet else ():
        for span in sorted(quote.key_sentences):
            yield quote, span


def _sentence_record(quote: Quote, span: tuple[int, int]) -> dict[str, Any]:
    start, end = span
    place = {"document": quote.document, "ref": quote.ref, "label": quote.label, "page": quote.page}
    return {"text": quote.text[start:end], **place}


def _aside_record(question: str, aside: Aside) -> dict[str, Any]:
    return {
        "question": question,
        "status": "answered",
        "intent": aside.kind,
        "reply": aside_words(aside, language_of_question(clean_question(question)), None),
        "passages": [_quote_record(quote) for quote in aside.quotes],
    }


def _quote_record(quote: Quote) -> dict[str, Any]:
    return {
        "document": quote.document,
        "ref": quote.ref,
        "headings": list(quote.headings),
        "page": quote.page,
        "date": quote.date,
        "text": quote.text,
        "key_sentences": [quote.text[start:end] for start, end in quote.key_sentences],
        "score": round(quote.score, 4),
    }
