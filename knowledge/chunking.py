"""Cut the pieces of an outline into passages of a size that can be found and quoted."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from knowledge.numbering import Marker
from knowledge.numerals import value_of
from knowledge.outline import Piece, Place
from knowledge.section_points import numbered_by_section
from knowledge.sentences import ends_as_question, split_sentences
from knowledge.table_text import lead_of_table, spans_of, split_table
from knowledge.types import Block, Passage

_MAX_PASSAGE_CHARACTERS = 700  # characters; a longer one is cut at sentence ends into parts of even size
_MAX_TABLE_CHARACTERS = 400  # characters; a longer table says too much to be found by one row, or read in a chat
_JOINED_CHARACTERS = 300  # characters; short unnumbered paragraphs of a section are joined up to this
# Other styles begin no point: a dotted number, or one followed by only a space, may be an amount; it stays in the text.
_POINT_STYLES = ("bracket", "half-bracket", "circled", "chinese-bracket", "arabic", "chinese")
# A question with its answer is a passage, whatever its length.
_COUNT = r"\s*(?:\d{0,3}|[一二三四五六七八九十]{1,3})\s*[:：.、．]"
_ASKED = "问|問|提问|提問|问题|問題|Q|Question"
_ANSWERED = "答|回答|答复|答覆|答案|A|Answer"
_BRACKETED = r"[【［\[]\s*(?:{})\s*\d{{0,3}}\s*[】］\]]"
_QUESTION = re.compile(rf"(?:{_ASKED}){_COUNT}|{_BRACKETED.format(_ASKED)}|.*[？?]\Z", re.IGNORECASE)
_ANSWER = re.compile(rf"(?:{_ANSWERED}){_COUNT}|{_BRACKETED.format(_ANSWERED)}", re.IGNORECASE)
_SECOND_CHOICE = re.compile(r"B\s*[:：.、．]")  # below "A.", which then is no answer
# A speaker in a transcript, with the time: 张三 00:12:24
_SPEAKER = re.compile(r"[^。！？；\n]{1,30}\s[（(\[]?\d{1,2}:\d{2}(?::\d{2})?[）)\]]?")
_LIST_NUMBER = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.．]")
_ADDED = re.compile(r"之([一二三四五六七八九])\Z|[-–－]\s*(\d{1,2})")  # clauses that were put between two others later
_TERMINATORS = "。！？!?….;；:：”’\"'」』）)】》"
_MIN_TEXT_CHARACTERS = 20  # characters; a shorter last line, as a date or a name, may lack a full stop on purpose


@dataclass(slots=True)
class _Chunk:
    """Texts and tables to become one passage, or several; ``number`` and ``label`` are set if the document numbers it.

    The texts are joined only when there are no more, because a point may go on for thousands of lines. A table is a
    passage of its own, or several, with the line above that leads to it.
    """

    texts: list[str | Block]
    page: int | None
    number: int | None = None
    label: str = ""
    clause: float = 0.0  # the number of the clause, with .01 for 第七条之一; 0 if it is none
    is_question: bool = False
    names_section: bool = False  # its label does: 1.1 is not put behind 1.

    def takes(self, block: Block) -> bool:
        """Say whether ``block`` belongs here: always after a point or question, else while the two are short."""
        if self.number is not None or self.is_question:
            return True
        if block.kind == "table":
            return lead_of_table(self.texts) == len(self.texts)
        if any(isinstance(text, Block) for text in self.texts):
            return False
        return sum(len(str(text)) + 1 for text in self.texts) - 1 + len(block.text) < _JOINED_CHARACTERS

    def give_lead(self, block: Block) -> list[str | Block]:
        """Take out and return the last lines, if they lead to ``block``: a table, an answer, or what a speaker says."""
        last = self.texts[-1]
        if block.kind == "table":
            count = lead_of_table(self.texts)
        else:
            count = int(isinstance(last, str) and _leads_on(last, block.text))
        if not 0 < count < len(self.texts):
            return []
        self.texts, lead = self.texts[:-count], self.texts[-count:]
        return lead


def cut_passages(title: str, pieces: list[Piece]) -> list[Passage]:
    """Return the passages of ``pieces`` in reading order.

    Every character of the pieces' text, except the numbers of points, is in a passage.
    """
    passages: list[Passage] = []
    clause = 0.0
    # Clauses without a heading stand below the same ones as what came before.
    ordinals: dict[tuple[Place, ...], int] = {}
    for headings, group in groupby(pieces, key=lambda piece: piece.headings):
        ordinal = ordinals.get(headings, 0)
        for chunk in _chunks(list(group), clause):
            clause = chunk.clause or clause
            ordinal = chunk.number if chunk.number and chunk.number > ordinal else ordinal + 1
            passages.extend(_passages(title, headings, ordinal, chunk))
        ordinals[headings] = ordinal
    return _with_break_off(passages) if pieces and pieces[-1].block.kind == "paragraph" else passages


def _chunks(pieces: list[Piece], clause: float) -> Iterator[_Chunk]:
    """Yield one chunk per numbered point or clause, or question, with what follows it; elsewhere join short paragraphs.

    The first points set the style: (1) … ① … (2) has two points, the circled one is part of the first; so is (1) of a
    paragraph that its section numbers (1.1 below 1.). ``clause`` is
    the number of the last clause (第七条) before; clauses count on through chapters, and all points in one are part
    of it, as those of an answer are of its question.
    """
    pending: _Chunk | None = None
    style, point = "", 0
    of_section = numbered_by_section(pieces)
    asks = [_is_question(piece.block, pieces[place : place + 2]) for place, piece in enumerate(pieces, start=1)]
    for position, (piece, is_question, asks_next) in enumerate(zip(pieces, asks, [*asks[1:], False], strict=True)):
        text, page, marker = piece.block.text, piece.block.page, piece.marker
        chunk: _Chunk | None = None
        if piece.block.kind != "paragraph":
            pass
        elif marker and marker.style == "clause" and _clause(marker) > clause:
            clause = _clause(marker)
            chunk = _Chunk([text[marker.end :].strip()], page, marker.number, marker.label, clause=clause)
        elif pending and (pending.clause or (pending.is_question and not is_question and not asks_next)):
            pass
        elif marker and position in of_section:
            chunk = _Chunk([text[marker.end :].strip()], page, marker.number, marker.label, names_section=True)
        elif pending and pending.names_section:
            pass
        elif marker and marker.style in _POINT_STYLES and marker.number == point + 1 and style in ("", marker.style):
            style, point = marker.style, marker.number
            chunk = _Chunk([text[marker.end :].strip()], page, point, marker.label)
        elif is_question:
            chunk = _Chunk([text], page, is_question=True)
        content = piece.block if piece.block.kind == "table" else text
        if chunk is None and pending and pending.takes(piece.block):
            pending.texts.append(content)
            continue
        lead = pending.give_lead(piece.block) if pending and chunk is None else []
        if pending:
            yield pending
        pending = chunk or _Chunk([*lead, content], page)
    if pending:
        yield pending


def _clause(marker: Marker) -> float:
    """Return the number of a clause as one that sorts: 第七条之一, or 第 7-1 條, comes between 第七条 and 第八条."""
    added = _ADDED.search(marker.label)
    return marker.number + value_of(added[1] or added[2]) / 100 if added else marker.number


def _is_question(block: Block, following: list[Piece]) -> bool:
    """Say whether a paragraph is a question whose answer is the next one, or stands on its next line."""
    if block.kind != "paragraph" or not _QUESTION.match(block.text):
        return False
    lines = [*block.text.split("\n")[1:], *(line for piece in following for line in piece.block.text.split("\n"))]
    answer, second = [*lines, "", ""][:2]
    return _ANSWER.match(answer) is not None and not _SECOND_CHOICE.match(second)


def _leads_on(line: str, below: str) -> bool:
    """Say whether a line is a question or a speaker with the time, and what stands below it is none."""
    below = below.split("\n")[0]
    if _SPEAKER.fullmatch(line):
        return _SPEAKER.fullmatch(below) is None
    return "\n" not in line and ends_as_question(line) and not ends_as_question(below)


def _passages(title: str, headings: tuple[Place, ...], ordinal: int, chunk: _Chunk) -> Iterator[Passage]:
    ref = ".".join(str(number) for number in [*(place.ordinal for place in headings), ordinal])
    above = "" if chunk.names_section else _label(headings)
    label = f"{above} {chunk.label or ordinal}".strip() if _numbered(headings, chunk) else ref
    parts = list(_parts(chunk.texts))
    for number, (part, table) in enumerate(parts, start=1):
        yield Passage(
            document=title,
            ref=f"{ref}/{number}" if len(parts) > 1 else ref,
            label=f"{label}/{number}" if len(parts) > 1 else label,
            headings=tuple(place.title for place in headings),
            text=part,
            sentences=spans_of(part, table),
            page=chunk.page,
            heading_labels=tuple(_label(headings[:depth]) for depth in range(1, len(headings) + 1)),
            table=table,
        )


def _parts(texts: list[str | Block]) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """Yield the texts of a chunk's passages, and where in them a table stands; see `Passage`."""
    lead: list[str] = []
    for text in texts:
        if isinstance(text, str):
            lead.extend([text] if text else [])  # none stands in the line of a number that is on a line of its own
            continue
        before = lead[: len(lead) - lead_of_table(lead)]
        if before:
            yield from ((part, None) for part in _split_long("\n".join(before)))
            lead = lead[len(before) :]
        yield from split_table(text, "\n".join(lead), _MAX_TABLE_CHARACTERS)
        lead = []
    if lead:
        yield from ((part, None) for part in _split_long("\n".join(lead)))


