"""Cut the pieces of an outline into passages of a size that can be found and quoted."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from knowledge.outline import Piece, Place
from knowledge.sentences import split_sentences
from knowledge.types import Passage

_MAX_PASSAGE_CHARACTERS = 700  # characters; a longer one is cut at sentence ends into parts of even size
_JOINED_CHARACTERS = 300  # characters; short unnumbered paragraphs of a section are joined up to this
# Other styles begin no point: a dotted number, or one followed by only a space, may be an amount; it stays in the text.
_POINT_STYLES = ("bracket", "half-bracket", "circled", "chinese-bracket", "arabic", "chinese")
_TERMINATORS = "。！？!?….;；:：”’\"'」』）)】》"
_MIN_TEXT_CHARACTERS = 20  # characters; a shorter last passage may lack a full stop on purpose


@dataclass(slots=True)
class _Chunk:
    """Texts to become one passage, or several if long; ``number`` and ``label`` are set if the document numbers it.

    The texts are joined only when there are no more, because a point may go on for thousands of lines.
    """

    texts: list[str]
    page: int | None
    number: int | None = None
    label: str = ""

    def takes(self, text: str) -> bool:
        """Say whether ``text`` belongs here: always after a numbered point, else while the two are short."""
        return self.number is not None or len("\n".join(self.texts)) + len(text) < _JOINED_CHARACTERS


def cut_passages(title: str, pieces: list[Piece]) -> list[Passage]:
    """Return the passages of ``pieces`` in reading order.

    Every character of the pieces' text, except the numbers of points, is in a passage.
    """
    passages: list[Passage] = []
    for headings, group in groupby(pieces, key=lambda piece: piece.headings):
        ordinal = 0
        for chunk in _chunks(list(group)):
            ordinal = chunk.number if chunk.number and chunk.number > ordinal else ordinal + 1
            passages.extend(_passages(title, headings, ordinal, chunk))
    return _with_break_off(passages) if pieces and pieces[-1].block.kind == "paragraph" else passages


def _chunks(pieces: list[Piece]) -> Iterator[_Chunk]:
    """Yield one chunk per numbered point with the text that follows it; elsewhere join short paragraphs."""
    pending: _Chunk | None = None
    expected = 1
    for piece in pieces:
        text, page = piece.block.text, piece.block.page
        marker = piece.marker
        if marker and piece.block.kind == "paragraph" and marker.style in _POINT_STYLES and marker.number == expected:
            if pending:
                yield pending
            pending = _Chunk([text[marker.end :].strip()], page, marker.number, marker.label)
            expected += 1
        elif pending and pending.takes(text):
            pending.texts.append(text)
        else:
            if pending:
                yield pending
            pending = _Chunk([text], page)
    if pending:
        yield pending


def _passages(title: str, headings: tuple[Place, ...], ordinal: int, chunk: _Chunk) -> Iterator[Passage]:
    ref = ".".join(str(number) for number in [*(place.ordinal for place in headings), ordinal])
    label = f"{_label(headings)} {chunk.label or ordinal}".strip() if _numbered(headings, chunk) else ref
    parts = _split_long("\n".join(chunk.texts))
    for number, part in enumerate(parts, start=1):
        yield Passage(
            document=title,
            ref=f"{ref}/{number}" if len(parts) > 1 else ref,
            label=f"{label}/{number}" if len(parts) > 1 else label,
            headings=tuple(place.title for place in headings),
            text=part,
            sentences=tuple(split_sentences(part)),
            page=chunk.page,
            heading_labels=tuple(_label(headings[:depth]) for depth in range(1, len(headings) + 1)),
        )


def _numbered(headings: tuple[Place, ...], chunk: _Chunk) -> bool:
    return bool(chunk.label) or any(place.marker for place in headings)


def _label(headings: tuple[Place, ...]) -> str:
    """Join the headings' numbers as written: 五、 and 2 give 五、2, but 1.2 stands alone, as it names its chapter."""
    label = ""
    for place in headings:
        written = place.marker.label if place.marker else str(place.ordinal)
        if place.marker and place.marker.depth > 1:
            label = written
        else:
            label += f".{written}" if label[-1:].isdecimal() and written[0].isdecimal() else written
    return label


def _split_long(text: str) -> list[str]:
    """Cut ``text`` into as few parts as its length needs, at the sentence ends that make them most even."""
    if len(text) <= _MAX_PASSAGE_CHARACTERS:
        return [text]
    count = -(-len(text) // _MAX_PASSAGE_CHARACTERS)
    ends = list(_cut_positions(text))
    parts: list[str] = []
    start = 0
    while len(text) - start > _MAX_PASSAGE_CHARACTERS or len(parts) < count - 1:
        target = start + (len(text) - start) / max(count - len(parts), 2)
        furthest = min(start + _MAX_PASSAGE_CHARACTERS, len(text) - 1)
        reachable = ends[bisect_right(ends, start) : bisect_right(ends, furthest)]
        if not reachable:
            break
        cut = min(reachable, key=lambda end: abs(end - target))
        parts.append(text[start:cut].strip())
        start = cut
    return [part for part in [*parts, text[start:].strip()] if part]


def _cut_positions(text: str) -> Iterable[int]:
    """Yield the ends of sentences; a sentence longer than a passage is also cut each time it reaches that length."""
    position = 0
    for _, end in split_sentences(text):
        while end - position > _MAX_PASSAGE_CHARACTERS:
            position += _MAX_PASSAGE_CHARACTERS
            yield position
        position = end
        yield end


def _with_break_off(passages: list[Passage]) -> list[Passage]:
    """Mark the last passage incomplete if it stops within a sentence while at least half of all passages end one."""
    if len(passages) < 2 or _ends(passages[-1]) or len(passages[-1].text) < _MIN_TEXT_CHARACTERS:
        return passages
    ended = sum(_ends(passage) for passage in passages)
    if ended * 2 < len(passages):
        return passages
    return [*passages[:-1], replace(passages[-1], incomplete=True)]


def _ends(passage: Passage) -> bool:
    return passage.text.rstrip()[-1:] in _TERMINATORS
