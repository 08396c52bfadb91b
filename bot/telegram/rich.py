"""Text with styled spans, which can be split into messages of the size that Telegram takes."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.sentences import split_sentences

Style = Literal["bold", "italic", "blockquote", "expandable_blockquote", "pre"]

MAX_MESSAGE_UNITS = 4096  # UTF-16 code units; https://core.telegram.org/bots/api#sendmessage
MAX_SPANS = 100  # spans of a message; Telegram leaves further ones out

_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of them make a flag
_ADDED = "".join(map(chr, [*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)]))  # skin colours, tags


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from ``start`` to before ``end``, in that style."""

    style: Style
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rich:
    """``text`` and its styled spans, which may be nested."""

    text: str
    spans: tuple[Span, ...] = ()

    def __add__(self, other: "Rich") -> "Rich":
        shift = len(self.text)
        moved = (Span(span.style, span.start + shift, span.end + shift) for span in other.spans)
        return Rich(self.text + other.text, (*self.spans, *moved))

    def styled(self, style: Style) -> "Rich":
        """Return the whole text in ``style``, around the spans that it already has."""
        return Rich(self.text, (Span(style, 0, len(self.text)), *self.spans)) if self.text else self

    def cut(self, start: int, end: int) -> "Rich":
        """Return the characters ``start`` to ``end``, with their styles and without white space at the edges."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        kept = (Span(s.style, max(s.start, start) - start, min(s.end, end) - start) for s in self.spans)
        return Rich(self.text[start:end], tuple(span for span in kept if span.start < span.end))

    @property
    def units(self) -> int:
        """The length of the text in UTF-16 code units, as Telegram counts."""
        return units(self.text)

    def fits(self) -> bool:
        return self.units <= MAX_MESSAGE_UNITS and len(self.spans) <= MAX_SPANS


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def join(parts: Iterable[Rich], between: str) -> Rich:
    """Join the parts that are not empty, with ``between`` between them."""
    whole = Rich("")
    for part in parts:
        if part.text:
            whole = whole + Rich(between) + part if whole.text else part
    return whole


def split(whole: Rich) -> list[Rich]:
    """Split ``whole`` into messages that Telegram takes; only white space at the breaks is lost.

    A break is after a paragraph that ends in the last half of a message, else after a sentence. A sentence longer than
    a message is broken at white space, else between two characters. A span across a break continues after it.
    """
    parts = []
    rest = whole.cut(0, len(whole.text))
    while not rest.fits():
        room = _room(rest)
        end = _break(rest.text, room)
        parts.append(rest.cut(0, end))
        rest = rest.cut(end, len(rest.text))
    return [*parts, rest] if rest.text or not parts else parts


def _room(rich: Rich) -> int:
    """Return how many characters fit into a message, by length and by number of spans."""
    starts = sorted(span.start for span in rich.spans)
    room = max(starts[MAX_SPANS], 1) if len(starts) > MAX_SPANS else len(rich.text)
    used = 0
    for position, character in enumerate(rich.text[:room]):
        used += 2 if character > "\uffff" else 1
        if used > MAX_MESSAGE_UNITS:
            return position
    return room


def _break(text: str, room: int) -> int:
    head = text[:room]
    paragraph = head.rfind("\n\n")
    if paragraph > room // 2:
        return paragraph
    # The last sentence found may be cut off by the slice; the ones before it are complete.
    sentences = split_sentences(text[: room + 200])
    ends = [end for _, end in sentences[:-1] if end <= room]
    if ends:
        return ends[-1]
    blank = max(head.rfind(" "), head.rfind("\n"))
    return blank if blank > 0 else _between_characters(text, room)


def _between_characters(text: str, room: int) -> int:
    """Return a place at or before ``room`` that separates no mark from its letter and splits no emoji."""
    end = room
    while end > max(room - 40, 1) and _in_one(text, end):
        end -= 1
    return end


def _in_one(text: str, end: int) -> bool:
    """Say whether the characters on both sides of ``end`` are shown as one."""
    before, after = text[end - 1], text[end]
    if after in _FLAG_LETTERS:
        return (end - len(text[:end].rstrip(_FLAG_LETTERS))) % 2 == 1
    return unicodedata.category(after).startswith("M") or after in _ADDED or "\u200d" in (before, after)
