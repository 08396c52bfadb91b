"""Leave out what is printed on each page of a PDF anew: running heads and tables, footers, page numbers, stamps."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from knowledge.readers.pdf.lines import Line

_EDGE_LINES = 2  # lines at the top and the bottom of a page that may be its header and footer
_MIN_REPEATS = 3  # pages; two of lines set apart from the text, if in small print or on all pages
_MAX_STAMPS = 10  # lines in large print on a page; more are headings
_MAX_GAP_RATIO = 1.5  # of the body's size: lines of a paragraph are no further apart
_APART_RATIO = 0.6  # of the body's size: so much more than between lines is between the text and what is set apart
_LARGE_RATIO = 1.15  # of the body's size: in print as large, only what is on half of all pages is no heading
_STAMP_RATIO = 1.5  # of the body's size: a stamp across the text is as large
_SAME_PLACE_POINTS = 3  # points
_MAX_NUMBERS = 4  # numbers in a line, each of which may be the page's
# - 3 -   第 3 页   第三页   第 3 页 共 12 页   3 / 12   Page 3 of 12
_PAGE_NUMBER = re.compile(
    r"[-—–－·]\s*\d{1,4}\s*[-—–－·]|(?:第\s*)?\d{1,4}\s*/\s*(?:共\s*)?\d{1,4}(?:\s*页)?"
    r"|第\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
# What counts pages only where several have it at one height: 2-1   iv
_RARE_PAGE_NUMBER = re.compile(r"\d{1,3}[-–]\d{1,3}|[ivxlc]{1,7}")
# What a browser prints below and above a page: https://tea.example/a 1/3   2026/3/12 10:32 Tea   3/12/26, 9:05 AM Tea
_WEB_FOOT = re.compile(r"(?:https?|file)://\S+\s+\d{1,3}\s*/\s*\d{1,3}")
_WEB_HEAD = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},?\s+(?:[上下]午)?\d{1,2}:\d{2}\b.*")
_NUMBER = re.compile(r"\d{1,4}")
_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Edge:
    """The lines at one edge of a page from the edge inwards, and how many of the first are set apart from the text."""

    lines: tuple[Line, ...]
    apart: int


def body_size(lines: list[Line]) -> float:
    """Return the size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """Return each page's lines without what each page has anew."""
    body = body_size([line for page in pages for line in page])
    gap = _usual_gap(pages, body)
    edges = [[edge for is_top in (True, False) for edge in _edges(page, body, gap, is_top)] for page in pages]
    apart = {line for page in edges for edge in page for line in edge.lines[: edge.apart]}
    at_edges = [[(line, line in apart) for edge in page for line in edge.lines] for page in edges]
    left_out = _running(at_edges, body, _MIN_REPEATS)
    small = [[each for each in page if each[1] and (len(pages) == 2 or each[0].size < body)] for page in at_edges]
    left_out |= _running(small, body, 2)
    left_out |= _chapter_names(edges, body) | {line for page in edges for line in (*_numbers(page), *_web(page))}
    left_out |= _rare_numbers(apart)
    left_out = left_out - _first_of_large(pages, left_out, body) | _stamps(pages, body)
    left_out |= _edge_tables(pages, is_top=True) | _edge_tables(pages, is_top=False)
    return [[line for line in page if line not in left_out] for page in pages]


def _usual_gap(pages: list[list[Line]], body: float) -> float:
    """Return the usual distance of two lines of text; what is further away than lines of a paragraph tells nothing."""
    pairs = (pair for page in pages for pair in pairwise(page) if pair[0].is_beside(pair[1]))
    gaps = [gap for before, after in pairs if 0 <= (gap := after.top - before.bottom) <= _MAX_GAP_RATIO * body]
    return median(gaps) if gaps else 0.0


def _edges(page: list[Line], body: float, gap: float, is_top: bool) -> Iterator[_Edge]:
    """Yield a page's edge."""
    lines = sorted(page, key=lambda line: line.top if is_top else -line.bottom)[: _EDGE_LINES + 1]
    apart = 0
    for number, (outer, inner) in enumerate(pairwise(lines), 1):
        between = inner.top - outer.bottom if is_top else outer.top - inner.bottom
        if between > gap + _APART_RATIO * body:
            apart = number
    yield _Edge(tuple(line for line in lines[:_EDGE_LINES] if not line.rows), min(apart, _EDGE_LINES))


