"""The texts that say what an answer rests on, or why it falls short."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.assistant import Answer
from bot.answering.quotes import Quote
from bot.answering.sides import Side, Sides
from bot.answering.wording import dated_title, heading, listed, thing_asked_for, written
from bot.i18n import say
from bot.languages import Language
from knowledge.script import Script

_MAX_WORDS = 5  # the most words that are named as lacking in the documents


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who is told why: in which language, with quotes in which script (None: as written)."""

    language: Language
    script: Script | None

    def say(self, key: str, **values: str) -> str:
        return say(self.language, f"why.{key}", **values)


def why(answer: Answer, language: Language, script: Script | None) -> tuple[str, ...]:
    """Explain an answer: what was found, what is missing, and what would count as one."""
    reader = _Reader(language, script)
    if answer.sides:
        absent = _missing(answer.missing, reader)
        return (*_why_beside(answer.sides, reader), *absent)
    place = " ".join(filter(None, (answer.quotes[0].label, heading(answer.quotes[0], script))))
    if answer.status == "answered":
        return (reader.say("answered", place=place),)
    found = "refused" if answer.status == "refused" else "unsure" if (answer.reading or 0.0) > 0 else "beside"
    lacking = answer.lacking
    lines = [reader.say(found, place=place), *_missing((*lacking.names, *lacking.words), reader)]
    if lacking.asked_before:
        lines.append(reader.say("asked-before", question=lacking.asked_before))
    what = thing_asked_for(answer, language)
    if answer.status == "refused":
        lines.append(reader.say("count-refused"))
    else:
        lines.append(reader.say("count", what=what) if what else reader.say("count-any"))
    return tuple(lines)


def _missing(words: Sequence[str], reader: _Reader) -> list[str]:
    return [reader.say("words", words=listed(words[:_MAX_WORDS], reader.language))] if words else []


def _why_beside(sides: Sides, reader: _Reader) -> list[str]:
    """Say what is set beside what, in what, and why the sentences of each side were chosen or it has none."""
    kind = "edition" if sides.of_editions else "document" if sides.titles or sides.headings else "thing"
    names = [_name(side, title, reader) for side, title in zip(sides.each, sides.titles or (None, None), strict=True)]
    first, second = names
    if sides.headings:
        return [reader.say(f"{kind}-headings", first=first, second=second)]
    key = f"{kind}s-on" if sides.common else f"{kind}s"
    lines = [reader.say(key, first=first, second=second, common=sides.common)]
    if sides.both:
        lines.append(reader.say(f"{kind}-both", places=_places(sides.both, reader)))
    for side, name in zip(sides.each, names, strict=True):
        said = "said" if side.quotes else "no-more" if sides.both else "empty"
        lines.append(reader.say(f"{kind}-{said}", name=name, places=_places(side.quotes, reader)))
    return lines


def _name(side: Side, title: str | None, reader: _Reader) -> str:
    """Return the name of a thing as typed, or the title of a document, of an edition with its date."""
    if title or not side.document:
        return written(title, reader.script) if title else side.name
    return dated_title(side.name, side.document.date, side.document.added, reader.language, reader.script)


def _places(quotes: Sequence[Quote], reader: _Reader) -> str:
    places = (quote.label or heading(quote, reader.script) for quote in quotes)
    return listed(list(dict.fromkeys(places)), reader.language)
