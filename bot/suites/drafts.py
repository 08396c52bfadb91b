"""Write suites as YAML: suites that were read, and drafts of cases for a person to confirm."""

import hashlib
from collections.abc import Iterator
from typing import Any

import yaml

from bot.answering.assistant import Answer
from bot.answering.quotes import Quote
from bot.i18n import language_of_question, say
from bot.languages import Language
from bot.suites.cases import Suite

_PIECE_CHARACTERS = 30  # the length of the piece of the key sentence that a draft expects


def draft_head(version: str, language: Language) -> str:
    """Return the beginning of a file of drafts whose answers come from index ``version``."""
    comment = say(language, "suite.draft.head", version=version)
    return "".join(f"# {line}\n" for line in comment.split("\n")) + "cases:\n"


def draft_case(answer: Answer, language: Language) -> str:
    """Return a case that expects what ``answer`` says, with its passages in comments for whoever confirms it."""
    digest = hashlib.sha256(answer.question.encode("utf-8", "replace")).hexdigest()[:8]
    case = {
        "id": f"q-{digest}",
        "question": answer.question,
        "language": language_of_question(answer.question),
        "tags": ["draft"],
        "expect": _expected(answer),
    }
    comments = "".join(f"# {' '.join(line.split())}\n" for line in _comments(answer, language))
    return f"\n{comments}{_dump([case])}"


def suite_yaml(suite: Suite) -> str:
    """Return ``suite`` as YAML in this project's own format."""
    cases = [case.model_dump(mode="json", exclude_defaults=True) for case in suite.cases]
    head: dict[str, Any] = {"description": suite.description} if suite.description else {}
    if suite.document:
        head["document"] = suite.document.model_dump(mode="json", exclude_defaults=True)
    return _dump(head | {"cases": cases})


def _expected(answer: Answer) -> dict[str, Any]:
    expect: dict[str, Any] = {"status": answer.status}
    if answer.status == "answered":
        best = answer.quotes[0]
        expect["passages"] = [{"headings": list(best.headings)} if answer.overview else {"quote": _piece(best)}]
    if answer.blank:
        expect["blank"] = True
    return expect


def _piece(quote: Quote) -> str:
    start, end = quote.key_sentences[0] if quote.key_sentences else (0, len(quote.text))
    return quote.text[start : min(end, start + _PIECE_CHARACTERS)].strip()


def _comments(answer: Answer, language: Language) -> Iterator[str]:
    if answer.status == "hedged" and answer.missing:
        yield say(language, "answer.hedged-names", names=", ".join(answer.missing))
    else:
        yield say(language, f"suite.draft.{answer.status}")
    for quote in answer.quoted:
        yield f"{quote.label} {' › '.join(quote.headings)}"
        yield from (f"  {quote.text[start:end]}" for start, end in quote.key_sentences)


def _dump(data: Any) -> str:
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    return text
