"""Turn the lines on a PDF's pages into headings, paragraphs and tables.

A PDF states only where characters stand and how large they are; which lines belong together is inferred from that.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise, starmap
from statistics import median

from knowledge.readers.text import NUMBERED, ends_chinese, is_chinese
from knowledge.types import Block


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a whole table, and its place on the page (points from the top left corner)."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float = 0.0
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is usual in a document: the level of each heading size, the gap between lines, each page's margins."""

    levels: dict[float, int]
    gap: float
    margins: dict[int, tuple[float, float]]

    def level(self, line: Line) -> int:
        return 0 if line.is_table else self.levels.get(line.size, 0)


_EDGE_LINES = 2  # lines at the top and the bottom of a page that may be its header and footer
_MIN_REPEATS = 3
# - 3 -   第 3 页   第 3 页 共 12 页   3 / 12   Page 3 of 12
_PAGE_NUMBER = re.compile(
    r"[-—–－·]\s*\d{1,4}\s*[-—–－·]|(?:第\s*)?\d{1,4}\s*/\s*(?:共\s*)?\d{1,4}(?:\s*页)?"
    r"|第\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_HEADING_SIZE_RATIO = 1.15  # a line larger than this times the body's size is a heading
_MAX_HEADING_LEVELS = 6
_SENTENCE_END = re.compile(r"[。！？!?….][”’」』\"'）)]*\Z")
_BULLET = re.compile(r"[-–•●○■□◆◇▪►➢*·\uf000-\uf0ff]\s*\S")
_HYPHEN = re.compile(r"(?<=[A-Za-z]{2})-\Z")


def to_blocks(pages: list[list[Line]]) -> tuple[Block, ...]:
    """Return the blocks of all ``pages``, whose lines are given in reading order."""
    lines = [line for page in pages for line in page]
    layout = _layout(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line, layout):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_block(group, layout) for group in groups)


def _block(group: list[Line], layout: _Layout) -> Block:
    first = group[0]
    if first.is_table:
        return Block("table", first.text, page=first.page)
    level = layout.level(first)
    texts = [line.text for line in group]
    text = "".join([*starmap(_before_next, pairwise(texts)), texts[-1]])
    return Block("heading" if level else "paragraph", text, level, first.page)


def _before_next(line: str, following: str) -> str:
    """Return a paragraph's line as it stands before the one that follows it."""
    if _HYPHEN.search(line) and following[0].islower():
        return line[:-1]
    # A line of Chinese can break anywhere, also beside a Latin word or figure without spaces around it.
    return line + ("" if ends_chinese(line) or is_chinese(following[0]) else " ")


def without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """Return each page's lines without headers, footers and page numbers."""
    body = _body_size([line for page in pages for line in page])
    tops, bottoms = ([page[edge] for page in pages] for edge in (slice(_EDGE_LINES), slice(-_EDGE_LINES, None)))
    repeated = _repeated(tops, body) | _repeated(bottoms, body)
    return [
        [line for line in page if line not in top + bottom or not _is_furniture(line, repeated, body)]
        for page, top, bottom in zip(pages, tops, bottoms, strict=True)
    ]


def _repeated(edges: list[list[Line]], body: float) -> set[tuple[str, int]]:
    """Return the keys of the lines that several pages have at the same edge."""
    keys = Counter(key for edge in edges for key in {key for line in edge for key in _keys(line, body)})
    return {key for key, times in keys.items() if times >= _MIN_REPEATS}


def _keys(line: Line, body: float) -> set[tuple[str, int]]:
    """Return a line's text and height on the page; for small print also the text with numbers relative to the page.

    A number that counts pages is then the same on every page. In larger print a number may count chapters.
    """
    relative = re.sub(r"\d{1,4}", lambda number: f"<{int(number[0]) - line.page}>", line.text)
    return {(text, round(line.top)) for text in (line.text, relative if line.size < body else line.text)}


def _is_furniture(line: Line, repeated: set[tuple[str, int]], body: float) -> bool:
    if line.is_table:
        return False
    is_number = _PAGE_NUMBER.fullmatch(line.text) is not None or line.text == str(line.page)
    return is_number or not repeated.isdisjoint(_keys(line, body))


def _body_size(lines: list[Line]) -> float:
    """Return the size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += 0 if line.is_table else len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _layout(lines: list[Line]) -> _Layout:
    texts = [line for line in lines if not line.is_table]
    body = _body_size(texts)
    headings = sorted({line.size for line in texts if line.size > body * _HEADING_SIZE_RATIO}, reverse=True)
    levels = {size: min(rank, _MAX_HEADING_LEVELS) for rank, size in enumerate(headings, 1)}
    plain = [line for line in texts if line.size <= body * _HEADING_SIZE_RATIO]
    gaps = [after.top - before.bottom for before, after in pairwise(plain) if before.page == after.page]
    return _Layout(levels, median(gaps) if gaps else 0.0, _margins(plain))


def _margins(lines: list[Line]) -> dict[int, tuple[float, float]]:
    margins: dict[int, tuple[float, float]] = {}
    for line in lines:
        left, right = margins.get(line.page, (line.left, line.right))
        margins[line.page] = min(left, line.left), max(right, line.right)
    return margins


def _goes_on(before: Line, line: Line, layout: _Layout) -> bool:
    """Say whether ``line`` continues the paragraph or heading whose last line is ``before``."""
    if before.is_table or line.is_table or layout.level(before) != layout.level(line) or _is_start(line):
        return False
    same_page = before.page == line.page
    if layout.level(line):
        return same_page and line.top - before.bottom < 0.8 * line.size
    if same_page and line.top - before.bottom > layout.gap + 0.5 * line.size:
        return False
    if line.text[0].islower():  # no sentence begins with a small letter
        return True
    return not _is_indented(before, line) and not _is_complete(before, layout, same_page)


def _is_start(line: Line) -> bool:
    return bool(NUMBERED.match(line.text) or _BULLET.match(line.text))


def _is_indented(before: Line, line: Line) -> bool:
    """Say whether ``line`` is indented like a new paragraph; after a number or bullet all lines are indented."""
    return line.left - before.left > 0.8 * line.size and not _is_start(before)


def _is_complete(line: Line, layout: _Layout, same_page: bool) -> bool:
    """Say whether a line ends its paragraph: with a sentence, or well short of the margin, or as a heading."""
    left, right = layout.margins[line.page]
    room = right - line.right
    if _SENTENCE_END.search(line.text):
        # Inside a paragraph a sentence can happen to end at the margin. In a text of short lines that tells nothing.
        fills = same_page and room < 1.5 * line.size and right - left > 20 * line.size
        return not fills
    is_short = line.right - left < 0.7 * (right - left)
    is_title = bool(NUMBERED.match(line.text)) and len(line.text) <= 30 and room > 2 * line.size
    return is_short or is_title
