"""What every front end says of an answer: notes, headings, citations, in the reader's language."""

from collections.abc import Sequence

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Quote
from bot.i18n import say
from bot.settings import Language
from knowledge.script import Script, convert, has_chinese

_WORDS = 5  # that the documents lack, named at most


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
        return _hedge(answer, language)
    notes = [say(language, "answer.broad")] if answer.overview else []
    if answer.missing:
        notes.insert(0, say(language, "answer.names", names=listed(answer.missing, language)))
    return "\n".join(notes)


def read_as(answer: Answer, language: Language) -> str:
    """What a mistyped question was taken for."""
    return say(language, "answer.read-as", meant=_in_words(answer.read_as, language))


def _hedge(answer: Answer, language: Language) -> str:
    """What the report does not say, in words, as far as that is known."""
    lacking = answer.lacking
    if lacking.names:
        return say(language, "answer.hedged-names", names=listed(lacking.names, language))
    what = _thing(answer, language)
    subject = answer.quotes[0].headings[-1] if answer.quotes[0].headings else ""
    if what and subject:
        return say(language, "answer.hedged-lacking", subject=_in_words(subject, language), what=what)
    return say(language, "answer.hedged-what", what=what) if what else say(language, "answer.hedged")


def why(answer: Answer, language: Language, script: Script | None) -> tuple[str, ...]:
    """How it came to be that a question was not answered: what was found, what is missing, what would count.

    No line for an answer that stands.
    """
    if answer.status == "answered":
        return ()
    place = " ".join(filter(None, (answer.quotes[0].label, heading(answer.quotes[0], script))))
    found = "refused" if answer.status == "refused" else "unsure" if (answer.reading or 0.0) > 0 else "beside"
    lacking = answer.lacking
    lines = [say(language, f"why.{found}", place=place)]
    absent = (*lacking.names, *lacking.words)
    if absent:
        lines.append(say(language, "why.words", words=listed(absent[:_WORDS], language)))
    if lacking.asked_before:
        lines.append(say(language, "why.asked-before", question=lacking.asked_before))
    what = _thing(answer, language)
    if answer.status == "refused":
        lines.append(say(language, "why.count-refused"))
    else:
        lines.append(say(language, "why.count", what=what) if what else say(language, "why.count-any"))
    return tuple(lines)


def _thing(answer: Answer, language: Language) -> str:
    """What was asked for, in words of ``language``; empty where it cannot be said."""
    lacking = answer.lacking
    if lacking.thing and has_chinese(lacking.thing) == (language != "en"):
        return _in_words(lacking.thing, language)
    return say(language, f"asked.{lacking.kind}") if lacking.kind else ""


def _in_words(text: str, language: Language) -> str:
    return text if language == "en" else convert(text, language)


def listed(words: Sequence[str], language: Language) -> str:
    """Some words in a row."""
    return ("、" if language != "en" else ", ").join(words)


def aside(reply: Aside, language: Language, script: Script | None) -> str:
    """What to say to a greeting and the like, and above the places that it shows."""
    between = "、" if language != "en" else ", "
    values = {
        "titles": between.join(written(title, script) for title in reply.titles),
        "passages": reply.passages,
        "chapters": len(reply.headings),
        "created": reply.created[:10],
        "place": reply.place,
    }
    key = reply.kind if reply.kind != "place" else "place" if reply.first is not None else "no-place"
    lines = [say(language, f"aside.{key}", **values)]
    if reply.kind in ("about", "chapters", "place"):
        lines += [f"{heading.ref}  {written(heading.title, script)}" for heading in reply.headings]
    return "\n".join(lines)