def _running(pages: list[list[tuple[Line, bool]]], body: float, least: int) -> set[Line]:
    """Return the lines that at least so many pages have in the same words, or with another number, at one height.

    Each line of a page is given with whether it is set apart.
    """
    keys = [{line: _keys(line, body, is_apart) for line, is_apart in page} for page in pages]
    counts = Counter(key for page in keys for key in {key for of_line in page.values() for key in of_line})
    half = -(-len(pages) // 2)
    found = set()
    for page in keys:
        for line, of_line in page.items():
            times = max(counts[key] for key in of_line)
            if times >= (max(least, half) if line.size > _LARGE_RATIO * body else least):
                found.add(line)
    return found


def _keys(line: Line, body: float, is_apart: bool) -> set[_Key]:
    """Return a line's text and height on the page; of small print also the text with one number, or all, by the page.

    A number that counts pages is then the same on every page; a year beside it is not, and stays as it is. In larger
    print a number may count chapters.
    """
    texts = _with_page_numbers(line.text, line.page) if line.size < body or is_apart else {line.text}
    places = {round(line.top / _SAME_PLACE_POINTS), -round(line.top / _SAME_PLACE_POINTS + 0.5)}  # either may be cut
    return {(text, place) for text in texts for place in places}


def _with_page_numbers(text: str, page: int) -> set[str]:
    """Return ``text`` as it is, and with one number of it, or all, by how much they are more than the page's."""
    numbers = [*_NUMBER.finditer(text)]
    if len(numbers) > _MAX_NUMBERS:
        return {text}
    texts = {text, _NUMBER.sub(lambda number: f"<{int(number[0]) - page}>", text)}
    for number in numbers:
        texts.add(f"{text[: number.start()]}<{int(number[0]) - page}>{text[number.end() :]}")
    return texts


def _numbers(edges: list[_Edge]) -> Iterator[Line]:
    for edge in edges:
        for line in edge.lines:
            if _PAGE_NUMBER.fullmatch(line.text) or line.text == str(line.page):
                yield line


def _rare_numbers(apart: set[Line]) -> set[Line]:
    """Return the lines that count pages in a rare way, if one at their height on another page counts another one."""
    numbers = {line for line in apart if _RARE_PAGE_NUMBER.fullmatch(line.text)}
    different = {(round(line.top / _SAME_PLACE_POINTS), line.text) for line in numbers}
    places = Counter(place for place, _ in different)
    return {line for line in numbers if places[round(line.top / _SAME_PLACE_POINTS)] > 1}


def _web(edges: list[_Edge]) -> list[Line]:
    """Return what a browser printed above and below a page, if it did."""
    top, bottom = ([line for line in edge.lines if not line.is_table] for edge in edges)
    feet = [line for line in bottom if _WEB_FOOT.fullmatch(line.text)]
    return [*feet, *(line for line in top if _WEB_HEAD.fullmatch(line.text))] if feet else []


def _chapter_names(edges: list[list[_Edge]], body: float) -> set[Line]:
    """Return the first lines of pages that most pages have in small print at one height, set apart from the text."""
    heads = [
        line
        for top, *_ in edges
        for line in top.lines[: top.apart]
        if line.size < body and line.text[-1:] not in "。！？.!?"
    ]
    places = Counter(round(line.top / _SAME_PLACE_POINTS) for line in heads)
    least = max(_MIN_REPEATS, len(edges) // 2)
    return {line for line in heads if places[round(line.top / _SAME_PLACE_POINTS)] >= least}


def _stamps(pages: list[list[Line]], body: float) -> set[Line]:
    """Return the lines in large print across other lines that half of the pages have at the very same place."""
    large = [[line for line in page if line.size >= _STAMP_RATIO * body] for page in pages]
    few = [
        (line, page) for lines, page in zip(large, pages, strict=True) if len(lines) <= _MAX_STAMPS for line in lines
    ]
    stamps = [line for line, page in few if _is_across(line, page)]
    places = Counter((line.text, round(line.left), round(line.top)) for line in stamps)
    least = max(2, len(pages) // 2)
    return {line for line in stamps if places[line.text, round(line.left), round(line.top)] >= least}


def _is_across(line: Line, page: list[Line]) -> bool:
    return any(
        max(line.left, other.left) < min(line.right, other.right)
        and line.top + 1 < (other.top + other.bottom) / 2 < line.bottom - 1
        for other in page
        if other is not line
    )


def _first_of_large(pages: list[list[Line]], left_out: set[Line], body: float) -> set[Line]:
    """Return the first of each of the lines in large print to be left out: a title that later pages repeat."""
    first: dict[str, Line] = {}
    for page in pages:
        for line in page:
            if line in left_out and line.size > _LARGE_RATIO * body:
                first.setdefault(line.text, line)
    return set(first.values())


def _edge_tables(pages: list[list[Line]], is_top: bool) -> set[Line]:
    """Return the tables at one edge of several pages, at the same place and with the same cells but the page's number.

    Manuals have their name, number and version so. The one before all text, or behind it, is not among them.
    """
    alike: dict[tuple[int, ...], list[list[Line]]] = {}
    for page in pages:
        ordered = sorted(page, key=lambda line: line.top)
        half = len(ordered) - len(ordered) // 2
        for line in ordered[:half][:_EDGE_LINES] if is_top else ordered[half:][-_EDGE_LINES:]:
            if line.rows:
                groups = alike.setdefault((round(line.left), round(line.top), len(line.rows), len(line.edges)), [])
                group = next((group for group in groups if _is_same_table(group[0], line)), None)
                if group is None:
                    groups.append(group := [])
                group.append(line)
    repeated = [group for groups in alike.values() for group in groups if _is_running(group, len(pages))]
    return {line for group in repeated for line in (group[1:] if is_top else group[:-1])}


def _is_running(group: list[Line], pages: int) -> bool:
    """Say whether like tables are on most pages of a part, or on every other one; others are alike by chance."""
    span = group[-1].page - group[0].page + 1
    return len(group) >= min(_MIN_REPEATS, pages) and 2 * len(group) >= span


def _is_same_table(one: Line, other: Line) -> bool:
    pairs = zip(chain.from_iterable(one.rows), chain.from_iterable(other.rows), strict=True)
    return all(
        cell == again or _with_page_numbers(cell, one.page) & _with_page_numbers(again, other.page)
        for cell, again in pairs
    )
