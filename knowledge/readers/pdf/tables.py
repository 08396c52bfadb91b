"""Tables without lines on a PDF's page, and those that go on over pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from knowledge.readers.pdf.lines import Line, Piece
from knowledge.readers.tables import MAX_COLUMNS
from knowledge.readers.text import NUMBERED, join_lines

_MIN_ROWS = 3  # of a table without lines; two with three columns
_MAX_ROW_GAP_RATIO = 2.0  # of the text's size: rows further apart are not of one table
_REST_GAP_RATIO = 0.8  # of the text's size: no further below stands the next line of a cell
_TIGHT_RATIO = 0.8  # of the usual distance of rows: a nearer row goes on with the one above
_SAME_EDGE_POINTS = 4.0  # points
_MAX_CELL_CHARACTERS = 60  # of most cells in a table without lines
_MARKER = re.compile(r"[-–•●○■□◆◇▪►➢*·\uf000-\uf0ff☐☑✓]|\(?[0-9a-zA-Z]{1,3}[.)]?")
_FIGURE = re.compile(r"[-+±≈<>≤≥~]?[$¥€£]?[\d.,]+\s*[%‰]?")
_SENTENCE_END = re.compile(r"[。！？!?.；;]\Z")
_WORD = re.compile(r"[^\W\d_]")
_NONE = re.compile(
    r"(?:暂|暫)?[无無缺]|未[知定测測报報].*|待定|免[费費]|不[适適]用|n/?a|none|nil|unknown|tb[ad]|free", re.IGNORECASE
)
_CONTINUED = re.compile(  # above the part of a table on a new page
    r"[（(]?(?:[续續]|接上)表.{0,40}|[（(][续續]表?[)）]|表\s*[\d一二三四五六七八九十].{0,40}[（(][续續]表?[)）]"
    r"|\(?(?:table\s*\d.{0,60})?\bcont(?:inued|inuation|'d|\.)(?: from (?:the )?previous page)?\)?",
    re.IGNORECASE,
)
_PAGE_AT_END = re.compile(r"\d{1,4}|[ivxlc]{1,6}")

Row = list[Piece]
Cells = tuple[tuple[str, ...], ...]  # of each row


def unruled_tables(rows: list[Row]) -> Iterator[Row]:
    """Yield ``rows`` with each run of them that stand in columns of cells as one table."""
    for is_parted, group in groupby(_runs(rows), key=lambda run: len(run) > 1):
        for run in group:
            table = _unruled(run) if is_parted else None
            if table:
                yield [table]
            else:
                yield from run


def _runs(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield rows of several pieces together that follow each other closely; all other rows alone."""
    run: list[Row] = []
    for row in rows:
        is_cells = len(row) > 1 and not any(piece.rows for piece in row)
        if run and _is_rest_of_cell(row, run):
            run.append(row)
            continue
        if run and (not is_cells or row[0].top - run[-1][0].bottom > _MAX_ROW_GAP_RATIO * row[0].size):
            yield run
            run = []
        if is_cells:
            run.append(row)
        else:
            yield [row]
    if run:
        yield run


def _is_rest_of_cell(row: Row, run: list[Row]) -> bool:
    """Say whether ``row`` is one piece close below the rows of ``run``, and none of their first column."""
    if len(row) > 1 or row[0].rows or row[0].top - run[-1][0].bottom > _REST_GAP_RATIO * row[0].size:
        return False
    return row[0].left > min(other[1].left for other in run if len(other) > 1) - _SAME_EDGE_POINTS


def _unruled(run: list[Row]) -> Piece | None:
    edges = _columns(run)
    if not 2 <= len(edges) <= MAX_COLUMNS or len(run) < (_MIN_ROWS if len(edges) == 2 else 2):
        return None
    cells = [_cells(row, edges) for row in run]
    first = [row[0] for row in cells if row[0]]
    if all(_MARKER.fullmatch(cell) or NUMBERED.fullmatch(cell) for cell in first) or _is_contents(cells):
        return None
    if median(max(map(len, row)) for row in cells) > _MAX_CELL_CHARACTERS:
        return None
    texts = tuple(map(tuple, _with_wrapped(run, cells)))
    left, right = min(row[0].left for row in run), max(row[-1].right for row in run)
    return Piece("", left, run[0][0].top, right, run[-1][0].bottom, 0.0, texts, tuple(edges))


def _columns(run: list[Row]) -> list[float]:
    """Return the left edges of the columns: between them there is a gap in all rows."""
    edges: list[float] = []
    end = 0.0
    for piece in sorted((piece for row in run for piece in row), key=lambda piece: piece.left):
        if not edges or piece.left > end + 0.3 * piece.size:
            edges.append(piece.left)
            end = piece.right
        end = max(end, piece.right)
    return edges


