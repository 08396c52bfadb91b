"""Find the lines that a PDF's bookmarks name: they are headings, however they are printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from knowledge.numbering import read_marker
from knowledge.readers.pdf.lines import Line
from knowledge.readers.text import clean, join_lines
from knowledge.script import comparable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MAX_BOOKMARKS = 2_000
_MAX_DEPTH = 6
_MAX_CHARACTERS = 120  # of a heading; a longer bookmark is a paragraph
_MAX_LINES = 3  # of a heading
_MIN_NAMED_SHARE = 0.5  # of the bookmarks; where fewer name a line of their page, they are no headings


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A title that readers of a PDF can jump to, its depth from 1, and the page, from 1, that it leads to."""

    title: str
    depth: int
    page: int


def read_bookmarks(data: bytes) -> list[Bookmark]:
    """Return a file's bookmarks that lead to a page; none if pdfium cannot read them."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            return [*_bookmarks(document)]
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return []


def _bookmarks(document: "PdfDocument") -> Iterator[Bookmark]:
    for each in islice(document.get_toc(max_depth=_MAX_DEPTH), _MAX_BOOKMARKS):
        target = each.get_dest()
        index = target.get_index() if target else None
        title = clean(each.get_title()).strip()
        if index is not None and 0 < len(title) <= _MAX_CHARACTERS:
            yield Bookmark(title, each.level + 1, index + 1)


def named_headings(bookmarks: Sequence[Bookmark], lines: Sequence[Line]) -> list[tuple[tuple[Line, ...], int]]:
    """Return the lines of each heading that a bookmark names on the page it leads to, and its depth."""
    by_page: dict[int, list[tuple[Line, str]]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append((line, _key(line.text)))
    taken: set[Line] = set()
    found: list[tuple[tuple[Line, ...], int]] = []
    for each in bookmarks:
        on_page = [pair for pair in by_page.get(each.page, ()) if pair[0] not in taken]
        if named := _named(_key(each.title), on_page):
            taken.update(named)
            found.append((named, each.depth))
    return found if len(found) >= _MIN_NAMED_SHARE * len(bookmarks) else []


def _named(wanted: str, on_page: Sequence[tuple[Line, str]]) -> tuple[Line, ...]:
    """Return the lines that say what is ``wanted`` together; each is given with its words."""
    for begin, (first, words) in enumerate(on_page):
        if first.is_table or not words or not wanted.startswith(words):
            continue
        for end in range(begin + 1, min(begin + _MAX_LINES, len(on_page)) + 1):
            named = tuple(line for line, _ in on_page[begin:end])
            if _key(join_lines(line.text for line in named)) == wanted:
                return named
    return ()


def _key(text: str) -> str:
    """Return a heading's words: some bookmarks have its number, and some have not."""
    marker = read_marker(text)
    return comparable(text[marker.end :] if marker else text)
