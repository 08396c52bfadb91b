"""springboard ask "question": answer one question or, with --jsonl, one on each line of standard input."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, cast

import typer

from bot.answering.asides import Aside
from bot.answering.assistant import Assistant, EmptyQuestionError, clean_question
from bot.answering.records import record_of
from bot.answering.reply import reply
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

    @property
    def quotes(self) -> Script | None:
        """The script of quotes; None: as written."""
        return None if self is QuoteScript.AS_WRITTEN else cast(Script, self.value)


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
    assistant = open_assistant(settings, warn=warn).on(datetime.now().astimezone().date())
    if question is None:
        _answer_lines(assistant, limit, script.quotes if script else None)
    else:
        setting = None if settings.quote_script == "as-written" else settings.quote_script
        shown_in = script.quotes if script else setting
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


def _answer_lines(assistant: Assistant, limit: int, script: Script | None) -> None:
    if sys.stdin is None:
        return  # the program was started with standard input closed
    for stream in (sys.stdin, sys.stdout):
        # JSON can escape a lone surrogate, but UTF-8 cannot hold it, so it is written as an escape again.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(_answer_line(assistant, line, limit, script), ensure_ascii=False), flush=True)


def _answer_line(assistant: Assistant, line: str, limit: int, script: Script | None) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return {"question": None, "error": f"not JSON: {error}"}
    problem = _problem(row)
    if problem:
        question = row.get("question") if isinstance(row, dict) else None
        return {"question": question if isinstance(question, str) else None, "error": problem}
    try:
        said = reply(assistant, row["question"], row.get("previous"), limit)
        return record_of(row["question"], said, assistant.snapshot, script)
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
