"""Tables as every front end shows them, and lines of those cells that answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.answering.quotes import Quote
from index.table_cells import naming_columns
from knowledge.table_text import Table, spans_of, table_in
from knowledge.types import Passage

NO_CELL = "–"  # in place of an empty cell, where its head says what is missing
_MAX_ROWS_IN_LINES = 6  # rows of which the cells asked for are put together
_MAX_WHOLE_ROWS = 3
_MAX_CELL_CHARACTERS = 160  # characters of a cell in a line that has its whole row


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table as it is shown: its cells in the reader's script, the columns ``names`` that tell its rows apart.

    ``key`` are the rows that answer, the best first.
    """

    cells: Table
    names: tuple[int, ...]
    key: tuple[int, ...] = ()

    @property
    def marked(self) -> frozenset[int]:
        """The rows that stand out; none does if all answer."""
        return frozenset(self.key) if len(self.key) < len(self.cells.rows) else frozenset()


def table_words(quote: Quote | Passage, write: Callable[[str], str]) -> TableWords | None:
    """Return the table in a quote or passage, with its cells put into the reader's script by ``write``."""
    if quote.table is None:
        return None
    found = table_in(quote.text, quote.table)
    key = quote.key_sentences if isinstance(quote, Quote) else ()
    starts = [start for start, _ in spans_of(quote.text, quote.table) if start >= quote.table[1]]
    numbers = [starts.index(start) for start, _ in key]
    written = Table(write(found.above), _all(found.heads, write), tuple(_all(row, write) for row in found.rows))
    return TableWords(written, naming_columns(found), tuple(numbers))


def key_lines(table: TableWords, columns: Sequence[int]) -> str:
    """Return the cells that answer, each row in a line: those that name it, then the ``columns`` asked for.

    If none is asked for, the line has the whole row; if no row stands out either, it is the line above the table.
    """
    cells, key = table.cells, table.key
    if columns and len(key) > 1 and set(columns) <= set(table.names):
        return "\n".join(_column_line(cells, key, column) for column in columns)
    if columns:
        return _cut_off([_cells_line(table, row, columns) for row in key], _MAX_ROWS_IN_LINES)
    if len(key) == 1 or table.marked:
        return _cut_off([_row_line(cells, row) for row in key], _MAX_WHOLE_ROWS)
    return cells.above or " · ".join(filter(None, cells.heads))


def named(table: TableWords, row: int, but: Iterable[int] = ()) -> str:
    """Return the cells that name a row, except those of the columns ``but``."""
    cells = table.cells.rows[row]
    return " · ".join(cells[column] for column in table.names if column not in but and cells[column])


def cell_line(head: str, cell: str) -> str:
    """Return a cell behind the head of its column."""
    return f"{head}: {cell or NO_CELL}" if head else cell


def _cells_line(table: TableWords, row: int, columns: Sequence[int]) -> str:
    cells, heads = table.cells.rows[row], table.cells.heads
    asked = [cell_line(heads[column], cells[column]) for column in columns]
    return " · ".join(filter(None, [named(table, row, columns), *asked]))


def _column_line(cells: Table, rows: Sequence[int], column: int) -> str:
    values = dict.fromkeys(cells.rows[row][column] for row in rows)
    return cell_line(cells.heads[column], "; ".join(filter(None, values)))


def _row_line(cells: Table, row: int) -> str:
    shown = zip(cells.heads, map(_shortened, cells.rows[row]), strict=True)
    return "; ".join(cell_line(head, cell) for head, cell in shown if cell)


def _shortened(cell: str) -> str:
    return cell if len(cell) <= _MAX_CELL_CHARACTERS else f"{cell[: _MAX_CELL_CHARACTERS - 1].rstrip()}…"


def _cut_off(lines: Sequence[str], most: int) -> str:
    return "\n".join([*lines[:most], "…"] if len(lines) > most else lines)


def _all(cells: Iterable[str], write: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(map(write, cells))