def _cells(row: Row, edges: list[float]) -> list[str]:
    ends = [*edges[1:], float("inf")]
    parts = [[piece.text for piece in row if edge <= piece.left < end] for edge, end in zip(edges, ends, strict=True)]
    return [join_lines(part) for part in parts]


def _is_contents(cells: list[list[str]]) -> bool:
    """Say whether these are lines of a table of contents: titles, and numbers of pages that only grow."""
    last = [row[-1] for row in cells]
    numbers = [int(text) for text in last if text.isdecimal()]
    is_numbered = all(_PAGE_AT_END.fullmatch(text) for text in last)
    return len(cells[0]) == 2 and is_numbered and numbers == sorted(numbers)


def _with_wrapped(run: list[Row], cells: list[list[str]]) -> list[list[str]]:
    """Return the rows' cells, with what goes on with the row above, alone or nearer to it, joined to it."""
    steps = [after[0].top - before[0].top for before, after in pairwise(run)]
    usual = max(steps)
    kept = [cells[0]]
    for step, row in zip(steps, cells[1:], strict=True):
        is_alone = sum(map(bool, row)) == 1 and not any(map(_FIGURE.fullmatch, row))
        if not row[0] and (is_alone or step < _TIGHT_RATIO * usual):
            kept[-1] = [join_lines(pair) for pair in zip(kept[-1], row, strict=True)]
        else:
            kept.append(row)
    return kept


def joined_tables(lines: Iterable[Line]) -> list[Line]:
    """Return ``lines`` with each table that goes on over pages as one; it begins anew with its heads on each page.

    A line that says that it goes on, as 续表 does, is left out.
    """
    joined: list[Line] = []
    pages: list[int] = []  # of each line in ``joined``, the one that it ends on
    for line in lines:
        at = len(joined) - 1
        if at > 0 and pages[at] == line.page and _CONTINUED.fullmatch(joined[at].text):
            at -= 1
        before = joined[at] if joined else None
        if before and line.rows and before.rows and line.page == pages[at] + 1 and _goes_on(before, line):
            joined[at:] = [replace(before, rows=_rows_over_pages(before.rows, line.rows))]
            pages[at:] = [line.page]
        else:
            joined.append(line)
            pages.append(line.page)
    return joined


def _goes_on(before: Line, line: Line) -> bool:
    if len(before.edges) != len(line.edges):
        return False
    if before.rows[0] == line.rows[0]:
        return True
    shift = line.left - before.left
    pairs = zip(before.edges, line.edges, strict=True)
    is_as_wide = all(abs(one + shift - other) <= _SAME_EDGE_POINTS for one, other in pairs)
    return is_as_wide and not _begins_anew(before.rows, line.rows)


def _begins_anew(before: Cells, rows: Cells) -> bool:
    """Say whether a table after a page break has heads of its own: a word in each column, also where figures stand.

    A row of the table before may lack its figure: what is written for none is no head.
    """
    first = rows[0]
    if not all(_WORD.search(cell) and not _NONE.fullmatch(cell) for cell in first) or min(len(before), len(rows)) < 2:
        return False
    columns = zip(first, zip(*before[1:], strict=True), zip(*rows[1:], strict=True), strict=True)
    return any(
        _are_figures(above) and _are_figures(below) and not _FIGURE.fullmatch(head) for head, above, below in columns
    )


def _are_figures(column: Iterable[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(map(_FIGURE.fullmatch, filled))


def _rows_over_pages(before: Cells, after: Cells) -> Cells:
    heads = 0
    while heads < min(len(before), len(after)) and before[heads] == after[heads]:
        heads += 1
    after = after[heads:]
    if after and not heads and _is_rest(before[-1], after[0]):
        whole = tuple(join_lines(pair) for pair in zip(before[-1], after[0], strict=True))
        return (*before[:-1], whole, *after[1:])
    return (*before, *_in_its_group(before, after))


def _in_its_group(before: Cells, after: Cells) -> Cells:
    """Return the rows ``after`` a page break with the name of the group that goes on, if it stood before it alone."""
    begin = next((number for number, row in enumerate(after) if row[0]), len(after))
    if len(before) < 2 or not before[-1][0] or before[-1][0] != before[-2][0]:
        return after
    return (*((before[-1][0], *row[1:]) for row in after[:begin]), *after[begin:])


def _is_rest(row: tuple[str, ...], rest: tuple[str, ...]) -> bool:
    """Say whether ``rest`` are the last lines of cells that the end of the page cut."""
    filled = [(cell, more) for cell, more in zip(row, rest, strict=True) if more]
    if rest[0] or not filled:
        return False
    return all(cell and not _SENTENCE_END.search(cell) and not _FIGURE.fullmatch(more) for cell, more in filled)
