"""Find the notes in the margins of a PDF's pages: small print in a narrow column beside a running text."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from statistics import median

from knowledge.readers.pdf.lines import Line

_SMALL_RATIO = 0.93  # of the size of the text beside them
_MAX_WIDTH_RATIO = 0.45  # of the width of the text
_MAX_TEXT_RATIO = 0.4  # of the characters of the text
_MIN_LINES = 5  # of the text beside which they stand


def in_margins(lines: Sequence[Line], headings: Collection[Line]) -> frozenset[Line]:
    """Return the lines that are notes in a margin; no column with a table or one of the ``headings`` is."""
    pages: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        pages.setdefault(line.page, {}).setdefault(line.column, []).append(line)
    return frozenset(line for columns in pages.values() for line in _beside_text([*columns.values()], headings))


def _beside_text(columns: Sequence[list[Line]], headings: Collection[Line]) -> Iterator[Line]:
    """Yield the lines of those ``columns`` of a page that stand beside the one with most text, if that is no table."""
    main = max(columns, key=_length)
    if len(main) < _MIN_LINES or any(line.is_table for line in main):
        return
    for column in columns:
        is_text = not any(line.is_table or line in headings for line in column)
        if column is not main and is_text and _is_margin(column, main):
            yield from column


def _is_margin(column: Sequence[Line], main: Sequence[Line]) -> bool:
    size = median(line.size for line in main)
    left, top, right, bottom = _box(column)
    first, upper, last, lower = _box(main)
    is_narrow = right - left <= _MAX_WIDTH_RATIO * (last - first) and _length(column) <= _MAX_TEXT_RATIO * _length(main)
    is_beside = (right <= first or left >= last) and upper - size <= top and bottom <= lower + size
    return is_narrow and is_beside and all(line.size <= _SMALL_RATIO * size for line in column)


def _length(column: Sequence[Line]) -> int:
    return sum(len(line.text) for line in column)


def _box(column: Sequence[Line]) -> tuple[float, float, float, float]:
    left, top = min(line.left for line in column), min(line.top for line in column)
    return left, top, max(line.right for line in column), max(line.bottom for line in column)


def by_column(notes: Collection[Line], lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the ``notes`` among the ``lines`` column by column: none goes on with one of another page."""
    among = (line for line in lines if line in notes)
    for _, column in groupby(among, key=lambda line: (line.page, line.column)):
        yield [*column]


def groups_beside(notes: Iterable[Line], groups: Sequence[Sequence[Line]]) -> Iterator[int]:
    """Yield for each note which of the ``groups`` of lines it stands beside: that of the last line above its foot."""
    on_pages: dict[int, list[tuple[float, int]]] = {}
    for number, group in enumerate(groups):
        for line in group:
            on_pages.setdefault(line.page, []).append((line.top, number))
    for note in notes:
        on_page = on_pages[note.page]
        yield max((each for each in on_page if each[0] <= note.bottom), default=min(on_page))[1]
