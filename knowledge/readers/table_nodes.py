"""What blocks of pandoc's syntax tree hold, and which of its tables only lay out a page."""

from collections.abc import Iterator
from typing import Any

_Node = dict[str, Any]
_Row = list[Any]  # of cells: attributes, alignment, the rows and columns that each covers, and its blocks
TEXTS = ("Para", "Plain")
# What does not fit into a line of a list or a table.
LARGE = ("Header", "Table")


def all_in(node: _Node) -> Iterator[_Node]:
    """Yield a block and all blocks inside it."""
    yield node
    yield from inside(node)


def inside(node: _Node) -> Iterator[_Node]:
    """Yield the blocks inside a block; nothing that is smaller than one."""
    stack: list[Any] = [] if node["t"] in TEXTS else [node.get("c")]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += each
        elif isinstance(each, dict):
            yield each
            if each.get("t") not in TEXTS:
                stack.append(each.get("c"))


def is_layout(rows: list[_Row]) -> bool:
    """Say whether a table has one cell, or headings with text below them, or tables in at least half of its rows.

    The words that head the columns of a table may be in a style of headings.
    """
    if sum(map(len, rows)) < 2:
        return True
    below = rows[1:] if len(rows) > 2 and all(len(_large(cell)) == len(cell[-1]) for cell in rows[0]) else rows
    if any("Header" in _large(cell) for cells in below for cell in cells):
        return True
    return 2 * sum(map(holds_table, rows)) >= len(rows)


def holds_table(cells: _Row) -> bool:
    """Say whether a table stands in a cell of a row."""
    return any("Table" in _large(cell) for cell in cells)


def spans_all(rows: list[_Row], columns: int) -> bool:
    """Say whether the first of several rows is one cell over all columns, as of a title.

    One with several paragraphs, or above another such row, is a row of a form.
    """
    if len(rows) < 3 or columns < 2 or len(rows[0]) != 1:
        return False
    [(_, _, down, over, blocks)] = rows[0]
    is_next_alike = len(rows[1]) == 1 and rows[1][0][3] == columns
    return bool(over == columns and down == 1 and len(blocks) == 1 and not is_next_alike)


def is_labelled(rows: list[_Row], columns: int) -> bool:
    """Say whether every second cell is bold, from the first of each row on, and no other: the name of what follows."""
    if len(rows) < 2 or columns % 2 or any(len(cells) != columns for cells in rows):
        return False
    named = all(_is_bold(cell) for cells in rows for cell in cells[::2])
    return named and all(cell[-1] and not _is_bold(cell) for cells in rows for cell in cells[1::2])


def _is_bold(cell: list[Any]) -> bool:
    """Say whether a cell has text and all of it is bold."""
    texts = [inline for block in cell[-1] for inner in all_in(block) if inner["t"] in TEXTS for inline in inner["c"]]
    seen = [inline["t"] for inline in texts if inline["t"] not in ("Space", "SoftBreak", "LineBreak")]
    return bool(seen) and set(seen) == {"Strong"}


def _large(cell: list[Any]) -> list[str]:
    """Return the kinds of the blocks in a cell that do not fit into a line."""
    return [inner["t"] for block in cell[-1] for inner in all_in(block) if inner["t"] in LARGE]
