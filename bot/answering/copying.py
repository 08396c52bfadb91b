"""What is copied of an answer: its sentence, or the first of several that are gathered, each with its place."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from bot.answering.quotes import Quote
from bot.answering.sheet import Sheet
from bot.answering.sheet_wording import Entry, entries_of, source_of
from bot.answering.sides import Sides
from bot.answering.sides_wording import sides_words
from bot.answering.wording import citation, cut_off, key_words
from bot.languages import Language
from knowledge.script import Script

MAX_COPIED_CHARACTERS = 256  # https://core.telegram.org/bots/api#copytextbutton

_Group = tuple[str, list[str]]  # a heading, maybe empty, and the lines below it


def quotable(quote: Quote, language: Language, script: Script | None) -> str:
    """Return the sentence that answers and its place as they are copied, at most `MAX_COPIED_CHARACTERS`.

    A long sentence is cut, and then a long place is.
    """
    place = f" —— {citation(quote, language, script)}"
    place = cut_off(place, MAX_COPIED_CHARACTERS // 2)
    key = " ".join(key_words(quote, script).split())
    room = MAX_COPIED_CHARACTERS - len(place)
    return cut_off(key, room) + place


def copyable(gathered: Sheet | Sides, language: Language, script: Script | None) -> str:
    """Return the first sentences with their places, at most `MAX_COPIED_CHARACTERS`; nothing if none is short enough.

    Of two sides they are taken in turn, so that not one side alone fills the room. Their document is named at the end
    if nothing else names it.
    """
    groups = _groups(gathered, language, script)
    taken, source = _fitting(groups, MAX_COPIED_CHARACTERS), ""
    one_document = len({quote.document for quote in gathered.listed}) == 1  # of several each place names its own
    if one_document and not _headed_by_editions(gathered, taken):
        source = cut_off(source_of(gathered.listed, language, script), MAX_COPIED_CHARACTERS // 2)
        taken = _fitting(groups, MAX_COPIED_CHARACTERS - len(source))
    written = [line for (heading, _), lines in zip(groups, taken, strict=True) if lines for line in (heading, *lines)]
    return "\n".join(filter(None, [*written, source])) if written else ""


def _groups(gathered: Sheet | Sides, language: Language, script: Script | None) -> list[_Group]:
    lines = [_lines(entry) for entry in entries_of(gathered.listed, language, script)]
    if isinstance(gathered, Sheet):
        return [("", list(chain(*lines)))]
    words = sides_words(gathered, language, script)
    of_both = len(gathered.both)
    second = of_both + len(gathered.first.quotes)
    headings = words.together, *(column.heading for column in words.columns)
    parts = lines[:of_both], lines[of_both:second], lines[second:]
    return [(heading, list(chain(*part))) for heading, part in zip(headings, parts, strict=True)]


def _headed_by_editions(gathered: Sheet | Sides, taken: Sequence[Sequence[str]]) -> bool:
    """Return whether lines were ``taken`` of a side that is an edition, whose heading says which."""
    if isinstance(gathered, Sheet):
        return False
    columns = zip((gathered.first, gathered.second), taken[1:], strict=True)
    return any(side.document and lines for side, lines in columns)


def _lines(entry: Entry) -> list[str]:
    return [f"{' '.join(sentence.split())} —— {entry.place}" for sentence in entry.sentences]


def _fitting(groups: list[_Group], room: int) -> list[list[str]]:
    """Return of each group the lines that fit into ``room`` characters with their headings and line breaks.

    Lines too long by themselves are skipped until one fits; after that, the first that does not fit ends it.
    """
    taken: list[list[str]] = [[] for _ in groups]
    for group, line in _in_turn(groups):
        heading = groups[group][0]
        needed = len(line) + 1 + (len(heading) + 1 if heading and not taken[group] else 0)
        if needed <= room:
            taken[group].append(line)
            room -= needed
        elif any(taken):
            break
    return taken


def _in_turn(groups: list[_Group]) -> Iterator[tuple[int, str]]:
    """Yield each line with the number of its group: all of the first group, then one of each other in turn."""
    first, *others = (lines for _, lines in groups)
    yield from ((0, line) for line in first)
    for lines in zip_longest(*others):
        yield from ((group, line) for group, line in enumerate(lines, start=1) if line is not None)
