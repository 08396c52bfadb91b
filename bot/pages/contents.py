"""What is drawn for a passage: pages of its PDF, or a page of the text around it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from bot.answering.quotes import quote_passage
from bot.answering.wording import citation, labelled, written
from bot.languages import Language
from index.types import Readable
from knowledge.pages.request import Part, PdfPages, Style, TextPage
from knowledge.script import Script
from knowledge.table_text import cells_of, lines_above
from knowledge.types import Passage

_CHARACTERS_BEFORE, _CHARACTERS_AFTER = 900, 1_500  # characters around a passage: more than there is room for
_MOST_LINES = 60  # lines of a table that stands beside the passage

Write = Callable[[str], str]


def contents_of(
    index: Readable, number: int, key: Sequence[int], language: Language, script: Script | None
) -> PdfPages | TextPage:
    """Return what to draw for the passage in row ``number``; ``key`` are the numbers of its key sentences.

    A text is drawn in the characters of ``script`` (None: as written).
    """
    passage = index.passages[number]
    spans = [passage.sentences[each] for each in key if each < len(passage.sentences)]
    document = index.manifest.document(passage.document)
    if document and PurePath(document.name).suffix.lower() == ".pdf":
        return PdfPages(passage.text, passage.page or 1, tuple(passage.text[slice(*span)] for span in spans))

    def write(text: str) -> str:
        return written(text, script)

    rows = _around(index.passages, number)
    parts = tuple(part for row in rows for part in _parts(index.passages, row, rows, number, spans, write))
    title, _, place = citation(quote_passage(index, number), language, script).partition(" · ")
    return TextPage(title, place, parts)


def _around(passages: Sequence[Passage], number: int) -> range:
    """Return the rows of the passages of the document beside that one which may stand on the page."""
    first = _reach(passages, number, -1, _CHARACTERS_BEFORE)
    return range(first, _reach(passages, number, 1, _CHARACTERS_AFTER) + 1)


def _reach(passages: Sequence[Passage], number: int, step: int, room: int) -> int:
    document = passages[number].document
    while room > 0 and 0 <= number + step < len(passages) and passages[number + step].document == document:
        number += step
        room -= len(passages[number].text)
    return number


def _parts(
    passages: Sequence[Passage], row: int, rows: range, number: int, spans: Sequence[tuple[int, int]], write: Write
) -> Iterator[Part]:
    passage, marked = passages[row], row == number
    before = passages[row - 1].headings if row > rows.start else ()
    same = next((n for n, (a, b) in enumerate(zip(before, passage.headings, strict=False)) if a != b), len(before))
    for depth, (label, heading) in enumerate(zip(passage.heading_labels, passage.headings, strict=True)):
        if depth >= same:
            yield Part("heading", ((write(_named(label, heading)), "plain"),), level=depth + 1)
    if passage.table is None:
        label = _own_label(passage)
        yield Part("text", tuple(_runs(passage.text, spans if marked else (), write)), label=label, marked=marked)
        return
    above = passage.text[: passage.table[0]].strip()
    if above:
        yield Part("text", ((write(above), "plain"),), marked=marked)
    yield _table(passage, spans if marked else (), marked, write)


def _named(label: str, heading: str) -> str:
    """Return a heading with its number, unless that is only counted here."""
    return heading if label.replace(".", "").isdigit() else labelled(label, heading)


def _runs(text: str, spans: Sequence[tuple[int, int]], write: Write) -> Iterator[tuple[str, Style]]:
    position = 0
    for start, end in sorted(spans):
        yield write(text[position:start]), "plain"
        yield write(text[start:end]), "key"
        position = end
    yield write(text[position:]), "plain"


def _table(passage: Passage, spans: Sequence[tuple[int, int]], marked: bool, write: Write) -> Part:
    assert passage.table
    begin, first = passage.table
    heads = passage.text[begin:first].strip("\n")
    above = lines_above(passage)
    rows = passage.sentences[above:]
    lines = [*(heads.split("\n") if heads else ()), *(passage.text[slice(*span)] for span in rows)][:_MOST_LINES]
    return Part(
        "table",
        rows=tuple(tuple(map(write, cells_of(line))) for line in lines),
        heads=heads.count("\n") + 1 if heads else 0,
        key=tuple(number for number, span in enumerate(rows) if span in spans),
        marked=marked,
    )


def _own_label(passage: Passage) -> str:
    """Return the number that the document writes before a point, empty if it writes none or this is its second part."""
    label, _, part = passage.label.partition("/")
    above = passage.heading_labels[-1] if passage.heading_labels else ""
    own = label.removeprefix(above).strip()
    return "" if part not in ("", "1") or own.replace(".", "").isdigit() else own
