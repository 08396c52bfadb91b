"""Take the notes at the foot of a PDF's pages out of its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.readers.inline_text import note_mark, raised
from knowledge.readers.pdf.edges import body_size
from knowledge.readers.pdf.joints import Joints
from knowledge.readers.pdf.lines import Line

_SMALL_RATIO = 0.93  # of the body's size: notes are printed no larger
_LARGE_RATIO = 1.05  # of the size of the first note: in larger print is none
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SIGNS = "†‡"  # which nothing but notes has
_UP = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_MARK = re.compile(
    rf"([{_UP}]{{1,3}}|\[\d{{1,3}}\]|[{_CIRCLED}]|[*†‡]{{1,3}}|\d{{1,3}}(?=[ .、])(?!\.\d)[.、]?)\s*(?=\S)"
)
_UNIT = re.compile(r"(?<![A-Za-z])[kcdm]?m[²³]")  # m² and km³ have no marks
_ENDED = re.compile(r"[。！？!?.][”’」』\"）)]*\Z")  # so ends a note that does not go on


@dataclass(frozen=True, slots=True)
class Note:
    """A note at the foot of a page: its mark as it stands in the text, and its text."""

    page: int
    mark: str
    text: str

    @property
    def block_text(self) -> str:
        """Return the note as the text of a block."""
        return f"{self.mark} {self.text}"

    def is_marked_in(self, text: str) -> bool:
        """Say whether ``text`` points at this note."""
        return _is_in(self.mark, text)


def _is_in(mark: str, text: str) -> bool:
    return re.search(rf"(?<![{_UP}]){re.escape(mark)}(?![{_UP}])", _UNIT.sub("", text)) is not None


def without_notes(pages: list[list[Line]], joints: Joints) -> tuple[list[list[Line]], list[Note]]:
    """Return each page's lines without the notes at its foot, and the notes."""
    body = body_size([line for page in pages for line in page])
    notes: list[Note] = []
    kept: list[list[Line]] = []
    for page in pages:
        begin = min(_begin_of_notes(page, body, _may_go_on(notes, page)), _begin_of_marked(page))
        text = "".join(line.text for line in page[:begin])
        for mark, lines in _split(page[begin:]):
            if mark:
                notes.append(Note(page[0].page, _in_text(mark, text), joints.joined(lines)))
            else:  # the rest of the last note on the page before
                last = notes.pop()
                notes.append(Note(last.page, last.mark, joints.joined([last.text, *lines])))
        kept.append(page[:begin])
    return kept, notes


def _may_go_on(notes: list[Note], page: list[Line]) -> bool:
    """Say whether the last of ``notes`` may go on at the foot of ``page``: it is of the page before and has no end."""
    return bool(notes and page) and notes[-1].page == page[0].page - 1 and not _ENDED.search(notes[-1].text)


def _begin_of_notes(page: list[Line], body: float, may_go_on: bool) -> int:
    """Return where the notes begin among a page's lines: they are the last ones, in small print, below all others."""
    begin = len(page)
    while begin and not page[begin - 1].rows and 0 < page[begin - 1].size <= _SMALL_RATIO * body:
        begin -= 1
    if begin == 0:
        return len(page)
    lowest = max(line.bottom for line in page[:begin])
    while begin < len(page) and not (page[begin].top >= lowest - 1 and (may_go_on or _MARK.match(page[begin].text))):
        begin += 1
    return begin


def _begin_of_marked(page: list[Line]) -> int:
    """Return where notes in print of any size begin: below a rule or with a raised mark, all marked in the text."""
    for begin, line in enumerate(page):
        mark = None if line.rows else _MARK.match(line.text)
        if mark is None or not (line.below_rule or mark[1][0] in _UP) or not _is_at_foot(page, begin):
            continue
        if all(_is_raised(mark, page[:begin]) for mark, _ in _split(page[begin:])):
            return begin
    return len(page)


def _is_raised(mark: str, lines: list[Line]) -> bool:
    """Say whether the text above has a note's mark raised; others are those of a list, or of what it refers to."""
    shown = _in_text(mark, text := "".join(line.text for line in lines))
    is_sign = shown[0] in _UP or shown[0] in _SIGNS or any(shown in line.marks for line in lines)
    return is_sign and _is_in(shown, text)


def _is_at_foot(page: list[Line], begin: int) -> bool:
    """Say whether the lines from ``begin`` are notes: in one column below all others, none larger, none a number."""
    foot, above = page[begin:], page[:begin]
    if any(line.size > _LARGE_RATIO * foot[0].size or line.text.isdecimal() for line in foot):
        return False
    lowest = max((line.bottom for line in above), default=0.0)
    return bool(above) and all(line.is_beside(foot[0]) and not line.rows and line.top >= lowest - 1 for line in foot)


def _split(lines: list[Line]) -> Iterator[tuple[str, list[str]]]:
    """Yield each note's mark and the lines of its text; no mark of lines before the first one."""
    mark, texts = "", []
    for line in lines:
        found = _MARK.match(line.text)
        if found is None:
            texts.append(line.text)
            continue
        if texts:
            yield mark, texts
        mark, texts = found[1], [line.text[found.end() :]]
    if texts:
        yield mark, texts


def _in_text(mark: str, text: str) -> str:
    """Return a note's mark as the text has it: as it is, else raised."""
    if mark in text and not mark.rstrip(".、").isdecimal():
        return mark
    if mark in _CIRCLED:
        return note_mark(_CIRCLED.index(mark) + 1)
    return raised(mark.rstrip(".、"))
