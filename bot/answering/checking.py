"""Check a quote: whether a text is in the documents word for word, where, and if it is not, what differs."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from bot.answering.assistant import Assistant
from bot.answering.outline import Outline
from bot.answering.records import passage_record
from bot.answering.snapshot import Snapshot
from knowledge.errors import UserError
from knowledge.script import comparable

MAX_QUOTE_CHARACTERS = 2_000
_MAX_PLACES = 20  # where a text stands, that are named
_MAX_COMPARED = 10  # of the passages that a search finds, how many are compared with the text
_LEAST_BLOCK = 2  # characters in a row that count as the same; single ones are in any text
_LEAST_ALIKE = 0.5  # share of the text in such blocks, below which a passage is another text


class QuoteError(UserError):
    """A text cannot be checked."""


@dataclass(frozen=True, slots=True)
class _Folded:
    """The ``text`` of one document as it is compared, and where in it each of its passages, from ``first``, begins."""

    first: int
    starts: list[int]
    text: str


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text as it is compared, and for each character the position in the text as written that it comes from."""

    written: str
    text: str
    positions: list[int]

    def cut(self, start: int, end: int) -> str:
        """Return what is written where the compared characters from ``start`` to ``end`` come from."""
        return self.written[self.positions[start] : self.positions[end - 1] + 1] if start < end else ""


def check_quote(assistant: Assistant, text: str) -> dict[str, Any]:
    """Return where ``text`` stands, compared without regard to script, width, case and white space.

    ``as_written`` says that it also is so to the character. Else ``nearest`` is the passage most like it with each
    piece that differs, None if nothing is alike. Raises `QuoteError`.
    """
    if len(text) > MAX_QUOTE_CHARACTERS:
        raise QuoteError("quote-long", most=MAX_QUOTE_CHARACTERS)
    wanted = comparable(text)
    if not wanted:
        raise QuoteError("quote-empty")
    snapshot = assistant.snapshot
    places = _places(snapshot, wanted)
    passages = [[passage_record(snapshot, row) for row in rows] for rows in places]
    return {
        "found": bool(places),
        "as_written": any(text.strip() in each["text"] for found in passages for each in found),
        "places": passages,
        "nearest": None if places else _nearest(assistant, text),
        "version": snapshot.version,
    }


def _places(snapshot: Snapshot, wanted: str) -> list[range]:
    """Return the rows of the passages in which each of the first occurrences stands; one may go on over several."""
    found: list[range] = []
    for document in _folded(snapshot.outline):
        at = document.text.find(wanted)
        while at >= 0 and len(found) < _MAX_PLACES:
            begins, ends = (bisect_right(document.starts, edge) - 1 for edge in (at, at + len(wanted) - 1))
            found.append(range(document.first + begins, document.first + ends + 1))
            at = document.text.find(wanted, at + 1)
    return found


@lru_cache(maxsize=1)
def _folded(outline: Outline) -> tuple[_Folded, ...]:
    """Return all documents as they are compared; this takes a while for a large index, and is done once for each."""
    return tuple(_documents(outline))


def _documents(outline: Outline) -> Iterator[_Folded]:
    row = 0
    while row < len(outline.passages):
        members = outline.members(row, 1)
        starts, parts, length = [], [], 0
        for number in members:
            starts.append(length)
            parts.append(comparable(outline.passages[number].text))
            length += len(parts[-1])
        yield _Folded(row, starts, "".join(parts))
        row = members.stop


def _nearest(assistant: Assistant, text: str) -> dict[str, Any] | None:
    given, best = _letters(text), None
    for quote in assistant.ask(text, None, _MAX_COMPARED).quotes:
        written = _letters(quote.text)
        matcher = SequenceMatcher(None, given.text, written.text, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks() if block.size >= _LEAST_BLOCK)
        alike = same / max(len(given.text), 1)
        if alike >= _LEAST_ALIKE and (best is None or alike > best[0]):
            best = alike, quote.number, list(_differences(given, written, matcher))
    if best is None:
        return None
    alike, row, differences = best
    passage = passage_record(assistant.snapshot, row)
    return {"alike": round(alike, 4), "passage": passage, "differences": differences}


def _differences(given: _Letters, written: _Letters, matcher: SequenceMatcher[str]) -> Iterator[dict[str, str]]:
    """Yield the pieces that differ; what the passage has before and after the text is no difference."""
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal" or (kind == "insert" and (start == 0 or end == len(given.text))):
            continue
        if start == 0:
            first = max(first, last - (end - start))
        if end == len(given.text):
            last = min(last, first + (end - start))
        yield {"given": given.cut(start, end), "written": written.cut(first, last)}


def _letters(text: str) -> _Letters:
    pairs = [(letter, position) for position, written in enumerate(text) for letter in _compared(written)]
    return _Letters(text, "".join(letter for letter, _ in pairs), [position for _, position in pairs])


@lru_cache(maxsize=20_000)
def _compared(character: str) -> str:
    return comparable(character)