def _numbered(headings: tuple[Place, ...], chunk: _Chunk) -> bool:
    return bool(chunk.label) or any(place.marker for place in headings)


def _label(headings: tuple[Place, ...]) -> str:
    """Join the headings' numbers as written: 五、 and 2 give 五、2, but 1.2 stands alone, as it names its chapter.

    Between Latin words a blank stands: Part 1 Section 2.
    """
    label = ""
    for place in headings:
        written = place.marker.label if place.marker else str(place.ordinal)
        if place.marker and place.marker.depth > 1:
            label = written
        else:
            label += _joint(label[-1:], written[0]) + written
    return label


def _joint(last: str, first: str) -> str:
    if last.isdecimal() and first.isdecimal():
        return "."
    return " " if last.isascii() and last.isalnum() and first.isascii() and first.isalnum() else ""


def _split_long(text: str) -> list[str]:
    """Cut ``text`` into as few parts as its length needs, at the sentence ends that make them most even.

    A question, a speaker and the number of a list's item stay with what is below and behind them, if another end can be
    reached.
    """
    if len(text) <= _MAX_PASSAGE_CHARACTERS:
        return [text]
    count = -(-len(text) // _MAX_PASSAGE_CHARACTERS)
    cuts = _cut_positions(text)
    ends = list(cuts)
    parts: list[str] = []
    start = 0
    while len(text) - start > _MAX_PASSAGE_CHARACTERS or len(parts) < count - 1:
        target = start + (len(text) - start) / max(count - len(parts), 2)
        furthest = min(start + _MAX_PASSAGE_CHARACTERS, len(text) - 1)
        reachable = ends[bisect_right(ends, start) : bisect_right(ends, furthest)]
        if not reachable:
            break
        cut = min(reachable, key=lambda end: (cuts[end], abs(end - target)))
        parts.append(text[start:cut].strip())
        start = cut
    return [part for part in [*parts, text[start:].strip()] if part]


def _cut_positions(text: str) -> dict[int, bool]:
    """Return the ends of sentences, in order, and of each whether it parts what belongs together; see `_split_long`.

    A sentence longer than a passage also ends each time it reaches that length.
    """
    positions: dict[int, bool] = {}
    spans = split_sentences(text)
    reached = 0
    for (start, end), (below, below_end) in zip(spans, [*spans[1:], (len(text), len(text))], strict=True):
        while end - reached > _MAX_PASSAGE_CHARACTERS:
            reached += _MAX_PASSAGE_CHARACTERS
            positions[reached] = False
        reached = end
        sentence, next_one = text[start:end], text[below:below_end]
        is_line = "\n" in text[end:below] and (start == 0 or text[start - 1] == "\n")
        positions[end] = (is_line and _leads_on(sentence, next_one)) or bool(_LIST_NUMBER.fullmatch(sentence))
    return positions


def _with_break_off(passages: list[Passage]) -> list[Passage]:
    """Mark the last passage incomplete if it stops within a sentence while at least half of all passages end one."""
    if len(passages) < 2 or _ends(passages[-1].text):
        return passages
    if len(passages[-1].text.rstrip().rpartition("\n")[2]) < _MIN_TEXT_CHARACTERS:
        return passages
    if _lists(passages[-1]):
        return passages
    ended = sum(_ends(passage.text) for passage in passages)
    if ended * 2 < len(passages):
        return passages
    return [*passages[:-1], replace(passages[-1], incomplete=True)]


def _lists(passage: Passage) -> bool:
    """Say whether a passage ends with lines of which more than the last has no end, as titles, links and items."""
    *_, before, _ = ["", "", *passage.text.rstrip().split("\n")]
    return bool(before.strip()) and not _ends(before)


def _ends(text: str) -> bool:
    return text.rstrip()[-1:] in _TERMINATORS
