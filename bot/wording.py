"""What every front end says of an answer and of an error: notes, headings, citations, in the reader's language."""

from bot.assistant import Answer, Quote
from bot.backup import BackupError
from bot.i18n import say
from bot.reindexing.errors import CollectionError
from bot.settings import Language
from bot.suites.errors import SuiteError
from index.errors import SearchIndexError
from knowledge.errors import DocumentError
from knowledge.script import Script, convert

ExpectedError = DocumentError | CollectionError | SearchIndexError | SuiteError | BackupError | OSError
EXPECTED_ERRORS = (DocumentError, CollectionError, SearchIndexError, SuiteError, BackupError, OSError)


def written(text: str, script: Script | None) -> str:
    """``text`` in the characters of ``script`` (None: as written)."""
    return convert(text, script) if script else text


def heading(quote: Quote, script: Script | None) -> str:
    """The headings above a quote, from the highest down."""
    return written(" › ".join(quote.headings), script)


def citation(quote: Quote, language: Language, script: Script | None) -> str:
    """Document, place, headings, page and index version of a quote, in one line."""
    parts = [written(quote.document, script), quote.label, heading(quote, script)]
    if quote.page is not None:
        parts.append(say(language, "citation.page", page=quote.page))
    parts.append(say(language, "citation.version", version=quote.version))
    return " · ".join(part for part in parts if part)


def note(answer: Answer, language: Language) -> str:
    """What to know before the quotes are read: that they are only the nearest, or a whole section's; else empty."""
    if answer.status == "refused":
        return say(language, "answer.refused")
    if answer.status == "hedged":
        names = ("、" if language != "en" else ", ").join(answer.missing)
        return say(language, "answer.hedged-names", names=names) if names else say(language, "answer.hedged")
    return say(language, "answer.broad") if answer.overview else ""


def explain(error: ExpectedError, language: Language) -> str:
    """What went wrong and what to do: one sentence, or a line for each mistake of a suite."""
    if isinstance(error, SuiteError):
        from bot.suites.messages import explain_suite_error  # with all that a suite is made of

        return explain_suite_error(error, language)
    if isinstance(error, DocumentError):
        return say(language, f"error.{error.code}", name=error.name, **error.details)
    if isinstance(error, SearchIndexError | CollectionError | BackupError):
        return say(language, f"error.{error.code}", **error.details)
    return say(language, "error.disk", path=error.filename or "?", problem=error.strerror or error)
